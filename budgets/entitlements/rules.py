"""What is due to one entitlement, and what a decision does to it: values in, values out, for every scheme alike."""

from dataclasses import replace
from datetime import date

from budgets.entitlements.lapsing import PassDraft
from budgets.entitlements.lifecycle import PeriodState, State
from budgets.entitlements.purses import Purse
from budgets.entitlements.standing import MISSED_PERIODS, UNEARNED_ADVANCE, ActKind, Plan, RunPeriod, Standing
from budgets.entitlements.timeline import LIVE, decided_on, due_on, restarted_on, state_on
from budgets.schemes.explanation import Explanation
from budgets.schemes.periods import Period
from budgets.schemes.rules import PLAIN, Assessment, HoursOn, Outcome, Particulars, PeriodCase, Scheme
from budgets.schemes.terms import Terms


def commitment_at_award(scheme: Scheme, terms: Terms, *, starts_on: date, of: Particulars = PLAIN) -> int:
    """Give what an award promises, in cents: the opening grant and what the first periods may need.

    :raises TermMissing: the terms say nothing about a day that counts
    """
    opening = scheme.opens_with.grant(terms, on=starts_on)[0] if scheme.opens_with else 0
    return opening + scheme.each_period.commitment(terms, on=starts_on, of=of)


def advance(standing: Standing, *, on: date, free: int | Purse) -> Plan:
    """Give everything that is due on or before a day, missed days included. `free` is what the fund can still promise.

    :raises TermMissing: the terms say nothing about a day that counts
    """
    course = _Course(standing, free)
    course.open(by=on)
    course.weigh_late(on)
    while course.step(by=on):
        pass
    course.look_at_pass(on)
    return course.plan()


def settle_before(standing: Standing, *, on: date, free: int | Purse) -> Plan:
    """Give what was decided before a day, and so comes before a decision of that day: not a gift that is due today.

    :raises TermMissing: the terms say nothing about a day that counts
    """
    course = _Course(standing, free)
    course.settle_before(on)
    return course.plan()


def decide(standing: Standing, move: str, *, on: date, free: int | Purse, reason: str = "staff") -> Plan:
    """Give what a decision of an officer does: suspend, resume, stop, restart or end. What was due before comes first.

    A plan that leaves a fund short moves to SUSPENDED with reason fund-exhausted; whoever decided refuses that.

    :raises TermMissing: the terms say nothing about a day that counts
    """
    course = _Course(standing, free)
    course.settle_before(on)
    {
        "suspend": course.suspend,
        "resume": course.resume,
        "stop": course.stop,
        "restart": course.restart,
        "end": course.end,
    }[move](on, reason)
    return course.plan()


class _Course(PassDraft):
    """The course that one entitlement takes: what is due, what came late, what was decided."""

    # What is due

    def settle_before(self, on: date) -> None:
        self.open(by=on, decided_before=True)
        while self.step(by=on, decided_before=True):
            pass

    def open(self, *, by: date, decided_before: bool = False) -> None:
        due = self.opening_due_on
        if due is None or self.scheme.opens_with is None or due > by or (decided_before and due == by):
            return
        amount, explanation = self.scheme.opens_with.grant(self.terms, on=due)
        if not self.promise(amount, due):
            self.leave_due(due)
            return
        self.grant("opening", Assessment(Outcome.CLOSED, 0, amount, explanation, ahead=self.rule.prepaid), due)
        self.opened = True
        self.close_books(due)

    def step(self, *, by: date, decided_before: bool = False) -> bool:
        """Run the next period if it is due; say whether there may be another."""
        found = self.next_period
        if found is None:
            return False
        due, decided = due_on(self.scheme, found), decided_on(self.scheme, found)
        if due > by or (decided_before and decided >= by):
            return False
        opening = self.opening_due_on
        if opening is not None and opening <= due:
            return False  # The fund could not carry the opening grant; what follows waits for it.
        return self._run(found, due, paused=state_on(self.moves, decided) is State.SUSPENDED)

    def _run(self, period: Period, due: date, *, paused: bool) -> bool:
        begins_calendar = period.starts_on == self.scheme.rhythm.containing(period.starts_on).starts_on
        whole = begins_calendar and state_on(self.moves, period.starts_on) is State.ACTIVE
        case = self._case(period, due, self.prepaid, whole=whole, paused=paused)
        assessed = self.assess(case)
        if not self.promise(self.cost(assessed.granted, due), due):
            self.leave_due(decided_on(self.scheme, period))
            return False
        number = len(self.periods) + 1
        self.book(ActKind.EARN, assessed.used, due, number)
        self.book(ActKind.WRITE_OFF, assessed.written_off, due, number, UNEARNED_ADVANCE)
        self.grant(self._label(assessed), assessed, due, number)
        self.book(ActKind.RELEASE, min(assessed.released, self.committed), due, number)
        state = PeriodState(assessed.outcome.value)
        run = RunPeriod(
            number,
            period.starts_on,
            period.ends_on,
            due,
            whole,
            state,
            case.balance,
            assessed.used,
            assessed.granted,
        )
        self.periods.append(run)
        self.changed[number] = run
        self.told.append((number, self._counted(run, assessed)))
        self._go_on_after(assessed, due)
        return True

    def _label(self, assessed: Assessment) -> str:
        if assessed.ahead:
            return "refill"
        return "hours" if self.rule.due_at_end else "gift"

    def _counted(self, run: RunPeriod, assessed: Assessment) -> Explanation:
        """Count the period among those missed in a row, if it was; the explanation says how many are allowed."""
        self.missed = {Outcome.MET: 0, Outcome.MISSED: self.missed + 1}.get(assessed.outcome, self.missed)
        if assessed.outcome is not Outcome.MISSED or self.scheme.stops is None:
            return assessed.explanation
        allowed = self.scheme.stops.limit(self.terms, on=run.due_on)
        step = {"step": "missed-in-a-row", "missed_count": self.missed, "allowed_count": allowed}
        cited = self.terms.cite(self.scheme.stops.allowed, run.due_on)
        told = assessed.explanation
        return replace(told, terms=[*told.terms, cited], steps=[*told.steps, step])

    def _go_on_after(self, assessed: Assessment, due: date) -> None:
        if self.state not in LIVE:
            self.close_books(due)
        elif assessed.last and self.pass_rule is None:
            self.follow("end", State.ENDED, due, "complete", Explanation("complete", {"ended_on": due.isoformat()}))
            self.close_books(due)
        elif assessed.outcome is Outcome.MISSED and self._too_many_missed(due):
            self.follow("stop", State.STOPPED, due, MISSED_PERIODS, self._told_of_stop(due))
            self.close_books(due)
        elif self.state is State.ACTIVE:
            self._replenish(due)

    def _too_many_missed(self, on: date) -> bool:
        return self.scheme.stops is not None and self.missed >= self.scheme.stops.limit(self.terms, on=on)

    def _told_of_stop(self, on: date) -> Explanation:
        cited = [self.terms.cite(self.scheme.stops.allowed, on)] if self.scheme.stops else []
        return Explanation("stopped-missed", {"stopped_on": on.isoformat(), "missed_count": self.missed}, cited)

    # What came late

    def weigh_late(self, on: date) -> None:
        for number in sorted(self.standing.late):
            if self._weigh(number, on):
                self.weighed.add(number)
        if not self.weighed:
            return
        self.missed = self._count_missed()
        self._undo_stop(on)
        if self.state is State.ACTIVE:
            self._replenish(on)

    def _weigh(self, number: int, on: date) -> bool:
        """Weigh a period again with all its hours; it can only add. Say no where the fund cannot carry what it adds."""
        earlier = self.periods[number - 1]
        if earlier.state is PeriodState.PAUSED:
            return True
        period = Period(earlier.starts_on, earlier.ends_on)
        case = self._case(period, earlier.due_on, earlier.opening_balance, whole=earlier.whole, before=number)
        assessed = self.assess(case)
        granted = max(0, assessed.granted - earlier.granted)
        if not self.promise(granted, on):
            return False
        if assessed.outcome is not Outcome.MET and not granted:
            return True
        inputs = {**assessed.explanation.inputs, "before_minor": earlier.granted, "amount_minor": granted}
        explanation = replace(assessed.explanation, code="late" if granted else "late-counted", inputs=inputs)
        self.grant("late", replace(assessed, granted=granted, explanation=explanation), on, number)
        used = min(max(0, assessed.used - earlier.used), self.prepaid)
        self.book(ActKind.EARN, used, on, number)
        state = PeriodState.MET if assessed.outcome is Outcome.MET else earlier.state
        again = replace(earlier, state=state, used=earlier.used + used, granted=earlier.granted + granted)
        if again != earlier:
            self.periods[number - 1] = self.changed[number] = again
            self.told.append((number, explanation))
        self.close_books(on)
        return True

    def _undo_stop(self, on: date) -> None:
        stop = self.moves[-1]
        if stop.name != "stop" or stop.reason != MISSED_PERIODS or self._too_many_missed(stop.on):
            return
        explanation = Explanation("stop-undone", {"stopped_on": stop.on.isoformat()})
        self.follow("undo_stop", State.ACTIVE, stop.on, "late-hours", explanation)
        self.reinstate(on)

    def _count_missed(self) -> int:
        since, missed = restarted_on(self.moves), 0
        for period in self.periods:
            if period.starts_on >= since:
                missed = {PeriodState.MET: 0, PeriodState.MISSED: missed + 1}.get(period.state, missed)
        return missed

    # Decisions

    def suspend(self, on: date, reason: str) -> None:
        self.move("suspend", State.SUSPENDED, on, reason, Explanation("suspended", {"suspended_on": on.isoformat()}))

    def resume(self, on: date, reason: str) -> None:
        self.move("resume", State.ACTIVE, on, reason, Explanation("resumed", {"resumed_on": on.isoformat()}))
        self._promise_again(on)

    def stop(self, on: date, reason: str) -> None:
        self.move("stop", State.STOPPED, on, reason, Explanation("stopped", {"stopped_on": on.isoformat()}))
        self.close_books(on)

    def restart(self, on: date, reason: str) -> None:
        self.move("restart", State.ACTIVE, on, reason, Explanation("restarted", {"restarted_on": on.isoformat()}))
        self.missed = 0
        self.reinstate(on)
        self._promise_again(on)

    def end(self, on: date, reason: str) -> None:
        self.move("end", State.ENDED, on, reason, Explanation("ended", {"ended_on": on.isoformat()}))
        self.close_books(on)

    # Parts

    def _case(
        self, period: Period, due: date, balance: int, *, whole: bool, paused: bool = False, before: int | None = None
    ) -> PeriodCase:
        earlier = self.periods if before is None else self.periods[: before - 1]
        granted = 0 if before is None else self.periods[before - 1].granted
        of = self.standing.of
        return PeriodCase(
            period=period,
            due_on=due,
            whole=whole,
            paused=paused,
            balance=balance,
            hours=self._hours_in(period.starts_on, period.ends_on),
            carried=self._carried(earlier),
            made=sum(1 for each in earlier if each.granted),
            paused_before=sum(1 for each in earlier if each.state is PeriodState.PAUSED),
            facts=of.facts,
            category=of.category,
            budget=of.budget,
            unit=of.unit,
            decided=of.decided,
            starts_on=of.starts_on,
            granted_before=self.granted_before(due, granted),
        )

    def _hours_in(self, starts_on: date, ends_on: date) -> list[HoursOn]:
        return [line for line in self.standing.hours if starts_on <= line.day < ends_on]

    def _carried(self, earlier: list[RunPeriod]) -> list[HoursOn]:
        """Give the hours of the periods below the threshold since the last one that was met."""
        lines: list[HoursOn] = []
        for period in reversed(earlier):
            if period.state is PeriodState.MET:
                break
            if period.state is not PeriodState.PAUSED:
                lines = [*self._hours_in(period.starts_on, period.ends_on), *lines]
        return lines

    def _replenish(self, on: date) -> None:
        """Promise what the next period may need, no more and no less."""
        if not self.rule.replenishes:
            return
        target = self.commitment(on)
        self.book(ActKind.RELEASE, max(0, self.committed - target), on)
        if not self.promise(target, on):
            self.suspend_exhausted(on)

    def _promise_again(self, on: date) -> None:
        """After a pause or a stop: promise what is still to come, the opening grant included while it is not made."""
        found = self.next_period
        first = found.starts_on if found and not self.rule.due_at_end else on
        made = sum(1 for period in self.periods if period.granted)
        paused = sum(1 for period in self.periods if period.state is PeriodState.PAUSED)
        target = self.needed(on) + self.commitment(first, made=made, paused=paused)
        opening = self.opening_due_on
        if opening is not None and self.scheme.opens_with is not None:
            target += self.scheme.opens_with.grant(self.terms, on=opening)[0]
        if not self.promise(target, on):
            self.suspend_exhausted(on)
