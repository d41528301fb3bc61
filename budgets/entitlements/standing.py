"""One entitlement as values: how it stands, and what a run or a decision does to it.

Amounts of what is granted are minor units of its unit; of what is promised they are cents.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from budgets.entitlements.lifecycle import PeriodState, State
from budgets.entitlements.purses import Parts
from budgets.schemes.explanation import Explanation
from budgets.schemes.lapses import Lapsing
from budgets.schemes.rules import PLAIN, HoursOn, Particulars, Scheme
from budgets.schemes.terms import Terms

MISSED_PERIODS, FUND_EXHAUSTED = "missed-periods", "fund-exhausted"
UNEARNED_ADVANCE, WHEN_STOPPED = "unearned-advance", "stopped"
"""Why something was written off: the first word of what its journal entry says."""


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
class Given:
    """A grant that may count in the sum of a later one: under this award, or under another of the same person."""

    due_on: date
    amount: int
    own: bool = True


@dataclass(frozen=True, slots=True)
class GivenNotice:
    """The person was told, the first time or the second, that what is left lapses on a day or later."""

    number: int
    given_on: date
    lapses_on: date
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """An entitlement before a run. `late`: numbers of run periods with attested hours that no run has weighed yet.

    Of a pass: `earmarked` is what lies on it, `held` what of that is set aside at a till, `lapsing` when it lapses
    (None: nothing was put on it yet). It is `over` once nothing was left and the run was done with it.
    """

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
    of: Particulars = PLAIN
    given: tuple[Given, ...] = ()
    earmarked: int = 0
    held: int = 0
    notices: tuple[GivenNotice, ...] = ()
    lapsing: Lapsing | None = None
    over: bool = False


class ActKind(StrEnum):
    """What is booked, in the words of the journal."""

    COMMIT = "commit"
    RELEASE = "release"
    GRANT = "grant"
    EARN = "earn"
    WRITE_OFF = "write_off"
    REINSTATE = "reinstate"
    LAPSE = "lapse"


@dataclass(frozen=True, slots=True)
class Act:
    """One booking to be made; `amount` is above zero. A grant says which it is: opening, refill, gift, hours or late,
    and whether it is paid ahead of what earns it; a write-off says why. `parts` are of funds, where several carry it;
    `cents` are released together with a lapse, `cents_parts` by fund.
    """

    kind: ActKind
    amount: int
    due_on: date
    period: int | None = None
    label: str = ""
    explanation: Explanation | None = None
    ahead: bool = False
    parts: Parts = ()
    cents: int = 0
    cents_parts: Parts = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What follows: bookings in their order, periods that are new or changed, moves, notices, and what is left of the
    fund.
    """

    acts: list[Act]
    periods: list[RunPeriod]
    told: list[tuple[int, Explanation]]
    moves: list[Move]
    opened: bool
    missed: int
    next_due_on: date | None
    free: int
    weighed: frozenset[int] = field(default_factory=frozenset)
    notices: list[GivenNotice] = field(default_factory=list)
    lapsing: Lapsing | None = None
    over: bool = False
