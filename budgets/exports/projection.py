"""The sum of a forecast: from what is free now, month by month to the end of the year, what will be promised of it.

Pure arithmetic in whole cents. What is known already is drawn on its date; new awards follow the average of the months
before, and the lowest and the highest of those months are the band around it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Band:
    """An amount in cents as it is expected, with the least and the most that it may be."""

    low: int = 0
    mid: int = 0
    high: int = 0

    def __add__(self, other: "Band") -> "Band":
        return Band(self.low + other.low, self.mid + other.mid, self.high + other.high)

    def __sub__(self, other: "Band") -> "Band":
        """Take off a band: least is left where most goes."""
        return Band(self.low - other.high, self.mid - other.mid, self.high - other.low)


NOTHING = Band()


@dataclass(frozen=True, slots=True)
class Trend:
    """What new awards promised in each of the whole months before, in cents, oldest first; empty when none is known."""

    months: tuple[int, ...] = ()

    def part_of_month(self, part: Fraction) -> Band:
        """Give what new awards promise in a part of a month: on average, and as in the lowest and highest month."""
        if not self.months:
            return NOTHING
        average = Fraction(sum(self.months), len(self.months))
        return Band(*(_half_up(each * part) for each in (min(self.months), average, max(self.months))))


@dataclass(frozen=True, slots=True)
class Month:
    """One month: what known rights and new awards draw in it, and what is free at its end; below zero is short."""

    month: date
    known: Band
    new: Band
    free: Band


@dataclass(frozen=True, slots=True)
class Projection:
    """The months to the end of the year, and in which of them the money runs out: as expected, at the earliest and at
    the latest; None when it does not.
    """

    months: tuple[Month, ...]
    runs_out: date | None
    earliest: date | None
    latest: date | None

    @property
    def year_end(self) -> Band:
        return self.months[-1].free


def project(free: int, *, on: date, known: Mapping[date, Band], trend: Trend) -> Projection:
    """Give the months from the day after `on` to the end of its year.

    `known` is what is drawn per month, by the month's first day; what is earlier is left out.
    """
    left, months = Band(free, free, free), []
    for first in months_to_year_end(on):
        draws, new = known.get(first, NOTHING), trend.part_of_month(_part_left(first, on))
        left = left - (draws + new)
        months.append(Month(first, draws, new, left))
    return Projection(
        tuple(months),
        runs_out=next((each.month for each in months if each.free.mid < 0), None),
        earliest=next((each.month for each in months if each.free.low < 0), None),
        latest=next((each.month for each in months if each.free.high < 0), None),
    )


def months_to_year_end(on: date) -> list[date]:
    """Give the first days of the month of a day and of those that follow in its year."""
    return [date(on.year, month, 1) for month in range(on.month, DECEMBER + 1)]


def months_before(on: date, how_many: int) -> list[date]:
    """Give the first days of the whole months before the month of a day, oldest first."""
    return [_month(on, -back) for back in range(how_many, 0, -1)]


def monthly(amounts: Sequence[tuple[date, int]], months: Sequence[date]) -> Trend:
    """Give the trend of dated amounts over months; a month without any counts as nothing."""
    sums = dict.fromkeys(months, 0)
    for day, minor in amounts:
        first = day.replace(day=1)
        if first in sums:
            sums[first] += minor
    return Trend(tuple(sums.values()))


def _part_left(first: date, on: date) -> Fraction:
    days = (_month(first, 1) - first).days
    return Fraction(days - on.day, days) if first == on.replace(day=1) else Fraction(1)


def _month(day: date, later: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + later, 12)
    return date(year, month + 1, 1)


def _half_up(exact: Fraction) -> int:
    return int(exact + Fraction(1, 2))
