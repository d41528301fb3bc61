"""Asking the functions of the database that keep the books: the municipality that is served goes first, and what they
refuse comes back as a `Refusal`.

In the text of a call %s stands for an argument, and for the municipality {told}, when the call may stand alone: outside
a transaction the same trip tells the database whom it serves; or {served}, when it must be part of a transaction:
outside one nobody is served, and the function refuses.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from ledger import tenant
from ledger.database import refusing


def call(function: str, *arguments: Any) -> Any:
    """This will ask a function that gives one value."""
    with refusing(), connection.cursor() as cursor:
        # The function and its marks are our own text; what is asked travels as parameters.
        cursor.execute(f"SELECT {_text(function)}", [str(tenant.current()), *arguments])
        (answer,) = cursor.fetchone()
    return answer


def call_for_rows(function: str, *arguments: Any) -> list[tuple[Any, ...]]:
    """This will ask a function that gives rows."""
    with refusing(), connection.cursor() as cursor:
        # As in `call`.
        cursor.execute(f"SELECT * FROM {_text(function)}", [str(tenant.current()), *arguments])  # noqa: S608
        return list(cursor.fetchall())


def array(values: Iterable[int | str]) -> str:
    """Write numbers, days or units as PostgreSQL reads an array: the driver takes thirty microseconds longer for it,
    and makes another statement of each size of number.
    """
    return "{" + ",".join(map(str, values)) + "}"


def _text(function: str) -> str:
    served = "%s::integer"
    alone = "set_config('grondslag.municipality', %s, true)::integer"
    return function.format(served=served, told=served if connection.in_atomic_block else alone)
