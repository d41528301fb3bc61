"""The municipality that is being served, remembered in one place and told to the database by the outermost
transaction.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

_log = logging.getLogger(__name__)
_served: ContextVar[int | None] = ContextVar("served municipality", default=None)


class NoMunicipality(RuntimeError):
    """Work was asked for while no municipality is being served: a mistake in the program, never in its input."""


class TenantLeaked(RuntimeError):
    """A connection came from its pool with a municipality still set: what was read on it may have been a stranger's."""


@contextmanager
def serving(municipality_id: int) -> Iterator[None]:
    """This will serve one municipality until the block ends."""
    token = _served.set(municipality_id)
    try:
        yield
    finally:
        _served.reset(token)


def is_serving() -> bool:
    """Say whether a municipality is being served."""
    return _served.get() is not None


def current() -> int:
    """Give the id of the municipality that is being served.

    :raises NoMunicipality: none is
    """
    municipality_id = _served.get()
    if municipality_id is None:
        raise NoMunicipality
    return municipality_id


def tell_database() -> None:
    """This will set the tenant of the transaction that was just begun; without it every fenced table shows no rows.

    :raises TenantLeaked: one was set before the outermost transaction set any; the connection is thrown away
    """
    with connection.cursor() as cursor:
        # What stands there is read in the same trip, and as a source of rows: so before it is set.
        cursor.execute(
            "SELECT earlier, set_config('grondslag.municipality', %s, true)"
            " FROM current_setting('grondslag.municipality', true) earlier",
            [str(current())],
        )
        earlier = cursor.fetchone()[0]
    if earlier and not connection.savepoint_ids:
        _raise_alarm(earlier)


def _raise_alarm(earlier: str) -> None:
    # Closed for good before it is given back: a pool would hand it to the next. pgbouncer ends its own with it, because
    # the transaction was not.
    connection.connection.close()
    connection.close()
    _log.critical("tenant-leaked: a connection came back with municipality %s set", earlier)
    raise TenantLeaked(earlier)


def list_municipalities() -> list[int]:
    """Give the ids of all municipalities, for work that is done for each in turn."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM ledger_municipality ORDER BY id")
        return [municipality_id for (municipality_id,) in cursor.fetchall()]
