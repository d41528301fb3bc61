"""Reading what was spent: shops see receipts and totals, a person their own purchases; nobody sees more."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from budgets.redemptions.models import Redemption, Refund
from budgets.redemptions.receipts import receipt_number
from budgets.redemptions.refusals import RedemptionUnknown
from budgets.shops.queries import TillAtHand

_RECEIPT = (
    "id",
    "state",
    "number",
    "unit",
    "taken_minor",
    "own_minor",
    "refunded_minor",
    "activity",
    "reference",
    "location__name",
    "made_at",
    "captured_at",
    "expires_at",
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A purchase as its shop sees it: amounts in minor units of the unit that was asked. Nothing of it says whose it
    was. `status` is BOOKED, HELD, CANCELLED, EXPIRED or REFUNDED (all of it).
    """

    id: UUID
    status: str
    receipt: str
    unit: str
    amount: int
    own: int
    refunded: int
    activity: str
    reference: str
    location: str
    made_at: datetime
    booked_at: datetime | None
    expires_at: datetime | None


def get_receipt(till: TillAtHand, redemption_id: UUID) -> Receipt:
    """Give a purchase of the shop of a till.

    :raises RedemptionUnknown: the shop has no such purchase
    """
    found = _receipts(Redemption.objects.filter(shop=till.shop_id, pk=redemption_id))
    if not found:
        raise RedemptionUnknown
    return found[0]


def list_receipts(shop_id: UUID, on: date) -> list[Receipt]:
    """Give the purchases that were made at a shop on a day, the first one first."""
    return _receipts(Redemption.objects.filter(shop=shop_id, on=on))


def _receipts(rows: QuerySet[Redemption]) -> list[Receipt]:
    found = rows.order_by("number").values_list(*_RECEIPT)
    return [_receipt(*row) for row in found]


def _receipt(redemption_id: UUID, state: str, number: int, *rest: Any) -> Receipt:
    return Receipt(redemption_id, _status(state), receipt_number(number), *rest)


def _status(state: str) -> str:
    return "BOOKED" if state == "CAPTURED" else state


@dataclass(frozen=True, slots=True)
class DayTotal:
    """What one location of a shop took (SPENT) or gave back (REFUNDED) on a day: how often, and in cents."""

    location: str
    kind: str
    count: int
    euro_minor: int


def day_totals(shop_id: UUID, on: date) -> list[DayTotal]:
    """Give what a shop took and gave back on a day, by location: as it is booked, and so as it is settled."""
    taken = Redemption.objects.filter(shop=shop_id, captured_on=on)
    given_back = Refund.objects.filter(redemption__shop=shop_id, on=on)
    summed = {"count": Count("id"), "sum": Sum("euro_minor")}
    kinds = {
        "SPENT": taken.values_list("location__name").annotate(**summed).order_by("location__name"),
        "REFUNDED": given_back.values_list("till__location__name").annotate(**summed).order_by("till__location__name"),
    }
    return [DayTotal(location, kind, count, euro) for kind, rows in kinds.items() for location, count, euro in rows]


@dataclass(frozen=True, slots=True)
class Purchase:
    """A purchase as the person sees it who paid: in minor units of the unit that the shop asked."""

    on: date
    shop: str
    unit: str
    amount: int
    own: int
    refunded: int
    receipt: str
    status: str


def list_purchases(person_id: UUID, *, most: int = 50) -> list[Purchase]:
    """Give what a person bought with their pass, the last one first; what was cancelled or expired is left out.

    Only the person is told at which shop: no other report has a person and a shop together.
    """
    rows = Redemption.objects.filter(person=person_id, state__in=["HELD", "CAPTURED", "REFUNDED"])
    fields = ("on", "shop__organisation__name", "unit", "taken_minor", "own_minor", "refunded_minor", "number", "state")
    found = rows.order_by("-made_at", "-number").values_list(*fields)[:most]
    return [
        Purchase(on, shop, unit, taken, own, refunded, receipt_number(number), _status(state))
        for on, shop, unit, taken, own, refunded, number, state in found
    ]
