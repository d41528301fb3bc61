"""The expected "no" of this context, importable from `operations` as well."""

from django.utils.translation import gettext_lazy as _

from budgets.parties.officers import OfficerUnknown, SecondOfficerNeeded
from budgets.parties.operations import AccountChangesByTwo, CodeUnusable, IbanUnusable
from budgets.schemes.catalogue import SchemeUnknown
from ledger.refusal import Refusal

__all__ = [
    "AccountChangeUnknown",
    "AccountChangesByTwo",
    "AccountMissing",
    "ApplicationDiffers",
    "ApprovalUnknown",
    "ChangeWaits",
    "CodeUnusable",
    "IbanUnusable",
    "KvkNumberUnusable",
    "LocationUnknown",
    "OfficerUnknown",
    "PairingCodeUnusable",
    "RsinUnusable",
    "SameAccount",
    "SchemeUnknown",
    "SecondOfficerNeeded",
    "ShopDiffers",
    "ShopNotApproved",
    "ShopUnknown",
    "StartsInThePast",
    "TillUnknown",
]


class ShopUnknown(Refusal):
    code, says = "shop-unknown", _("There is no shop “{shop}”.")


class ShopDiffers(Refusal):
    code, says = "shop-differs", _("The code, the RSIN or the KvK number of “{shop}” is of another shop already.")


class ApplicationDiffers(Refusal):
    code = "application-differs"
    says = _("“{shop}” applied before, with another {differs}: change its contact, or ask for another account.")


class ShopNotApproved(Refusal):
    code, says = "shop-not-approved", _("“{shop}” does not take part now: it is {state}.")


class KvkNumberUnusable(Refusal):
    code, says = "kvk-number-unusable", _("A KvK number has eight digits.")


class RsinUnusable(Refusal):
    code, says = "rsin-unusable", _("This is no RSIN: it has nine digits, and the last one checks the others.")


class AccountMissing(Refusal):
    code, says = "account-missing", _("“{shop}” has no bank account yet: ask for one first.")


class SameAccount(Refusal):
    code, says = "same-account-already", _("“{shop}” is paid on this account already.")


class ChangeWaits(Refusal):
    code, says = "account-change-waits", _("Another change of the account of “{shop}” waits: withdraw it first.")


class AccountChangeUnknown(Refusal):
    code, says = "account-change-unknown", _("No change of the account of “{shop}” waits.")


class ApprovalUnknown(Refusal):
    code = "approval-unknown"
    says = _("“{shop}” has no approval for “{what}” that can end; it has: {known}.")


class LocationUnknown(Refusal):
    code, says = "location-unknown", _("“{shop}” has no location “{location}”; it has {known}.")


class PairingCodeUnusable(Refusal):
    code, says = "pairing-code-unusable", _("This code does not work, or not any more. Ask for a new one.")


class TillUnknown(Refusal):
    code, says = "till-unknown", _("There is no till {till}, or it was revoked before.")


class StartsInThePast(Refusal):
    code, says = "starts-in-the-past", _("What was agreed does not change afterwards: it starts on {on} or later.")
