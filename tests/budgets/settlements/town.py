"""What shops are owed, as journal entries of the same acts as those of a till, without people and passes."""

from datetime import date
from itertools import count
from uuid import UUID

from budgets.funding.operations import open_fund
from budgets.operation import municipal_transaction, reading
from budgets.payouts.operations import HandedOver, hand_over_all
from budgets.schemes.operations import adopt_scheme
from budgets.settlements.operations import settle_now, settle_when_due
from budgets.settlements.queries import Owed, SettlementRow, list_settlements, list_shops_owed, payable_to
from budgets.shops.conditions import SettlementAgreed, set_settlement
from ledger.accounts import Place, open_accounts
from ledger.amount import Amount, Unit, eur
from ledger.journal import book
from tests.budgets.shops.town import A_MONDAY, a_shop
from tests.builders import TEST, an_officer

SCHEME = "stadspas"
_keys = count(1)


def open_shop(code: str = "boekhandel", *, agreed: str = "DAILY", **terms: object) -> UUID:
    """Give a shop that takes part and is settled as agreed from the first Monday on, and a scheme."""
    adopt_scheme(scheme_code=SCHEME, actor=TEST, on=A_MONDAY)
    open_fund(code=SCHEME, name="Stadspas", scheme_code=SCHEME, actor=TEST, on=A_MONDAY)
    shop_id = a_shop(code)
    agree(code, agreed, **terms)
    return shop_id


def agree(
    shop: str,
    rhythm: str,
    *,
    least: str = "0.00",
    fee: str = "0.00",
    points: int = 0,
    valid_from: date = A_MONDAY,
) -> None:
    """Let a shop be settled in another way."""
    terms = SettlementAgreed(
        shop=shop, rhythm=rhythm, least=eur(least), fee=eur(fee), fee_basis_points=points, valid_from=valid_from
    )
    set_settlement(terms=terms, actor=TEST, on=valid_from)


def spend(shop_id: UUID, cents: int, on: date = A_MONDAY) -> int:
    """Let people spend something at a shop, or (below zero) be given it back, and give the journal entry."""
    with municipal_transaction():
        cost, payable = open_accounts([Place("GRANT_EXPENSE", scheme=SCHEME), payable_to(shop_id)])
        sides = {"debit": cost, "credit": payable} if cents > 0 else {"debit": payable, "credit": cost}
        act = "spend" if cents > 0 else "refund"
        return book(
            **sides,
            amount=Amount(abs(cents), Unit.EUR),
            act=act,
            why="a receipt",
            key=f"till:{next(_keys)}",
            happened_on=on,
        ).entry_id


def settle(shop_id: UUID, on: date) -> UUID | None:
    return settle_when_due(shop_id=shop_id, actor=TEST, on=on)


def close(shop: str, on: date) -> UUID | None:
    return settle_now(shop=shop, actor=TEST, on=on)


def the_settlements(shop_id: UUID) -> list[SettlementRow]:
    """Give the settlements of a shop, the first one first."""
    return reading(list_settlements)(shop_id)[::-1]


def owed(shop_id: UUID) -> Owed:
    return next(each for each in reading(list_shops_owed)() if each.shop_id == shop_id)


def pay(on: date) -> tuple[HandedOver, ...]:
    """Let two officers have everything paid that is due."""
    return hand_over_all(officer_ids=[an_officer("Fatima"), an_officer("Joost")], actor=TEST, on=on)
