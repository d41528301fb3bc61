"""Officers who decide together: who they are, and that they are two."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from budgets.parties.queries import is_officer
from ledger.refusal import Refusal


class OfficerUnknown(Refusal):
    code, says = "officer-unknown", _("That officer is not there.")


class SecondOfficerNeeded(Refusal):
    code, says = "second-officer-needed", _("Two different officers decide this together.")


def check_officer(officer_id: UUID) -> None:
    """This will see that an officer is there.

    :raises OfficerUnknown: there is none
    """
    if not is_officer(officer_id):
        raise OfficerUnknown


def check_two(decided_by: UUID, agreed_by: UUID | None) -> None:
    """This will see that two different officers decide.

    :raises OfficerUnknown: one of them is not there
    :raises SecondOfficerNeeded: there is no second, or they are one
    """
    check_officer(decided_by)
    if agreed_by is None or agreed_by == decided_by:
        raise SecondOfficerNeeded
    check_officer(agreed_by)
