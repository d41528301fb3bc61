"""Stretches of time, half-open: from a first day up to but not including a last bound. Dates are of Amsterdam."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache


class PeriodUnreadable(ValueError):
    """A text is not a period; `text` is what was read."""

    code = "period-unreadable"

    def __init__(self, text: str) -> None:
        super().__init__(f"“{text}” is not a period: write a quarter as 2024-Q1 or a month as 2024-03")
        self.text = text


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `starts_on` up to but not including `ends_on`."""

    starts_on: date
    ends_on: date

    @property
    def last_day(self) -> date:
        return self.ends_on - timedelta(days=1)

    def contains(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_on


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How time is cut: calendar periods of a number of months, counted from January."""

    name: str
    months: int

    def containing(self, day: date) -> Period:
        """Give the calendar period that a day lies in."""
        return _containing(self, day)

    def after(self, starts_on: date) -> date:
        """Give the first day of the calendar period after the one that begins on a day."""
        month = starts_on.month + self.months
        return date(starts_on.year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


# A run asks it of the same few days for every person, several times each.
@lru_cache(maxsize=4_096)
def _containing(rhythm: Rhythm, day: date) -> Period:
    first = (day.month - 1) // rhythm.months * rhythm.months + 1
    starts_on = day.replace(month=first, day=1)
    return Period(starts_on, rhythm.after(starts_on))


MONTHLY = Rhythm("month", 1)
QUARTERLY = Rhythm("quarter", 3)
HALF_YEARLY = Rhythm("half_year", 6)
YEARLY = Rhythm("year", 12)
RHYTHMS = (MONTHLY, QUARTERLY, HALF_YEARLY, YEARLY)


_YEAR = "((?:19|20|21)[0-9]{2})"


def parse_period(text: str) -> Period:
    """Read "2024-Q1" or "2024-03", of the years 1900 to 2199.

    :raises PeriodUnreadable: it is neither
    """
    if found := re.fullmatch(rf"{_YEAR}-Q([1-4])", text):
        return QUARTERLY.containing(date(int(found[1]), 3 * int(found[2]), 1))
    if found := re.fullmatch(rf"{_YEAR}-(0[1-9]|1[0-2])", text):
        return MONTHLY.containing(date(int(found[1]), int(found[2]), 1))
    raise PeriodUnreadable(text)
