"""Planting a bug in the ledger of a whole database, for tests that have one of their own."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from tests.ledger.seeds import no_constraint, without

Bug = tuple[str, str]
"""The SQL that plants it, and the SQL that gives the SQL which puts things right again."""


def function(name: str, line: str, instead: str = "") -> Bug:
    return without(name, line, instead), f"SELECT pg_get_functiondef('{name}'::regproc)"


def constraint(table: str, name: str) -> Bug:
    # What it would have refused is there now: it is for new rows only.
    return no_constraint(table, name), (
        f"SELECT 'ALTER TABLE {table} ADD CONSTRAINT {name} ' || pg_get_constraintdef(oid) || ' NOT VALID'"
        f" FROM pg_constraint WHERE conname = '{name}'"
    )


@contextmanager
def planted(bug: Bug) -> Iterator[None]:
    """Plant a bug for as long as the block lasts."""
    plant, find_cure = bug
    with connections["owner"].cursor() as cursor:
        cursor.execute(find_cure)
        [(cure,)] = cursor.fetchall()
        cursor.execute(plant)
    try:
        yield
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute(cure)
