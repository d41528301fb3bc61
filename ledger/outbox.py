"""The relay of journal entries: each is told to every listener once, in the transaction that takes it away."""

from collections.abc import Callable, Sequence

from django.db import connection

from ledger import tenant
from ledger.functions import call_for_rows

Listener = Callable[[Sequence[int]], None]

LISTENERS: list[Listener] = []
"""Who hears of entries (their ids, ascending within one call but not from call to call), in the same transaction."""


def relay(*, most: int) -> int:
    """This will take up to `most` entries of the served municipality and tell the listeners; gives how many.

    None are given while another relay takes those of this municipality. Undone, nothing was taken and nothing told.
    """
    entries = [entry_id for (entry_id,) in call_for_rows("ledger_take_outbox({served}, %s)", most)]
    if entries:
        for listen in LISTENERS:
            listen(entries)
    return len(entries)


def oldest_wait_s() -> int:
    """Give how long, in whole seconds, the oldest entry in the outbox waits to be taken; 0 when none does."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT coalesce(extract(epoch FROM now() - e.booked_at), 0)::integer FROM ledger_entry e
            WHERE (e.municipality_id, e.id) = (
                SELECT o.municipality_id, min(o.entry_id) FROM ledger_outbox o
                WHERE o.municipality_id = %s GROUP BY o.municipality_id)""",
            [tenant.current()],
        )
        found = cursor.fetchone()
        return int(found[0]) if found else 0
