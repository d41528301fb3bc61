"""The vocabulary that schemes are written in: frozen rules that take values in and give values out.

What may never happen has no word here: nothing is taken back, set off or claimed.
Amounts are minor units of the scheme's unit; dates are of Europe/Amsterdam.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any, Protocol

from budgets.schemes.explanation import Explanation
from budgets.schemes.periods import MONTHLY, Period, Rhythm
from budgets.schemes.terms import TermKey, Terms
from ledger.amount import Unit


class OrganisationKind(StrEnum):
    ANBI = "ANBI"  # algemeen nut beogende instelling, art. 5b AWR
    SBBI = "SBBI"  # sociaal belang behartigende instelling, art. 5c AWR
    OTHER = "OTHER"


class Outcome(StrEnum):
    """What became of a period; the words are those of the period's lifecycle."""

    MET = "MET"
    MISSED = "MISSED"
    PAUSED = "PAUSED"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class HoursOn:
    """Attested hours that count on a day."""

    day: date
    hours: Decimal


@dataclass(frozen=True, slots=True)
class PeriodCase:
    """A period of one entitlement, as a rule sees it. `balance` is what was prepaid and unused before it."""

    period: Period
    due_on: date
    whole: bool
    paused: bool
    balance: int
    hours: Sequence[HoursOn]
    carried: Sequence[HoursOn]
    made: int  # periods before this one with a grant
    paused_before: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a rule says of a period: used of the prepaid balance, granted, and released of what was promised."""

    outcome: Outcome
    used: int
    granted: int
    explanation: Explanation
    released: int = 0
    last: bool = False


class PeriodRule(Protocol):
    """A rule for each period of a scheme."""

    @property
    def prepaid(self) -> bool:
        """Whether grants are paid ahead and earned later."""

    @property
    def due_at_end(self) -> bool:
        """Whether a period is judged afterwards, and due on the day after it; else it is due on its first day."""

    @property
    def replenishes(self) -> bool:
        """Whether each run promises what the next period may need; else the award promised it all."""

    def assess(self, case: PeriodCase, terms: Terms) -> Assessment:
        """Give what follows for a period."""

    def commitment(self, terms: Terms, *, on: date, made: int = 0, paused: int = 0) -> int:
        """Give what must be promised from a day on, after so many periods with a grant and so many that were paused."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """One grant of a fixed amount at the start."""

    amount: str

    def grant(self, terms: Terms, *, on: date) -> tuple[int, Explanation]:
        """Give the opening grant that is due on a day."""
        amount = terms.value(self.amount, on)
        return amount, Explanation(
            "opening", {"amount_minor": amount, "due_on": on.isoformat()}, [terms.cite(self.amount, on)]
        )


@dataclass(frozen=True, slots=True)
class Valued:
    """What hours are worth in cents, with the steps of the sum and the dated values that were used."""

    cents: int
    steps: list[dict[str, Any]]
    cited: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class AttestedHours:
    """Enough hours, vouched for by an organisation, within the period: `at_least` is the term that says how many."""

    at_least: str
    valued_at: str
    below: str

    def value(self, lines: Sequence[HoursOn], terms: Terms) -> Valued:
        """Give hours times their dated value: added up exactly over all lines, then rounded half up once."""
        by_rate: dict[int, Decimal] = {}
        days: dict[int, date] = {}
        for line in lines:
            rate = terms.value(self.valued_at, line.day)
            by_rate[rate] = by_rate.get(rate, _NONE) + line.hours
            days.setdefault(rate, line.day)
        exact = {rate: rate * done for rate, done in by_rate.items()}
        cents = _half_up(sum(exact.values(), _NONE))
        steps: list[dict[str, Any]] = []
        for rate, each in exact.items():
            amount = _half_up(each)
            name = "value" if amount == each else "value-rounded"
            steps.append({"step": name, "hours": str(by_rate[rate]), "rate_minor": rate, "amount_minor": amount})
        if len(steps) > 1:
            steps.append({"step": "sum", "amount_minor": cents})
        return Valued(cents, steps, [terms.cite(self.valued_at, day) for day in days.values()])


_NONE = Decimal(0)


def _half_up(exact: Decimal) -> int:
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class TopUpTo:
    """A budget paid ahead, used by attested hours, and refilled *to* a ceiling after a period with enough of them.

    A period below the threshold uses nothing, unless the terms carry its hours over; use is capped at the balance.
    """

    ceiling: str
    when: AttestedHours
    prepaid: bool = True
    due_at_end: bool = True
    replenishes: bool = True

    def assess(self, case: PeriodCase, terms: Terms) -> Assessment:
        """Judge a period by its hours.

        :raises TermMissing: a term says nothing about a day that counts
        """
        last_day = case.period.last_day
        inputs: dict[str, Any] = {"from_on": case.period.starts_on.isoformat(), "until_on": last_day.isoformat()}
        if case.paused:
            return Assessment(Outcome.PAUSED, 0, 0, Explanation("paused", inputs))
        needed = terms.value(self.when.at_least, last_day)
        done = sum((line.hours for line in case.hours), _NONE)
        inputs |= {"hours": str(done), "required_hours": str(needed)}
        cited = [terms.cite(self.when.at_least, last_day)]
        if done < needed:
            outcome, code = (Outcome.MISSED, "missed") if case.whole else (Outcome.CLOSED, "broken")
            return Assessment(outcome, 0, 0, Explanation(code, inputs, cited))
        return self._refill(case, terms, inputs, cited)

    def _refill(
        self, case: PeriodCase, terms: Terms, inputs: dict[str, Any], cited: list[dict[str, str]]
    ) -> Assessment:
        carried = case.carried if self._carries(case, terms) else ()
        valued = self.when.value([*case.hours, *carried], terms)
        used = min(case.balance, valued.cents)
        left = case.balance - used
        ceiling = terms.value(self.ceiling, case.due_on)
        granted = max(0, ceiling - left)
        steps = valued.steps
        if carried:
            steps.append({"step": "carried", "hours": str(sum((line.hours for line in carried), _NONE))})
            cited.append(terms.cite(self.when.below, case.period.last_day))
        if used < valued.cents:
            steps.append({"step": "capped", "balance_minor": case.balance})
        steps.append({"step": "left", "balance_minor": case.balance, "used_minor": used, "left_minor": left})
        inputs |= {"balance_minor": case.balance, "amount_minor": granted}
        if granted:
            steps.append({"step": "refill", "ceiling_minor": ceiling, "left_minor": left, "amount_minor": granted})
        code = "met" if granted else "met-full"
        told = Explanation(code, inputs, [*cited, *valued.cited, terms.cite(self.ceiling, case.due_on)], steps)
        return Assessment(Outcome.MET, used, granted, told)

    def _carries(self, case: PeriodCase, terms: Terms) -> bool:
        return bool(case.carried) and bool(terms.value(self.when.below, case.period.last_day) == "carried")

    def commitment(self, terms: Terms, *, on: date, made: int = 0, paused: int = 0) -> int:
        """Give what must be promised for the next period: one ceiling."""
        amount: int = terms.value(self.ceiling, on)
        return amount


@dataclass(frozen=True, slots=True)
class Gift:
    """A fixed amount each month, a number of times. The terms say if a paused month moves to the end or is skipped."""

    amount: str
    times: str
    suspension: str
    prepaid: bool = False
    due_at_end: bool = False
    replenishes: bool = False

    def assess(self, case: PeriodCase, terms: Terms) -> Assessment:
        """Give the gift of a month.

        :raises TermMissing: a term says nothing about the day the month is due
        """
        months = terms.value(self.times, case.due_on)
        skips = self._skips(terms, case.due_on)
        amount = terms.value(self.amount, case.due_on)
        number = case.made + (case.paused_before if skips else 0) + 1
        inputs: dict[str, Any] = {
            "from_on": case.period.starts_on.isoformat(),
            "until_on": case.period.last_day.isoformat(),
        }
        if case.paused:
            cited = [terms.cite(self.suspension, case.due_on)]
            explanation = Explanation("gift-skipped" if skips else "gift-postponed", inputs, cited)
            return Assessment(Outcome.PAUSED, 0, 0, explanation, amount if skips else 0, skips and number >= months)
        inputs |= {"number": number, "months": months, "amount_minor": amount}
        cited = [terms.cite(key, case.due_on) for key in (self.amount, self.times)]
        return Assessment(Outcome.CLOSED, 0, amount, Explanation("gift", inputs, cited), 0, number >= months)

    def _skips(self, terms: Terms, on: date) -> bool:
        return bool(terms.value(self.suspension, on) == "skips")

    def commitment(self, terms: Terms, *, on: date, made: int = 0, paused: int = 0) -> int:
        """Give the sum of the gifts that are still to come, the first of them due on a day."""
        total, due = 0, on
        gone = made + (paused if self._skips(terms, on) else 0)
        for _number in range(gone, terms.value(self.times, on)):
            total += terms.value(self.amount, due)
            due = MONTHLY.containing(due).ends_on
        return total


@dataclass(frozen=True, slots=True)
class AfterMissedPeriods:
    """Stops when this many periods in a row were missed; the term says how many."""

    allowed: str

    def limit(self, terms: Terms, *, on: date) -> int:
        """Give the count of consecutive missed periods that is not allowed any more."""
        allowed: int = terms.value(self.allowed, on)
        return allowed


@dataclass(frozen=True, slots=True)
class WithoutOpeningGrant:
    """A restart gives no opening grant again; the unused balance comes back and new grants follow the rule."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A rule set. Quoted names in its rules are keys of its terms."""

    code: str
    name: str
    unit: Unit
    rhythm: Rhythm
    each_period: PeriodRule
    terms: tuple[TermKey, ...]
    opens_with: Fixed | None = None
    stops: AfterMissedPeriods | None = None
    restarts: WithoutOpeningGrant = WithoutOpeningGrant()
    attested_by: frozenset[OrganisationKind] = frozenset()
    says_nl: str = ""
    says_en: str = ""
