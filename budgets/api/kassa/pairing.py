"""A till joins by a code that was printed for it; a lost answer means a new code."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from budgets.api.kassa.bodies import PairingAsked, TokenGiven
from budgets.api.kassa.tills import day_of
from budgets.limits.addresses import address_of
from budgets.limits.limiting import PAIRINGS, network_of, take_try
from budgets.operation import Actor
from budgets.shops.codes import municipality_of
from budgets.shops.refusals import PairingCodeUnusable
from budgets.shops.tills import pair_till
from ledger import tenant

apparaten = Router(tags=["apparaten"])
_NAME = "Kassa"


CODES = ["pairing-code-unusable", "too-many-tries", "in-progress"]


@apparaten.post(
    "/_koppel",
    auth=None,
    response={201: TokenGiven},
    by_alias=True,
    summary="Koppel een kassa",
    openapi_extra={"x-codes": CODES},
)
def koppel_apparaat(request: HttpRequest, body: PairingAsked) -> Status:
    """Geeft de kassa een token, in ruil voor een koppelcode die één keer en tien minuten werkt."""
    at = timezone.now()
    # Counted before it is looked up: a code has few signs, so that it can be typed.
    take_try(PAIRINGS, network_of(address_of(request)), at=at)
    municipality_id = municipality_of(body.pairing_code)
    if municipality_id not in tenant.list_municipalities():
        raise PairingCodeUnusable
    with tenant.serving(municipality_id):
        paired = pair_till(code=body.pairing_code, name=_NAME, at=at, actor=Actor("till"), on=day_of(at))
    return Status(201, TokenGiven(token=paired.token))
