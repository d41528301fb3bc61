"""People pay at shops with their pass. What a till asks under a key is done once: a function of the database locks,
judges, books and answers, and the answer is kept for ever, a refusal as well.
"""

from dataclasses import asdict
from datetime import date, datetime

from budgets.operation import Actor, answering
from budgets.passes.keys import digest_of_pin
from budgets.passes.presenting import Presented
from budgets.passes.refusals import PinRequired
from budgets.redemptions.answers import Answer, Ask
from budgets.redemptions.asking import Look, Question, as_json, ask, digest_of, look, refuse
from budgets.redemptions.models import ShownBy
from budgets.shops.queries import TillAtHand
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
