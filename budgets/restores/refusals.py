"""The expected "no" of this context."""

from django.utils.translation import gettext_lazy as _

from ledger.refusal import Refusal


class RestoreMode(Refusal):
    code, says = (
        "restore-mode",
        _(
            "These books were put back from a backup of {backup_at}: nothing is handed over until a person has compared"
            " them with the bank and said so with confirm_restore."
        ),
    )


class NothingToConfirm(Refusal):
    code, says = "nothing-to-confirm", _("These books are not in restore mode: there is nothing to confirm.")


class ConfirmationIncomplete(Refusal):
    code, says = "confirmation-incomplete", _("A confirmation says who gives it and why; the {missing} is missing.")
