"""What arguments name, by what people call it: a fund, what someone has under a scheme."""

from typing import Any
from uuid import UUID

from django.core.management.base import CommandParser

from budgets.entitlements.queries import find_entitlement
from budgets.entitlements.refusals import EntitlementUnknown
from budgets.funding.models import Fund
from budgets.funding.operations import FundUnknown
from budgets.funding.queries import list_funds
from budgets.operation import reading
from budgets.parties.people import person_of


@reading
def find_fund(code: str) -> Fund:
    """Give the fund of a code.

    :raises FundUnknown: there is none
    """
    found = next((fund for fund in list_funds() if fund.code == code), None)
    if found is None:
        raise FundUnknown(fund=code)
    return found


def fund_of(code: str) -> UUID:
    """Give the id of the fund of a code.

    :raises FundUnknown: there is none
    """
    return find_fund(code).id


def add_entitlement(parser: CommandParser, *, required: bool = True) -> None:
    """This will add the arguments that name what a person has under a scheme."""
    parser.add_argument("--person", required=required, metavar="CLIENT_NUMBER", help="the client number of the person")
    parser.add_argument("--scheme", required=True, metavar="CODE", help="the scheme, as maatwerkbudget")


@reading
def entitlement_of(options: dict[str, Any]) -> UUID:
    """Give what the named person has under the named scheme: the live one, else the last.

    :raises PersonUnknown: nobody has the client number
    :raises EntitlementUnknown: they have nothing under the scheme
    """
    found = find_entitlement(person_of(options["person"]), options["scheme"])
    if found is None:
        raise EntitlementUnknown
    return found
