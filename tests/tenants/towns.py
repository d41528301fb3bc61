"""Two municipalities in which something stands in every table: where a stranger's rows are, seeing none says something.

A new table gets rows here, in `fill_town`, or a line with its reason in `EMPTY`.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from budgets.access.models import SentCode
from budgets.access.operations import LoginAsked, give_login
from budgets.aftercare.operations import record_warning_seen
from budgets.bookkeeping.operations import close_month, seal_day
from budgets.costs.operations import CostMove, LossFound, reattribute, record_job_cost, write_off_over_award
from budgets.entitlements.models import Assessment, Decision, FundShare, Lapse, Notice, PassBudget
from budgets.entitlements.operations import suspend
from budgets.entitlements.queries import list_entitlements
from budgets.exports.verifying import verify_books
from budgets.funding.donations import GiftBack, give_back
from budgets.funding.operations import deposit
from budgets.funding.queries import list_funds
from budgets.messages.writing import To
from budgets.operation import municipal_transaction
from budgets.outbox.asking import ask
from budgets.parties.households import MemberLine, register_households
from budgets.passes.operations import replace, set_card_terms
from budgets.payouts.operations import hand_over_all, prepare_batch
from budgets.redemptions.terms import set_redemption_terms
from budgets.rounds.correcting import Decision as RoundDecision
from budgets.rounds.correcting import correct_claim
from budgets.schemes.facts import read_facts
from budgets.settlements.operations import settle_now
from budgets.shops.accounts import ask_account_change
from budgets.shops.conditions import (
    LimitAgreed,
    PriceAgreed,
    SettlementAgreed,
    allow,
    set_limit,
    set_price,
    set_settlement,
    set_waiting_time,
)
from budgets.shops.models import Per
from budgets.stock.operations import PacksBrought, open_issue_point, restock
from ledger import holds, journal
from ledger.accounts import Place, open_accounts
from ledger.amount import Unit, eur
from ledger.balances import list_balances_of_holder
from ledger.notices import LapseNotice, give_notices
from ledger.outbox import relay
from ledger.rollup import roll_up
from tests.budgets.aftercare.town import open_a_duty
from tests.budgets.entitlements.town import (
    BOUWDEPOT,
    BURGERBUDGET,
    NEW_YEAR,
    SPRING,
    a_town,
    award_to,
    enter_people,
    open_scheme,
    rows,
    run,
    vouch,
)
from tests.budgets.messages.town import tell as tell_by_message
from tests.budgets.passes.town import a_pass, code_on, pair
from tests.budgets.redemptions.town import give_back as give_back_at_till
from tests.budgets.redemptions.town import meedoen, pay, till_of
from tests.budgets.restores.town import put_back
from tests.budgets.rounds.town import claim, lock, open_woonlastenfonds, the_claims
from tests.budgets.settlements.town import spend
from tests.budgets.shops.town import A_MONDAY, OTHER_IBAN, a_shop, a_till
from tests.builders import LONG_AGO, TEST, an_officer, an_organisation

EMPTY: dict[str, str] = {}
"""Tables in which no town of the tests has a row, each with the reason."""


@dataclass(frozen=True)
class Town:
    """A municipality: its id, its only fund of a burgerbudget, its people, and what their client numbers begin with."""

    municipality_id: int
    fund: UUID
    people: tuple[UUID, ...]
    beginning: str


def fill_town(beginning: str) -> Town:
    """Make a municipality and let everything happen in it once."""
    with a_town(BURGERBUDGET, BOUWDEPOT) as municipality_id:
        people = enter_people(4, beginning=beginning)
        [first, *_] = award_to(people[:3], BURGERBUDGET)
        award_to(people[3:], BOUWDEPOT)
        _live_together(f"{beginning}0000")
        for scheme in (BURGERBUDGET, BOUWDEPOT):
            run(scheme, NEW_YEAR)
        _attest(people)
        run(BURGERBUDGET, SPRING)
        officers = [an_officer("Anna"), an_officer("Bilal")]
        hand_over_all(officer_ids=officers, actor=TEST, on=SPRING)
        run(BOUWDEPOT, SPRING)
        prepare_batch(actor=TEST, on=SPRING, prepared_by=an_officer("Chris"))
        suspend(entitlement_id=first, actor=TEST, on=SPRING)
        fund = _undo_a_deposit()
        _say_what_was_decided(people[0], first, fund)
        for happens in (_bear_cost, _divide, _give_passes, _spend):
            happens(people)
        _ask_for_work()
        _hold(people)
        close_month(month=LONG_AGO, officer_id=officers[0], actor=TEST, on=SPRING)
        _look_after(people[0], first)
        put_back()
        seal_day(actor=TEST, on=SPRING)
        verify_books(actor=TEST, on=SPRING)
        return Town(municipality_id, fund, tuple(people), beginning)


def _divide(people: list[UUID]) -> None:
    officers = [an_officer("Anna"), an_officer("Bilal")]
    round_id = open_woonlastenfonds(year=2025, factor="0.50", pays="once")
    claim(round_id, people[:2], rents=["600.00", "650.00"], on=SPRING)
    lock(round_id, officers, on=SPRING)
    first, *_ = the_claims(round_id)
    facts = read_facts({"rent": "640.00", "persons": 1})
    correct_claim(claim_id=first.id, facts=facts, decision=RoundDecision(officers[0], "late"), actor=TEST, on=SPRING)


def _say_what_was_decided(person: UUID, entitlement: UUID, fund: UUID) -> None:
    with municipal_transaction():
        FundShare.objects.create(entitlement_id=entitlement, fund_id=fund, weight=1)
        Decision.objects.create(
            person_id=person, scheme=BURGERBUDGET, outcome="REFUSED", explanation={}, decided_on=SPRING
        )
        Assessment.objects.create(person_id=person, facts={}, verdicts=[], assessed_on=SPRING)
        Notice.objects.create(
            entitlement_id=entitlement, number=1, given_on=SPRING, lapses_on=date(2025, 12, 31), explanation={}
        )
        Lapse.objects.create(
            entitlement_id=entitlement, amount_minor=1, due_on=SPRING, lapsed_on=SPRING, explanation={}
        )
        [account] = open_accounts([Place("EARMARKED", entitlement=entitlement, fund=fund)])
        give_notices([LapseNotice(account, 1, date(2025, 12, 31))], on=SPRING)
        PassBudget.objects.create(entitlement_id=entitlement, account=account, granted_on=SPRING)


def _trade() -> None:
    """Let shops have everything that they may: approvals, prices, limits, tills, and another account that waits."""
    a_shop()
    a_till()
    officer = an_officer("Anna")
    frame: dict[str, Any] = {"actor": TEST, "on": A_MONDAY}
    allow(shop="boekhandel", scheme_code="stadspas", activity="", officer_id=officer, **frame)
    price = PriceAgreed(shop="boekhandel", activity="", unit=Unit.POINT, each=eur("0.50"), valid_from=A_MONDAY)
    set_price(price=price, **frame)
    limit = LimitAgreed(shop="boekhandel", activity="", per=Per.DAY, unit=None, most=2, valid_from=A_MONDAY)
    set_limit(limit=limit, **frame)
    terms = SettlementAgreed(
        shop="boekhandel",
        rhythm="WEEKLY",
        least=eur("0.00"),
        fee=eur("0.00"),
        fee_basis_points=0,
        valid_from=A_MONDAY,
    )
    set_settlement(terms=terms, **frame)
    set_waiting_time(working_days=5, valid_from=A_MONDAY, **frame)
    ask_account_change(shop="boekhandel", iban=OTHER_IBAN, asked_by=officer, **frame)


def _settle() -> None:
    """Let a shop be owed something, and be settled."""
    [(shop_id,)] = rows("SELECT id FROM shops_shop")
    spend(shop_id, 1_000, A_MONDAY)
    settle_now(shop="boekhandel", actor=TEST, on=A_MONDAY)


def _spend(people: list[UUID]) -> None:
    _trade()
    card = meedoen(people[2])
    till = till_of()
    bought = pay(till, code_on(pair(card.id)), 12_50).given()
    give_back_at_till(till, bought.id, 2_50).given()
    set_redemption_terms(valid_from=A_MONDAY, hold_minutes=30, refund_days=30, actor=TEST, on=A_MONDAY)


def _tell(person: UUID) -> None:
    for to in (To(person_id=person), To(organisation_id=an_organisation()), To(officer_id=an_officer("Anna"))):
        tell_by_message(to)


def _look_after(person: UUID, entitlement: UUID) -> None:
    _tell(person)
    _settle()
    open_a_duty(person, entitlement)
    record_warning_seen(
        person_id=person, scheme_code=BURGERBUDGET, language="nl", seen_on=SPRING, actor=TEST, on=SPRING
    )


def _give_passes(people: list[UUID]) -> None:
    [noor, sem, *_] = people
    issued = a_pass(noor, on=SPRING)
    replace(pass_id=issued.id, actor=TEST, on=SPRING)
    pair(a_pass(sem, on=SPRING).id, on=SPRING)
    with municipal_transaction():
        made, over = datetime(2025, 4, 7, 12, tzinfo=UTC), datetime(2025, 4, 7, 12, 10, tzinfo=UTC)
        SentCode.objects.create(of_id=issued.id, digest="0" * 64, made_at=made, expires_at=over)
    give_login(asked=LoginAsked(name="noor", person_id=noor), actor=TEST, on=SPRING)
    set_card_terms(valid_from=SPRING, pin_required=True, day_limit=eur("30.00"), actor=TEST, on=SPRING)


def _live_together(client_number: str) -> None:
    line = MemberLine(number=2, household="h1", client_number=client_number, from_on=LONG_AGO)
    register_households(lines=[line], actor=TEST, on=LONG_AGO)


def _attest(people: list[UUID]) -> None:
    vouch(people[:2], date(2025, 2, 1), "30.00")
    vouch(people[:1], date(2025, 2, 1), "31.00", replaces=True)
    vouch(people[2:3], date(2025, 3, 1), "20.00")


def _ask_for_work() -> None:
    with municipal_transaction():
        ask("seal", on=SPRING)
        relay(most=3)
    roll_up()


def _hold(people: list[UUID]) -> None:
    with municipal_transaction():
        found = [each for person in people for each in list_balances_of_holder(person)]
        account = next(each for each in found if each.account_class == "ENTITLED" and each.balance > 0)
        (in_transit,) = open_accounts([Place("IN_TRANSIT")])
    for number in (1, 2):
        legs = [journal.Leg(account.account_id, in_transit, eur("0.01"))]
        at = datetime(2025, 4, 1, 12, tzinfo=UTC)
        last = holds.hold(
            legs, act="payout", why="test", key=f"hold:{number}", at=at, until=at + timedelta(minutes=number)
        )
    holds.post(last.hold_id, key="posted", happened_on=SPRING, at=at)


def _undo_a_deposit() -> UUID:
    with municipal_transaction():
        [fund] = list_funds(BURGERBUDGET)
    booked = deposit(fund_id=fund.id, amount=eur("5.00"), reference="mistaken", actor=TEST, on=SPRING)
    journal.reverse(booked.entry_id, key="undone", why="mistaken", happened_on=SPRING)
    return fund.id


def _bear_cost(people: list[UUID]) -> None:
    """Let everything happen to cost that may: another fund bears it, it is a loss, a job costs, gifts come in."""
    officers = {"decided_by": an_officer("Anna"), "agreed_by": an_officer("Bilal")}
    with municipal_transaction():
        [gift] = list_entitlements(people[3])
        [old, *_] = list_funds(BOUWDEPOT)
    other = open_scheme(BOUWDEPOT, code="ander", priority=2)
    move = CostMove(
        reference="besluit",
        from_fund=old.id,
        to_fund=other,
        scheme_code=BOUWDEPOT,
        amount=eur("1.00"),
        entitlement_id=gift,
    )
    reattribute(move=move, **officers, actor=TEST, on=SPRING)
    loss = LossFound(reference="bevinding", entitlement_id=gift, amount=eur("1.00"))
    write_off_over_award(loss=loss, **officers, actor=TEST, on=SPRING)
    open_scheme("basisbaan")
    [job] = award_to(people[:1], "basisbaan")
    record_job_cost(reference="maart", entitlement_id=job, amount=eur("1.00"), actor=TEST, on=SPRING)
    back = GiftBack(person_id=people[0], fund_id=other, amount=eur("1.00"), statement="Graag.", reference="gift")
    give_back(gift=back, actor=TEST, on=SPRING)
    open_issue_point(code="bieb", name="Bibliotheek", actor=TEST, on=SPRING)
    restock(delivery=PacksBrought(point="bieb", packs=5, reference="eerste"), actor=TEST, on=SPRING)
