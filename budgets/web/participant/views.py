"""The page of a pass: what is on it, until when, and what its owner may do."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from budgets.access.audience import Audience
from budgets.lifecycles import NotAllowedInState
from budgets.operation import Actor, reading
from budgets.passes.codes import number_in_groups
from budgets.passes.lifecycle import PassState
from budgets.passes.operations import block, set_pin, unblock
from budgets.passes.order import CarriedBudget
from budgets.passes.phones import unpair_phone
from budgets.passes.queries import find_pass_of, get_pass, list_carried, numbers_of_sub_passes
from budgets.redemptions.queries import list_purchases
from budgets.schemes.explanation import in_words
from budgets.web.base.context import language
from budgets.web.base.visitors import Visitor, page_of
from ledger.amount import Unit
from ledger.refusal import Refusal

OWNER = Actor("pass page")
"""Whose pass it is stands beside every act in the trail, so the page names nobody."""


MOST_PURCHASES = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One budget of a pass, in words."""

    amount: str
    activities: tuple[str, ...]
    until: date | None
    held: str


@dataclass(frozen=True, slots=True)
class Bought:
    """One purchase, in words."""

    on: date
    shop: str
    amount: str
    own: str
    refunded: str
    is_held: bool


@require_safe
@page_of(Audience.PARTICIPANT)
def show_pass(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Show what is on the pass of who asks."""
    return _show(request, visitor)


def _show(request: HttpRequest, visitor: Visitor, *, refused: str = "") -> HttpResponse:
    page = {"visitor": visitor, "refused": refused, "pin_done": "pin" in request.GET}
    page |= _look(visitor, timezone.localdate(), language())
    return render(request, "participant/pass.html", page, status=422 if refused else 200)


def pass_of(visitor: Visitor) -> UUID | None:
    """Give the pass of who asks: the one that their code opened, else the one they have."""
    return reading(find_pass_of)(visitor.subject_id) if visitor.has_account else visitor.subject_id


@reading
def _look(visitor: Visitor, on: date, lang: str) -> dict[str, Any]:
    pass_id = pass_of(visitor)
    seen = {"purchases": _purchases(visitor.subject_id, lang)} if visitor.has_account else {}
    return seen if pass_id is None else seen | _look_at(pass_id, on, lang)


def _look_at(pass_id: UUID, on: date, lang: str) -> dict[str, Any]:
    facts = get_pass(pass_id)
    children = numbers_of_sub_passes(pass_id)
    by_child: dict[UUID | None, list[Line]] = {None: [], **{child: [] for child in children}}
    for each in list_carried(pass_id, on=on, with_sub_passes=bool(children)):
        by_child[each.person_id if each.person_id in children else None].append(_line(each, lang))
    return {
        "facts": facts,
        "number": number_in_groups(facts.number),
        "lines": by_child[None],
        "children": [(number_in_groups(number), by_child[child]) for child, number in children.items()],
        "works": facts.state == PassState.ACTIVE,
        "is_blocked": facts.state == PassState.BLOCKED,
    }


def _purchases(person_id: UUID, lang: str) -> list[Bought]:
    return [
        Bought(
            on=each.on,
            shop=each.shop,
            amount=in_words(each.amount, Unit(each.unit), lang),
            own=in_words(each.own, Unit(each.unit), lang) if each.own else "",
            refunded=in_words(each.refunded, Unit(each.unit), lang) if each.refunded else "",
            is_held=each.status == "HELD",
        )
        for each in list_purchases(person_id, most=MOST_PURCHASES)
    ]


def _line(carried: CarriedBudget, lang: str) -> Line:
    held = carried.balance - carried.available
    return Line(
        amount=in_words(carried.available, carried.unit, lang),
        activities=tuple(carried.purposes),
        until=carried.until,
        held=in_words(held, carried.unit, lang) if held else "",
    )


def _by_form(act: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """This will do what a form asks; who comes by its address, having logged in again or chosen a language, is led to
    the page.
    """

    @wraps(act)
    def ask(request: HttpRequest) -> HttpResponse:
        return act(request) if request.method == "POST" else redirect("participant:pass")

    return ask


@_by_form
@page_of(Audience.PARTICIPANT)
def block_pass(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Block the pass: at once, and as often as one likes."""
    pass_id = pass_of(visitor)
    if pass_id is not None and reading(get_pass)(pass_id).state == PassState.ACTIVE:
        with suppress(NotAllowedInState):  # Pressed twice: the first did it.
            block(pass_id=pass_id, actor=OWNER, on=timezone.localdate())
    return redirect("participant:pass")


@_by_form
@page_of(Audience.PARTICIPANT)
def unblock_pass(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Let a blocked pass work again; only with an account."""
    pass_id = pass_of(visitor)
    if not visitor.has_account or pass_id is None:
        return render(request, "base/refused.html", status=403)
    if reading(get_pass)(pass_id).state == PassState.BLOCKED:
        with suppress(NotAllowedInState):
            unblock(pass_id=pass_id, actor=OWNER, on=timezone.localdate())
    return redirect("participant:pass")


@_by_form
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


@_by_form
@page_of(Audience.PARTICIPANT)
def take_from_phone(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Let the phone that shows the pass do so no more: it was lost, or is somebody else's; only with an account."""
    pass_id = pass_of(visitor)
    if not visitor.has_account or pass_id is None:
        return render(request, "base/refused.html", status=403)
    unpair_phone(pass_id=pass_id, actor=OWNER, on=timezone.localdate())
    return redirect("participant:pass")
