"""The expected "no" of this context, importable from `operations` as well."""

from django.utils.translation import gettext_lazy as _

from ledger.refusal import Refusal


class PassUnknown(Refusal):
    """Also said of a pass that is blocked, lost or replaced, and of another municipality's: nobody learns which."""

    code, says = "pass-unknown", _("This pass is not known here, or does not work.")


class CodeOutOfTime(Refusal):
    code, says = "code-out-of-time", _("This code was shown too long ago; ask for the one that the phone shows now.")


class CodeUsed(Refusal):
    code, says = "code-used", _("This code has paid already; the phone shows another one in a moment.")


class PinRequired(Refusal):
    code, says = "pin-required", _("This card asks for its PIN.")


class PinWrong(Refusal):
    code, says = "pin-wrong", _("The PIN is not right. Tries left: {left}.")


class PinLocked(Refusal):
    """Of the wrong one that locks the card it has a fact, `left`; of a card that was locked before it has none."""

    code, says = "pin-locked", _("The PIN was wrong too often. The card works again when another one is set.")


class PinUnusable(Refusal):
    code, says = (
        "pin-unusable",
        _("A PIN has four to six digits that are not all alike and do not just count up or down."),
    )


class PassExists(Refusal):
    code, says = "pass-exists", _("This person has a pass already; block it, or replace it by another.")


class NotAParentsPass(Refusal):
    code, says = "not-a-parents-pass", _("The pass above a child's is a live one, of somebody else, and no child's.")


class NotOfThisHousehold(Refusal):
    code, says = "not-of-this-household", _("On {on} this person is not in the household.")


class ClockTooFar(Refusal):
    code, says = "clock-too-far", _("The clock of the phone is more than a day off; set it right first.")


class CardTermsDiffer(Refusal):
    code, says = "card-terms-differ", _("Other terms hold from {valid_from}; let these hold from another day.")
