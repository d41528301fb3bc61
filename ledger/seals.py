"""Sealing a book: its entries get their numbers, and a chain of digests that no later change can keep true.

A seal's digest covers the seal before it, so the last one stands for the whole book up to its day. Published, it binds
whoever could rewrite the chain as well.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from ledger.functions import call_for_rows


@dataclass(frozen=True, slots=True)
class Seal:
    """What one seal covers: entries of one year by their numbers, and acts on months by theirs; a range whose last is
    before its first is empty. `debits` is the sum of what was debited per unit, in minor units.
    """

    number: int
    sealed_on: date
    year: int
    first_number: int
    last_number: int
    entries: int
    postings: int
    first_close: int
    last_close: int
    made_at: datetime
    debits: dict[str, int]
    digest: bytes


def seal_day(on: date) -> list[Seal]:
    """This will number and seal what happened up to and on a day and was not sealed before; gives the seals it made,
    one for each year, none when nothing is new.

    :raises InProgress: somebody else is sealing this book
    """
    made = [number for (number,) in call_for_rows("ledger_seal_day({served}, %s)", on)]
    return _list("WHERE number = ANY (%s) ORDER BY number", made)


def list_seals() -> list[Seal]:
    """Give all seals of the served municipality's book, oldest first."""
    return _list("ORDER BY number")


def find_last_seal() -> Seal | None:
    """Give the head of the chain, if anything was sealed."""
    return next(iter(_list("ORDER BY number DESC LIMIT 1")), None)


def write_digest(digest: bytes) -> str:
    """Write a digest as people compare it: in groups of eight hexadecimals."""
    return " ".join(digest[start : start + 4].hex() for start in range(0, len(digest), 4))


def _list(which: str, *parameters: list[int]) -> list[Seal]:
    with connection.cursor() as cursor:
        # The clause is our own text; what is asked travels as parameters.
        cursor.execute(
            "SELECT number, sealed_on, year, first_number, last_number, entries, postings, first_close,"  # noqa: S608
            f" last_close, made_at, debits::text, digest FROM ledger_seal {which}",
            parameters,
        )
        return [Seal(*[*said, json.loads(debits), bytes(digest)]) for *said, debits, digest in cursor.fetchall()]
