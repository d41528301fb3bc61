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
    """What a rule says of a period: what was used of the prepaid balance, what is granted, what no longer needs its promise."""

    outcome: Outcome
    used: int
    granted: int
    explanation: Explanation
    released: int = 0
    last: bool = False


class PeriodRule(Protocol):
    """A rule for each period of a scheme. `prepaid`: grants are paid ahead and earned later."""

    prepaid: bool
    due_at_end: bool

    def assess(self, case: PeriodCase, terms: Terms) -> Assessment: ...

    def commitment(self, terms: Terms, *, on: date, made: int) -> int: ...

    def replenishes(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Fixed:
    """One grant of a fixed amount at the start."""

    amount: str

    def grant(self, terms: Terms, *, on: date) -> tuple[int, Explanation]:
        """Give the opening grant that is due on a day."""
        amount = terms.value(self.amount, on)
        return amount, Explanation("opening", {"amount_minor": amount, "due_on": on.isoformat()}, [terms.cite(self.amount, on)])


@dataclass(frozen=True, slots=True)
class AttestedHours:
    """Enough hours, vouched for by an organisation, within the period: `at_least` is the term that says how many."""

    at_least: str
    valued_at: str
    below: str

    def value(self, lines: Sequence[HoursOn], terms: Terms) -> int:
        """Give hours times their dated value: added up exactly over all lines, then rounded half up once, in cents."""
        total = sum((line.hours * terms.value(self.valued_at, line.day) for line in lines), Decimal(0))
        return int(total.quantize(Decimal(1), ROUND_HALF_UP))

    def steps(self, lines: Sequence[HoursOn], terms: Terms) -> list[dict[str, Any]]:
        """Give the sum as steps: one for each value that held."""
        by_rate: dict[int, Decimal] = {}
        for line in lines:
            rate = terms.value(self.valued_at, line.day)
            by_rate[rate] = by_rate.get(rate, Decimal(0)) + line.hours
        return [
            {"step": "value", "hours": str(each), "rate_minor": rate, "amount_minor": int((each * rate).quantize(Decimal(1), ROUND_HALF_UP))}
            for rate, each in by_rate.items()
        ]

    def cite(self, lines: Sequence[HoursOn], terms: Terms) -> list[dict[str, str]]:
        """Give the rows of the dated values that were used, each once."""
        cited = {row["valid_from"]: row for row in (terms.cite(self.valued_at, line.day) for line in lines)}
        return list(cited.values())


@dataclass(frozen=True, slots=True)
class TopUpTo:
    """A budget paid ahead, used by attested hours, and refilled *to* a ceiling after a period with enough of them.

    Source: seed 002, lines 672-751 (Burgerbudget). Readings: a period below the threshold uses nothing; use is capped at the balance.
    """

    ceiling: str
    when: AttestedHours
    prepaid: bool = True
    due_at_end: bool = True

    def assess(self, case: PeriodCase, terms: Terms) -> Assessment:
        """Judge a period by its hours.

        :raises TermMissing: a term says nothing about a day that counts
        """
        needed = terms.value(self.when.at_least, case.period.last_day)
        done = sum((line.hours for line in case.hours), Decimal(0))
        inputs = {
            "from_on": case.period.starts_on.isoformat(),
            "until_on": case.period.last_day.isoformat(),
            "hours": str(done),
            "required_hours": str(needed),
        }
        cited = [terms.cite(self.when.at_least, case.period.last_day)]
        if case.paused:
            return Assessment(Outcome.PAUSED, 0, 0, Explanation("paused", inputs, cited))
        if done < needed:
            outcome, code = (Outcome.MISSED, "missed") if case.whole else (Outcome.CLOSED, "broken")
            return Assessment(outcome, 0, 0, Explanation(code, inputs, cited))
        return self._refill(case, terms, inputs, cited)

    def _refill(self, case: PeriodCase, terms: Terms, inputs: dict[str, Any], cited: list[dict[str, str]]) -> Assessment:
        carried = case.carried if terms.value(self.when.below, case.period.last_day) == "carried" else ()
        lines = [*case.hours, *carried]
        value = self.when.value(lines, terms)
        used = min(case.balance, value)
        ceiling = terms.value(self.ceiling, case.due_on)
        granted = max(0, ceiling - (case.balance - used))
        steps = self.when.steps(case.hours, terms)
        if carried:
            steps.append({"step": "carried", "hours": str(sum((line.hours for line in carried), Decimal(0)))})
        if used < value:
            steps.append({"step": "capped", "balance_minor": case.balance})
        steps.append({"step": "used", "amount_minor": used})
        steps.append({"step": "refill", "ceiling_minor": ceiling, "amount_minor": granted})
        cited = [*cited, *self.when.cite(lines, terms), terms.cite(self.ceiling, case.due_on)]
        return Assessment(Outcome.MET, used, granted, Explanation("met", inputs, cited, steps))

    def commitment(self, terms: Terms, *, on: date, made: int) -> int:
        """Give what must be promised for the next period: one ceiling."""
        amount: int = terms.value(self.ceiling, on)
        return amount

    def replenishes(self) -> bool:
        """Each period's run promises the next ceiling."""
        return True


@dataclass(frozen=True, slots=True)
class Gift:
    """A fixed amount each month, a number of times. A month that is paused moves to the end, or is skipped, as the terms say."""

    amount: str
    times: str
    suspension: str
    prepaid: bool = False
    due_at_end: bool = False

    def assess(self, case: PeriodCase, terms: Terms) -> Assessment:
        """Give the gift of a month.

        :raises TermMissing: a term says nothing about the day the month is due
        """
        months = terms.value(self.times, case.due_on)
        skips = terms.value(self.suspension, case.due_on) == "skips"
        amount = terms.value(self.amount, case.due_on)
        number = case.made + (case.paused_before if skips else 0) + 1
        cited = [terms.cite(key, case.due_on) for key in (self.amount, self.times)]
        if case.paused:
            inputs = {"from_on": case.period.starts_on.isoformat(), "until_on": case.period.last_day.isoformat()}
            explanation = Explanation("paused", inputs, [*cited, terms.cite(self.suspension, case.due_on)])
            return Assessment(Outcome.PAUSED, 0, 0, explanation, amount if skips else 0, skips and number >= months)
        inputs = {"number": number, "months": months, "amount_minor": amount, "due_on": case.due_on.isoformat()}
        return Assessment(Outcome.CLOSED, 0, amount, Explanation("gift", inputs, cited), 0, number >= months)

    def commitment(self, terms: Terms, *, on: date, made: int) -> int:
        """Give the sum of the gifts that are still to come, the first of them due on a day."""
        total, due = 0, on
        for _number in range(made, terms.value(self.times, on)):
            total += terms.value(self.amount, due)
            due = MONTHLY.after(due.replace(day=1))
        return total

    def replenishes(self) -> bool:
        """The whole term is promised at the award."""
        return False


@dataclass(frozen=True, slots=True)
class AfterMissedPeriods:
    """Stops when this many periods in a row were missed; the term says how many."""

    allowed: str

    def reached(self, missed: int, terms: Terms, *, on: date) -> bool:
        """Say whether the count of consecutive missed periods has reached what is allowed."""
        return bool(missed >= terms.value(self.allowed, on))


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
    each_period: TopUpTo | Gift
    terms: tuple[TermKey, ...]
    opens_with: Fixed | None = None
    stops: AfterMissedPeriods | None = None
    restarts: WithoutOpeningGrant = WithoutOpeningGrant()
    attested_by: frozenset[OrganisationKind] = frozenset()
    says_nl: str = ""
    says_en: str = ""
