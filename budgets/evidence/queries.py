"""Reading attested hours, for many people at a time; corrected rows are left out."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from budgets.evidence.models import Attestation

Hours = tuple[UUID, UUID, date, Decimal]
"""The attestation, the person, the day on which the hours count, and how many."""

_COLUMNS = ("id", "person_id", "day", "hours")
_ORDER = ("person_id", "day", "id")


def list_hours(person_ids: Iterable[UUID], from_day: date, until: date) -> list[Hours]:
    """Give the hours that count from `from_day` up to but not including `until`."""
    found = Attestation.objects.filter(person__in=list(person_ids), replaced_by=None, day__gte=from_day, day__lt=until)
    return list(found.order_by(*_ORDER).values_list(*_COLUMNS))


def list_unweighed(person_ids: Iterable[UUID]) -> list[Hours]:
    """Give the hours that no run has reckoned with yet."""
    found = Attestation.objects.filter(person__in=list(person_ids), replaced_by=None, weighed_by=None)
    return list(found.order_by(*_ORDER).values_list(*_COLUMNS))


def mark_weighed(attestation_ids: Iterable[UUID], run_id: UUID) -> int:
    """This will note that a run has reckoned with these hours; gives how many had not been reckoned with before."""
    return Attestation.objects.filter(id__in=list(attestation_ids), weighed_by=None).update(weighed_by=run_id)


def sum_hours(on: date | None = None) -> Decimal:
    """Give all hours that organisations vouch for, those up to and including a day when one is given."""
    found = Attestation.objects.filter(replaced_by=None)
    chosen = found if on is None else found.filter(day__lte=on)
    return chosen.aggregate(total=Sum("hours", default=Decimal(0)))["total"]
