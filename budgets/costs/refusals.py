"""The expected "no" of this context, importable from `operations` as well."""

from django.utils.translation import gettext_lazy as _

from budgets.entitlements.refusals import EntitlementUnknown, FundExhausted
from budgets.funding.operations import FundUnknown
from budgets.parties.officers import OfficerUnknown, SecondOfficerNeeded
from ledger.refusal import Refusal

__all__ = [
    "EntitlementUnknown",
    "ExceedsPastCost",
    "FundExhausted",
    "FundUnknown",
    "NoJob",
    "NothingUndelivered",
    "OfficerUnknown",
    "ReferenceUsed",
    "SameFund",
    "SecondOfficerNeeded",
    "StillDeliverable",
]


class SameFund(Refusal):
    code, says = "same-fund", _("Cost moves from one fund to another one.")


class ExceedsPastCost(Refusal):
    code, says = "exceeds-past-cost", _("{asked_minor} cents were asked; the fund bore {borne_minor} cents of it.")


class ReferenceUsed(Refusal):
    code, says = "reference-used", _("The reference “{reference}” was used before, for something else.")


class NoJob(Refusal):
    code, says = "no-job", _("{scheme} plans no cost of jobs.")


class StillDeliverable(Refusal):
    code, says = "still-deliverable", _("It came back on {returned_on}; until {until_on} it is tried again.")


class NothingUndelivered(Refusal):
    code, says = "nothing-undelivered", _("{asked_minor} cents were said; {owed_minor} cents are owed and not sent.")
