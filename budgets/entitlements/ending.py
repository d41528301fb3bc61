"""What the municipality still owes somebody when what they had stops or ends: to look how they are."""

from collections.abc import Iterable
from datetime import date, timedelta

from budgets.aftercare.models import DutyKind
from budgets.aftercare.opening import DutyLine
from budgets.entitlements.holding import Held
from budgets.entitlements.lifecycle import State
from budgets.entitlements.standing import Plan

NOBODY_LEFT = frozenset({"died"})
"""The reasons after which there is nobody to look after."""


def duties_after(plans: Iterable[tuple[Held, Plan]], *, on: date) -> list[DutyLine]:
    """Give the duties of aftercare that follow from plans which stop or end an entitlement; 0 weeks: none."""
    return [line for held, plan in plans if _is_over(plan) and (line := _line(held, plan, on))]


def _is_over(plan: Plan) -> bool:
    return bool(plan.moves) and plan.moves[-1].to in (State.STOPPED, State.ENDED)


def _line(held: Held, plan: Plan, on: date) -> DutyLine | None:
    weeks = held.standing.terms.value("aftercare_weeks", plan.moves[-1].on)
    if not weeks or plan.moves[-1].reason in NOBODY_LEFT:
        return None
    return DutyLine(
        person_id=held.row.person_id,
        scheme=held.row.scheme,
        subject=held.row.id,
        kind=DutyKind.ENDED,
        opened_on=on,
        due_on=on + timedelta(weeks=weeks),
    )
