"""The pass on a phone: a page that also works offline, pairing, and renewing by which name shops see the phone."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from budgets.access.audience import Audience
from budgets.access.queries import find_town
from budgets.limits.addresses import address_of
from budgets.limits.limiting import RENEWALS, TooManyTries, check_not_over, count_try, network_of
from budgets.parties.public_number import public_number
from budgets.passes.codes import read_code
from budgets.passes.phones import pair_phone, renew_handle
from budgets.passes.refusals import PassUnknown
from budgets.web.base.visitors import Visitor, page_of
from budgets.web.participant.views import OWNER, pass_of
from ledger import tenant
from ledger.refusal import Refusal

WORKER = Path(__file__).with_name("worker.js")
"""No static file: what it may do reaches as far as the folder of its address."""
MOST_BYTES = 1_000


@require_safe
def show_code(request: HttpRequest) -> HttpResponse:
    """Show the page that draws the code: the same for everybody, so that a phone may keep it."""
    return render(request, "participant/turn.html")


@require_POST
@page_of(Audience.PARTICIPANT)
def pair(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Let this phone show the pass, and give it its key, once; only with an account."""
    pass_id, clock = pass_of(visitor), _clock(_read(request))
    if not visitor.has_account or pass_id is None:
        return _refuse("account-needed", 403)
    if clock is None:
        return _refuse("unreadable", 400)
    at = timezone.now()
    try:
        phone = pair_phone(pass_id=pass_id, clock=clock, actor=OWNER, on=timezone.localdate(at), at=at)
    except Refusal as refusal:
        return _refuse(refusal.code, 422)
    told = {
        "municipality": public_number(visitor.town.id),
        "handle": phone.handle,
        "key": base64.b64encode(phone.key).decode(),
    }
    return JsonResponse(told)


@never_cache
@csrf_exempt  # The phone proves by its key who it is, not by a cookie; the page it asks from may be kept offline.
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Give a phone its handle of the day; refused, it shows the pass no more. Only what is refused is counted: many
    phones may be behind one address.
    """
    asked = _read(request)
    code, clock = asked.get("code"), _clock(asked)
    if not isinstance(code, str) or clock is None:
        return _refuse("unreadable", 400)
    at, who = timezone.now(), network_of(address_of(request))
    try:
        check_not_over(RENEWALS, who=who, at=at)
        return JsonResponse({"handle": _renew(code, clock, at)})
    except TooManyTries as refusal:
        busy = _refuse(refusal.code, 429)
        busy["Retry-After"] = str(refusal.facts["seconds"])
        return busy
    except Refusal as refusal:
        count_try(RENEWALS, who, at=at)
        return _refuse(refusal.code, 422)


def _renew(code: str, clock: datetime, at: datetime) -> str:
    read = read_code(code)
    town = find_town(read.municipality_id) if read else None
    if town is None:
        raise PassUnknown
    with tenant.serving(town.id):
        return renew_handle(code=code, clock=clock, actor=OWNER, on=timezone.localdate(at), at=at)


@require_safe
def give_worker(request: HttpRequest) -> FileResponse:
    """Give the worker that keeps the page of the code for when there is no internet."""
    answer = FileResponse(WORKER.open("rb"), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def give_manifest(request: HttpRequest) -> JsonResponse:
    """Give what a phone needs to put the pass on its home screen."""
    icon = {"src": static("base/icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    told = {
        "name": "Pas",
        "short_name": "Pas",
        "start_url": reverse("participant:turn"),
        "scope": "/pas",
        "display": "standalone",
        "icons": [icon],
    }
    return JsonResponse(told, content_type="application/manifest+json")


def _read(request: HttpRequest) -> dict[str, Any]:
    if len(request.body) > MOST_BYTES:
        return {}
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _clock(asked: dict[str, Any]) -> datetime | None:
    """Give what the clock of a phone says: milliseconds since 1970, up to the year 9999."""
    said = asked.get("clock")
    if not isinstance(said, int) or isinstance(said, bool) or not 0 <= said < 250_000_000_000_000:
        return None
    return datetime.fromtimestamp(said / 1_000, UTC)


def _refuse(code: str, status: int) -> JsonResponse:
    return JsonResponse({"code": code}, status=status)
