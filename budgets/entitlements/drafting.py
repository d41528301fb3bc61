"""The working copy of one entitlement while its plan is made: balances, bookings and moves, and no rule of a scheme."""

from dataclasses import replace
from datetime import date, timedelta

from budgets.entitlements.lifecycle import State
from budgets.entitlements.purses import Parts, Purse
from budgets.entitlements.standing import (
    FUND_EXHAUSTED,
    WHEN_STOPPED,
    Act,
    ActKind,
    Given,
    GivenNotice,
    Move,
    Plan,
    RunPeriod,
    Standing,
)
from budgets.entitlements.timeline import LIVE, due_on, next_period, opening_due_on
from budgets.schemes.explanation import Explanation
from budgets.schemes.periods import Period
from budgets.schemes.rules import Assessment, Particulars, PeriodCase


class Draft:
    """What follows for one entitlement, step by step. Amounts are minor units of its unit; what is free and promised
    is in cents.
    """

    def __init__(self, standing: Standing, free: int | Purse) -> None:
        self.standing, self.scheme, self.terms = standing, standing.scheme, standing.terms
        self.rule = standing.scheme.each_period
        self.purse = Purse.of(free) if isinstance(free, int) else free
        self.prepaid, self.committed = standing.prepaid, standing.committed
        self.written_off, self.missed = standing.written_off, standing.missed
        self.opened = standing.opened or standing.scheme.opens_with is None
        self.moves, self.periods = list(standing.moves), list(standing.periods)
        self.acts: list[Act] = []
        self.changed: dict[int, RunPeriod] = {}
        self.told: list[tuple[int, Explanation]] = []
        self.weighed: set[int] = set()
        self.given = list(standing.given)
        self.earmarked, self.lapsing = standing.earmarked, standing.lapsing
        self.notices: list[GivenNotice] = []
        self.waits_until: date | None = None

    @property
    def state(self) -> State:
        return self.moves[-1].to if self.moves else State.PROPOSED

    @property
    def opening_due_on(self) -> date | None:
        """The day of the opening grant, as long as it is not made; None when there is none to come."""
        return None if self.opened else opening_due_on(self.moves, self.standing.starts_on)

    @property
    def next_period(self) -> Period | None:
        begins_on = self.periods[-1].ends_on if self.periods else self.standing.starts_on
        return next_period(self.scheme, self.moves, begins_on)

    def plan(self) -> Plan:
        dues = self.dues()
        return Plan(
            acts=self.acts,
            periods=list(self.changed.values()),
            told=self.told,
            moves=self.moves[len(self.standing.moves) :],
            opened=self.opened,
            missed=self.missed,
            next_due_on=min(dues, default=None),
            free=self.purse.free,
            weighed=frozenset(self.weighed),
            notices=self.notices,
            lapsing=self.lapsing,
            over=self.state is State.ENDED and not self.earmarked,
        )

    def dues(self) -> list[date]:
        """Give the days on which something comes next."""
        opening, found = self.opening_due_on, self.next_period
        dues = [opening] if opening else []
        return [*dues, due_on(self.scheme, found)] if found else dues

    def assess(self, case: PeriodCase) -> Assessment:
        """Give what the rule says of a case; the explanation keeps the case, so that it can be assessed again."""
        assessed = self.rule.assess(case, self.terms)
        return assessed.told(assessed.explanation.of(case.as_inputs()))

    def granted_before(self, due: date, besides: int = 0) -> int:
        """Give what was granted before and counts in the sum of a grant that is due on a day, `besides` left out."""
        if not self.rule.counts_grants:
            return 0
        over = self.rule.counts_over(self.terms, due)
        return sum(each.amount for each in self.given if (over.contains(each.due_on) if over else each.own)) - besides

    def commitment(self, on: date, *, made: int = 0, paused: int = 0) -> int:
        """Give what must be promised from a day on, in cents."""
        of: Particulars = self.standing.of
        if self.rule.counts_grants:
            of = replace(of, granted_before=self.granted_before(on))
        return self.rule.commitment(self.terms, on=on, made=made, paused=paused, of=of)

    def book(self, kind: ActKind, amount: int, on: date, period: int | None = None, why: str = "") -> None:
        """Book an amount; nothing when there is nothing to book. `why` is the reason of a write-off."""
        if not amount:
            return
        parts = self._move(kind, amount, why)
        self.acts.append(Act(kind, amount, on, period, why, parts=parts))

    def _move(self, kind: ActKind, amount: int, why: str) -> Parts:
        match kind:
            case ActKind.COMMIT:
                self.committed += amount
                return self.purse.commit(amount)
            case ActKind.RELEASE:
                self.committed -= amount
                return self.purse.release(amount)
            case ActKind.REINSTATE:
                self.prepaid += amount
                self.purse.reinstate()
                return ()
        self.prepaid -= amount
        if kind is ActKind.EARN:
            return self.purse.earn(amount)
        return self.purse.write_off(amount, lost=why == WHEN_STOPPED)

    def grant(self, label: str, assessed: Assessment, on: date, period: int | None = None) -> None:
        """Grant an amount that is promised already; nothing when there is nothing to grant."""
        amount = assessed.granted
        if not amount:
            return
        parts = self.take_for(amount, ahead=assessed.ahead)
        self.acts.append(
            Act(
                ActKind.GRANT,
                amount,
                on,
                period,
                label,
                assessed.explanation,
                ahead=assessed.ahead,
                parts=parts,
            )
        )
        if self.rule.counts_grants:
            self.given.append(Given(on, amount))

    def take_for(self, amount: int, *, ahead: bool) -> Parts:
        """Take from what is promised what a grant uses of it; gives the parts of the funds."""
        self.committed -= amount
        if ahead:
            self.prepaid += amount
        return self.purse.grant(amount, ahead=ahead)

    def promise(self, amount: int, on: date) -> bool:
        """See that so much is promised; say whether the fund could."""
        need = amount - self.committed
        if not self.purse.covers(need):
            return False
        self.book(ActKind.COMMIT, max(0, need), on)
        return True

    def reinstate(self, on: date) -> None:
        self.book(ActKind.REINSTATE, self.written_off, on)
        self.written_off = 0

    def close_books(self, on: date) -> None:
        """After a stop or an end, once nothing from before it is due: release the promise and settle what was prepaid.

        A stop writes it off until a restart; an end makes it the cost of what was given. The person keeps the money.
        """
        if self.state in LIVE or self.opening_due_on or self.next_period:
            return
        self.book(ActKind.RELEASE, self.committed - self.needed(on), on)
        if self.state is State.STOPPED:
            self.written_off += self.prepaid
            self.book(ActKind.WRITE_OFF, self.prepaid, on, why=WHEN_STOPPED)
        else:
            self.book(ActKind.EARN, self.prepaid, on)

    def needed(self, on: date) -> int:
        """Give what must stay promised for what was granted, in cents: nothing, where a grant is paid at once."""
        return 0

    def move(self, name: str, to: State, on: date, reason: str, explanation: Explanation) -> None:
        self.moves.append(Move(name, to, on, reason, explanation))

    def follow(self, name: str, to: State, on: date, reason: str, explanation: Explanation) -> None:
        """Make a move that follows from the rules; never dated before the last one, so that it holds."""
        self.move(name, to, max(on, self.moves[-1].on), reason, explanation)

    def suspend_exhausted(self, on: date) -> None:
        """Suspend because the fund cannot promise what is needed; what is due from before the day stays due."""
        if self.state is State.ACTIVE:
            explanation = Explanation("fund-exhausted", {"due_on": on.isoformat()})
            self.follow("suspend", State.SUSPENDED, on, FUND_EXHAUSTED, explanation)

    def leave_due(self, decided: date) -> None:
        """Leave undone what the fund cannot carry. The state on a day decided it, so the pause begins the day after."""
        self.suspend_exhausted(decided + timedelta(days=1))
