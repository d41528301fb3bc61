"""Figures about the books of the served municipality that cost little however long the books are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Count

from budgets.trail.context import origin
from budgets.trail.models import Act, Booked, Verification
from ledger import tenant


@dataclass(frozen=True, slots=True)
class Verified:
    """The last verification: when it was, and how many rows broke each invariant."""

    at: datetime
    breaches: dict[str, int]


def count_booked(entries: Sequence[int]) -> None:
    """This will count journal entries under their acts: it listens to the relay of the outbox, which tells of each
    entry once, and is undone with it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO trail_booked (id, municipality_id, act, entries)
            SELECT gen_random_uuid(), e.municipality_id, e.act, count(*) FROM ledger_entry e
            WHERE e.municipality_id = %s AND e.id = ANY(%s::bigint[]) GROUP BY e.municipality_id, e.act
            ON CONFLICT (municipality_id, act) DO UPDATE SET entries = trail_booked.entries + excluded.entries""",
            [tenant.current(), list(entries)],
        )


def note_verification(actor: str, on: date, breaches: dict[str, int]) -> None:
    """This will write that the books were checked, and how many rows broke each invariant."""
    Verification.objects.create(actor=actor, on=on, breaches=breaches, origin=str(origin() or ""))


def get_booked() -> dict[str, int]:
    """Give the number of journal entries per act, as far as they were taken from the outbox."""
    return dict(Booked.objects.values_list("act", "entries"))


def get_refused() -> dict[str, int]:
    """Give the number of refusals per code."""
    refused = Act.objects.exclude(refused="").order_by().values("refused")
    return dict(refused.annotate(times=Count("*")).values_list("refused", "times"))


def find_last_verification() -> Verified | None:
    """Give the last verification; None when there was none yet."""
    last = Verification.objects.order_by("-at").first()
    return None if last is None else Verified(last.at, last.breaches)
