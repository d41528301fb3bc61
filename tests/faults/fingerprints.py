"""How much there is of everything in the served municipality: numbers that differ when anything was done."""

from functools import cache
from typing import Any

from django.db import connections

from ledger import tenant

Fingerprint = dict[str, int]
_OBSERVERS: dict[tuple[str, str], Any] = {}
MORE = {
    "balances": "SELECT coalesce(sum(balance), 0) FROM ledger_balance",
    "held": "SELECT coalesce(sum(held), 0) FROM ledger_balance",
    "versions": "SELECT coalesce(sum(version), 0) FROM ledger_balance",
    "taken": "SELECT coalesce(sum(entries), 0) FROM ledger_outbox_taken",
    "holds": "SELECT coalesce(sum(hashtext(outcome)), 0) FROM ledger_hold",
    "chunks done": "SELECT count(outcome) FROM entitlements_run_chunk",
    "confirmed": "SELECT count(confirmed_at) FROM restores_restore",
}
"""What is changed in a row, and so does not change how many there are."""

TABLES = """
    SELECT t.relname, EXISTS (
        SELECT FROM pg_attribute s WHERE s.attrelid = t.oid AND s.attname = 'state' AND NOT s.attisdropped)
    FROM pg_class t JOIN pg_attribute m ON m.attrelid = t.oid AND m.attname = 'municipality_id' AND NOT m.attisdropped
    WHERE t.relnamespace = 'public'::regnamespace AND t.relkind = 'r' AND has_table_privilege(t.oid, 'SELECT')
    ORDER BY 1
"""


def take_fingerprint() -> Fingerprint:
    """Count the rows of every table that has a municipality's, and in each state, as others see them now."""
    observer = _observer()
    with observer.transaction():
        observer.execute("SELECT set_config('grondslag.municipality', %s, true)", [str(tenant.current())])
        names, statement = _query()
        counted = observer.execute(statement).fetchone()
    assert counted is not None
    return dict(zip(names, map(int, counted), strict=True))


def difference(now: Fingerprint, before: Fingerprint) -> Fingerprint:
    """Give what came and went, without what stayed."""
    return {name: now[name] - before[name] for name in now if now[name] != before[name]}


def forget_observer() -> None:
    """This will look with a new connection from now on: the server is another."""
    _OBSERVERS.clear()


def _observer() -> Any:
    # Beside the connection that acts: what is done in between is looked at from outside.
    settings = connections["default"].settings_dict
    place = (settings["HOST"], settings["NAME"])
    if place not in _OBSERVERS:
        forget_observer()
        wrapper = connections["default"].copy()
        wrapper.ensure_connection()
        _OBSERVERS[place] = wrapper.connection
    return _OBSERVERS[place]


@cache
def _query() -> tuple[tuple[str, ...], str]:
    parts = dict(MORE)
    for table, has_state in _observer().execute(TABLES).fetchall():
        parts[table] = f"SELECT count(*) FROM {table}"
        if has_state:
            parts[f"states of {table}"] = f"SELECT coalesce(sum(hashtext(state)), 0) FROM {table}"
    return tuple(parts), "SELECT " + ", ".join(f"({part})" for part in parts.values())
