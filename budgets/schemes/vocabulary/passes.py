"""Rules for what is spent at shops, or given from a stock: a yearly budget on a pass, planned jobs, and packs."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from budgets.schemes.explanation import Explanation
from budgets.schemes.terms import TermMissing, Terms
from budgets.schemes.vocabulary.cases import (
    PLAIN,
    Assessment,
    Outcome,
    Particulars,
    PeriodCase,
    PeriodRule,
    postponed,
    span,
)
from ledger.amount import Unit
from ledger.refusal import Refusal

LAST_OF_FEBRUARY = (2, 29)


@dataclass(frozen=True, slots=True)
class Budget(PeriodRule):
    """A budget on a pass, granted at the start and usable until it lapses by its terms, if they say so.

    `by` is "category" or "budget". A scheme with several budgets keeps what differs per budget `within` one term.
    `worth` is what a point or a lesson costs, in cents.
    """

    amount: str
    by: str | None = None
    within: str | None = None
    worth: str | None = None
    lapses_on: str | None = None
    grace_days: str | None = None
    carry_over: str | None = None
    activity_caps: str | None = None

    def assess(self, case: PeriodCase, terms: Terms) -> Assessment:
        """Give the budget of a period."""
        if case.paused:
            return postponed(case)
        read, inputs = terms.noting(), span(case.period)
        amount = self._amount(read, case.due_on, case.particulars)
        until = self.usable_until(read, case.due_on, case.budget)
        inputs |= {"amount_minor": amount, "unit": case.unit.value, "budget": case.budget}
        code = "pass-budget"
        if until is not None:
            code, inputs["usable_until_on"] = "pass-budget-until", until.isoformat()
        return Assessment(Outcome.CLOSED, 0, amount, Explanation(code, inputs, read.cited()), last=True)

    def commitment(self, terms: Terms, *, on: date, made: int = 0, paused: int = 0, of: Particulars = PLAIN) -> int:
        """Give what the budget is worth in cents; nothing more once it was granted."""
        if made:
            return 0
        return self._amount(terms, on, of) * self.worth_in_cents(terms, on, of.unit)

    def worth_in_cents(self, terms: Terms, on: date, unit: Unit) -> int:
        """Give what one minor unit is worth in cents on a day: a cent is one, a point or a lesson its dated worth.

        :raises TermMissing: the terms do not say what it is worth
        """
        if unit is Unit.EUR or self.worth is None:
            return 1
        worth: int | None = terms.value(self.worth, on)
        if worth is None:
            raise TermMissing(scheme=terms.scheme, key=self.worth, on=on)
        return worth

    def usable_until(self, terms: Terms, on: date, budget: str = "") -> date | None:
        """Give the last day on which a grant of a day can be spent, the days of grace included; None: always."""
        month_and_day = self._said(self.lapses_on, terms, on, budget)
        if month_and_day is None:
            return None
        lapses_on = next(day for year in (on.year, on.year + 1) if (day := _day_in(year, month_and_day)) >= on)
        return lapses_on + timedelta(days=self._said(self.grace_days, terms, on, budget) or 0)

    def carries_over(self, terms: Terms, on: date, budget: str = "") -> int:
        """Give how much of what is left stays when the rest lapses, in minor units; it lapses a year later."""
        return int(self._said(self.carry_over, terms, on, budget) or 0)

    def activities(self, terms: Terms, on: date, budget: str) -> tuple[str, ...] | None:
        """Give what a budget may be spent on; None: on anything, "": on what a till does not name.

        A budget `by` its purpose is for that: where a till names what it sells, no other pays for it.
        """
        if self.by == "budget" and budget:
            return (budget, "")
        return terms.value(self.within, on, budget).get("activities") if self.within else None

    def caps(self, terms: Terms, on: date, budget: str = "") -> dict[str, int]:
        """Give the most that may be spent per kind of activity, in minor units."""
        return self._said(self.activity_caps, terms, on, budget) or {}

    def _amount(self, terms: Terms, on: date, of: Particulars) -> int:
        given = self._said(self.amount, terms, on, of.budget)
        if not isinstance(given, dict):
            return int(given)
        return int(terms.pick(given, self.amount, of.name_of(self.by), on))

    def _said(self, key: str | None, terms: Terms, on: date, budget: str) -> Any:
        """Give what the terms say for a budget: its own word goes before that of the scheme."""
        if key is None:
            return None
        own = terms.value(self.within, on, budget) if self.within else {}
        return own[key] if key in own else terms.value(key, on)


def _day_in(year: int, month_and_day: tuple[int, int]) -> date:
    """Give a day of a year; the last of February where the year has no 29th."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    month, day = month_and_day
    return date(year, month, day if leap or month_and_day != LAST_OF_FEBRUARY else day - 1)


@dataclass(frozen=True, slots=True)
class PlannedCost(PeriodRule):
    """A job that a fund carries for a period: its planned cost is promised, and the pay itself is kept elsewhere."""

    jobs: str
    cost: str
    due_at_end: ClassVar[bool] = True

    def assess(self, case: PeriodCase, terms: Terms) -> Assessment:
        """Close the period: nothing is granted, and what the job did not cost is free again."""
        return Assessment(Outcome.CLOSED, 0, 0, Explanation("job-closed", span(case.period)), last=True)

    def commitment(self, terms: Terms, *, on: date, made: int = 0, paused: int = 0, of: Particulars = PLAIN) -> int:
        """Give the planned cost of one job."""
        return int(terms.value(self.cost, on))

    def most(self, terms: Terms, on: date) -> int:
        """Give how many jobs there may be at a time."""
        return int(terms.value(self.jobs, on))


class NotPerPerson(Refusal):
    code, says = "not-per-person", _("This is given to whoever comes and asks; it is not awarded to a person.")


@dataclass(frozen=True, slots=True)
class Stock(PeriodRule):
    """Packs that lie at issue points: given to whoever comes, so many at a time; a signal when few are left."""

    reorder_level: str
    packs_per_visit: str
    per_person: ClassVar[bool] = False

    def assess(self, case: PeriodCase, terms: Terms) -> Assessment:
        """Refuse: no person has a right to it.

        :raises NotPerPerson: always
        """
        raise NotPerPerson

    def commitment(self, terms: Terms, *, on: date, made: int = 0, paused: int = 0, of: Particulars = PLAIN) -> int:
        """Refuse: no person has a right to it.

        :raises NotPerPerson: always
        """
        raise NotPerPerson
