"""The receipts of a settlement: every purchase and refund in it, as the shop knows them."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from budgets.redemptions.models import Redemption, Refund
from budgets.redemptions.receipts import receipt_number
from budgets.settlements.models import SettledEntry
from budgets.settlements.queries import SettlementRow, find_settlement


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One line of a settlement: a purchase (above zero) or what was given back (below), in euro cents; where and for
    what, and the number on the receipt. One without a number is a payment that came back.
    """

    line: int
    on: date
    amount_minor: int
    receipt: str
    location: str
    activity: str


@dataclass(frozen=True, slots=True)
class SettlementDetail:
    """A settlement with every receipt of it: they add up to what is paid and the fee."""

    settlement: SettlementRow
    lines: tuple[ReceiptLine, ...]


def get_settlement(shop_id: UUID, settlement_id: UUID) -> SettlementDetail:
    """Give a settlement of a shop with its receipts.

    :raises SettlementUnknown: it has none of that id
    """
    row = find_settlement(shop_id, id=settlement_id)
    receipts = _receipts_of(shop_id, settlement_id)
    entries = SettledEntry.objects.filter(settlement=settlement_id).order_by("line")
    return SettlementDetail(
        row,
        tuple(
            ReceiptLine(line, on, minor, *receipts.get(entry, ("", "", "")))
            for line, on, minor, entry in entries.values_list("line", "happened_on", "amount_minor", "entry_id")
        ),
    )


def _receipts_of(shop_id: UUID, settlement_id: UUID) -> dict[int, tuple[str, str, str]]:
    """Give the receipt number, the place and the activity of each entry. What was given back was given back at the
    place of the till that did so, as the day totals of the shop have it.
    """
    entries = SettledEntry.objects.filter(settlement=settlement_id).values("entry_id")
    taken = Redemption.objects.filter(shop=shop_id, entry_id__in=entries)
    given_back = Refund.objects.filter(redemption__shop=shop_id, entry_id__in=entries)
    rows: list[tuple[Any, int, str, str]] = [
        *taken.values_list("entry_id", "number", "location__name", "activity"),
        *given_back.values_list("entry_id", "redemption__number", "till__location__name", "redemption__activity"),
    ]
    return {entry: (receipt_number(number), place, activity) for entry, number, place, activity in rows}
