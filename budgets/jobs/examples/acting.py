"""The steps of a worked example, each done by the operation that really does it."""

from collections.abc import Callable
from datetime import timedelta

from budgets.costs.operations import LossFound, write_off_over_award
from budgets.entitlements import operations as entitlements
from budgets.entitlements.asking import FIRST_COHORT, AwardLine
from budgets.entitlements.donations import donate
from budgets.evidence.attesting import HoursLine
from budgets.evidence.operations import attest
from budgets.funding.donations import Gift
from budgets.jobs.examples.loader import Step
from budgets.jobs.examples.stage import EXAMPLE, Frame, Stage
from budgets.jobs.examples.street import Street
from budgets.jobs.period_run import run_period
from budgets.jobs.rounds import claim_in_any_state, lock_and_award, round_of
from budgets.payouts.operations import hand_over_all
from budgets.rounds.correcting import Decision
from budgets.rounds.deciding import propose_factor
from budgets.schemes.facts import read_facts
from budgets.schemes.periods import Period
from budgets.schemes.rules import OrganisationKind
from budgets.stock.operations import PacksBrought, issue, restock

REASONS = {"die": "died", "move_away": "moved-away"}


def act(stage: Street, step: Step) -> None:
    """This will do a step.

    :raises Refusal: the operation refuses it
    """
    ACTS[step.verb](stage, step, {"actor": EXAMPLE, "on": step.on})


def _award(stage: Stage, step: Step, frame: Frame) -> None:
    said, facts = step.said, dict(step.said.get("facts", {}))
    if "household" in said:
        stage.enter_household(said["person"], said["household"], step.on)
    if "amount" in said:
        facts.setdefault("amount", str(said["amount"]))
    line = AwardLine(
        number=1,
        person_id=stage.people[said["person"]],
        scheme_code=stage.scheme_of(step),
        cohort=said.get("cohort", FIRST_COHORT),
        starts_on=said.get("starts_on", step.on),
        category=said.get("category", ""),
        facts=read_facts(facts, on=step.on),
        payee_id=stage.payee_of(step),
        approved_by=stage.officers[-1],
    )
    entitlements.award(lines=[line], **frame)


def _attest(stage: Stage, step: Step, frame: Frame) -> None:
    said, kind = step.said, step.said.get("kind", OrganisationKind.ANBI)
    organisation_id = stage.enter_organisation(said["organisation"], kind, step.on)
    if "hours" in said:
        spans = [(said["period"], said["hours"])]
    else:
        spans = [(Period(day, day + timedelta(days=1)), hours) for day, hours in said["dated_hours"]]
    lines = [
        HoursLine(
            number=number,
            organisation_id=organisation_id,
            kind=kind,
            person_id=stage.people[said["person"]],
            covers=covers,
            hours=hours,
            replaces=said.get("replaces", False),
            statement=said.get("period"),
        )
        for number, (covers, hours) in enumerate(spans, start=1)
    ]
    attest(lines=lines, **frame)


def _decide(stage: Stage, step: Step, frame: Frame) -> None:
    for entitlement_id in stage.entitlements_of(step):
        getattr(entitlements, step.verb)(entitlement_id=entitlement_id, **frame)


def _leave(stage: Stage, step: Step, frame: Frame) -> None:
    person_id = stage.people[step.said["person"]]
    entitlements.end_all_of_person(person_id=person_id, reason=REASONS[step.verb], **frame)


def _run(stage: Stage, step: Step, frame: Frame) -> None:
    for scheme in [step.scheme] if step.scheme else stage.example.schemes:
        run_period(scheme_code=scheme, **frame)
    hand_over_all(officer_ids=stage.officers, **frame)


def _donate(stage: Stage, step: Step, frame: Frame) -> None:
    gift = Gift(
        fund_id=stage.fund_of(step),
        amount=step.said["amount"],
        donor_code=f"donor-{step.number}",
        donor_name=step.said["donor"],
        reference=_reference(step),
    )
    donate(gift=gift, **frame)


def _find(stage: Stage, step: Step, frame: Frame) -> None:
    loss = LossFound(
        reference=_reference(step), entitlement_id=stage.entitlements_of(step)[0], amount=step.said["amount"]
    )
    decided_by, agreed_by = stage.officers
    write_off_over_award(loss=loss, decided_by=decided_by, agreed_by=agreed_by, **frame)


def _issue(stage: Stage, step: Step, frame: Frame) -> None:
    point = stage.enter_point(step.said["point"], step.on)
    issue(point=point, packs=step.said["amount"], key=_reference(step), **frame)


def _restock(stage: Stage, step: Step, frame: Frame) -> None:
    point = stage.enter_point(step.said["point"], step.on)
    restock(delivery=PacksBrought(point=point, packs=step.said["amount"], reference=_reference(step)), **frame)


def _reference(step: Step) -> str:
    return f"step-{step.number}"


def _claim(stage: Stage, step: Step, frame: Frame) -> None:
    if "household" in step.said:
        stage.enter_household(step.said["person"], step.said["household"], step.on)
    claim_in_any_state(
        round_id=round_of(stage.scheme_of(step), **frame),
        person_id=stage.people[step.said["person"]],
        given=step.said.get("facts", {}),
        decision=Decision(stage.officers[0], f"step {step.number}"),
        **frame,
    )


def _propose(stage: Stage, step: Step, frame: Frame) -> None:
    round_id = round_of(stage.scheme_of(step), **frame)
    propose_factor(round_id=round_id, officer_id=stage.officers[0], **frame)


def _lock(stage: Stage, step: Step, frame: Frame) -> None:
    round_id = round_of(stage.scheme_of(step), **frame)
    lock_and_award(round_id=round_id, approved_by=stage.officers[1], **frame)


ACTS: dict[str, Callable[[Street, Step, Frame], None]] = {
    "award": _award,
    "attest": _attest,
    **dict.fromkeys(("suspend", "resume", "stop", "restart", "end"), _decide),
    **dict.fromkeys(("die", "move_away"), _leave),
    "run": _run,
    "donate": _donate,
    "finding": _find,
    "issue": _issue,
    "restock": _restock,
    "claim": _claim,
    "propose_factor": _propose,
    "lock_factor": _lock,
    "redeem": Street.redeem,
    **dict.fromkeys(("capture", "cancel", "refund"), Street.change),
    "settle": Street.settle,
}
