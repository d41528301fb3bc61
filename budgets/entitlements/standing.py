"""One entitlement as values: how it stands, and what a run or a decision does to it. Amounts are minor units."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from budgets.entitlements.lifecycle import PeriodState, State
from budgets.schemes.explanation import Explanation
from budgets.schemes.rules import HoursOn, Scheme
from budgets.schemes.terms import Terms

MISSED_PERIODS, FUND_EXHAUSTED = "missed-periods", "fund-exhausted"


@dataclass(frozen=True, slots=True)
class Move:
    """A move of the lifecycle, with the day from which it holds and why."""

    name: str
    to: State
    on: date
    reason: str = ""
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class RunPeriod:
    """A period that was run, half-open: the prepaid balance before it, what was used of that and what was granted."""

    number: int
    starts_on: date
    ends_on: date
    due_on: date
    whole: bool
    state: PeriodState
    opening_balance: int
    used: int
    granted: int


@dataclass(frozen=True, slots=True)
class Standing:
    """An entitlement before a run. `late`: numbers of run periods with attested hours that no run has weighed yet."""

    scheme: Scheme
    terms: Terms
    starts_on: date
    moves: tuple[Move, ...]
    periods: tuple[RunPeriod, ...] = ()
    opened: bool = False
    missed: int = 0
    hours: tuple[HoursOn, ...] = ()
    late: frozenset[int] = frozenset()
    prepaid: int = 0
    committed: int = 0
    written_off: int = 0


class ActKind(StrEnum):
    """What is booked, in the words of the journal."""

    COMMIT = "commit"
    RELEASE = "release"
    GRANT = "grant"
    EARN = "earn"
    WRITE_OFF = "write_off"
    REINSTATE = "reinstate"


@dataclass(frozen=True, slots=True)
class Act:
    """One booking to be made; `amount` is above zero. A grant says which it is: opening, refill, gift or late."""

    kind: ActKind
    amount: int
    due_on: date
    period: int | None = None
    label: str = ""
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What follows: bookings in their order, periods that are new or changed, moves, and what is left of the fund."""

    acts: list[Act]
    periods: list[RunPeriod]
    told: list[tuple[int, Explanation]]
    moves: list[Move]
    opened: bool
    missed: int
    next_due_on: date | None
    free: int
    weighed: frozenset[int] = field(default_factory=frozenset)
