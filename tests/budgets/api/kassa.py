"""A till of the tests: it speaks to the API over Django's client, through all that stands around a request."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.test import Client

from budgets.operation import reading
from budgets.passes.operations import IssuedPass, block, set_pin
from budgets.shops.conditions import allow
from budgets.shops.queries import list_tills
from budgets.shops.tills import give_pairing_code
from ledger import tenant
from ledger.amount import Amount, Unit
from tests.budgets.entitlements.town import a_town, enter_people, rows
from tests.budgets.passes.town import PIN, a_pass, open_passes, put_on_pass
from tests.budgets.shops.town import A_MONDAY, a_shop
from tests.builders import TEST, an_officer

BASE = "/api/kassa/v1"
FRAME: dict[str, Any] = {"actor": TEST, "on": A_MONDAY}


class AtTill:
    """Whoever speaks to the API, with a token or without."""

    def __init__(self, token: str = "", **environment: Any) -> None:
        self._client = Client(raise_request_exception=False)
        self._environment = environment
        self.token = token

    def post(self, path: str, body: Any = None, *, key: str | None = None, **headers: str) -> Any:
        """This will post what becomes JSON, or bytes as they are."""
        text = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        said = self._headers(headers) | ({"Idempotency-Key": key} if key is not None else {})
        content_type = said.pop("Content-Type", "application/json")
        return self._client.post(BASE + path, text, content_type, headers=said, **self._environment)

    def get(self, path: str, **headers: str) -> Any:
        return self._client.get(BASE + path, headers=self._headers(headers), **self._environment)

    def ask(self, method: str, path: str, **headers: str) -> Any:
        return self._client.generic(method, path, headers=self._headers(headers), **self._environment)

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        known = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return known | {name.replace("_", "-"): value for name, value in more.items()}


def a_pairing_code(shop: str = "boekhandel", *, at: Any) -> str:
    """Give a code by which a till may join a shop of the served municipality."""
    return give_pairing_code(shop=shop, location=None, at=at, actor=TEST, on=A_MONDAY)


def a_town_with_a_shop() -> int:
    """Give a municipality with a shop that takes part."""
    with a_town() as municipality_id:
        a_shop()
    return municipality_id


def block_pass(paid: "Paid") -> None:
    block(pass_id=paid.issued.id, actor=TEST, on=A_MONDAY)


def unlock(paid: "Paid") -> None:
    """This will set the PIN of a card again, as its owner does after too many wrong ones."""
    with tenant.serving(paid.town):
        set_pin(pass_id=paid.issued.id, pin=PIN, actor=TEST, on=A_MONDAY)


def pairing_code_of(municipality_id: int, *, at: Any, shop: str = "boekhandel") -> str:
    with tenant.serving(municipality_id):
        return a_pairing_code(shop, at=at)


def a_till_of(municipality_id: int, stranger: AtTill, *, shop: str = "boekhandel") -> AtTill:
    """Give a till that joined the shop of a municipality."""
    code = pairing_code_of(municipality_id, at=datetime.now(UTC), shop=shop)
    return AtTill(stranger.post("/apparaten/_koppel", {"koppelcode": code}).json()["token"])


def id_of_till(municipality_id: int) -> UUID:
    with tenant.serving(municipality_id):
        [found] = reading(list_tills)()
        return found.id


def pay(till: AtTill, code: str, amount: int, *, key: str = "", **body: Any) -> Any:
    """This will ask a payment with a pass, under a key of its own unless one is given."""
    return till.post("/bestedingen", {"pas": code, "bedrag": amount, **body}, key=key or str(uuid4()))


@dataclass(frozen=True)
class Paid:
    """Someone with a pass in a town with a shop that takes it, by the clock of the machine: the API has no other."""

    town: int
    person: UUID
    issued: IssuedPass

    @property
    def code(self) -> str:
        return self.issued.code


def someone_with_a_pass(town: int, amount: str = "300.00", *, pin: str | None = None, **terms: Any) -> Paid:
    """Give someone whose pass carries a budget of meedoen, granted at the start of this year."""
    today = datetime.now(UTC).date()
    with tenant.serving(town):
        [person] = enter_people(1)
        open_passes("meedoen", amount={"adult": amount}, **terms)
        put_on_pass(person, "meedoen", category="adult", on=date(today.year, 1, 1))
        allow(shop="boekhandel", scheme_code="meedoen", activity="", officer_id=an_officer("Joost"), **FRAME)
        asked: dict[str, Any] = {"pin": pin} if pin else {"day_limit": Amount(1_000_000_00, Unit.EUR)}
        return Paid(town, person, a_pass(person, on=today, **asked))


def spent_by(paid: Paid) -> int:
    """Give what shops are owed in the town of someone, in cents."""
    with tenant.serving(paid.town):
        [(owed,)] = rows("SELECT -coalesce(sum(amount), 0) FROM ledger_posting WHERE class = 'SHOP_PAYABLE'")
    return int(owed)


def cut_the_connection() -> None:
    """Let the database end the connection that is kept; who keeps it has not heard of it."""
    kept = connection.connection.info.backend_pid
    with connection.get_new_connection(connection.get_connection_params()) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [kept])
