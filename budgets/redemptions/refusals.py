"""The expected "no" of this context, importable from `operations` as well: in words for who reads a trail or a command.
What a cashier reads out stands with the API.
"""

from django.utils.translation import gettext_lazy as _

from budgets.entitlements.refusals import FundExhausted
from budgets.passes.refusals import CodeOutOfTime, CodeUsed, PassUnknown, PinLocked, PinRequired, PinWrong
from budgets.schemes.eligibility import LimitReached
from budgets.shops.refusals import ShopNotApproved
from ledger.database import ExceedsAvailableBalance, ExceedsHold, HoldExpired, IdempotencyKeyReused, InProgress
from ledger.refusal import Refusal

__all__ = ["IdempotencyKeyReused", "InProgress"]


class RedemptionUnknown(Refusal):
    code, says = "redemption-unknown", _("This shop has no such purchase.")


class ShopNotApprovedForIt(ShopNotApproved):
    says = _("This shop may not take what is on this pass, or not for this activity.")


class ActivityNotAllowed(Refusal):
    code, says = "activity-not-allowed", _("What is on this pass is not meant for this activity.")


class OutsidePeriod(Refusal):
    code, says = "outside-period", _("What is on this pass for this could be spent up to an earlier day.")


class LimitOfSpendingReached(LimitReached):
    says = _("With this purchase more would be spent than may be in this period.")


class NotEnough(ExceedsAvailableBalance):
    says = _("There is not enough on the pass for this amount.")


class NotAWholeNumberOfPoints(Refusal):
    code, says = (
        "not-a-whole-number-of-points",
        _("The amount is no whole number of points or lessons; choose another amount."),
    )


class FundHasTooLittle(FundExhausted):
    says = _("The fund cannot bear what this costs above what was promised.")


class AlreadyCaptured(Refusal):
    code, says = "already-captured", _("This purchase was taken already.")


class AlreadyCancelled(Refusal):
    code, says = "already-cancelled", _("This purchase was cancelled before.")


class NotCapturedYet(Refusal):
    code, says = "not-captured-yet", _("This purchase was not taken yet: there is nothing to give back.")


class TimeOfHoldOver(HoldExpired):
    says = _("What was set aside for this purchase is free again: its time is over.")


class ExceedsWhatIsHeld(ExceedsHold):
    says = _("More is asked than was set aside for this purchase.")


class ExceedsPurchase(Refusal):
    code, says = "exceeds-purchase", _("More is given back than is left of this purchase.")


class RefundWindowClosed(Refusal):
    code, says = "refund-window-closed", _("This purchase is too long ago to be given back.")


KEPT: dict[str, type[Refusal]] = {
    refusal.code: refusal
    for refusal in (
        PassUnknown,
        CodeOutOfTime,
        CodeUsed,
        PinRequired,
        PinWrong,
        PinLocked,
        ShopNotApprovedForIt,
        ActivityNotAllowed,
        OutsidePeriod,
        LimitOfSpendingReached,
        NotEnough,
        NotAWholeNumberOfPoints,
        FundHasTooLittle,
        AlreadyCaptured,
        AlreadyCancelled,
        NotCapturedYet,
        TimeOfHoldOver,
        ExceedsWhatIsHeld,
        ExceedsPurchase,
        RefundWindowClosed,
    )
}
"""What a till may be refused and is told again under the same key, by code."""
