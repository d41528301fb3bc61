"""The expected "no" of this context, importable from `operations` as well."""

from django.utils.translation import gettext_lazy as _

from budgets.schemes.eligibility import LimitReached
from ledger.refusal import Refusal

__all__ = ["DeliveryDiffers", "FundOfAnotherScheme", "IssuePointExists", "IssuePointUnknown", "LimitReached"]


class IssuePointUnknown(Refusal):
    code, says = "issue-point-unknown", _("There is no issue point “{point}”.")


class IssuePointExists(Refusal):
    code, says = "issue-point-exists", _("There is an issue point “{point}” already, with another name.")


class FundOfAnotherScheme(Refusal):
    code, says = "fund-of-another-scheme", _("The fund is meant for another scheme than {scheme}.")


class DeliveryDiffers(Refusal):
    code, says = "delivery-differs", _("The reference “{reference}” is of another delivery to this point.")
