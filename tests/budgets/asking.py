"""How every operation that may touch money is asked, in a town where it can do the most.

A new operation gets a line here, or one in `WITHOUT_MONEY`; `test_never_reclaimed` tries them all.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

from budgets.costs.operations import (
    CostMove,
    LossFound,
    note_undeliverable,
    reattribute,
    record_job_cost,
    write_off_over_award,
)
from budgets.costs.refusals import NothingUndelivered
from budgets.entitlements import applications, runs
from budgets.entitlements.assessing import Asking as Asked
from budgets.entitlements.assessing import assess, award_assessed
from budgets.entitlements.donations import donate
from budgets.entitlements.operations import award, end, end_all_of_person, restart, resume, stop, suspend
from budgets.evidence.operations import attest
from budgets.funding.donations import Gift, GiftBack, give_back
from budgets.funding.operations import deposit, open_fund
from budgets.payouts.operations import approve_batch, discard_batch, hand_over_all, hand_over_batch, prepare_batch
from budgets.redemptions.operations import cancel, capture, redeem, refund
from budgets.rounds.correcting import Decision, correct_claim, decide_late_claim
from budgets.rounds.deciding import award_next
from budgets.schemes.facts import NO_FACTS, read_facts
from budgets.schemes.operations import adopt_scheme
from budgets.stock.operations import PacksBrought, issue, open_issue_point, restock
from ledger.amount import eur
from ledger.refusal import Refusal
from tests.budgets.entitlements.town import (
    BOUWDEPOT,
    BURGERBUDGET,
    SPRING,
    asked,
    award_to,
    enter_people,
    open_scheme,
    rows,
    vouch,
)
from tests.budgets.granted import IN_MARCH
from tests.budgets.redemptions.town import give_back as give_back_at_till
from tests.budgets.redemptions.town import give_up, meedoen, pay, take, till_of
from tests.budgets.rounds.town import claim, claim_line, lock, open_woonlastenfonds
from tests.budgets.shops.town import a_shop
from tests.builders import TEST, an_officer

BASISBAAN, UITGIFTEPUNT, GEWOON_GELD_GEVEN = "basisbaan", "uitgiftepunt", "gewoon-geld-geven"
LONG_AGO = date(2015, 1, 1)
Asking = dict[Any, Callable[..., Any]]


def everything_that_may_be_asked(town: Any) -> Asking:
    """Give for each operation that may touch money how it is asked: in a town where it can do the most."""
    officers = [an_officer("Fatima"), an_officer("Joost")]
    [(fund,)] = rows("SELECT id FROM funding_fund WHERE code = %s", BURGERBUDGET)
    batch = {}

    def prepare(**how):
        batch.update(made=prepare_batch(**how).batch)

    def approve(**how):
        for officer in officers:
            approve_batch(batch_id=batch["made"].id, officer_id=officer, sha256=batch["made"].sha256, **how)

    def discard(**how):
        discard_batch(batch_id=batch["made"].id, reason="test", **how)
        prepare(**how)
        approve(**how)

    both = (town.budget, town.gift)
    return {
        award: lambda **how: award(lines=asked([town.noor], starts_on=SPRING), partial=True, **how),
        runs.plan_run: lambda **how: runs.plan_run(scheme_code=BURGERBUDGET, **how),
        runs.step_run: lambda **how: runs.step_run(run_id=rows("SELECT id FROM entitlements_run")[0][0], **how),
        suspend: lambda **how: [suspend(entitlement_id=each, **how) for each in both],
        resume: lambda **how: [resume(entitlement_id=each, **how) for each in both],
        stop: lambda **how: [stop(entitlement_id=each, **how) for each in both],
        restart: lambda **how: [restart(entitlement_id=each, **how) for each in both],
        end: lambda **how: end(entitlement_id=town.budget, **how),
        end_all_of_person: lambda **how: end_all_of_person(person_id=town.noor, reason="died", **how),
        open_fund: lambda **how: open_fund(code="nieuw", name="Nieuw", scheme_code=BURGERBUDGET, **how),
        deposit: lambda **how: deposit(fund_id=fund, amount=eur("1.00"), reference="more", **how),
        attest: lambda **how: vouch([town.noor], IN_MARCH, "0", on=how["on"], replaces=True),
        prepare_batch: prepare,
        approve_batch: approve,
        discard_batch: discard,
        hand_over_batch: lambda **how: hand_over_batch(batch_id=batch["made"].id, **how),
        hand_over_all: lambda **how: hand_over_all(officer_ids=officers, **how),
        **_about_cost(town, officers),
        **_about_losses(town, officers),
        **_about_jobs(town),
        **_about_gifts(town, fund),
        **_about_stock(),
        **_about_tills(),
        **_about_applications(),
        **_about_rounds(town, officers),
    }


def _about_tills() -> Asking:
    shown: dict[str, Any] = {"code": "a code of nobody"}

    def buy(**asked: Any) -> None:
        with suppress(Refusal):  # Asked again there is a shop, and he has his pass.
            a_shop()
            [sem] = enter_people(1, beginning="till")
            shown.update(code=meedoen(sem).code)
        shown.update(till=till_of())
        shown.update(bought=pay(shown["till"], shown["code"], 1_00, **asked).given().id)

    def afterwards(act: Callable[..., Any], **asked: Any) -> Callable[..., Any]:
        def do(**how: Any) -> None:
            buy(**asked)
            act(shown["till"], shown["bought"]).given()

        return do

    return {
        redeem: lambda **how: buy(),
        capture: afterwards(take, reserve=True),
        cancel: afterwards(give_up, reserve=True),
        refund: afterwards(give_back_at_till),
    }


def _about_applications() -> Asking:
    open_scheme(GEWOON_GELD_GEVEN)
    noor, sem, mila, tess = enter_people(4, beginning="a")

    def waiting(person: UUID) -> UUID:
        found = rows(
            "SELECT id FROM entitlements_entitlement WHERE person_id = %s ORDER BY state = 'PROPOSED' DESC", person
        )
        return UUID(str(found[0][0]))

    def ask_for(person: UUID) -> Any:
        return asked([person], GEWOON_GELD_GEVEN, starts_on=SPRING)

    def close(decide: Any, person: UUID, how: Any, **said: Any) -> None:
        applications.apply(lines=ask_for(person), **how)
        decide(entitlement_id=waiting(person), **said, **how)

    refuse, withdraw = applications.refuse_application, applications.withdraw_application
    return {
        applications.apply: lambda **how: applications.apply(lines=ask_for(noor), **how),
        applications.award_application: lambda **how: applications.award_application(
            entitlement_id=waiting(noor), **how
        ),
        refuse: lambda **how: close(refuse, sem, how, ground="x", reason="x"),
        withdraw: lambda **how: close(withdraw, mila, how),
        applications.propose: lambda **how: applications.propose(lines=ask_for(tess), **how),
        applications.decide_proposed: lambda **how: applications.decide_proposed(**how),
        award_assessed: lambda **how: award_assessed(
            assessment_id=assess(asking=Asked(person_id=noor, facts=NO_FACTS), **how).id,
            scheme_codes=[BOUWDEPOT],
            **how,
        ),
        applications.start_waiting: lambda **how: applications.start_waiting(scheme_code=GEWOON_GELD_GEVEN, **how),
    }


def _about_cost(town: Any, officers: list[UUID]) -> Asking:
    [(old,)] = rows("SELECT id FROM funding_fund WHERE code = %s", BOUWDEPOT)
    new = open_scheme(BOUWDEPOT, code="tweede", priority=2)

    def move(**how: Any) -> None:
        for number, whose in enumerate((town.gift, None)):
            cost = CostMove(
                reference=f"besluit-{number}",
                from_fund=old,
                to_fund=new,
                scheme_code=BOUWDEPOT,
                amount=eur("100.00"),
                entitlement_id=whose,
            )
            reattribute(move=cost, decided_by=officers[0], agreed_by=officers[1], **how)

    return {reattribute: move}


def _about_losses(town: Any, officers: list[UUID]) -> Asking:
    by = {"decided_by": officers[0], "agreed_by": officers[1]}

    def lose(**how: Any) -> None:
        for each in (town.budget, town.gift):
            loss = LossFound(reference=f"bevinding {each}", entitlement_id=each, amount=eur("1.00"))
            write_off_over_award(loss=loss, **by, **how)

    def note(**how: Any) -> None:
        loss = LossFound(reference="terug", entitlement_id=town.gift, amount=eur("1.00"))
        with suppress(NothingUndelivered):  # Everything was sent by an act before it.
            note_undeliverable(loss=loss, returned_on=LONG_AGO, decided_by=officers[0], **how)

    return {write_off_over_award: lose, note_undeliverable: note}


def _about_jobs(town: Any) -> Asking:
    open_scheme(BASISBAAN)
    job_of = "SELECT id FROM entitlements_entitlement WHERE scheme = %s"
    # Asked a second time the job has ended, and is not given again for the same days.
    job = rows(job_of, BASISBAAN)[0][0] if rows(job_of, BASISBAAN) else award_to([town.noor], BASISBAAN)[0]

    def cost(**how: Any) -> None:
        for number, amount in enumerate(("1000.00", "20000.00")):  # less than was planned, and more
            record_job_cost(reference=f"{number}", entitlement_id=job, amount=eur(amount), **how)

    return {record_job_cost: cost}


def _about_gifts(town: Any, fund: UUID) -> Asking:
    gift = Gift(fund_id=fund, amount=eur("1.00"), donor_code="vsb", donor_name="VSB", reference="gift")
    own = GiftBack(person_id=town.noor, fund_id=fund, amount=eur("1.00"), statement="Graag.", reference="gift")
    return {
        donate: lambda **how: donate(gift=gift, **how),
        give_back: lambda **how: give_back(gift=own, **how),
    }


def _about_stock() -> Asking:
    adopt_scheme(scheme_code=UITGIFTEPUNT, actor=TEST, on=LONG_AGO, terms={"packs_per_visit": "2"})
    brought = PacksBrought(point="bieb", packs=5, reference="eerste")
    return {
        open_issue_point: lambda **how: open_issue_point(code="bieb", name="Bibliotheek", **how),
        restock: lambda **how: restock(delivery=brought, **how),
        issue: lambda **how: issue(point="bieb", packs=1, key="een", **how),
    }


def _about_rounds(town: Any, officers: list[UUID]) -> Asking:
    """A round gave Noor something by 15 January; after that her rent turns out to be nothing, and Sem comes late."""
    january = date(2025, 1, 15)
    [sem] = enter_people(1, beginning="sem")
    found = rows("SELECT round_id, id FROM rounds_claim WHERE person_id = %s", town.noor)
    if not found:
        round_id = open_woonlastenfonds(year=2025, factor="0.50", pays="once")
        claim(round_id, [town.noor], on=january)
        lock(round_id, officers, on=january)
        found = rows("SELECT round_id, id FROM rounds_claim WHERE person_id = %s", town.noor)
    [(of_noor, claimed)] = found
    lower = Decision(officers[0], "no rent")
    facts = read_facts({"rent": "0.00", "persons": 1})
    return {
        award_next: lambda **how: award_next(round_id=of_noor, **how),
        correct_claim: lambda **how: correct_claim(claim_id=claimed, facts=facts, decision=lower, **how),
        decide_late_claim: lambda **how: decide_late_claim(
            round_id=of_noor, line=claim_line(2, sem, on=january), decision=lower, **how
        ),
    }


WITHOUT_MONEY = {
    "enter_municipality", "register_people", "register_organisations", "register_officer", "register_households",
    "adopt_scheme", "load_terms", "assess",
    "close_month", "reopen_month", "seal_day",
    "open_round", "enter_claims", "propose_factor", "approve_round", "lock_round", "close_round",  # Awards come after.
    "confirm_restore", "verify_books",
    "record_warning_seen", "finish_duty", "reassign_duty",  # Aftercare looks after people; it has no booking.
    "send_again", "send_failed_again", "note_printed",  # Words to people.
    "issue_pass", "block", "unblock", "report_lost", "replace", "set_pin", "set_card_terms", "pair_phone",
    "unpair_phone", "renew_handle",  # A pass holds no money: what it carries is in the books.
    "apply_shop", "approve_shop", "reject_shop", "block_shop", "unblock_shop", "change_contact",
    "ask_account_change", "approve_account_change", "withdraw_account_change", "settle_account_changes",
    "allow", "disallow", "set_price", "set_limit", "set_settlement", "set_waiting_time",
    "set_redemption_terms",
    "settle_when_due", "settle_now",  # Adds up what a shop is owed; a batch pays it, and takes nothing from people.
    "open_location", "give_pairing_code", "pair_till", "revoke_till",  # Where people may spend; nothing is spent.
    "send_code", "try_code", "give_login", "end_login",  # Who may look at what is theirs.
    "ask_for_run", "revive_job",  # Asking moves nothing: what a job does is done by the operations above.
}  # fmt: skip
