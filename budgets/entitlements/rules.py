"""What is due to one entitlement, and what a decision does to it: values in, values out, for every scheme alike."""

from dataclasses import replace
from datetime import date

from budgets.entitlements.lifecycle import PeriodState, State
from budgets.entitlements.standing import (
    FUND_EXHAUSTED,
    MISSED_PERIODS,
    Act,
    ActKind,
    Move,
    Plan,
    RunPeriod,
    Standing,
    state_on,
)
from budgets.schemes.explanation import Explanation
from budgets.schemes.periods import Period
from budgets.schemes.rules import Assessment, HoursOn, Outcome, PeriodCase, Scheme
from budgets.schemes.terms import Terms

LIVE = (State.ACTIVE, State.SUSPENDED)
OVER = (State.STOPPED, State.ENDED)


def commitment_at_award(scheme: Scheme, terms: Terms, *, starts_on: date) -> int:
    """Give what an award promises, in minor units: the opening grant and what the first periods may need.

    :raises TermMissing: the terms say nothing about a day that counts
    """
    opening = scheme.opens_with.grant(terms, on=starts_on)[0] if scheme.opens_with else 0
    return opening + scheme.each_period.commitment(terms, on=starts_on, made=0)


def advance(standing: Standing, *, on: date, free: int) -> Plan:
    """Give everything that is due on or before a day, missed days included. `free` is what the fund can still promise.

    :raises TermMissing: the terms say nothing about a day that counts
    """
    course = _Course(standing, free)
    course.open(by=on)
    course.weigh_late(on=on)
    while course.step(by=on):
        pass
    return course.plan()


def settle_before(standing: Standing, *, on: date, free: int) -> Plan:
    """Give what was decided before a day, and so comes before a decision of that day: a quarter that is over, not a gift due today."""
    course = _Course(standing, free)
    course.settle_before(on)
    return course.plan()


def decide(standing: Standing, move: str, *, on: date, free: int, reason: str = "staff") -> Plan:
    """Give what a decision of an officer does: suspend, resume, stop, restart or end. What was due before the day comes first.

    A plan that leaves a fund short moves to SUSPENDED with reason fund-exhausted; whoever decided refuses that.
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


class _Course:
    """The working copy of one entitlement while its plan is made."""

    def __init__(self, standing: Standing, free: int) -> None:
        self._standing = standing
        self._scheme, self._terms, self._rule = standing.scheme, standing.terms, standing.scheme.each_period
        self._free, self._prepaid, self._committed = free, standing.prepaid, standing.committed
        self._written_off = standing.written_off
        self._opened, self._missed = standing.opened, standing.missed
        self._moves, self._periods = list(standing.moves), list(standing.periods)
        self._acts: list[Act] = []
        self._changed: dict[int, RunPeriod] = {}
        self._told: list[tuple[int, Explanation]] = []
        self._weighed: set[int] = set()

    @property
    def _state(self) -> State:
        return self._moves[-1].to

    def plan(self) -> Plan:
        return Plan(
            acts=self._acts,
            periods=list(self._changed.values()),
            told=self._told,
            moves=self._moves[len(self._standing.moves) :],
            opened=self._opened,
            missed=self._missed,
            next_due_on=self._next_due_on(),
            free=self._free,
            weighed=frozenset(self._weighed),
        )

    # What is due

    def settle_before(self, on: date) -> None:
        self.open(by=on, decided_before=True)
        while self.step(by=on, decided_before=True):
            pass

    def open(self, *, by: date, decided_before: bool = False) -> None:
        due = self._standing.starts_on
        if self._opened or due > by or (decided_before and due == by):
            return
        if state_on(self._moves, due) in LIVE and self._scheme.opens_with:
            amount, explanation = self._scheme.opens_with.grant(self._terms, on=due)
            if not self._fund(amount, due):
                self._suspend_exhausted(due)
                return
            self._grant(amount, due, None, "opening", explanation)
            self._settle_leftover(due)
        self._opened = True

    def step(self, *, by: date, decided_before: bool = False) -> bool:
        """Run the next period if it is due; say whether there may be another."""
        if self._state is State.PROPOSED or not self._opened:
            return False
        found = self._next_period()
        decided_on = found.last_day if self._rule.due_at_end else found.starts_on
        due_on = self._due(found)
        if due_on > by or (decided_before and decided_on >= by):
            return False
        state = state_on(self._moves, decided_on)
        if state in OVER:
            return False
        return self._run(found, due_on, paused=state is State.SUSPENDED)

    def _run(self, period: Period, due_on: date, *, paused: bool) -> bool:
        calendar = self._scheme.rhythm.containing(period.starts_on)
        whole = period.starts_on == calendar.starts_on and state_on(self._moves, period.starts_on) is State.ACTIVE
        case = self._case(period, due_on, whole, self._prepaid, paused=paused)
        assessed = self._rule.assess(case, self._terms)
        if not self._fund(assessed.granted, due_on):
            self._suspend_exhausted(due_on)
            return False
        number = len(self._periods) + 1
        self._book_period(number, assessed, due_on, "refill" if self._rule.prepaid else "gift")
        run = RunPeriod(
            number,
            period.starts_on,
            period.ends_on,
            due_on,
            whole,
            PeriodState(assessed.outcome.value),
            case.balance,
            assessed.used,
            assessed.granted,
        )
        self._periods.append(run)
        self._changed[number] = run
        self._told.append((number, assessed.explanation))
        self._missed = {Outcome.MET: 0, Outcome.MISSED: self._missed + 1}.get(assessed.outcome, self._missed)
        self._go_on_after(assessed, due_on)
        return self._state in LIVE

    def _go_on_after(self, assessed: Assessment, due_on: date) -> None:
        stops = self._scheme.stops
        if self._state not in LIVE:
            self._settle_leftover(due_on)
        elif assessed.last:
            self.end(due_on, "complete")
        elif stops and assessed.outcome is Outcome.MISSED and stops.reached(self._missed, self._terms, on=due_on):
            self.stop(due_on, MISSED_PERIODS)
        elif self._state is State.ACTIVE:
            self._replenish(due_on)

    # What came late

    def weigh_late(self, *, on: date) -> None:
        for number in sorted(self._standing.late):
            if self._weigh(number, on):
                self._weighed.add(number)
        if not self._weighed:
            return
        self._missed = self._count_missed()
        self._undo_stop(on)
        if self._state is State.ACTIVE:
            self._replenish(on)

    def _weigh(self, number: int, on: date) -> bool:
        earlier = self._periods[number - 1]
        if earlier.state is PeriodState.PAUSED:
            return True
        period = Period(earlier.starts_on, earlier.ends_on)
        case = self._case(period, earlier.due_on, earlier.whole, earlier.opening_balance, paused=False, before=number)
        assessed = self._rule.assess(case, self._terms)
        granted = max(0, assessed.granted - earlier.granted)
        if not self._fund(granted, on):
            return False
        if granted:
            inputs = {**assessed.explanation.inputs, "amount_minor": granted}
            explanation = replace(assessed.explanation, code="late", inputs=inputs)
            self._grant(granted, on, number, "late", explanation)
        used = min(max(0, assessed.used - earlier.used), self._prepaid)
        self._book(ActKind.EARN, used, on, number)
        met = assessed.outcome is Outcome.MET
        self._periods[number - 1] = self._changed[number] = replace(
            earlier,
            state=PeriodState.MET if met else earlier.state,
            used=max(assessed.used, earlier.used),
            granted=max(assessed.granted, earlier.granted),
        )
        self._settle_leftover(on)
        return True

    def _undo_stop(self, on: date) -> None:
        stop, stops = self._moves[-1], self._scheme.stops
        if stop.name != "stop" or stop.reason != MISSED_PERIODS or not stops:
            return
        if stops.reached(self._missed, self._terms, on=stop.on):
            return
        explanation = Explanation("stop-undone", {"stopped_on": stop.on.isoformat()})
        self._move("undo_stop", State.ACTIVE, stop.on, "late hours", explanation)
        self._reinstate(on)

    def _count_missed(self) -> int:
        since = max((move.on for move in self._moves if move.name == "restart"), default=date.min)
        missed = 0
        for period in self._periods:
            if period.starts_on >= since:
                missed = {PeriodState.MET: 0, PeriodState.MISSED: missed + 1}.get(period.state, missed)
        return missed

    # Decisions

    def suspend(self, on: date, reason: str) -> None:
        self._move("suspend", State.SUSPENDED, on, reason)

    def resume(self, on: date, reason: str) -> None:
        self._move("resume", State.ACTIVE, on, reason)
        self._promise_again(on)

    def stop(self, on: date, reason: str) -> None:
        self._move("stop", State.STOPPED, on, reason, Explanation("stopped", {"stopped_on": on.isoformat()}))
        self._book(ActKind.RELEASE, self._committed, on)
        self._settle_leftover(on)

    def restart(self, on: date, reason: str) -> None:
        self._move("restart", State.ACTIVE, on, reason)
        self._missed = 0
        self._reinstate(on)
        self._promise_again(on)

    def end(self, on: date, reason: str) -> None:
        self._move("end", State.ENDED, on, reason, Explanation("ended", {"ended_on": on.isoformat()}))
        self._book(ActKind.RELEASE, self._committed, on)
        self._settle_leftover(on)

    # Parts

    def _case(
        self, period: Period, due_on: date, whole: bool, balance: int, *, paused: bool, before: int | None = None
    ) -> PeriodCase:
        earlier = self._periods if before is None else self._periods[: before - 1]
        return PeriodCase(
            period=period,
            due_on=due_on,
            whole=whole,
            paused=paused,
            balance=balance,
            hours=self._hours_in(period.starts_on, period.ends_on),
            carried=self._carried(earlier),
            made=sum(1 for each in earlier if each.granted),
            paused_before=sum(1 for each in earlier if each.state is PeriodState.PAUSED),
        )

    def _hours_in(self, starts_on: date, ends_on: date) -> list[HoursOn]:
        return [line for line in self._standing.hours if starts_on <= line.day < ends_on]

    def _carried(self, earlier: list[RunPeriod]) -> list[HoursOn]:
        lines: list[HoursOn] = []
        for period in reversed(earlier):
            if period.state is PeriodState.MET:
                break
            if period.state is not PeriodState.PAUSED:
                lines = [*self._hours_in(period.starts_on, period.ends_on), *lines]
        return lines

    def _next_period(self) -> Period:
        base = self._periods[-1].ends_on if self._periods else self._standing.starts_on
        restarted = [move.on for move in self._moves if move.name == "restart"]
        if restarted:
            base = max(base, restarted[-1])
        return Period(base, self._scheme.rhythm.containing(base).ends_on)

    def _due(self, period: Period) -> date:
        return period.ends_on if self._rule.due_at_end else period.starts_on

    def _next_due_on(self) -> date | None:
        if not self._opened and state_on(self._moves, self._standing.starts_on) in LIVE:
            return self._standing.starts_on
        return self._due(self._next_period()) if self._state in LIVE else None

    def _book_period(self, number: int, assessed: Assessment, due_on: date, label: str) -> None:
        self._book(ActKind.EARN, assessed.used, due_on, number)
        if assessed.granted:
            self._grant(assessed.granted, due_on, number, label, assessed.explanation)
        self._book(ActKind.RELEASE, min(assessed.released, self._committed), due_on, number)

    def _grant(self, amount: int, due_on: date, period: int | None, label: str, explanation: Explanation) -> None:
        self._acts.append(Act(ActKind.GRANT, amount, due_on, period, label, explanation))
        self._committed -= amount
        if self._rule.prepaid:
            self._prepaid += amount

    def _book(self, kind: ActKind, amount: int, due_on: date, period: int | None = None) -> None:
        if not amount:
            return
        self._acts.append(Act(kind, amount, due_on, period))
        if kind in (ActKind.EARN, ActKind.WRITE_OFF):
            self._prepaid -= amount
        elif kind is ActKind.REINSTATE:
            self._prepaid += amount
        else:
            promised = amount if kind is ActKind.COMMIT else -amount
            self._committed += promised
            self._free -= promised

    def _fund(self, amount: int, due_on: date) -> bool:
        """See that so much is promised; say whether the fund could."""
        need = amount - self._committed
        if need > self._free:
            return False
        self._book(ActKind.COMMIT, max(0, need), due_on)
        return True

    def _replenish(self, on: date) -> None:
        if not self._rule.replenishes():
            return
        target = self._rule.commitment(self._terms, on=on, made=0)
        self._book(ActKind.RELEASE, max(0, self._committed - target), on)
        if not self._fund(target, on):
            self._suspend_exhausted(on)

    def _promise_again(self, on: date) -> None:
        """After a pause or a stop: promise what is still to come, the opening grant included while it is not made."""
        made = sum(1 for period in self._periods if period.granted)
        first = self._due(self._next_period())
        target = self._rule.commitment(self._terms, on=on if self._rule.due_at_end else first, made=made)
        if not self._opened and self._scheme.opens_with:
            target += self._scheme.opens_with.grant(self._terms, on=self._standing.starts_on)[0]
        if not self._fund(target, on):
            self._suspend_exhausted(on)

    def _reinstate(self, on: date) -> None:
        self._book(ActKind.REINSTATE, self._written_off, on)
        self._written_off = 0

    def _settle_leftover(self, on: date) -> None:
        """What is still prepaid when nothing can earn it any more: a stop writes it off, an end makes it the cost of the gift."""
        if self._state is State.STOPPED:
            self._written_off += self._prepaid
            self._book(ActKind.WRITE_OFF, self._prepaid, on)
        elif self._state is State.ENDED:
            self._book(ActKind.EARN, self._prepaid, on)

    def _suspend_exhausted(self, on: date) -> None:
        if self._state is State.ACTIVE:
            explanation = Explanation("fund-exhausted", {"due_on": on.isoformat()})
            self._move("suspend", State.SUSPENDED, on, FUND_EXHAUSTED, explanation)

    def _move(self, name: str, to: State, on: date, reason: str, explanation: Explanation | None = None) -> None:
        self._moves.append(Move(name, to, on, reason, explanation))
