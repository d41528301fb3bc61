"""The expected "no" of this context, importable from `operations` as well."""

from django.utils.translation import gettext_lazy as _

from ledger.refusal import Refusal


class PersonDied(Refusal):
    code, says = "person-died", _("This person died on {died_on}; a right cannot start after that.")


class HouseholdUnknown(Refusal):
    code, says = "household-unknown", _("There is no household “{household}”.")


class PayeeUnknown(Refusal):
    code, says = "payee-unknown", _("There is no organisation with the RSIN {rsin}.")


class PayeeMissing(Refusal):
    code, says = "payee-missing", _("{scheme} is paid to somebody else than the person; say to which organisation.")


class ApplicationUnknown(Refusal):
    code, says = "application-unknown", _("Nothing was applied for or proposed under that number.")


class SeveralWait(Refusal):
    code, says = "several-wait", _("{count} proposals of {scheme} wait for this person; name one with --id.")


class AssessmentUnknown(Refusal):
    code, says = "assessment-unknown", _("There is no assessment {assessment}.")


class NotAssessed(Refusal):
    code, says = "not-assessed", _("That assessment did not look at {scheme}; it looked at {known}.")


class ReasonMissing(Refusal):
    code, says = "reason-missing", _("Saying no needs a ground in a word, and the reason in full.")


class EntitlementUnknown(Refusal):
    code, says = "entitlement-unknown", _("That entitlement is not there.")


class AlreadyAwarded(Refusal):
    code, says = "already-awarded", _("This person has {scheme} already; it is {state}.")


class HouseholdHasIt(Refusal):
    code, says = "household-has-it", _("Someone of this household has {scheme} already; it is for the whole household.")


class SchemeExcluded(Refusal):
    code, says = "scheme-excluded", _("Nobody has {scheme} beside {other}; end that first.")


class HardshipNeedsRole(Refusal):
    code, says = "hardship-needs-role", _("Only an officer with the role “hardship” awards against a rule.")


class HardshipNeedsReason(Refusal):
    code, says = "hardship-needs-reason", _("An award against a rule needs a ground in a word, and the reason.")


class OptedOut(Refusal):
    code, says = "opted-out", _("This person said no to {scheme} before; they may still apply for it.")


class CohortUnknown(Refusal):
    code, says = "cohort-unknown", _("The terms of {scheme} know no cohort “{cohort}”.")


class SchemeNotAdopted(Refusal):
    code, says = "scheme-not-adopted", _("The municipality has no terms for {scheme} yet; add a fund for it first.")


class FundExhausted(Refusal):
    code, says = (
        "fund-exhausted",
        _("No fund of {scheme} can promise {needed_minor} cents; {free_minor} cents are free."),
    )


class ShareExhausted(FundExhausted):
    says = _("{fund} cannot promise its share of {scheme}: {needed_minor} cents; {free_minor} cents are free.")


class RestExhausted(FundExhausted):
    says = _("No fund of {scheme} can promise what is still to come; {free_minor} cents are free.")


class ShareWithoutFund(Refusal):
    code, says = "share-without-fund", _("The terms of {scheme} give a share to “{fund}”; open a fund of that name.")
