"""Duties of aftercare, opened as other operations open them."""

from datetime import date
from uuid import UUID

from budgets.aftercare.models import DutyKind
from budgets.aftercare.opening import DutyLine, open_duties
from budgets.operation import municipal_transaction

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 12)


def a_line(person: UUID, subject: UUID, kind: DutyKind = DutyKind.ENDED) -> DutyLine:
    return DutyLine(person_id=person, scheme="bouwdepot", subject=subject, kind=kind, opened_on=MARCH, due_on=APRIL)


def open_a_duty(person: UUID, subject: UUID, kind: DutyKind = DutyKind.ENDED) -> int:
    """Open a duty about an entitlement of a person; gives 0 when it is open already."""
    with municipal_transaction():
        return open_duties([a_line(person, subject, kind)])
