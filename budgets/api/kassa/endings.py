"""What comes after: take what was reserved, let it go, give back what was paid. One call each."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Body

from budgets.api.kassa.bodies import CancelAsked, CaptureAsked, PaymentAnswered, RefundAnswered, RefundAsked
from budgets.api.kassa.payments import KEY_CODES, Key, bestedingen
from budgets.api.kassa.telling import tell
from budgets.api.kassa.tills import Knocking
from budgets.redemptions.operations import cancel, capture, refund

ALL, NOTHING = CaptureAsked(), CancelAsked()
ENDING = [*KEY_CODES, "redemption-unknown", "already-captured", "already-cancelled", "hold-expired"]
IN_PIECES = "not-a-whole-number-of-points"


@bestedingen.post(
    "/{uuid:id}/_boek",
    response={201: PaymentAnswered},
    summary="Boek wat gereserveerd is",
    openapi_extra={"x-codes": [*ENDING, "exceeds-hold", IN_PIECES]},
)
def boek(request: HttpRequest, id: UUID, key: Key, body: Body[CaptureAsked] = ALL) -> HttpResponse:
    """Boekt een reservering, of (`bedrag`) een deel ervan; de rest komt vrij."""
    knocking: Knocking = request.auth  # type: ignore[attr-defined]
    return tell(request, capture(key=key, redemption_id=id, amount=body.amount, **knocking.frame))


@bestedingen.post(
    "/{uuid:id}/_annuleer",
    response={201: PaymentAnswered},
    summary="Annuleer een reservering",
    openapi_extra={"x-codes": ENDING},
)
def annuleer(request: HttpRequest, id: UUID, key: Key, body: Body[CancelAsked] = NOTHING) -> HttpResponse:
    """Laat een reservering vrij."""
    knocking: Knocking = request.auth  # type: ignore[attr-defined]
    return tell(request, cancel(key=key, redemption_id=id, **knocking.frame))


@bestedingen.post(
    "/{uuid:id}/_retourneer",
    response={201: RefundAnswered},
    summary="Geef terug",
    openapi_extra={
        "x-codes": [
            *KEY_CODES,
            "redemption-unknown",
            "not-captured-yet",
            "already-cancelled",
            "hold-expired",
            "exceeds-purchase",
            "refund-window-closed",
            IN_PIECES,
        ]
    },
)
def retourneer(request: HttpRequest, id: UUID, body: RefundAsked, key: Key) -> HttpResponse:
    """Geeft een betaling, of (`bedrag`) een deel ervan, terug op de pas waar die vandaan kwam."""
    knocking: Knocking = request.auth  # type: ignore[attr-defined]
    answer = refund(key=key, redemption_id=id, amount=body.amount, reason=body.reason, **knocking.frame)
    return tell(request, answer)
