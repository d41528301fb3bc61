"""The expected "no" about people and officers, for every context above this one."""

from django.utils.translation import gettext_lazy as _

from ledger.refusal import Refusal


class OfficerUnknown(Refusal):
    code, says = "officer-unknown", _("That officer is not there.")
