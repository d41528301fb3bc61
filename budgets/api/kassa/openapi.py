"""The description of the API, for machines: what the library knows, and headers, problems and examples beside it."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from budgets.api.door import VERSION
from budgets.api.kassa.api import kassa
from budgets.api.problems import PROBLEM, describe
from budgets.api.zinnen import TITLES, ZINNEN
from budgets.redemptions.refusals import KEPT

ALWAYS = ("unknown-host", "https-required", "too-large", "failure", "unavailable")
"""What any call may be told, whatever was asked."""

_REF_HEADER = {"API-Version": {"$ref": "#/components/headers/API-Version"}}
_RETRY = {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}
_REPLAYED = {"Idempotency-Replayed": {"$ref": "#/components/headers/Idempotency-Replayed"}}
_AGAIN = {"201", *(str(ZINNEN[code].status) for code in KEPT)}
"""With which statuses an answer is given again under its key: what was booked, and the refusals that are kept."""
_EXAMPLE_FACTS = {"left": 4, "seconds": 120}


@require_GET
def give_openapi(request: HttpRequest) -> HttpResponse:
    """Give the description, to anyone and to any page: there is nothing in it that is not public."""
    server = request.build_absolute_uri("/api/kassa/v1")
    response = HttpResponse(json.dumps(describe_api(server), ensure_ascii=False), content_type="application/json")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def describe_api(server: str) -> dict[str, Any]:
    """Give the description of the API as it is served at an address."""
    told = _in_dutch(kassa.get_openapi_schema(path_prefix=""))
    told["info"] |= {
        "description": (
            "Voor kassa's van winkels: betalen met een pas, reserveren, retourneren en terugkijken.\n\n"
            "Bedragen zijn hele centen, punten of lessen. Wie boekt, stuurt een `Idempotency-Key` mee: dezelfde vraag"
            " met dezelfde sleutel wordt één keer geboekt, en geeft altijd hetzelfde antwoord. Wat mis is, staat in"
            " `code` (vast) en `detail` (voor te lezen, Nederlands of met `Accept-Language: en` Engels)."
        ),
        "contact": CONTACT,
        "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
    }
    told["servers"] = [{"url": server}]
    told["tags"] = TAGS
    parts = told.setdefault("components", {})
    parts["headers"] = HEADERS
    parts.setdefault("schemas", {})["Probleem"] = PROBLEEM
    for calls in told["paths"].values():
        for call in calls.values():
            _complete(call)
    return told


def _in_dutch(schema: Any) -> dict[str, Any]:
    text = json.dumps(schema)
    for ours, theirs in DUTCH.items():
        text = text.replace(f'"{ours}"', f'"{theirs}"').replace(f'schemas/{ours}"', f'schemas/{theirs}"')
    told: dict[str, Any] = json.loads(text)
    for part in told["components"]["schemas"].values():
        for field in part["properties"].values():
            field.pop("title", None)  # Made of the name, and so the same in worse.
    return told


def _complete(call: dict[str, Any]) -> None:
    """Write into a call what it may be refused with, and the headers of every answer."""
    codes = _codes_of(call)
    for kind in call.pop("x-files", ()):
        call["responses"]["200"]["content"][kind] = {"schema": {"type": "string", "format": "binary"}}
    for response in call["responses"].values():
        response["headers"] = {**_REF_HEADER, **response.get("headers", {})}
    for status in sorted({ZINNEN[code].status for code in codes}):
        call["responses"][str(status)] = _refused(status, sorted(c for c in codes if ZINNEN[c].status == status))
    if any(given["name"] == "Idempotency-Key" for given in call["parameters"]):
        for status in _AGAIN & call["responses"].keys():
            call["responses"][status]["headers"] |= _REPLAYED


def _codes_of(call: dict[str, Any]) -> set[str]:
    """Give what a call may be refused with: its own, and what follows from how it is asked."""
    codes = {*ALWAYS, *call.pop("x-codes", ())}
    if any(given["in"] == "path" for given in call["parameters"]):
        codes.add("unknown-path")
    if "security" in call:
        codes.add("not-authenticated")
    if "requestBody" in call:
        codes |= {"invalid-request", "unsupported-media-type"}
    elif call["parameters"]:
        codes.add("invalid-request")
    return codes


def _refused(status: int, codes: list[str]) -> dict[str, Any]:
    examples = {code: {"value": _example(code)} for code in codes}
    return {
        "description": TITLES[status]["nl"],
        "headers": _REF_HEADER | (_RETRY if status in (409, 429, 503) else {}),
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Probleem"}, "examples": examples}},
    }


def _example(code: str) -> dict[str, Any]:
    errors = [{"in": "body", "veld": "bedrag", "reden": "is minder dan 1"}] if code == "invalid-request" else []
    return describe(code, "nl", facts=_EXAMPLE_FACTS, errors=errors)


DUTCH = {
    "PairingAsked": "Koppeling",
    "TokenGiven": "Token",
    "PaymentAsked": "BestedingGevraagd",
    "PaymentAnswered": "Besteding",
    "CaptureAsked": "BoekingGevraagd",
    "CancelAsked": "AnnuleringGevraagd",
    "RefundAsked": "RetourGevraagd",
    "RefundAnswered": "Retour",
    "Receipt": "Bon",
    "Receipts": "Bonnen",
    "Total": "Totaal",
    "Totals": "Dagtotalen",
    "Settlement": "Afrekening",
    "Settlements": "Afrekeningen",
    "SettledLine": "Afrekeningsregel",
    "SettlementInFull": "AfrekeningMetRegels",
}
CONTACT = {
    "name": "Grondslag",
    "url": "https://grondslag.example/kassa",
    "email": "kassa@grondslag.example",
}
TAGS = [
    {"name": "apparaten", "description": "Een kassa koppelen."},
    {"name": "bestedingen", "description": "Betalen met een pas, en wat daarna komt."},
    {"name": "overzichten", "description": "Dagtotalen en afrekeningen van de eigen winkel."},
]
HEADERS: dict[str, Any] = {
    "API-Version": {
        "description": "De versie van deze API.",
        "schema": {"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
        "example": VERSION,
    },
    "Retry-After": {"description": "Na zoveel seconden kan het weer.", "schema": {"type": "integer"}},
    "Idempotency-Replayed": {
        "description": "`true` als dit het antwoord op een eerdere, gelijke vraag is.",
        "schema": {"type": "string", "enum": ["true"]},
    },
}
PROBLEEM: dict[str, Any] = {
    "type": "object",
    "description": "Wat er mis is (RFC 9457).",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "Een zin die de kassamedewerker kan voorlezen."},
        "code": {"type": "string", "pattern": "^[a-z-]+$"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["in", "veld", "reden"],
                "properties": {name: {"type": "string"} for name in ("in", "veld", "reden")},
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
