"""The expected "no" of this context."""

from django.utils.translation import gettext_lazy as _

from ledger.refusal import Refusal


class LoginExists(Refusal):
    code, says = "login-exists", _("That name is of somebody else's log-in; choose another.")


class LoginUnknown(Refusal):
    code, says = "login-unknown", _("There is no such log-in.")


class LoginNameUnusable(Refusal):
    code, says = (
        "login-name-unusable",
        _("The name of a log-in has 2 to 40 small letters, digits, dots or hyphens; the rest is added to it."),
    )
