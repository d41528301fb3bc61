"""What went wrong, as RFC 9457 says it: one form for every answer from 400 on, with a stable code and a sentence."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation.trans_real import parse_accept_lang_header

from budgets.api.zinnen import TITLES, ZINNEN

PROBLEM = "application/problem+json"
_NOTHING: Mapping[str, Any] = {}


def language_of(request: HttpRequest) -> str:
    """Give "en" for whom prefers it to Dutch, else "nl"."""
    for language, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200].lower()):
        if language[:2] in ("nl", "en"):
            return language[:2]
    return "nl"


def problem(
    request: HttpRequest,
    code: str,
    *,
    facts: Mapping[str, Any] = _NOTHING,
    errors: Sequence[Mapping[str, str]] = (),
    retry_after: int | None = None,
) -> HttpResponse:
    """Give the answer for a code, in the language that was asked for. Of the facts only those are told that its
    sentence has a place for.
    """
    language = language_of(request)
    told = describe(code, language, facts=facts, errors=errors)
    response = HttpResponse(json.dumps(told), status=told["status"], content_type=PROBLEM)
    response["Content-Language"] = language
    response["Vary"] = "Accept-Language"
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    if told["status"] == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def describe(
    code: str,
    language: str,
    *,
    facts: Mapping[str, Any] = _NOTHING,
    errors: Sequence[Mapping[str, str]] = (),
) -> dict[str, Any]:
    """Give a problem as it is told."""
    zin = ZINNEN[code]
    told: dict[str, Any] = {
        "type": f"urn:grondslag:probleem:{code}",
        "title": TITLES[zin.status][language],
        "status": zin.status,
        "detail": (zin.nl if language == "nl" else zin.en).format_map(facts),
        "code": code,
    }
    if errors:
        told["errors"] = list(errors)
    return told
