"""What a person would receive in the year that an award begins: from the first amounts and what is promised. Pure."""

from collections.abc import Iterator
from datetime import date

from budgets.aftercare.effects import Receipt
from budgets.schemes.judging import Judgement, Portion
from budgets.schemes.periods import YEARLY
from budgets.schemes.rules import Scheme
from budgets.schemes.terms import Terms
from ledger.amount import Unit


def coming(scheme: Scheme, terms: Terms, judgement: Judgement, *, starts_on: date) -> list[Receipt]:
    """Give at most what would come, in cents, and when; what depends on hours is counted as if all were done."""
    return [
        Receipt(day, minor, scheme.counts_on(terms, starts_on), scheme.rhythm.months)
        for portion in judgement.budgets
        for day, minor in _of_portion(scheme, portion, starts_on)
    ]


def _of_portion(scheme: Scheme, portion: Portion, starts_on: date) -> Iterator[tuple[date, int]]:
    if portion.unit is not Unit.EUR:
        # Points and lessons are spent elsewhere: their worth is all promised on the first day.
        yield starts_on, portion.commitment_minor
        return
    opening, left = sum(portion.first), portion.commitment_minor - sum(portion.first)
    if opening:
        yield starts_on, opening
    days = list(_later_days(scheme, starts_on))
    if scheme.each_period.replenishes:
        yield from ((day, left) for day in days)
        return
    each = portion.first[-1] if portion.first and not scheme.each_period.due_at_end else -(-left // max(1, len(days)))
    for day in days:
        if minor := min(each, left):
            yield day, minor
        left -= minor


def _later_days(scheme: Scheme, starts_on: date) -> Iterator[date]:
    """Give the first days of the later periods within a year after the start."""
    day = scheme.rhythm.containing(starts_on).ends_on
    until = date(starts_on.year + 1, starts_on.month, 1)
    while day < until and scheme.rhythm is not YEARLY:
        yield day
        day = scheme.rhythm.after(day)
