"""Working days of the Netherlands: no Saturday, no Sunday and no holiday of the Algemene termijnenwet, article 3."""

from datetime import date, timedelta

_A_DAY = timedelta(days=1)
_AFTER_EASTER = (-2, 1, 39, 50)  # Goede Vrijdag, Tweede Paasdag, Hemelvaartsdag, Tweede Pinksterdag


def after_working_days(day: date, count: int) -> date:
    """Give the day that comes so many working days after a day; none: the day itself."""
    while count:
        day += _A_DAY
        count -= is_working_day(day)
    return day


def is_working_day(day: date) -> bool:
    """Say whether banks and offices work on a day."""
    return day.weekday() < 5 and day not in holidays(day.year)


def holidays(year: int) -> set[date]:
    """Give the holidays of a year. The King's birthday is kept a day early when it is a Sunday."""
    easter = _easter(year)
    kings_day = date(year, 4, 27)
    if kings_day.weekday() == 6:
        kings_day -= _A_DAY
    fixed = {date(year, 1, 1), kings_day, date(year, 5, 5), date(year, 12, 25), date(year, 12, 26)}
    return fixed | {easter + timedelta(days=number) for number in _AFTER_EASTER}


def _easter(year: int) -> date:
    # The anonymous Gregorian computation (Nature, 1876), by its usual letters.
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    x = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + x - 7 * ((a + 11 * h + 22 * x) // 451) + 114, 31)
    return date(year, month, day + 1)
