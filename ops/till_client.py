"""A till for trying things out: it speaks to the API over HTTP like any other, and keeps its token in a file.

What got no answer is asked again under the same key: it is done once, and the answer is the first one.
"""

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

PATIENCE_S = 10
TRIES = 4


class NoAnswer(Exception):
    """Nobody answered at the address; whether it was done is not known, and the same key asks for it again."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the API answered."""

    status: int
    body: dict[str, Any]
    replayed: bool = False

    @property
    def done(self) -> bool:
        """Say whether it was a yes."""
        return self.status < 400


@dataclass(frozen=True, slots=True)
class TillClient:
    """A till at an address, that may have a token."""

    url: str
    token: str = ""

    def post(self, path: str, body: dict[str, Any], key: str = "") -> Told:
        """This will post and give the answer; with a key it is asked again as long as nobody answers.

        :raises NoAnswer: nobody did
        """
        said = {"Content-Type": "application/json"} | ({"Idempotency-Key": key} if key else {})
        return self._ask(_request(self._at(path), json.dumps(body).encode(), said), again=bool(key))

    def get(self, path: str) -> Told:
        """Give what there is at a path.

        :raises NoAnswer: nobody answered
        """
        return self._ask(_request(self._at(path), None, {}), again=True)

    def _at(self, path: str) -> str:
        if urlsplit(self.url).scheme not in ("http", "https"):
            raise NoAnswer(self.url)
        return f"{self.url.rstrip('/')}/api/kassa/v1{path}"

    def _ask(self, request: Request, *, again: bool) -> Told:
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        for wait_s in _waits(again=again):
            time.sleep(wait_s)
            try:
                told = _answer_to(request)
            except (HTTPException, OSError, ValueError):  # Nobody, or an answer that was cut off.
                continue
            if told.status not in (409, 503) or not again:
                return told
        raise NoAnswer(self.url)


def _waits(*, again: bool) -> Iterator[float]:
    yield 0
    yield from (2.0**nth / 2 for nth in range(TRIES - 1) if again)


def _request(address: str, body: bytes | None, headers: dict[str, str]) -> Request:
    # What kind of address it is was looked at in `_at`.
    return Request(address, body, headers)  # noqa: S310


def _answer_to(request: Request) -> Told:
    try:
        with urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310
            return Told(answer.status, json.load(answer), answer.headers.get("Idempotency-Replayed") == "true")
    except HTTPError as refused:
        with refused:
            return Told(refused.code, json.load(refused), refused.headers.get("Idempotency-Replayed") == "true")


def read_token(folder: Path, shop: str) -> str:
    """Give the token that a till of a shop got here; "": none did."""
    path = _file_of(folder, shop)
    return path.read_text(encoding="ascii").strip() if path.exists() else ""


def keep_token(folder: Path, shop: str, token: str) -> Path:
    """This will keep a token where only who runs this can read it, and give where."""
    path = _file_of(folder, shop)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(token)
    return path


def _file_of(folder: Path, shop: str) -> Path:
    # A code is anything that was typed: no other name can come of its hexadecimal digits.
    return folder / "tills" / (shop if shop.isascii() and shop.isalnum() else shop.encode().hex())
