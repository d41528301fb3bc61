"""A till of the tests: it speaks to the API over Django's client, through all that stands around a request."""

import json
from typing import Any

from django.test import Client

from budgets.shops.tills import give_pairing_code
from ledger import tenant
from tests.budgets.entitlements.town import a_town
from tests.budgets.shops.town import A_MONDAY, a_shop
from tests.builders import TEST

BASE = "/api/kassa/v1"


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


def pairing_code_of(municipality_id: int, *, at: Any) -> str:
    with tenant.serving(municipality_id):
        return a_pairing_code(at=at)
