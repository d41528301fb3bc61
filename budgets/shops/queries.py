"""Which till knocks, how a shop is settled, and the lists of officers. What a shop may take, asks and limits is said by
`shops_schemes`, `shops_price` and `shops_limits`, to the function that authorises.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from budgets.shops.codes import digest_of_token
from budgets.shops.lifecycle import ChangeState
from budgets.shops.models import AccountChange, Approval, SettlementTerms, Shop, Till
from ledger.functions import call_for_rows


@dataclass(frozen=True, slots=True)
class TillAtHand:
    """A till that showed its token, and the shop that it stands in."""

    till_id: UUID
    location_id: UUID
    shop_id: UUID
    shop_state: str


def find_till(token: str) -> TillAtHand | None:
    """Give the till of a token, of the served municipality; None for one that is unknown or revoked. Outside a
    transaction it is one trip.
    """
    found = call_for_rows("shops_till_of_token({told}, %s)", digest_of_token(token))
    return TillAtHand(*found[0]) if found else None


def settlement_terms_of(shop_id: UUID, on: date) -> SettlementTerms | None:
    """Give how a shop is settled on a day; None where nothing was agreed."""
    return SettlementTerms.objects.filter(shop=shop_id, valid_from__lte=on).order_by("-valid_from").first()


@dataclass(frozen=True, slots=True)
class ShopLine:
    """A shop as officers see it. No account number: whoever needs it looks where payments are prepared."""

    code: str
    name: str
    kvk_number: str
    state: str
    approvals: list[str]
    tills: int
    account: str  # what waits: "", "ASKED" or "APPROVED"
    account_from: date | None


def list_shops(*, on: date) -> list[ShopLine]:
    """Give all shops with what they are approved for on a day; as many queries for one as for all."""
    live = Approval.objects.filter(Q(valid_until=None) | Q(valid_until__gt=on), valid_from__lte=on)
    approvals: dict[UUID, list[str]] = {}
    for shop_id, scheme, activity in live.order_by("scheme", "activity").values_list("shop_id", "scheme", "activity"):
        approvals.setdefault(shop_id, []).append(f"{scheme} {activity}".rstrip())
    tills: dict[UUID, int] = {}
    for shop_id in Till.objects.filter(revoked_at=None).values_list("location__shop_id", flat=True):
        tills[shop_id] = tills.get(shop_id, 0) + 1
    waiting = AccountChange.objects.filter(state__in=[ChangeState.ASKED, ChangeState.APPROVED])
    changes = {row.shop_id: row for row in waiting}
    return [
        ShopLine(
            code=row.code,
            name=row.organisation.name,
            kvk_number=row.kvk_number,
            state=row.state,
            approvals=approvals.get(row.id, []),
            tills=tills.get(row.id, 0),
            account=changes[row.id].state if row.id in changes else "",
            account_from=changes[row.id].effective_on if row.id in changes else None,
        )
        for row in Shop.objects.select_related("organisation").order_by("code")
    ]


@dataclass(frozen=True, slots=True)
class TillLine:
    """A till as officers see it."""

    id: UUID
    shop: str
    location: str
    name: str
    paired_at: datetime
    revoked_at: datetime | None


def list_tills(shop: str | None = None) -> list[TillLine]:
    """Give the tills of a shop or of all, also those that were revoked."""
    rows = Till.objects.all() if shop is None else Till.objects.filter(location__shop__code=shop)
    fields = ("id", "location__shop__code", "location__code", "name", "paired_at", "revoked_at")
    return [TillLine(*row) for row in rows.order_by("location__shop__code", "paired_at", "id").values_list(*fields)]
