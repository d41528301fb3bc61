"""One entitlement on paper: it applies plans as the books would, and checks after each act what must always be true.

noor = Casebook("burgerbudget", starts_on="2024-01-01", terms={"hourly_value": "10.00"})
noor.attest("2024-03-29", "40")
noor.run("2024-04-01")
assert noor.grants == ["1000.00", "400.00"]
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from budgets.entitlements.lifecycle import EntitlementLifecycle, State
from budgets.entitlements.refusals import RestExhausted
from budgets.entitlements.rules import advance, commitment_at_award, decide, settle_before
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
from budgets.lifecycles import NotAllowedInState, moves_of
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.explanation import tell
from budgets.schemes.lapses import Lapsing
from budgets.schemes.rules import PLAIN, HoursOn, Particulars, Pays, Scheme
from budgets.schemes.terms import Terms, override
from ledger.amount import Amount, Unit, eur

ALLOWED = set(moves_of(EntitlementLifecycle))


def text(cents: int) -> str:
    return str(Amount(cents, Unit.EUR))


def on(day: str | date) -> date:
    return day if isinstance(day, date) else date.fromisoformat(day)


def dated(*values: tuple[str, str]) -> list[dict[str, Any]]:
    """Give a term that has a value from one day and another from a later day."""
    return [{"from": on(day), "value": value} for day, value in values]


def a_volunteer(starts_on: str | date = "2024-01-01", fund: str = "1000000.00", **terms: Any) -> "Casebook":
    """Give somebody with a burgerbudget; an hour is worth ten euros unless told otherwise."""
    return Casebook("burgerbudget", starts_on=starts_on, terms={"hourly_value": "10.00", **terms}, fund=fund)


def a_stopped_volunteer() -> "Casebook":
    """Give somebody whose budget stopped on 1 January 2025, after four quarters without hours."""
    noor = a_volunteer()
    noor.run("2024-01-01")
    noor.run("2025-01-01")
    assert noor.state == State.STOPPED
    return noor


@dataclass
class Line:
    hours_on: HoursOn
    weighed: bool = False


class Casebook:
    def __init__(
        self,
        code: str,
        *,
        starts_on: str | date,
        terms: Mapping[str, Any] | None = None,
        cohort: str = "1",
        fund: str = "1000000.00",
        scheme: Scheme | None = None,
        of: Particulars = PLAIN,
    ) -> None:
        self.scheme = scheme or get_scheme(code)
        self.terms = Terms(code, self.scheme.terms, override(code, self.scheme.terms, terms or {}), cohort)
        self.starts_on = on(starts_on)
        self.of = replace(of, starts_on=self.starts_on)
        self.moves = [Move("award", State.ACTIVE, self.starts_on)]
        self.periods: dict[int, RunPeriod] = {}
        self.lines: list[Line] = []
        self.opened, self.missed = self.scheme.opens_with is None, 0
        self.next_due_on: date | None = self.starts_on
        self.prepaid = self.earned = self.lost = self.unearned = self.spent = 0
        self.earmarked = self.lapsed = self.held = 0
        self.notices: list[GivenNotice] = []
        self.lapsing: Lapsing | None = None
        self.over = False
        self.promised = self.committed = commitment_at_award(
            self.scheme, self.terms, starts_on=self.starts_on, of=self.of
        )
        self.free = eur(fund).minor - self.committed
        self.acts: list[Act] = []
        self.plans: list[Plan] = []

    # What happens

    def attest(self, day: str | date, hours: str | Decimal) -> None:
        self.lines.append(Line(HoursOn(on(day), Decimal(hours))))

    def correct(self, day: str | date, hours: str) -> None:
        """Replace all hours of a day, as a corrected line of a file does."""
        self.lines = [line for line in self.lines if line.hours_on.day != on(day)]
        self.attest(day, hours)

    def run(self, day: str | date) -> Plan:
        return self.apply(advance(self.standing(on(day)), on=on(day), free=self.free))

    def decide(self, move: str, day: str | date) -> Plan:
        """Let an officer decide, as the operation does: what was due comes first, and what cannot be is refused.

        :raises NotAllowedInState: the lifecycle has no such move from here
        :raises RestExhausted: the fund cannot promise what is still to come
        """
        self.apply(settle_before(self.standing(on(day)), on=on(day), free=self.free))
        if not any(move == name and source == self.state for name, source, _ in ALLOWED):
            raise NotAllowedInState(move=move, state=self.state)
        plan = decide(self.standing(on(day)), move, on=on(day), free=self.free)
        if plan.moves[-1].reason == FUND_EXHAUSTED:
            raise RestExhausted(scheme=self.scheme.code, free_minor=plan.free)
        return self.apply(plan)

    def standing(self, day: date) -> Standing:
        known = [line for line in self.lines if line.hours_on.day <= day]
        fresh = [line.hours_on.day for line in known if not line.weighed]
        late = {each.number for each in self.periods.values() for day in fresh if each.starts_on <= day < each.ends_on}
        return Standing(
            scheme=self.scheme,
            terms=self.terms,
            starts_on=self.starts_on,
            moves=tuple(self.moves),
            periods=tuple(self.periods.values()),
            opened=self.opened,
            missed=self.missed,
            hours=tuple(line.hours_on for line in known),
            late=frozenset(late),
            prepaid=self.prepaid,
            committed=self.committed,
            written_off=self.lost,
            of=self.of,
            given=tuple(Given(act.due_on, act.amount) for act in self.acts if act.kind is ActKind.GRANT),
            earmarked=self.earmarked,
            held=self.held,
            notices=tuple(self.notices),
            lapsing=self.lapsing,
            over=self.over,
        )

    def apply(self, plan: Plan) -> Plan:
        for act in plan.acts:
            self.book(act)
        for move in plan.moves:
            assert (move.name, self.state, move.to) in ALLOWED, f"{move.name} from {self.state}"
            assert move.explanation is None or self.told(move.explanation)
            self.moves.append(move)
        fresh = [period for period in plan.periods if period.number not in self.periods]
        assert [period.number for period in fresh] == list(
            range(len(self.periods) + 1, len(self.periods) + len(fresh) + 1)
        )
        assert {number for number, _ in plan.told} >= {period.number for period in fresh}
        assert all(self.told(explanation) for _, explanation in plan.told)
        self.periods |= {period.number: period for period in plan.periods}
        weighed = [*fresh, *(self.periods[number] for number in plan.weighed)]
        for line in self.lines:
            line.weighed |= any(each.starts_on <= line.hours_on.day < each.ends_on for each in weighed)
        self.opened, self.missed, self.next_due_on = plan.opened, plan.missed, plan.next_due_on
        self.lapsing, self.over = plan.lapsing, plan.over
        for notice in plan.notices:
            assert notice.explanation is not None
            assert self.told(notice.explanation)
            self.notices.append(notice)
        assert plan.free == self.free
        self.check()
        self.plans.append(plan)
        return plan

    def book(self, act: Act) -> None:
        assert act.amount > 0
        assert act.explanation is None or self.told(act.explanation)
        {
            ActKind.GRANT: self._grant,
            ActKind.COMMIT: lambda act: self._promise(act.amount),
            ActKind.RELEASE: lambda act: self._promise(-act.amount),
            ActKind.EARN: self._earn,
            ActKind.WRITE_OFF: self._write_off,
            ActKind.REINSTATE: self._reinstate,
            ActKind.LAPSE: self._lapse,
        }[act.kind](act)
        self.acts.append(act)
        assert min(self.prepaid, self.committed, self.free, self.lost, self.earmarked) >= 0, act

    def _grant(self, act: Act) -> None:
        assert act.explanation is not None
        assert act.label in ("opening", "refill", "gift", "hours", "late")
        if self.scheme.pays is Pays.PASS:
            self.earmarked += act.amount
            return
        self.committed, self.spent = self.committed - act.amount, self.spent + act.amount
        self.prepaid += act.amount if act.ahead else 0

    def _promise(self, amount: int) -> None:
        self.committed, self.free, self.promised = self.committed + amount, self.free - amount, self.promised + amount

    def _earn(self, act: Act) -> None:
        self.prepaid, self.earned = self.prepaid - act.amount, self.earned + act.amount

    def _write_off(self, act: Act) -> None:
        self.prepaid -= act.amount
        # What an advance did not earn in its time does not come back; what a stop cut off does.
        if act.label == WHEN_STOPPED:
            self.lost += act.amount
        else:
            self.unearned += act.amount

    def _reinstate(self, act: Act) -> None:
        assert act.amount == self.lost, "a restart brings back exactly the unused balance"
        self.prepaid, self.lost = self.prepaid + act.amount, 0

    def _lapse(self, act: Act) -> None:
        assert act.explanation is not None
        self.earmarked, self.lapsed = self.earmarked - act.amount, self.lapsed + act.amount
        self._promise(-act.cents)

    def check(self) -> None:
        assert self.spent <= self.promised
        if self.scheme.pays is Pays.PASS:
            return
        assert self.spent == sum(act.amount for act in self.acts if act.kind is ActKind.GRANT)
        if self.scheme.each_period.prepaid and self.scheme.each_period.replenishes:
            assert self.prepaid + self.earned + self.lost == self.spent
            opening = sum(act.amount for act in self.acts if act.label == "opening")
            granted = sum(period.granted for period in self.periods.values())
            used = sum(period.used for period in self.periods.values())
            if self.state is not State.ENDED:
                assert self.prepaid + self.lost == opening + granted - used

    def told(self, explanation: Any) -> list[str]:
        dutch, english = (tell(explanation.as_data(), lang) for lang in ("nl", "en"))
        assert len(dutch) == len(english)
        assert not any("{" in sentence for sentence in (*dutch, *english))
        return dutch

    # What there is to see

    @property
    def state(self) -> State:
        return self.moves[-1].to

    @property
    def grants(self) -> list[str]:
        return [text(act.amount) for act in self.acts if act.kind is ActKind.GRANT]

    @property
    def labels(self) -> list[str]:
        return [act.label for act in self.acts if act.kind is ActKind.GRANT]

    @property
    def balance(self) -> str:
        return text(self.prepaid)

    @property
    def written_off(self) -> str:
        return text(self.lost)

    @property
    def states(self) -> list[str]:
        return [period.state.value for period in self.periods.values()]

    @property
    def history(self) -> list[tuple[str, str, str]]:
        """The moves after the award: name, day and reason."""
        return [(move.name, move.on.isoformat(), move.reason) for move in self.moves[1:]]
