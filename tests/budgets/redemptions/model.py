"""A plain model of passes and tills: dicts and integers, and nothing of ours but the words of the issue.

Amounts are minor units; a moment is a number of minutes, a day 1,440 of them.
"""

from dataclasses import dataclass, field

DAY = 1_440
WINDOW_DAYS = 30
HOLD_MINUTES = 30
SIX_WEEKS, THREE_WEEKS = 42, 21


@dataclass
class Budget:
    """What lies on the pass of one scheme for one purpose; `each` is what one unit costs at this shop, in cents.

    `activities` None: anything. `lapses` is the first day on which it can lapse (None: never), `told` the days on which
    that was told for the first and the second time.
    """

    name: str
    unit: str
    units: int
    each: int = 1
    activities: frozenset[str] | None = None
    lapses: int | None = None
    caps: dict[str, int] = field(default_factory=dict)
    approved: bool = True
    left: int = 0
    held: int = 0
    told: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.left = self.units

    @property
    def free(self) -> int:
        return self.left - self.held

    def last_day(self, day: int) -> int | None:
        """Give the last day of use, as it stands on a day: what is told late lapses late."""
        if self.lapses is None:
            return None
        first, second = (self.told.get(number, day) for number in (1, 2))
        return max(self.lapses, first + SIX_WEEKS, second + THREE_WEEKS) - 1

    def come_back(self, units: int, day: int) -> None:
        """Be on the pass again; what could lapse by then is there for six more weeks, which is told anew."""
        self.left += units
        if self.lapses is not None and self.lapses <= day:
            self.lapses, self.told = day + SIX_WEEKS + 1, {}

    def lapse(self, day: int) -> None:
        """Be told of, as far as that is due, and lapse if it was told in time. Nobody is told of nothing."""
        if self.lapses is None or not self.left:
            return
        last = self.lapses - 1
        if 1 not in self.told and last - SIX_WEEKS <= day:
            self.told[1] = day
        if 2 not in self.told and 1 in self.told and max(last, self.told[1] + SIX_WEEKS) - THREE_WEEKS <= day:
            self.told[2] = day
        if 2 in self.told and (self.last_day(day) or 0) < day:
            self.left = 0


@dataclass
class Part:
    """What one budget pays of a purchase, in its units; how much of it was given back."""

    budget: Budget
    units: int
    each: int  # in what was asked
    back: int = 0

    @property
    def cents(self) -> int:
        return (self.units - self.back) * self.budget.each


@dataclass
class Purchase:
    """What a till asked and the pass pays, part by part in the order in which they pay."""

    unit: str
    activity: str
    day: int
    until: int | None
    own: int
    parts: list[Part]
    state: str = "CAPTURED"
    taken_day: int = 0

    @property
    def amount(self) -> int:
        return sum(part.units * part.each for part in self.parts)

    @property
    def back(self) -> int:
        return sum(part.back * part.each for part in self.parts)

    @property
    def counts(self) -> bool:
        """Say whether it counts for limits and caps: also when its time is over, until somebody says so."""
        return self.state in ("CAPTURED", "REFUNDED", "HELD")


@dataclass(frozen=True)
class Told:
    """What the till should be told: what was paid and what the person pays, or every code that is a reason not to."""

    says: frozenset[str]
    amount: int = 0
    own: int = 0


def no(*codes: str) -> Told:
    return Told(frozenset(codes))


class Model:
    """One person with one pass, one shop, and what the shop is owed."""

    def __init__(self, budgets: list[Budget], *, limits: dict[str, int], now: int = 0) -> None:
        self.budgets, self.limits, self.now = budgets, limits, now
        self.blocked = False
        self.purchases: list[Purchase] = []

    @property
    def day(self) -> int:
        return self.now // DAY

    @property
    def owed(self) -> int:
        """Give what the shop is owed, in cents."""
        return sum(
            part.cents for each in self.purchases if each.state in ("CAPTURED", "REFUNDED") for part in each.parts
        )

    def in_order(self) -> list[Budget]:
        """Give the budgets as they pay: those for some things only first, then what lapses soonest."""
        never = 10**9
        return sorted(self.budgets, key=lambda each: (each.activities is None, each.last_day(self.day) or never))

    def pay(self, amount: int, unit: str, activity: str, *, split: bool, reserve: bool) -> tuple[Told, Purchase | None]:
        """Give what the till is told, and what comes of it."""
        if self.blocked:
            return no("pass-unknown"), None
        carried = [each for each in self.in_order() if each.left > 0]
        may = [each for each in carried if each.approved]
        if carried and not may:
            return no("shop-not-approved"), None
        fit = [each for each in may if each.activities is None or activity in each.activities]
        if may and not fit:
            return no("activity-not-allowed"), None
        timely = [each for each in fit if self.day <= (each.last_day(self.day) or self.day)]
        if fit and not timely:
            return no("outside-period"), None
        return self._take(
            [each for each in timely if unit in ("EUR", each.unit)], amount, unit, activity, split, reserve
        )

    def _take(  # noqa: C901, PLR0915 - the rules as they follow each other
        self,
        budgets: list[Budget],
        amount: int,
        unit: str,
        activity: str,
        split: bool,  # noqa: FBT001
        reserve: bool,  # noqa: FBT001
    ) -> tuple[Told, Purchase | None]:
        room = {what: most - self.spent(what) for what, most in self.limits.items()}
        if budgets and room.get("", 1) < 1:
            return no("limit-reached"), None
        rest, parts, reasons = amount, list[Part](), {"exceeds-available-balance"}
        for budget in budgets:
            each = budget.each if unit == "EUR" else 1
            fits = min(budget.free, rest // each)
            most = [fits]
            if "EUR" in room:
                most.append(room["EUR"] // budget.each)
            if budget.unit != "EUR" and budget.unit in room:
                most.append(room[budget.unit])
            if activity in budget.caps:
                most.append(max(0, budget.caps[activity] - self._spent_of(budget, activity)))
            takes = max(0, min(most))
            if takes < fits:
                reasons.add("limit-reached")
            if each > 1 and takes < budget.free and 0 < rest - takes * each < each:
                reasons.add("not-a-whole-number-of-points")
            if takes:
                parts.append(Part(budget, takes, each))
                rest -= takes * each
                room = {what: left - self._counted(what, budget, takes) for what, left in room.items()}
        if not parts or (rest and not split):
            return no(*self._reason(reasons)), None
        until = self.now + HOLD_MINUTES if reserve else None
        bought = Purchase(unit, activity, self.day, until, rest, parts, "HELD" if reserve else "CAPTURED", self.day)
        for part in parts:
            part.budget.left -= 0 if reserve else part.units
            part.budget.held += part.units if reserve else 0
        self.purchases.append(bought)
        return Told(frozenset({"HELD" if reserve else "BOOKED"}), amount - rest, rest), bought

    @staticmethod
    def _reason(reasons: set[str]) -> set[str]:
        # A limit says more than an empty budget, and a remainder less than either: the issue leaves open which is said.
        return (
            reasons
            if reasons == {"exceeds-available-balance"}
            else reasons - {"exceeds-available-balance"}
            | ({"exceeds-available-balance"} if "limit-reached" not in reasons else set())
        )

    def spent(self, what: str) -> int:
        """Give what counts for a limit of today: cents, units, or ("") times."""
        today = [each for each in self.purchases if each.day == self.day and each.counts]
        if what == "":
            return sum(1 for each in today if each.back < each.amount)
        return sum(self._counted(what, part.budget, part.units - part.back) for each in today for part in each.parts)

    @staticmethod
    def _counted(what: str, budget: Budget, units: int) -> int:
        if what == "EUR":
            return units * budget.each
        return units if what == budget.unit else 0

    def _spent_of(self, budget: Budget, activity: str) -> int:
        return sum(
            part.units - part.back
            for each in self.purchases
            if each.activity == activity and each.counts
            for part in each.parts
            if part.budget is budget
        )

    def capture(self, bought: Purchase, amount: int | None) -> Told:
        """Take what was set aside, or part of it: in the order in which it was held; the rest is free again."""
        if refused := self._ended(bought):
            return refused
        wanted = bought.amount if amount is None else amount
        if wanted > bought.amount:
            return no("exceeds-hold")
        taken, rest = self._pieces([(part.units, part.each) for part in bought.parts], wanted)
        if rest:
            return no("not-a-whole-number-of-points")
        for part, units in zip(bought.parts, taken, strict=True):
            part.budget.held -= part.units
            part.budget.left -= units
            part.units = units
        bought.state, bought.taken_day = "CAPTURED", self.day
        return Told(frozenset({"BOOKED"}), wanted, bought.own)

    @staticmethod
    def _pieces(there: list[tuple[int, int]], wanted: int) -> tuple[list[int], int]:
        """Give how many units of each make up an amount, one after another, and what is then left of it."""
        taken = []
        for units, each in there:
            takes = min(units, wanted // each)
            taken.append(takes)
            wanted -= takes * each
        return taken, wanted

    def cancel(self, bought: Purchase) -> Told:
        """Let go of what was set aside."""
        if refused := self._ended(bought):
            return refused
        self._free(bought, "CANCELLED")
        return Told(frozenset({"CANCELLED"}), bought.amount, bought.own)

    def _ended(self, bought: Purchase) -> Told | None:
        if bought.state in ("CAPTURED", "REFUNDED"):
            return no("already-captured")
        if bought.state == "CANCELLED":
            return no("already-cancelled")
        return no("hold-expired") if bought.state == "EXPIRED" or self.now >= (bought.until or 0) else None

    def _free(self, bought: Purchase, state: str) -> None:
        for part in bought.parts:
            part.budget.held -= part.units
        bought.state = state

    def expire(self) -> int:
        """Let go of all whose time is over; gives how many."""
        over = [each for each in self.purchases if each.state == "HELD" and self.now >= (each.until or 0)]
        for each in over:
            self._free(each, "EXPIRED")
        return len(over)

    def refund(self, bought: Purchase, amount: int | None) -> Told:  # noqa: C901
        """Give back what was taken, last first, to where it came from; what lapsed meanwhile is there for six weeks."""
        if bought.state not in ("CAPTURED", "REFUNDED"):
            return no("not-captured-yet", "already-cancelled", "hold-expired")
        left = bought.amount - bought.back
        wanted = left if amount is None else amount
        if wanted > left or not wanted:
            return no("exceeds-purchase", "refund-window-closed")
        if self.day > bought.taken_day + WINDOW_DAYS:
            return no("refund-window-closed")
        back, rest = self._pieces([(part.units - part.back, part.each) for part in reversed(bought.parts)], wanted)
        if rest:
            return no("not-a-whole-number-of-points")
        for part, units in zip(reversed(bought.parts), back, strict=True):
            part.back += units
            if units:
                part.budget.come_back(units, self.day)
        if bought.back == bought.amount:
            bought.state = "REFUNDED"
        return Told(frozenset({"REFUNDED"}), wanted, bought.own)

    def lapse(self, day: int) -> None:
        """Tell of what lapses by its terms, and let go of what was told of in time."""
        for budget in self.budgets:
            budget.lapse(day)
