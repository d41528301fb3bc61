"""The answers of the till's operations, as they leave: yes, or no with its code; and whether it was said before."""

from django.http import HttpRequest, HttpResponse

from budgets.api.kassa.bodies import Answered, PaymentAnswered, RefundAnswered
from budgets.api.problems import problem
from budgets.redemptions.answers import Answer, Redeemed

STATUSES = {"BOOKED": "geboekt", "HELD": "gereserveerd", "CANCELLED": "geannuleerd", "REFUNDED": "geretourneerd"}


def tell(request: HttpRequest, answer: Answer) -> HttpResponse:
    """Give an answer of the till's operations; given again it is the same, and says so."""
    outcome = answer.outcome
    if isinstance(outcome, Redeemed):
        told = _words_of(outcome).model_dump_json(by_alias=True, exclude_none=True)
        response = HttpResponse(told, status=201, content_type="application/json")
    else:
        response = problem(request, outcome.code, facts=outcome.facts)
    if answer.replayed:
        response["Idempotency-Replayed"] = "true"
    return response


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
