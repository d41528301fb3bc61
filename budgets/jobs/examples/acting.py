"""The steps of a worked example, each done by the operation that really does it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from budgets.entitlements import operations as entitlements
from budgets.entitlements.asking import FIRST_COHORT, AwardLine
from budgets.evidence.attesting import HoursLine
from budgets.evidence.operations import attest
from budgets.funding.operations import deposit
from budgets.jobs.examples.loader import Step
from budgets.jobs.examples.stage import EXAMPLE, Stage
from budgets.jobs.period_run import run_period
from budgets.payouts.operations import hand_over_all
from budgets.schemes.facts import read_facts
from budgets.schemes.periods import Period
from budgets.schemes.rules import OrganisationKind

Frame = dict[str, Any]
REASONS = {"die": "died", "move_away": "moved-away"}


def act(stage: Stage, step: Step) -> None:
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
    deposit(fund_id=stage.fund_of(step), amount=step.said["amount"], reference=f"donation-{step.number}", **frame)


ACTS: dict[str, Callable[[Stage, Step, Frame], None]] = {
    "award": _award,
    "attest": _attest,
    **dict.fromkeys(("suspend", "resume", "stop", "restart", "end"), _decide),
    **dict.fromkeys(("die", "move_away"), _leave),
    "run": _run,
    "donate": _donate,
}
