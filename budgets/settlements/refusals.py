"""The expected "no" of this context, importable from `operations` as well."""

from django.utils.translation import gettext_lazy as _

from ledger.refusal import Refusal


class SettlementUnknown(Refusal):
    code, says = "settlement-unknown", _("There is no such settlement of this shop.")
