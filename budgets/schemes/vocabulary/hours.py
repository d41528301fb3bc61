"""Rules for hours that an organisation vouches for: a budget that they use, and pay for each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from budgets.schemes.explanation import Explanation
from budgets.schemes.periods import QUARTERLY
from budgets.schemes.terms import Terms
from budgets.schemes.vocabulary.cases import (
    NONE,
    PLAIN,
    Assessment,
    HoursOn,
    Outcome,
    Particulars,
    PeriodCase,
    PeriodRule,
    half_up,
    span,
)


@dataclass(frozen=True, slots=True)
class Valued:
    """What hours are worth in cents, with the steps of the sum."""

    cents: int
    steps: list[dict[str, Any]]


def value_hours(lines: Sequence[HoursOn], terms: Terms, rate_term: str) -> Valued:
    """Give hours times their dated value: added up exactly over all lines, then rounded half up once.

    :raises TermMissing: no value holds on the day of a line
    """
    by_rate: dict[int, Decimal] = {}
    for line in lines:
        rate = terms.value(rate_term, line.day)
        by_rate[rate] = by_rate.get(rate, NONE) + line.hours
    exact = {rate: rate * done for rate, done in by_rate.items()}
    cents = half_up(sum(exact.values(), NONE))
    steps: list[dict[str, Any]] = []
    for rate, each in exact.items():
        amount = half_up(each)
        name = "value" if amount == each else "value-rounded"
        steps.append({"step": name, "hours": str(by_rate[rate]), "rate_minor": rate, "amount_minor": amount})
    if len(steps) > 1:
        steps.append({"step": "sum", "amount_minor": cents})
    return Valued(cents, steps)


@dataclass(frozen=True, slots=True)
class AttestedHours:
    """Enough hours, vouched for by an organisation, within the period: `at_least` is the term that says how many."""

    at_least: str
    valued_at: str
    below: str


@dataclass(frozen=True, slots=True)
class TopUpTo(PeriodRule):
    """A budget paid ahead, used by attested hours, and refilled *to* a ceiling after a period with enough of them.

    A period below the threshold uses nothing, unless the terms carry its hours over; use is capped at the balance.
    """

    ceiling: str
    when: AttestedHours
    prepaid: ClassVar[bool] = True
    due_at_end: ClassVar[bool] = True
    replenishes: ClassVar[bool] = True

    def assess(self, case: PeriodCase, terms: Terms) -> Assessment:
        """Judge a period by its hours."""
        inputs = span(case.period)
        if case.paused:
            return Assessment(Outcome.PAUSED, 0, 0, Explanation("paused", inputs))
        read = terms.noting()
        needed = read.value(self.when.at_least, case.period.last_day)
        done = sum((line.hours for line in case.hours), NONE)
        inputs |= {"hours": str(done), "required_hours": str(needed)}
        if done < needed:
            outcome, code = (Outcome.MISSED, "missed") if case.whole else (Outcome.CLOSED, "broken")
            return Assessment(outcome, 0, 0, Explanation(code, inputs, read.cited()))
        return self._refill(case, read, inputs)

    def _refill(self, case: PeriodCase, read: Terms, inputs: dict[str, Any]) -> Assessment:
        carried = case.carried if self._carries(case, read) else ()
        valued = value_hours([*case.hours, *carried], read, self.when.valued_at)
        used = min(case.balance, valued.cents)
        left = case.balance - used
        ceiling = read.value(self.ceiling, case.due_on)
        granted = max(0, ceiling - left)
        steps = valued.steps
        if carried:
            steps.append({"step": "carried", "hours": str(sum((line.hours for line in carried), NONE))})
        if used < valued.cents:
            steps.append({"step": "capped", "balance_minor": case.balance})
        steps.append({"step": "left", "balance_minor": case.balance, "used_minor": used, "left_minor": left})
        inputs |= {"balance_minor": case.balance, "amount_minor": granted}
        if granted:
            steps.append({"step": "refill", "ceiling_minor": ceiling, "left_minor": left, "amount_minor": granted})
        told = Explanation("met" if granted else "met-full", inputs, read.cited(), steps)
        return Assessment(Outcome.MET, used, granted, told, ahead=True)

    def _carries(self, case: PeriodCase, read: Terms) -> bool:
        return bool(case.carried) and bool(read.value(self.when.below, case.period.last_day) == "carried")

    def commitment(self, terms: Terms, *, on: date, made: int = 0, paused: int = 0, of: Particulars = PLAIN) -> int:
        """Give what must be promised for the next period: one ceiling."""
        amount: int = terms.value(self.ceiling, on)
        return amount


@dataclass(frozen=True, slots=True)
class PerHour(PeriodRule):
    """Pay for each attested hour, at most a cap for each quarter and for the year; the first quarter was paid ahead.

    What the first quarter earned less than the advance is written off, and nothing is netted later. It lasts four
    quarters, or until the cap of the year.
    """

    valued_at: str
    period_cap: str
    year_cap: str
    advance: str
    prepaid: ClassVar[bool] = True
    due_at_end: ClassVar[bool] = True
    counts_grants: ClassVar[bool] = True

    def assess(self, case: PeriodCase, terms: Terms) -> Assessment:
        """Give what the hours of a period earned, within the caps."""
        read, inputs = terms.noting(), span(case.period)
        last = _a_year_has_passed(case)
        if case.paused:
            # The advance covered this period and nothing else: what it did not earn is not netted later.
            told = Explanation("paused", inputs)
            return Assessment(Outcome.PAUSED, 0, 0, told, last=last, written_off=case.balance)
        room = read.value(self.year_cap, case.due_on) - case.granted_before
        valued = value_hours(case.hours, read, self.valued_at)
        cap = read.value(self.period_cap, case.due_on)
        earned = min(valued.cents, cap)
        ahead = case.balance if _is_paid_ahead(case) else 0
        used = min(ahead, earned)
        granted = max(0, min(earned - used, room))
        steps = valued.steps
        if earned < valued.cents:
            steps.append({"step": "cap-of-period", "cap_minor": cap})
        if granted < earned - used:
            steps.append({"step": "cap-of-year", "room_minor": max(0, room)})
        done = sum((line.hours for line in case.hours), NONE)
        inputs |= {"hours": str(done), "amount_minor": granted, "balance_minor": ahead, "earned_minor": earned}
        told = Explanation(_code(ahead, granted), inputs, read.cited(), steps)
        return Assessment(
            Outcome.CLOSED,
            used,
            granted,
            told,
            last=last or granted >= room,
            written_off=case.balance - used,
        )

    def commitment(self, terms: Terms, *, on: date, made: int = 0, paused: int = 0, of: Particulars = PLAIN) -> int:
        """Give what the year can still ask, besides the advance, which is promised as the opening grant."""
        year, advance = terms.value(self.year_cap, on), terms.value(self.advance, on)
        rest: int = max(0, year - max(of.granted_before, advance))
        return rest


def _a_year_has_passed(case: PeriodCase) -> bool:
    """Say whether a year of quarters has passed, counted from the one that the start lies in."""
    first = QUARTERLY.containing(case.starts_on).starts_on
    return case.period.ends_on >= first.replace(year=first.year + 1)


def _is_paid_ahead(case: PeriodCase) -> bool:
    """Say whether the advance is for this quarter: the first from the start, those that were paused left out.

    After a stop it comes back with a restart; in a later quarter it had its time, and is not set off against pay.
    """
    since, until = case.starts_on, case.period.starts_on
    quarters = (until.year - since.year) * 4 + (until.month - 1) // 3 - (since.month - 1) // 3
    return quarters == case.paused_before


def _code(ahead: int, granted: int) -> str:
    if granted:
        return "hours-paid"
    return "hours-advanced" if ahead else "hours-none"
