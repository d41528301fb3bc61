"""Rules for money without conditions: a fixed amount, a gift by table, a share of earnings, and decided amounts."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from budgets.schemes.explanation import Explanation
from budgets.schemes.facts import FactsMissing, age_on
from budgets.schemes.periods import HALF_YEARLY, MONTHLY, YEARLY, Period
from budgets.schemes.terms import Terms
from budgets.schemes.vocabulary.cases import (
    PLAIN,
    Assessment,
    Outcome,
    Particulars,
    PeriodCase,
    PeriodRule,
    half_up,
    postponed,
    span,
)
from ledger.amount import split


@dataclass(frozen=True, slots=True)
class Fixed:
    """One grant of a fixed amount at the start."""

    amount: str

    def grant(self, terms: Terms, *, on: date) -> tuple[int, Explanation]:
        """Give the opening grant that is due on a day."""
        read = terms.noting()
        amount = read.value(self.amount, on)
        return amount, Explanation("opening", {"amount_minor": amount, "due_on": on.isoformat()}, read.cited())


@dataclass(frozen=True, slots=True)
class Gift(PeriodRule):
    """A fixed amount each period, a number of times or once; by a table where the amount differs `by` something.

    `by` is "category", a fact such as "household_type", or "age": the highest bracket up to the age on the due date.
    The terms say if a paused period moves to the end or is skipped.
    """

    amount: str
    times: str | None = None
    suspension: str | None = None
    by: str | None = None

    def assess(self, case: PeriodCase, terms: Terms) -> Assessment:
        """Give the gift of a period."""
        read, inputs = terms.noting(), span(case.period)
        skips = self._skips(read, case.due_on)
        if case.paused and not skips:
            return Assessment(Outcome.PAUSED, 0, 0, Explanation("gift-postponed", inputs, read.cited()))
        times = self._times(read, case.due_on)
        number = case.made + (case.paused_before if skips else 0) + 1
        amount = self._amount(read, case.due_on, case.particulars)
        if case.paused:
            told = Explanation("gift-skipped", inputs, read.cited())
            return Assessment(Outcome.PAUSED, 0, 0, told, amount, number >= times)
        inputs |= {"number": number, "months": times, "amount_minor": amount}
        told = Explanation("gift" if times > 1 else "gift-once", inputs, read.cited())
        return Assessment(Outcome.CLOSED, 0, amount, told, last=number >= times)

    def commitment(self, terms: Terms, *, on: date, made: int = 0, paused: int = 0, of: Particulars = PLAIN) -> int:
        """Give the sum of the gifts that are still to come, the first of them due on a day."""
        total, due = 0, on
        gone = made + (paused if self._skips(terms, on) else 0)
        for _number in range(gone, self._times(terms, on)):
            total += self._amount(terms, due, of)
            due = MONTHLY.containing(due).ends_on
        return total

    def _times(self, terms: Terms, on: date) -> int:
        return int(terms.value(self.times, on)) if self.times else 1

    def _skips(self, terms: Terms, on: date) -> bool:
        return self.suspension is not None and bool(terms.value(self.suspension, on) == "skips")

    def _amount(self, terms: Terms, on: date, of: Particulars) -> int:
        if self.by != "age":
            return int(terms.value(self.amount, on, of.name_of(self.by)))
        return int(terms.value(self.amount, on, bracket(terms.value(self.amount, on), of.facts.need("born"), on)))


def bracket(table: Any, born: date, on: date) -> str:
    """Give the highest age of a table that someone has reached on a day; their own age where it is below all."""
    age = age_on(born, on)
    reached = [int(name) for name in table if int(name) <= age] if isinstance(table, dict) else []
    return str(max(reached, default=age))


@dataclass(frozen=True, slots=True)
class ShareOf(PeriodRule):
    """A share of a known amount, such as earnings, once; at most a cap over all grants of a stretch of time."""

    fact: str
    share: str
    cap: str
    cap_period: str
    counts_grants: ClassVar[bool] = True

    def assess(self, case: PeriodCase, terms: Terms) -> Assessment:
        """Give the share, rounded half up to the cent, within what is left of the cap."""
        if case.paused:
            return postponed(case)
        read = terms.noting()
        known, part = case.facts.need(self.fact), read.value(self.share, case.due_on)
        cap = read.value(self.cap, case.due_on)
        read.value(self.cap_period, case.due_on)
        whole = half_up(part * known)
        amount = min(whole, max(0, cap - case.granted_before))
        steps: list[dict[str, Any]] = [
            {"step": "share", "known_minor": known, "share": str(part), "amount_minor": whole}
        ]
        if amount < whole:
            steps.append({"step": "share-capped", "cap_minor": cap, "before_minor": case.granted_before})
        inputs = span(case.period) | {"amount_minor": amount}
        return Assessment(Outcome.CLOSED, 0, amount, Explanation("share-given", inputs, read.cited(), steps), last=True)

    def commitment(self, terms: Terms, *, on: date, made: int = 0, paused: int = 0, of: Particulars = PLAIN) -> int:
        """Give the share, within what is left of the cap; nothing more once it was granted."""
        whole = half_up(terms.value(self.share, on) * of.facts.need(self.fact))
        return 0 if made else min(whole, max(0, terms.value(self.cap, on) - of.granted_before))

    def counts_over(self, terms: Terms, on: date) -> Period | None:
        """Give the half-year or year of the cap."""
        rhythm = YEARLY if terms.value(self.cap_period, on) == "year" else HALF_YEARLY
        return rhythm.containing(on)


MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Contribution(PeriodRule):
    """An amount that was decided elsewhere, at once or in twelve parts to the cent, larger parts first."""

    pays: str
    decided_facts: ClassVar[tuple[str, ...]] = ("amount",)
    decided_by: ClassVar[str] = "a round decides the amount, from all claims together"

    def assess(self, case: PeriodCase, terms: Terms) -> Assessment:
        """Give the part of a period."""
        read, inputs = terms.noting(), span(case.period)
        parts = self._parts(read, case.starts_on, case.decided)
        if case.paused:
            return Assessment(Outcome.PAUSED, 0, 0, Explanation("gift-postponed", inputs))
        amount, number = parts[min(case.made, len(parts) - 1)], case.made + 1
        inputs |= {"number": number, "months": len(parts), "amount_minor": amount, "whole_minor": sum(parts)}
        told = Explanation("contribution-part" if len(parts) > 1 else "contribution-once", inputs, read.cited())
        return Assessment(Outcome.CLOSED, 0, amount, told, last=number >= len(parts))

    def commitment(self, terms: Terms, *, on: date, made: int = 0, paused: int = 0, of: Particulars = PLAIN) -> int:
        """Give the parts that are still to come."""
        return sum(self._parts(terms, on, of.decided)[made:])

    def _parts(self, terms: Terms, on: date, decided: int | None) -> list[int]:
        if decided is None:
            raise FactsMissing(field="amount")
        once = terms.value(self.pays, on) == "once" or decided < MONTHS_OF_A_YEAR
        return [decided] if once else split(decided, [1] * MONTHS_OF_A_YEAR)


@dataclass(frozen=True, slots=True)
class Discretionary(PeriodRule):
    """One amount that a professional decides with reasons, up to a limit; above another limit a second one agrees."""

    limit: str
    second_person_above: str
    decided_facts: ClassVar[tuple[str, ...]] = ("amount", "reason")
    decided_by: ClassVar[str] = "a professional decides the amount, with the reason"

    def assess(self, case: PeriodCase, terms: Terms) -> Assessment:
        """Give the decided amount."""
        if case.paused:
            return postponed(case)
        amount = self.decided(case.particulars)
        inputs = span(case.period) | {"amount_minor": amount}
        return Assessment(Outcome.CLOSED, 0, amount, Explanation("decided-amount", inputs), last=True)

    def commitment(self, terms: Terms, *, on: date, made: int = 0, paused: int = 0, of: Particulars = PLAIN) -> int:
        """Give the decided amount; nothing more once it was granted."""
        return 0 if made else self.decided(of)

    def decided(self, of: Particulars) -> int:
        """Give the decided amount in cents."""
        return of.decided if of.decided is not None else int(of.facts.need("amount"))
