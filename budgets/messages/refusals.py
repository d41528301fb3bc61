"""The expected "no" of this context, importable from `operations` as well."""

from django.utils.translation import gettext_lazy as _

from ledger.refusal import Refusal


class MessageUnknown(Refusal):
    code, says = "message-unknown", _("There is no message {message}.")


class AddressMissing(Refusal):
    code, says = "address-missing", _("A message by {channel} needs an address, and none is known.")
