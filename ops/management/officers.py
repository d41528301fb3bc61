"""Officers as arguments of commands: by their code."""

from uuid import UUID

from budgets.operation import reading
from budgets.parties.queries import find_officer
from ops.management.frame import WrongArguments


def officer_of(code: str) -> UUID:
    """Give the id of the officer of a code.

    :raises WrongArguments: there is none
    """
    officer = reading(find_officer)(code)
    if officer is None:
        raise WrongArguments(f"there is no officer “{code}”; enter them with add_officer")
    return officer.id
