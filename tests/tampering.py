"""Changing what the database lets nobody change, as its administrator could."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connections
from psycopg.conninfo import conninfo_to_dict


def tamper(statement: str, *parameters: object) -> None:
    """Run SQL past every guard."""
    with _past_every_guard() as admin:
        admin.execute(statement, parameters or None)


@contextmanager
def tampered(statement: str, municipality_id: int, *, tables: Sequence[str]) -> Iterator[None]:
    """Run SQL past every guard, and put the tables of a municipality back afterwards as they were."""
    with _past_every_guard() as admin:
        kept = {table: _rows(admin, table, municipality_id) for table in tables}
        admin.execute(statement, (municipality_id,))
    try:
        yield
    finally:
        with _past_every_guard() as admin:
            for table, rows in kept.items():
                admin.execute(f"DELETE FROM {table} WHERE municipality_id = %s", (municipality_id,))
                again = f"SELECT * FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"
                admin.execute(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE {again}", (json.dumps(rows),))


def _rows(admin: Any, table: str, municipality_id: int) -> list[Any]:
    asked = f"SELECT to_jsonb(t) FROM {table} t WHERE municipality_id = %s"
    return [row for (row,) in admin.execute(asked, (municipality_id,))]


@contextmanager
def _past_every_guard() -> Iterator[Any]:
    login = {"user": "postgres"} | conninfo_to_dict(os.environ.get("DATABASE_ADMIN_URL", ""))
    place = connections["default"].settings_dict
    where = {"host": place["HOST"], "port": place["PORT"] or None, "dbname": place["NAME"]}
    with psycopg.connect(**{**login, **where}) as admin:
        admin.execute("SET session_replication_role = 'replica'")
        yield admin
