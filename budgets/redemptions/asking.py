"""Asking the functions of the database that keep what is spent: a trip for what they must be told, one for the act."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from budgets.operation import Actor
from budgets.passes.codes import PrintedCode, ShownCode, readable
from budgets.passes.presenting import Found, Presented, judge
from budgets.passes.queries import SecuredBy
from budgets.redemptions.answers import Answer, read_answer
from budgets.shops.queries import TillAtHand
from budgets.trail.context import origin
from ledger import tenant
from ledger.functions import call, call_for_rows
from ledger.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Question:
    """One request of a till: whose it is, its key, a digest of what is asked, and who asks it when."""

    till: TillAtHand
    key: str
    mac: bytes
    actor: Actor
    on: date
    at: datetime

    def said(self, subject: UUID | None = None) -> str:
        """Give what the trail and the books are told of it, as JSON."""
        told = {"actor": self.actor.name, "origin": str(origin() or ""), "day": self.on, "at": self.at.isoformat()}
        return as_json({**told, "subject": subject})

    @property
    def under(self) -> list[Any]:
        """What each function is told of the key."""
        return [self.till.till_id, self.key, self.mac]


def digest_of(act: str, request: Mapping[str, Any]) -> bytes:
    """Give what a request is known by; nothing of it can be had from that, not even by trying."""
    key = hmac.digest(settings.PASS_KEY.encode(), b"grondslag:request", "sha256")
    return hmac.digest(key, f"{act} {as_json(request)}".encode(), "sha256")


def as_json(values: Mapping[str, Any]) -> str:
    """Write ids and days as text, with the keys in one order."""
    return json.dumps(values, default=str, sort_keys=True, separators=(",", ":"))


def ask(function: str, *arguments: Any) -> Answer:
    """This will ask a function that gives what a till is answered."""
    return read_answer(json.loads(call(function, *arguments)))


def refuse(question: Question, refusal: Refusal, act: str) -> Answer:
    """This will keep a refusal that was found before the books were asked."""
    said = as_json({"refused": refusal.code, "facts": dict(refusal.facts)})
    return ask(
        "redemptions_refuse_for_good({told}, %s, %s, %s, %s::jsonb, %s, %s::jsonb)",
        *question.under,
        said,
        act,
        question.said(),
    )


@dataclass(frozen=True, slots=True)
class Look:
    """What there is before the books are asked: an answer that was given already, or the pass that was shown."""

    answer: Answer | None
    read: PrintedCode | ShownCode
    found: Found

    def presented(self, at: datetime) -> Presented:
        """Give the pass if it works; see `passes.presenting`."""
        return judge(self.read, self.found, municipality_id=tenant.current(), at=at)


def look(question: Question, code: str) -> Look:
    """This will look up a key and a code, in one trip, whatever there is to be found.

    :raises InProgress: the same is being asked at this moment
    :raises IdempotencyKeyReused: the key was used for something else
    """
    read = readable(code)
    shown = read.handle if isinstance(read, ShownCode) else None
    [row] = call_for_rows(
        "redemptions_look({told}, %s, %s, %s, %s, %s, %s)",
        *question.under,
        None if isinstance(read, ShownCode) else read.digest,
        shown,
        question.on,
    )
    said, pass_id, person_id, works, has_pin, day_limit, device_id, offset, pin_required, card_limit = row
    terms = SecuredBy() if pin_required is None else SecuredBy(pin_required, card_limit)
    found = Found(pass_id, person_id, bool(works), bool(has_pin), day_limit, device_id, offset or 0, terms)
    return Look(read_answer(json.loads(said)) if said else None, read, found)
