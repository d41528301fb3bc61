"""The expected "no" of this context."""

from django.utils.translation import gettext_lazy as _

from ledger.refusal import Refusal


class WarningNotSeen(Refusal):
    code, says = (
        "warning-not-seen",
        _(
            "This person has a benefit and would get {amount_minor} cents of {scheme} at once: show the warning first,"
            " and record who showed it, on which day and in which language."
        ),
    )


class WarningUnusable(Refusal):
    code, says = "warning-unusable", _("A warning cannot be recorded like this: {why}.")


class DutyUnknown(Refusal):
    code, says = "duty-unknown", _("There is no duty of aftercare {duty}.")


class NoteMissing(Refusal):
    code, says = "note-missing", _("Say in a note of at most {most} characters what was done; it is not there yet.")
