"""Telling beforehand that what lies on a pass lapses: without it, the books let nothing lapse.

What lapses was announced twice: at least 42 days before it and at least 21 days before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ledger.functions import array, call

FIRST_NOTICE, SECOND_NOTICE = timedelta(days=42), timedelta(days=21)
"""How long before a lapse a person is told; the database holds the same."""


@dataclass(frozen=True, slots=True)
class LapseNotice:
    """A person was told, the first time or the second, that what is on an account lapses on a day or later."""

    account: int
    number: int
    lapses_on: date


def give_notices(notices: Sequence[LapseNotice], *, on: date) -> int:
    """This will write down that notices were given on a day, and give how many are new.

    :raises UnknownAccount: an account is not there, or of no class that lapses
    :raises PeriodClosed: the month of the day is closed
    """
    if not notices:
        return 0
    return int(
        call(
            "ledger_give_notice({told}, %s::bigint[], %s::smallint[], %s::date[], %s)",
            array(notice.account for notice in notices),
            array(notice.number for notice in notices),
            array(notice.lapses_on.isoformat() for notice in notices),
            on,
        )
    )
