"""Closing the months of a book, in order, and reopening the last one. A closed month takes no entry any more: what
comes late is booked on a later day and says which day it is about.

A month is said by its first day.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from ledger.functions import call, call_for_rows


@dataclass(frozen=True, slots=True)
class Closed:
    """The answer to a close: the number of the act in the book, and whether the month was closed already."""

    number: int
    replayed: bool


@dataclass(frozen=True, slots=True)
class Close:
    """One act, CLOSE or REOPEN: after it, nothing may be booked before `closed_before`."""

    number: int
    act: str
    month: date
    closed_before: date
    decided_by: UUID
    agreed_by: UUID | None
    reason: str | None
    booked_at: datetime


def close_month(month: date, *, by: UUID, on: date) -> Closed:
    """This will close a month that is over on a day; it waits for bookings under way, and they wait for it.

    :raises MonthsCloseInOrder: an earlier month is still open
    :raises MonthNotOver: the month has days to come
    """
    [row] = call_for_rows("ledger_close_month({served}, %s, %s, %s)", month.replace(day=1), by, on)
    return Closed(*row)


def reopen_month(month: date, *, by: UUID, agreed_by: UUID, reason: str) -> int:
    """This will reopen the month that was closed last, and give the number of the act.

    :raises MonthNotLastClosed: another month, or none, was closed last
    :raises ReopenedByTwo: the two are one person, or the reason is empty or longer than 500 characters
    """
    return int(
        call("ledger_reopen_month({served}, %s, %s, %s, %s)", month.replace(day=1), by, agreed_by, reason.strip())
    )


def keep_open(day: date) -> None:
    """This will keep the month of a day open until the transaction ends, for work that is to be booked on that day.

    :raises PeriodClosed: the month is closed
    """
    call("ledger_keep_open({served}, %s)", day)


def list_closes() -> list[Close]:
    """Give every close and reopening of the served municipality's book, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, act, month, closed_before, decided_by, agreed_by, reason, booked_at"
            " FROM ledger_close ORDER BY number"
        )
        return [Close(*row) for row in cursor.fetchall()]
