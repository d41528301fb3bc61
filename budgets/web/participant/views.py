"""The page of a pass: what is on it, until when, and what its owner may do."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from budgets.access.audience import Audience
from budgets.operation import Actor, reading
from budgets.passes.codes import number_in_groups
from budgets.passes.lifecycle import PassState
from budgets.passes.operations import block, set_pin, unblock
from budgets.passes.queries import find_pass_of, get_pass, list_carried
from budgets.web.base.visitors import Visitor, page_of
from budgets.web.participant.wording import in_units
from ledger.refusal import Refusal

OWNER = Actor("pass page")
"""Whose pass it is stands beside every act in the trail, so the page names nobody."""


@dataclass(frozen=True, slots=True)
class Line:
    """One budget of a pass, in words."""

    amount: str
    activities: tuple[str, ...]
    until: date | None
    held: str


@require_safe
@page_of(Audience.PARTICIPANT)
def show_pass(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Show what is on the pass of who asks."""
    return _show(request, visitor)


def _show(request: HttpRequest, visitor: Visitor, *, refused: str = "") -> HttpResponse:
    pass_id = pass_of(visitor)
    page: dict[str, Any] = {"visitor": visitor, "refused": refused, "pin_done": "pin" in request.GET}
    if pass_id is not None:
        page |= _look(pass_id, timezone.localdate())
    return render(request, "participant/pass.html", page, status=422 if refused else 200)


def pass_of(visitor: Visitor) -> UUID | None:
    """Give the pass of who asks: the one that their code opened, else the one they have."""
    return reading(find_pass_of)(visitor.subject_id) if visitor.has_account else visitor.subject_id


@reading
def _look(pass_id: UUID, on: date) -> dict[str, Any]:
    facts = get_pass(pass_id)
    lines = [
        Line(
            amount=in_units(each.available, each.unit, get_language()),
            activities=tuple(sorted(each.activities or ())),
            until=each.until,
            held=in_units(each.balance - each.available, each.unit, get_language())
            if each.balance > each.available
            else "",
        )
        for each in list_carried(pass_id, on=on)
    ]
    return {
        "facts": facts,
        "number": number_in_groups(facts.number),
        "lines": lines,
        "works": facts.state == PassState.ACTIVE,
        "is_blocked": facts.state == PassState.BLOCKED,
    }


@require_POST
@page_of(Audience.PARTICIPANT)
def block_pass(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Block the pass: at once, and as often as one likes."""
    pass_id = pass_of(visitor)
    if pass_id is not None and reading(get_pass)(pass_id).state == PassState.ACTIVE:
        block(pass_id=pass_id, actor=OWNER, on=timezone.localdate())
    return redirect("participant:pass")


@require_POST
@page_of(Audience.PARTICIPANT)
def unblock_pass(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Let a blocked pass work again; only with an account."""
    pass_id = pass_of(visitor)
    if not visitor.has_account or pass_id is None:
        return render(request, "base/refused.html", status=403)
    if reading(get_pass)(pass_id).state == PassState.BLOCKED:
        unblock(pass_id=pass_id, actor=OWNER, on=timezone.localdate())
    return redirect("participant:pass")


@require_POST
@page_of(Audience.PARTICIPANT)
def set_new_pin(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Give the card another PIN; only with an account."""
    pass_id = pass_of(visitor)
    if not visitor.has_account or pass_id is None:
        return render(request, "base/refused.html", status=403)
    try:
        set_pin(pass_id=pass_id, pin=request.POST.get("pin", ""), actor=OWNER, on=timezone.localdate())
    except Refusal as refusal:
        return _show(request, visitor, refused=refusal.code)
    return redirect(f"{request.path.removesuffix('/pincode')}?pin=1")
