"""People by the client number that everybody calls them by."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from budgets.operation import reading
from budgets.parties.queries import find_people
from ledger.refusal import Refusal


class PersonUnknown(Refusal):
    code, says = "person-unknown", _("Nobody has the client number “{client_number}”.")


@reading
def person_of(client_number: str) -> UUID:
    """Give the id of the person of a client number.

    :raises PersonUnknown: nobody has it
    """
    found = find_people([client_number]).get(client_number)
    if found is None:
        raise PersonUnknown(client_number=client_number)
    return found
