"""The answers of the till's operations, as they leave: yes, or no with its code; and whether it was said before."""

from django.http import HttpRequest, HttpResponse

from budgets.api.kassa.bodies import Answered, PaymentAnswered, RefundAnswered
from budgets.api.problems import problem
from budgets.redemptions.answers import Answer, Redeemed

STATUSES = {
    "BOOKED": "geboekt",
    "HELD": "gereserveerd",
    "CANCELLED": "geannuleerd",
    "EXPIRED": "verlopen",
    "REFUNDED": "geretourneerd",
}


def tell(request: HttpRequest, answer: Answer) -> HttpResponse:
    """Give an answer of the till's operations; given again it is the same, and says so."""
    outcome = answer.outcome
    if isinstance(outcome, Redeemed):
        response = as_json(_words_of(outcome), status=201)
    else:
        response = problem(request, outcome.code, facts=outcome.facts)
    if answer.replayed:
        response["Idempotency-Replayed"] = "true"
    return response


def as_json(told: Answered, *, status: int = 200) -> HttpResponse:
    """Give what is answered as JSON."""
    text = told.model_dump_json(by_alias=True, exclude_none=True)
    return HttpResponse(text, status=status, content_type="application/json")


def _words_of(done: Redeemed) -> Answered:
    if done.status == "REFUNDED":
        return RefundAnswered(id=done.id, status=STATUSES[done.status], amount=done.amount)
    return PaymentAnswered(
        id=done.id,
        status=STATUSES[done.status],
        amount=done.amount,
        own=done.own,
        receipt=done.receipt,
        booked_at=done.booked_at,
        expires_at=done.expires_at,
    )
