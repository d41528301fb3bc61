"""Settlements as shops and officers see them, and what is not settled yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import F, Sum

from budgets.settlements.lifecycle import SettlementState
from budgets.settlements.models import Settlement
from budgets.settlements.refusals import SettlementUnknown
from budgets.settlements.rules import Agreed
from budgets.shops.lifecycle import ShopState
from budgets.shops.models import Shop
from budgets.shops.queries import settlement_terms_of
from ledger import tenant
from ledger.accounts import Place, find_accounts
from ledger.balances import list_balances_of_holders

SETTLE = "settle"
"""The act that pays: what it took off the account of a shop is no receipt."""


def payable_to(shop_id: UUID) -> Place:
    """Give the account that says what a shop is owed."""
    return Place("SHOP_PAYABLE", holder=shop_id)


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """A receipt (above zero) or a refund (below) that is in no settlement yet; in euro cents."""

    entry_id: int
    happened_on: date
    amount_minor: int


def agreed_with(shop_id: UUID, on: date) -> Agreed:
    """Give how a shop is settled on a day: every month, of any amount and for nothing where nothing was agreed."""
    terms = settlement_terms_of(shop_id, on)
    if terms is None:
        return Agreed()
    return Agreed(
        rhythm=terms.rhythm,
        least=terms.least_minor,
        flat_fee=terms.fee_minor,
        fee_basis_points=terms.fee_basis_points,
    )


def list_shops_to_settle() -> list[tuple[UUID, str]]:
    """Give the shops that take part, by id and code."""
    return list(Shop.objects.filter(state=ShopState.APPROVED).order_by("code").values_list("id", "code"))


def list_open_entries(shop_id: UUID, before: date) -> list[OpenEntry]:
    """Give what is not settled yet of the days before one, in the order of the days and the books."""
    account = find_accounts([payable_to(shop_id)]).get(payable_to(shop_id))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.entry_id, p.happened_on, (-sum(p.amount))::bigint
            FROM ledger_posting p
            WHERE p.municipality_id = %(m)s AND p.account_id = %(account)s AND p.version IS NULL
                AND p.happened_on < %(before)s AND p.act <> %(settle)s AND NOT EXISTS (
                    SELECT FROM settlements_entry s WHERE s.municipality_id = p.municipality_id
                        AND s.entry_id = p.entry_id)
            GROUP BY p.entry_id, p.happened_on HAVING sum(p.amount) <> 0 ORDER BY p.happened_on, p.entry_id
            """,
            {"m": tenant.current(), "account": account, "before": before, "settle": SETTLE},
        )
        return [OpenEntry(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementRow:
    """A settlement over the days from `since` up to and not including `until`; amounts in euro cents."""

    id: UUID
    shop_id: UUID
    number: int
    state: str
    since: date
    until: date
    made_on: date
    paid_on: date | None
    spent_minor: int
    refunded_minor: int
    fee_minor: int
    paid_minor: int
    line_count: int
    flat_fee_minor: int
    fee_basis_points: int


def list_settlements(shop_id: UUID | None = None) -> list[SettlementRow]:
    """Give the settlements of a shop or of all, the latest first."""
    rows = Settlement.objects.all() if shop_id is None else Settlement.objects.filter(shop=shop_id)
    return _as_rows(rows.order_by("-until", "shop", "-number"))


def find_settlement(shop_id: UUID, **known_by: UUID | int) -> SettlementRow:
    """Give a settlement of a shop, by its `id` or its `number`.

    :raises SettlementUnknown: it has none of that id or number
    """
    found = _as_rows(Settlement.objects.filter(shop=shop_id, **known_by))
    if not found:
        raise SettlementUnknown
    return found[0]


def _as_rows(rows: Iterable[Settlement]) -> list[SettlementRow]:
    names = SettlementRow.__slots__
    return [SettlementRow(**{name: getattr(row, name) for name in names}) for row in rows]


@dataclass(frozen=True, slots=True)
class Owed:
    """What a shop is owed, in euro cents: in all, and of that what is in a settlement that waits to be paid."""

    shop_id: UUID
    shop: str
    owed_minor: int
    prepared_minor: int

    @property
    def open_minor(self) -> int:
        """Give what is in no settlement yet; below zero when more was given back than spent since."""
        return self.owed_minor - self.prepared_minor


def list_shops_owed() -> list[Owed]:
    """Give what each shop is owed, also those that are owed nothing; as many queries for one as for all."""
    waiting = Settlement.objects.filter(state=SettlementState.PREPARED).values_list("shop_id")
    sums = waiting.annotate(owed=Sum(F("spent_minor") - F("refunded_minor")))
    prepared: dict[UUID, int] = dict(sums)
    shops = dict(Shop.objects.order_by("code").values_list("id", "code"))
    balances = {row.holder: row.balance for row in list_balances_of_holders(shops)}
    return [Owed(shop, code, balances.get(shop, 0), prepared.get(shop, 0)) for shop, code in shops.items()]


def sum_paid_to(shop_id: UUID) -> int:
    """Give what was handed over to a bank for a shop, in euro cents."""
    paid = Settlement.objects.filter(shop=shop_id, state=SettlementState.PAID)
    return int(paid.aggregate(paid=Sum("paid_minor"))["paid"] or 0)
