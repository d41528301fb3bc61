"""Seeing a pass without an account: its number, and a code that goes to whose it is."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from budgets.access.codes import MOST_CODES, send_code, try_code
from budgets.access.queries import find_town
from budgets.operation import Actor
from budgets.parties.public_number import read_public_number
from budgets.passes.codes import read_number
from budgets.web.base.visitors import let_in_by_code
from ledger import tenant

STRANGER = Actor("pass page")
ASKED = "asked_code"
_OPENING = 5


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_code(request: HttpRequest) -> HttpResponse:
    """Ask for the number of a pass and send a code; whether there is such a pass is not told."""
    given = request.POST.get("number", "")
    number = read_number(given) if request.method == "POST" else None
    if number is None:
        page = {"given": given, "wrong": request.method == "POST"}
        return render(request, "participant/ask_code.html", page, status=400 if page["wrong"] else 200)
    town = find_town(read_public_number(number[:_OPENING]) or 0)
    code_id = None
    if town is not None:
        at = timezone.now()
        with tenant.serving(town.id):
            code_id = send_code(number=number, actor=STRANGER, on=timezone.localdate(at), at=at)
    _remember(request, town.id if town else 0, code_id)
    return redirect("participant:give-code")


def _remember(request: HttpRequest, town_id: int, code_id: UUID | None) -> None:
    """This will keep what was sent last beside what was sent before it: a message may come late, or after the next. Who
    asks and is sent nothing any more loses none of them.
    """
    asked = request.session.get(ASKED)
    earlier = asked["codes"] if asked and asked["town"] == town_id else []
    sent = [str(code_id)] if code_id else []
    request.session[ASKED] = {"town": town_id, "codes": [*earlier, *sent][-MOST_CODES:]}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code, and let in who has it."""
    asked = request.session.get(ASKED)
    if asked is None:
        return redirect("participant:ask-code")
    if request.method != "POST":
        return render(request, "participant/give_code.html", {"wrong": False})
    pass_id = _try(asked, request.POST.get("code", ""))
    if pass_id is None:
        return render(request, "participant/give_code.html", {"wrong": True}, status=400)
    let_in_by_code(request, town_id=asked["town"], pass_id=pass_id)
    return redirect("participant:pass")


def _try(asked: dict[str, Any], given: str) -> UUID | None:
    town = find_town(asked["town"])
    if town is None:
        return None
    at, code, code_ids = timezone.now(), "".join(given.split()), [UUID(each) for each in asked["codes"]]
    with tenant.serving(town.id):
        return try_code(code_ids=code_ids, code=code, actor=STRANGER, on=timezone.localdate(at), at=at)
