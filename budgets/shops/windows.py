"""Over which days a limit counts."""

from datetime import date, timedelta

from budgets.shops.models import Per


def window(per: Per, on: date) -> tuple[date, date]:
    """Give the first day of the stretch that holds a day, and the first day after it."""
    if per is Per.DAY:
        return on, on + timedelta(days=1)
    if per is Per.WEEK:
        monday = on - timedelta(days=on.weekday())
        return monday, monday + timedelta(days=7)
    if per is Per.MONTH:
        return on.replace(day=1), (on.replace(day=28) + timedelta(days=4)).replace(day=1)
    return date(on.year, 1, 1), date(on.year + 1, 1, 1)
