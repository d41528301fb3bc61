"""Reading attested hours, for many people at a time; corrected rows are left out."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from budgets.evidence.models import Attestation

Hours = tuple[UUID, UUID, date, Decimal]
"""The attestation, the person, the day on which the hours count, and how many."""

# The people travel as one array: of a list the ORM makes a mark and a parameter each, and a run asks for thousands.
_CURRENT = """
    SELECT id, person_id, day, hours FROM evidence_attestation
    WHERE person_id = ANY(%s) AND replaced_by_id IS NULL AND {which} ORDER BY person_id, day, id
"""


def list_hours(person_ids: Iterable[UUID], from_day: date, until: date) -> list[Hours]:
    """Give the hours that count from `from_day` up to but not including `until`."""
    return _list(_CURRENT.format(which="day >= %s AND day < %s"), [list(person_ids), from_day, until])


def list_unweighed(person_ids: Iterable[UUID]) -> list[Hours]:
    """Give the hours that no run has reckoned with yet."""
    return _list(_CURRENT.format(which="weighed_by IS NULL"), [list(person_ids)])


def _list(statement: str, parameters: list[Any]) -> list[Hours]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def mark_weighed(attestation_ids: Iterable[UUID], run_id: UUID) -> int:
    """This will note that a run has reckoned with these hours; gives how many had not been reckoned with before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE evidence_attestation SET weighed_by = %s WHERE id = ANY(%s::uuid[]) AND weighed_by IS NULL",
            [run_id, list(attestation_ids)],
        )
        return cursor.rowcount


def sum_hours(on: date | None = None) -> Decimal:
    """Give all hours that organisations vouch for, those up to and including a day when one is given."""
    found = Attestation.objects.filter(replaced_by=None)
    chosen = found if on is None else found.filter(day__lte=on)
    return chosen.aggregate(total=Sum("hours", default=Decimal(0)))["total"]
