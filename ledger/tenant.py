"""The municipality that is being served, remembered in one place and told to the database by the outermost
transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

_served: ContextVar[int | None] = ContextVar("served municipality", default=None)


class NoMunicipality(RuntimeError):
    """Work was asked for while no municipality is being served: a mistake in the program, never in its input."""


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
    """This will set the tenant of the transaction that was just begun; without it every fenced table shows no rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('grondslag.municipality', %s, true)", [str(current())])
