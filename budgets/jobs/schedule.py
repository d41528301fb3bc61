"""What is done every night, at an hour of Amsterdam. The schedule remembers nothing: the rows it asks for do.

It asks for the last day that is due, so one that was down for a week asks for one night: what is done in a night does
what the nights before it left.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from budgets.operation import municipal_transaction
from budgets.outbox.asking import ask
from budgets.schemes.queries import list_adopted_schemes

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class Nightly:
    """A kind of job that is asked for every night, once for each of its subjects."""

    kind: str
    at: time
    subjects: Callable[[], list[str]] = lambda: [""]


NIGHTLY = (
    Nightly("account_changes", time(0, 30)),
    Nightly("settlements", time(1, 0)),
    Nightly("period_run", time(2, 30), list_adopted_schemes),
    Nightly("seal", time(3, 30)),
    Nightly("verify", time(4, 0)),
)


def last_due(at: time, now: datetime) -> date:
    """Give the last day on which this time of the day in Amsterdam has come.

    A time that a day skips comes when the clock has jumped over it; one that a day has twice comes the first time.
    """
    today = now.astimezone(AMSTERDAM).date()
    # Compared in UTC: within one zone Python compares what the clocks say, and not which moment comes first.
    moment = datetime.combine(today, at, tzinfo=AMSTERDAM).astimezone(UTC)
    return today if moment <= now else today - timedelta(days=1)


def ask_what_is_due(now: datetime) -> None:
    """This will ask for all that is done every night in the served municipality, as far as it was not asked before."""
    with municipal_transaction():
        for nightly in NIGHTLY:
            for subject in nightly.subjects():
                ask(nightly.kind, subject, on=last_due(nightly.at, now))
