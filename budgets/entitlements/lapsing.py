"""What lies on a pass: granted once, kept promised until it is spent, announced twice and only then lapsed."""

from dataclasses import dataclass
from datetime import date

from budgets.entitlements.drafting import Draft
from budgets.entitlements.lifecycle import State
from budgets.entitlements.purses import Parts, Purse
from budgets.entitlements.standing import Act, ActKind, GivenNotice, Standing
from budgets.entitlements.timeline import first_active_on
from budgets.schemes.explanation import Explanation
from budgets.schemes.lapses import A_DAY, Lapsing, Remainder, lapsing_of, tell_lapse, tell_notice, usable_until
from budgets.schemes.periods import Period
from budgets.schemes.rules import Assessment, Budget
from ledger.notices import FIRST_NOTICE, SECOND_NOTICE


@dataclass(frozen=True, slots=True)
class Deadline:
    """The first day on which what is left may lapse, the amount that stays, and the days of the notices there are."""

    lapses_on: date
    keeps: int
    told_on: dict[int, date]

    @property
    def next_notice(self) -> tuple[int, date] | None:
        """Give the number of the notice that comes next and the day it is due; None when both were given.

        Six and three weeks are counted from the last day of use, so that a notice is never a day short.
        """
        last_day = self.lapses_on - A_DAY
        if 1 not in self.told_on:
            return 1, last_day - FIRST_NOTICE
        if 2 not in self.told_on:
            return 2, max(last_day, self.told_on[1] + FIRST_NOTICE) - SECOND_NOTICE
        return None

    @property
    def due_on(self) -> date:
        """Give the day on which it lapses: later than was said where the notices came late."""
        return usable_until(self.lapses_on, self.told_on, self.lapses_on) + A_DAY


class PassDraft(Draft):
    """The working copy of an entitlement that may lie on a pass. What is on it is in its own unit."""

    def __init__(self, standing: Standing, free: int | Purse) -> None:
        super().__init__(standing, free)
        self.pass_rule = self.rule if isinstance(self.rule, Budget) else None  # None where money is paid out

    @property
    def next_period(self) -> Period | None:
        """A pass is filled once, on the first day on which the entitlement is active; else as the rhythm says."""
        if self.pass_rule is None:
            return super().next_period
        day = None if self.periods else first_active_on(self.moves, self.standing.starts_on)
        return None if day is None else Period(day, self.scheme.rhythm.containing(day).ends_on)

    def dues(self) -> list[date]:
        deadline = self.deadline
        if deadline is None:
            return super().dues()
        notice = deadline.next_notice
        due = notice[1] if notice else deadline.due_on
        return [*super().dues(), max(due, self.waits_until) if self.waits_until else due]

    @property
    def deadline(self) -> Deadline | None:
        """Give when what is left lapses; None when nothing is left, or it never does."""
        rule = self.pass_rule
        lapses = self.lapsing.of(self.earmarked) if self.lapsing else None
        if rule is None or not self.earmarked or lapses is None:
            return None
        lapses_on, keeps = lapses
        known = (*self.standing.notices, *self.notices)
        told_on = {each.number: each.given_on for each in known if each.lapses_on == lapses_on}
        return Deadline(lapses_on, keeps, told_on)

    @property
    def _remainder(self) -> Remainder:
        of = self.standing.of
        return Remainder(self.periods[0].due_on, self.earmarked, of.unit, of.budget, self.lapsing or Lapsing())

    def cost(self, amount: int, on: date) -> int:
        """Give what an amount of the entitlement's unit costs on a day, in cents; nothing costs nothing."""
        rule = self.pass_rule
        if rule is None or not amount:
            return amount
        return amount * rule.worth_in_cents(self.terms, on, self.standing.of.unit)

    def needed(self, on: date) -> int:
        if self.pass_rule is None:
            return 0
        # What is set aside at a till may cost more than its worth: meanwhile nothing of the promise is let go.
        return self.committed if self.standing.held else min(self.committed, self.cost(self.earmarked, on))

    def grant(self, label: str, assessed: Assessment, on: date, period: int | None = None) -> None:
        super().grant(label, assessed, on, period)
        if self.pass_rule is not None and assessed.granted:
            self.lapsing = lapsing_of(self.pass_rule, self.terms, on, self.standing.of.budget)

    def take_for(self, amount: int, *, ahead: bool) -> Parts:
        if self.pass_rule is None:
            return super().take_for(amount, ahead=ahead)
        self.earmarked += amount
        return self.purse.by_committed(amount)

    def look_at_pass(self, on: date) -> None:
        """Give the notices that are due by a day, let lapse what was announced, and end what is used up."""
        if self.pass_rule is None or not self.periods:
            return
        while self._look_at_pass(on):
            pass
        if not self.earmarked and self.periods[0].granted:
            self._use_up(on)

    def _look_at_pass(self, on: date) -> bool:
        """Do what is due first; say whether there may be more."""
        rule, deadline = self.pass_rule, self.deadline
        if rule is None or deadline is None:
            return False
        notice = deadline.next_notice
        if notice is not None:
            return notice[1] <= on and self._tell(rule, notice[0], deadline, on)
        if deadline.due_on > on:
            return False
        if self.standing.held:
            # What is set aside at a till is waited for: it is spent, or comes free.
            self.waits_until = on + A_DAY
            return False
        self._lapse(rule, deadline, on)
        return True

    def _tell(self, rule: Budget, number: int, deadline: Deadline, on: date) -> bool:
        due = max(deadline.lapses_on, deadline.told_on.get(1, on) + FIRST_NOTICE)
        told = tell_notice(rule, self.terms, self._remainder, number=number, due_on=due)
        self.notices.append(GivenNotice(number, on, deadline.lapses_on, told))
        return True

    def _lapse(self, rule: Budget, deadline: Deadline, on: date) -> None:
        amount, told = tell_lapse(rule, self.terms, self._remainder, on=on, told_on=deadline.told_on)
        self.earmarked = deadline.keeps
        cents, parts = self.committed - self.needed(on), self.purse.by_committed(amount)
        self.committed -= cents
        self.lapsing = self.lapsing.after_lapse if self.lapsing else None
        self.acts.append(
            Act(
                ActKind.LAPSE,
                amount,
                deadline.lapses_on,
                label="lapse",
                explanation=told,
                parts=parts,
                cents=cents,
                cents_parts=self.purse.release(cents),
            )
        )

    def _use_up(self, on: date) -> None:
        if self.state is not State.ENDED:
            self.follow("end", State.ENDED, on, "used-up", Explanation("used-up", {"ended_on": on.isoformat()}))
        self.close_books(on)
