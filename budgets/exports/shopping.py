"""What people spent at shops, and what shops were paid for it, for reports: nobody in it, and no shop by name."""

from datetime import date
from typing import Any

from django.db.models import Count, Sum

from budgets.redemptions.models import Redemption, Refund
from budgets.settlements.models import Settlement
from budgets.shops.lifecycle import ShopState
from budgets.shops.models import Shop


def get_shopping(on: date | None = None) -> dict[str, Any]:
    """Give how many shops take part, and up to the end of a day the receipts and what they come to, what came back of
    them and what shops were paid, with the fees that were kept; in cents.
    """
    last = on or date.max
    taken = Redemption.objects.filter(captured_on__lte=last).aggregate(count=Count("id"), sum=Sum("euro_minor"))
    back = Refund.objects.filter(on__lte=last).aggregate(sum=Sum("euro_minor"))
    paid = Settlement.objects.filter(paid_on__lte=last).aggregate(
        count=Count("id"), sum=Sum("paid_minor"), fees=Sum("fee_minor")
    )
    return {
        "shops": Shop.objects.filter(state=ShopState.APPROVED, approved_on__lte=last).count(),
        "receipts": taken["count"],
        "spent_minor": taken["sum"] or 0,
        "refunded_minor": back["sum"] or 0,
        "settlements": paid["count"],
        "settled_minor": paid["sum"] or 0,
        "fees_minor": paid["fees"] or 0,
    }
