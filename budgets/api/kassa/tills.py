"""Which till knocks: its token says whose municipality it is, and a digest of it which till."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from budgets.operation import Actor
from budgets.shops.codes import municipality_of
from budgets.shops.queries import TillAtHand, find_till
from ledger import tenant

NOBODYS = 0
"""No municipality: asked for what is of none, so that a token of nobody costs the same as one of a till."""
_AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class Knocking:
    """A till that showed its token, of a municipality, and the moment of its request."""

    municipality_id: int
    till: TillAtHand
    at: datetime

    @property
    def frame(self) -> dict[str, Any]:
        """Give what every operation of a till is told: which till, who acts, on which day and when."""
        return {
            "till": self.till,
            "actor": Actor(f"till {self.till.till_id}"),
            "on": day_of(self.at),
            "at": self.at,
        }


class TillToken(HttpBearer):
    """The header `Authorization: Bearer <token>`; unknown and revoked tokens are one."""

    openapi_description = "De token die de kassa bij het koppelen kreeg."

    def authenticate(self, request: HttpRequest, token: str) -> Knocking | None:
        municipality_id = municipality_of(token) or NOBODYS
        with tenant.serving(municipality_id):
            till = _find_on_a_live_connection(token)
        return Knocking(municipality_id, till, timezone.now()) if till else None


def _find_on_a_live_connection(token: str) -> TillAtHand | None:
    """Give the till of a token; asked once more, on a new connection, where the one that was kept was cut meanwhile.

    The first question of a request shows that. To see first whether the connection lives, as the framework would, is a
    trip of each request.
    """
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return find_till(token)
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block or connection.is_usable():
            raise
        connection.close()
        return find_till(token)


def day_of(at: datetime) -> date:
    """Give the day of a moment in Amsterdam."""
    return at.astimezone(_AMSTERDAM).date()


def serving_its_municipality(handle: Callable[..., Any]) -> Callable[..., Any]:
    """This will serve the municipality of the till while its request is handled."""

    @wraps(handle)
    def serve(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        knocking = getattr(request, "auth", None)
        if not isinstance(knocking, Knocking):
            return handle(request, *args, **kwargs)
        with tenant.serving(knocking.municipality_id):
            return handle(request, *args, **kwargs)

    return serve
