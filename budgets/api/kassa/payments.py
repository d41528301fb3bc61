"""Paying with a pass: one call of one operation, and its answer."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Header, Router

from budgets.api.kassa.bodies import UNITS, PaymentAnswered, PaymentAsked
from budgets.api.kassa.telling import tell
from budgets.api.kassa.tills import Knocking
from budgets.limits.limiting import PASS_GUESSES, PIN_GUESSES, Limit, check_not_over, count_try
from budgets.redemptions.answers import Answer, Ask, Refused
from budgets.redemptions.operations import redeem

bestedingen = Router(tags=["bestedingen"], by_alias=True)
KEY_CODES = ["in-progress", "idempotency-key-reused"]
PAYING = [
    *KEY_CODES,
    "too-many-tries",
    "pass-unknown",
    "code-out-of-time",
    "code-used",
    "pin-required",
    "pin-wrong",
    "pin-locked",
    "shop-not-approved",
    "activity-not-allowed",
    "outside-period",
    "limit-reached",
    "exceeds-available-balance",
    "not-a-whole-number-of-points",
    "fund-exhausted",
]

Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[!-~]+$",
        description="Een nieuwe sleutel per betaling, bijvoorbeeld een UUID; bij opnieuw proberen dezelfde.",
    ),
]


@bestedingen.post("", response={201: PaymentAnswered}, summary="Betaal", openapi_extra={"x-codes": PAYING})
def besteed(request: HttpRequest, body: PaymentAsked, key: Key) -> HttpResponse:
    """Laat een pas betalen, of (`reserveer`) zet apart wat de pas gaat betalen."""
    knocking: Knocking = request.auth  # type: ignore[attr-defined]
    who = str(knocking.till.till_id)
    check_not_over(PASS_GUESSES, PIN_GUESSES, who=who, at=knocking.at)
    ask = Ask(
        code=body.code,
        amount=body.amount,
        unit=UNITS[body.unit],
        activity=body.activity,
        pin=body.pin,
        split=body.split,
        reserve=body.reserve,
        reference=body.reference,
    )
    answer = redeem(key=key, ask=ask, **knocking.frame)
    guessed = _guess_in(answer)
    if guessed and not answer.replayed:
        count_try(guessed, who, at=knocking.at)
    return tell(request, answer)


def _guess_in(answer: Answer) -> Limit | None:
    """Give by what a guess is counted. A PIN that was tried says how often it still may be, also the one that locks the
    card; of a card that was locked before none is looked at.
    """
    if not isinstance(answer.outcome, Refused):
        return None
    if answer.outcome.code == "pass-unknown":
        return PASS_GUESSES
    return PIN_GUESSES if "left" in answer.outcome.facts else None
