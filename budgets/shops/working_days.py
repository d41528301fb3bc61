"""Working days of the Netherlands: no Saturday, no Sunday and no holiday of the Algemene termijnenwet, article 3."""

from datetime import date, timedelta

from connectors.sepa.calendar import easter_sunday

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
    easter = easter_sunday(year)
    kings_day = date(year, 4, 27)
    if kings_day.weekday() == 6:
        kings_day -= _A_DAY
    fixed = {date(year, 1, 1), kings_day, date(year, 5, 5), date(year, 12, 25), date(year, 12, 26)}
    return fixed | {easter + timedelta(days=number) for number in _AFTER_EASTER}
