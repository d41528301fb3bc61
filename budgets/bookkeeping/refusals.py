"""The expected "no" of this context."""

from django.utils.translation import gettext_lazy as _

from ledger.refusal import Refusal


class RunLeft(Refusal):
    code, says = "run-left", _("A run of {scheme} on {on} is not finished: finish it, then close its month.")
