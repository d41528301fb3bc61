"""People pay at shops with their pass. What a till asks under a key is done once: a function of the database locks,
judges, books and answers, and the answer is kept for ever, a refusal as well.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from budgets.operation import Actor, answering
from budgets.passes.keys import digest_of_pin
from budgets.passes.presenting import Presented
from budgets.passes.refusals import PinRequired
from budgets.redemptions.answers import Answer, Ask, read_answer
from budgets.redemptions.asking import Look, Question, as_json, ask, digest_of, look, refuse
from budgets.redemptions.models import ShownBy
from budgets.redemptions.refusals import RedemptionUnknown
from budgets.shops.queries import TillAtHand
from ledger.functions import call
from ledger.refusal import Refusal


@answering
def redeem(*, till: TillAtHand, key: str, ask: Ask, actor: Actor, on: date, at: datetime) -> Answer:
    """This will let a pass pay at a till, or set aside what it will pay.

    What is refused is an answer as well (`Answer.given` raises it): a wrong PIN is counted, and nothing else is done.

    :raises InProgress: the same is being asked at this moment
    :raises IdempotencyKeyReused: the key was used for something else
    """
    question = Question(till, key, digest_of("redeem", asdict(ask)), actor, on, at)
    seen = look(question, ask.code)
    if seen.answer is not None:
        return seen.answer
    try:
        presented = seen.presented(at)
        if presented.asks_pin and ask.pin is None:
            raise PinRequired
    except Refusal as refusal:
        return refuse(question, refusal, "redemptions.redeem")
    return _authorise(question, ask, seen, presented)


def _authorise(question: Question, asked: Ask, seen: Look, presented: Presented) -> Answer:
    shown_by, pin = ShownBy.CARD, None
    if presented.device_id:
        shown_by = ShownBy.PHONE
    elif presented.asks_pin and seen.found.person_id:
        shown_by, pin = ShownBy.PIN, digest_of_pin(seen.found.person_id, asked.pin or "")
    till = question.till
    told = {
        "pass": presented.pass_id,
        "person": seen.found.person_id,
        "device": presented.device_id,
        "step": presented.step,
        "shown_by": shown_by.value,
        "pin": pin,
        "day_limit": presented.day_limit_minor,
        "till": till.till_id,
        "location": till.location_id,
        "shop": till.shop_id,
        "amount": asked.amount,
        "unit": asked.unit.value,
        "activity": asked.activity,
        "split": asked.split,
        "reserve": asked.reserve,
        "reference": asked.reference,
        "day": question.on,
        "at": question.at.isoformat(),
    }
    return ask(
        "redemptions_authorise({told}, %s, %s, %s::jsonb, %s::jsonb)",
        question.key,
        question.mac,
        as_json(told),
        question.said(),
    )


@answering
def capture(  # noqa: PLR0913 - what a till asks is one whole sentence
    *, till: TillAtHand, key: str, redemption_id: UUID, amount: int | None, actor: Actor, on: date, at: datetime
) -> Answer:
    """This will take what was set aside, or (with an amount, in the unit that was asked) the first part of it; the
    rest comes free.

    :raises RedemptionUnknown: the shop has no such purchase
    :raises InProgress, IdempotencyKeyReused: as in `redeem`
    """
    change = Change("capture", redemption_id, amount)
    return _change(Question(till, key, change.digest(), actor, on, at), change)


@answering
def cancel(*, till: TillAtHand, key: str, redemption_id: UUID, actor: Actor, on: date, at: datetime) -> Answer:
    """This will let go of what was set aside.

    :raises RedemptionUnknown: the shop has no such purchase
    :raises InProgress, IdempotencyKeyReused: as in `redeem`
    """
    change = Change("cancel", redemption_id)
    return _change(Question(till, key, change.digest(), actor, on, at), change)


@answering
def refund(  # noqa: PLR0913 - as in `capture`
    *,
    till: TillAtHand,
    key: str,
    redemption_id: UUID,
    amount: int | None,
    reason: str,
    actor: Actor,
    on: date,
    at: datetime,
) -> Answer:
    """This will give back what was taken, or (with an amount, in the unit that was asked) the last part of it, to the
    budgets that it came from. What they could not refuse then, no fund can refuse now.

    :raises RedemptionUnknown: the shop has no such purchase
    :raises InProgress, IdempotencyKeyReused: as in `redeem`
    """
    change = Change("refund", redemption_id, amount, reason)
    return _change(Question(till, key, change.digest(), actor, on, at), change)


@dataclass(frozen=True, slots=True)
class Change:
    """What a till asks of an earlier purchase."""

    act: str
    redemption_id: UUID
    amount: int | None = None
    reason: str = ""

    def digest(self) -> bytes:
        """Give what the request is known by."""
        return digest_of(self.act, asdict(self))


def _change(question: Question, change: Change) -> Answer:
    said = call(
        "redemptions_change({told}, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb)",
        question.till.till_id,
        question.till.shop_id,
        question.key,
        question.mac,
        change.act,
        change.redemption_id,
        change.amount,
        change.reason,
        question.said(change.redemption_id),
    )
    found = json.loads(said)
    if "unknown" in found:
        raise RedemptionUnknown
    return read_answer(found)


def let_go_of_redemptions(at: datetime) -> None:
    """This will say of purchases that their time was over before they were captured, a thousand at a time."""
    call("redemptions_expire({told}, %s, 1000)", at)
