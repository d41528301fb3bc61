"""A till of the bookshop, passes with budgets on them, and how one pays at the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID

from budgets.operation import reading
from budgets.passes.operations import IssuedPass
from budgets.passes.presenting import Presented
from budgets.redemptions.answers import Answer, Ask
from budgets.redemptions.asking import Question, look
from budgets.redemptions.operations import cancel, capture, redeem, refund
from budgets.shops.conditions import LimitAgreed, PriceAgreed, allow, set_limit, set_price
from budgets.shops.models import Per
from budgets.shops.queries import TillAtHand, find_till
from ledger.amount import Amount, Unit
from tests.budgets.entitlements.town import a_town, enter_people, rows
from tests.budgets.passes.town import NOON, TODAY, a_pass, open_passes, put_on_pass
from tests.budgets.shops.town import a_shop, a_till
from tests.builders import TEST, an_officer

MUCH = Amount(1_000_000_00, Unit.EUR)
_keys = count(1)


@contextmanager
def a_shopping_street() -> Iterator[UUID]:
    """Serve a town with a bookshop; give a person."""
    with a_town():
        a_shop()
        yield enter_people(1)[0]


def till_of(shop: str = "boekhandel", *, location: str | None = None) -> TillAtHand:
    found = reading(find_till)(a_till(shop, location=location).token)
    assert found
    return found


def allow_at(scheme: str, shop: str = "boekhandel", activity: str = "", *, on: date = TODAY) -> None:
    allow(shop=shop, scheme_code=scheme, activity=activity, officer_id=an_officer("Joost"), actor=TEST, on=on)


def price(cents: int, unit: Unit = Unit.POINT, *, activity: str = "", shop: str = "boekhandel") -> None:
    agreed = PriceAgreed(shop=shop, activity=activity, unit=unit, each=Amount(cents, Unit.EUR), valid_from=TODAY)
    set_price(price=agreed, actor=TEST, on=TODAY)


def limit(
    most: int, *, per: Per = Per.DAY, unit: Unit | None = Unit.EUR, activity: str = "", shop: str | None = "boekhandel"
) -> None:
    agreed = LimitAgreed(shop=shop, activity=activity, per=per, unit=unit, most=most, valid_from=TODAY)
    set_limit(limit=agreed, actor=TEST, on=TODAY)


def meedoen(person: UUID, amount: str = "300.00", *, day_limit: Amount = MUCH, **terms: Any) -> IssuedPass:
    """Give a person a pass with a budget of the bookshop's scheme on it."""
    open_passes("meedoen", amount={"adult": amount}, **terms)
    put_on_pass(person, "meedoen", category="adult")
    allow_at("meedoen")
    return a_pass(person, day_limit=day_limit)


def in_points(person: UUID, points: str = "40", worth: str = "5.00") -> IssuedPass:
    return meedoen(person, points, unit="POINT", point_value=worth)


def pay(
    till: TillAtHand, code: str, amount: int, *, key: str = "", on: date = TODAY, at: datetime = NOON, **asked: Any
) -> Answer:
    return redeem(
        till=till, key=key or f"key-{next(_keys)}", ask=Ask(code=code, amount=amount, **asked), actor=TEST, on=on, at=at
    )


def show(code: str, *, pin: str | None = None, on: date = TODAY, at: datetime = NOON) -> Presented:
    """Show a code at a till that asks for packs, which lie on no pass; gives the pass when it is not what is refused.

    :raises Refusal: the pass does not pay
    """
    if not rows("SELECT id FROM shops_shop WHERE code = 'boekhandel'"):
        a_shop()
    till = till_of()
    answer = pay(till, code, 1, unit=Unit.PACK, pin=pin, on=on, at=at)
    if answer.refused_code not in {"exceeds-available-balance", "shop-not-approved"}:
        answer.given()
    return look(Question(till, f"key-{next(_keys)}", b"", TEST, on, at), code).presented(at)


def take(
    till: TillAtHand, bought: UUID, amount: int | None = None, *, key: str = "", at: datetime = NOON, on: date = TODAY
) -> Answer:
    key = key or f"key-{next(_keys)}"
    return capture(till=till, key=key, redemption_id=bought, amount=amount, actor=TEST, on=on, at=at)


def give_up(till: TillAtHand, bought: UUID, *, key: str = "", at: datetime = NOON, on: date = TODAY) -> Answer:
    return cancel(till=till, key=key or f"key-{next(_keys)}", redemption_id=bought, actor=TEST, on=on, at=at)


def give_back(
    till: TillAtHand, bought: UUID, amount: int | None = None, *, key: str = "", at: datetime = NOON, on: date = TODAY
) -> Answer:
    key = key or f"key-{next(_keys)}"
    return refund(till=till, key=key, redemption_id=bought, amount=amount, reason="geruild", actor=TEST, on=on, at=at)


def why_not(answer: Answer) -> str:
    """Give the code of a refusal; what was done is a mistake of the test."""
    assert answer.refused_code, answer
    return answer.refused_code


def balances(*classes: str) -> dict[str, int]:
    """Give what stands in the books by class, in their normal sides, over all accounts of the town."""
    found = rows(
        "SELECT p.class, sum(p.amount * c.side) FROM ledger_posting p JOIN ledger_class c ON c.code = p.class"
        " WHERE p.class = ANY (%s) GROUP BY p.class",
        list(classes),
    )
    return {each: int(total) for each, total in found}
