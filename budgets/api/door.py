"""What stands around every request for /api: nothing of the pages, one form for what goes wrong, and the headers."""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.urls import resolve

from budgets.api.problems import PROBLEM, problem

ADDRESSES = "budgets.api.urls"
VERSION = "1.0.0"
MOST_BYTES = 16_384
_log = structlog.get_logger("grondslag.api")

_HEADERS = {
    "API-Version": VERSION,
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class ApiDoor:
    """Answers what is asked of /api by itself, before sessions and pages come into it; the rest passes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (request.path_info == "/api" or request.path_info.startswith("/api/")):
            return self._get_response(request)
        response = _in_one_form(request, _answer(request))
        for name, value in _HEADERS.items():
            response.setdefault(name, value)
        # Whole, and not in chunks: it is one write of the server, and one reading of the till.
        response.setdefault("Content-Length", str(len(response.content)))
        if request.is_secure() and settings.SECURE_HSTS_SECONDS:
            response["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"
        return response


def _answer(request: HttpRequest) -> HttpResponse:
    try:
        return _refused(request) or _asked(request)
    except Http404:
        return problem(request, "unknown-path")
    except UnreadablePostError:
        return problem(request, "invalid-request")
    except (OperationalError, InterfaceError) as error:
        _log.error("api.database_away", error=type(error).__name__)
        return problem(request, "unavailable", retry_after=5)
    except Exception:
        # A mistake of ours: written down, and told to nobody.
        _log.exception("api.failed")
        return problem(request, "failure")


def _refused(request: HttpRequest) -> HttpResponse | None:
    try:
        request.get_host()
    except DisallowedHost:
        return problem(request, "unknown-host")
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        # Never sent on to https: what was said in the clear was heard already, and its sender has to know.
        return problem(request, "https-required")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isascii() and length.isdigit() and int(length[:20]) > MOST_BYTES:
        return problem(request, "too-large")
    return None


def _asked(request: HttpRequest) -> HttpResponse:
    found = resolve(request.path_info, urlconf=ADDRESSES)
    request.resolver_match = found
    return found.func(request, *found.args, **found.kwargs)


def _in_one_form(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give what a library answered by itself in the form of all others."""
    if response.status_code == 405 and response["Content-Type"] != PROBLEM:
        made = problem(request, "method-not-allowed")
        made["Allow"] = response["Allow"]
        return made
    return response
