"""What stands around every request."""

import re
from collections.abc import Callable
from time import perf_counter
from uuid import uuid4

import structlog
from django.http import HttpRequest, HttpResponse

from budgets.trail.context import serving_request

HEADER = "X-Request-ID"
# As proxies make them, with or without hyphens. Nothing else is taken over: a stranger could write anything in it.
_WELL_FORMED = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_log = structlog.get_logger("grondslag.requests")


class RequestIds:
    """Gives each request an id, its own or a new one, that comes back in the answer, and writes one line about it.

    The line names the route, never the address that was asked: that may hold anything.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        request_id = given if _WELL_FORMED.fullmatch(given) else str(uuid4())
        with serving_request(request_id):
            begun = perf_counter()
            response = self._get_response(request)
            route = request.resolver_match.view_name if request.resolver_match else "unknown"
            _log.info(
                "request.served",
                object=f"{_method(request)} {route}",
                result=_result(response.status_code),
                duration_ms=round((perf_counter() - begun) * 1_000, 1),
            )
        response[HEADER] = request_id
        return response


def _method(request: HttpRequest) -> str:
    known = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    return request.method if request.method in known else "other"


def _result(status: int) -> str:
    if status < 400:
        return f"done {status}"
    return f"refused {status}" if status < 500 else f"failed {status}"
