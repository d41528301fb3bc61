"""The days on which euro payments between banks are settled: the TARGET calendar, by its rule."""

from datetime import date, timedelta

_SATURDAY = 5
_FIXED_CLOSINGS = {(1, 1), (5, 1), (12, 25), (12, 26)}


def is_target_day(on: date) -> bool:
    """Tell whether banks settle on this day: not on Saturday, Sunday or one of the six closing days a year."""
    if on.weekday() >= _SATURDAY or (on.month, on.day) in _FIXED_CLOSINGS:
        return False
    easter = easter_sunday(on.year)
    return on not in (easter - timedelta(days=2), easter + timedelta(days=1))


def first_target_day(on: date) -> date:
    """Give the day itself if banks settle on it, otherwise the first following day on which they do."""
    while not is_target_day(on):
        on += timedelta(days=1)
    return on


def easter_sunday(year: int) -> date:
    """Give Easter Sunday of a year in the Gregorian calendar."""
    # The anonymous Gregorian rule as Meeus and Jones give it; the names are the astronomical ones.
    century, year_of_century = divmod(year, 100)
    golden = year % 19
    moon_correction = (8 * century + 13) // 25
    epact = (19 * golden + century - century // 4 - moon_correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (year_of_century // 4) - epact - year_of_century % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
