"""When: the state on a day, the day of the opening grant, and the next period that is to be run."""

from collections.abc import Sequence
from datetime import date

from budgets.entitlements.lifecycle import State
from budgets.entitlements.standing import Move
from budgets.schemes.periods import Period
from budgets.schemes.rules import Scheme

LIVE = (State.ACTIVE, State.SUSPENDED)


def state_on(moves: Sequence[Move], day: date) -> State:
    """Give the state on a day: of the moves that hold by then the one from the latest day, the last recorded first.

    An award holds from the first day of the entitlement, also where it was decided later. Without moves: PROPOSED.
    """
    state, since = moves[0].to if moves else State.PROPOSED, date.min
    for move in moves:
        if since <= move.on <= day:
            state, since = move.to, move.on
    return state


def opening_due_on(moves: Sequence[Move], starts_on: date) -> date | None:
    """Give the day of the opening grant: the first on which the entitlement is active; None where it stopped before."""
    for day in (starts_on, *(move.on for move in moves if move.on > starts_on)):
        state = state_on(moves, day)
        if state is not State.SUSPENDED:
            return day if state is State.ACTIVE else None
    return None


def first_active_on(moves: Sequence[Move], starts_on: date) -> date | None:
    """Give the first day from the start on which the entitlement is active; None where there is none."""
    days = sorted({starts_on, *(move.on for move in moves if move.on > starts_on)})
    return next((day for day in days if state_on(moves, day) is State.ACTIVE), None)


def restarted_on(moves: Sequence[Move]) -> date:
    """Give the day of the last restart; the first day there is, without one."""
    return max((move.on for move in moves if move.name == "restart"), default=date.min)


def decided_on(scheme: Scheme, period: Period) -> date:
    """Give the day whose state decides on a period: the last one if it is judged afterwards, else the first."""
    return period.last_day if scheme.each_period.due_at_end else period.starts_on


def due_on(scheme: Scheme, period: Period) -> date:
    """Give the day on which a period is due."""
    return period.ends_on if scheme.each_period.due_at_end else period.starts_on


def next_period(scheme: Scheme, moves: Sequence[Move], begins_on: date) -> Period | None:
    """Give the first period from a day on that is to be run; None while the entitlement is stopped or ended for good.

    A first or a restarted period may begin halfway the calendar's; one that ended after a stop or an end is not run.
    """
    restarts = sorted(move.on for move in moves if move.name == "restart" and move.on > begins_on)
    for start, following in zip((begins_on, *restarts), (*restarts, date.max), strict=True):
        period = Period(start, scheme.rhythm.containing(start).ends_on)
        decided = decided_on(scheme, period)
        if decided < following and state_on(moves, decided) in LIVE:
            return period
    return None
