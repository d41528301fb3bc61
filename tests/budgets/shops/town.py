"""Shops that tests speak about: the bookshop and the swimming pool, with officers who decide."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from budgets.operation import reading
from budgets.shops.models import Shop
from budgets.shops.operations import Application, apply_shop, approve_shop
from budgets.shops.tills import Paired, give_pairing_code, pair_till
from tests.budgets.entitlements.town import rows
from tests.builders import TEST, an_officer

A_MONDAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FIRST_IBAN, OTHER_IBAN = "NL39RABO0300065264", "NL70TRIO0123456789"
WORDS = {
    "boekhandel": {"rsin": "004567006", "name": "Boekhandel", "kvk_number": "12345678"},
    "zwembad": {"rsin": "004567018", "name": "Zwembad", "kvk_number": "87654321"},
}


def application(code: str = "boekhandel", **other: Any) -> Application:
    said = {"code": code, "email": f"{code}@example.org", "iban": FIRST_IBAN, **WORDS[code]}
    return Application(**{**said, **other})


def apply(code: str = "boekhandel", *, on: date = A_MONDAY, by: str | None = "Fatima", **other: Any) -> UUID:
    """Let a shop apply, typed in by an officer or (None) by itself."""
    officer = an_officer(by) if by else None
    return apply_shop(application=application(code, **other), entered_by=officer, actor=TEST, on=on)


def a_shop(code: str = "boekhandel", *, on: date = A_MONDAY) -> UUID:
    """Give a shop that takes part."""
    shop_id = apply(code, on=on)
    approve_shop(shop=code, officer_id=an_officer("Joost"), actor=TEST, on=on)
    return shop_id


def a_till(code: str = "boekhandel", *, location: str | None = None, at: datetime = NOON) -> Paired:
    """Give a till that joined a shop which takes part, at a location or (None) the only one."""
    pairing = give_pairing_code(shop=code, location=location, at=at, actor=TEST, on=A_MONDAY)
    return pair_till(code=pairing, name="Kassa", at=at, actor=TEST, on=A_MONDAY)


def state(code: str = "boekhandel") -> str:
    return reading(lambda: Shop.objects.get(code=code).state)()


def account() -> list[str]:
    """Give the accounts of shops that are paid to now."""
    return [
        iban
        for (iban,) in rows(
            "SELECT iban FROM parties_bank_account WHERE organisation_id IS NOT NULL AND replaced_at IS NULL"
        )
    ]


def messages() -> list[tuple[Any, ...]]:
    """Give (kind, address) of the messages, in the order of their kinds."""
    return rows("SELECT kind, address FROM messages_message ORDER BY made_on, kind, address")
