"""Who asks for a page: by a log-in, or by a code that was sent to the pass of which they gave the number."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from budgets.access.audience import Audience
from budgets.access.queries import Town, find_opened, find_town, find_town_of
from ledger import tenant

P = ParamSpec("P")
BY_CODE = "by_code"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who it is. By a code, `subject_id` is the pass that it opens; by a log-in the person or the officer."""

    town: Town
    audience: Audience
    subject_id: UUID
    has_account: bool


def visitor_of(request: HttpRequest) -> Visitor | None:
    """Give who asks, with what is open to them now: what was ended since they logged in is not."""
    if request.user.is_authenticated:
        return _by_login(request)
    given = request.session.get(BY_CODE)
    town = find_town(given["town"]) if given else None
    return Visitor(town, Audience.PARTICIPANT, UUID(given["pass"]), has_account=False) if town and given else None


def _by_login(request: HttpRequest) -> Visitor | None:
    town = find_town_of(request.user.get_username())
    if town is None or request.user.pk is None:
        return None
    with tenant.serving(town.id):
        opened = find_opened(request.user.pk)
    if opened is None or (opened.audience is Audience.OFFICER and not _took_second_step(request)):
        return None
    return Visitor(town, opened.audience, opened.subject_id, has_account=True)


def _took_second_step(request: HttpRequest) -> bool:
    return any(step["method"] == "mfa" for step in get_authentication_records(request, request.user))


def let_in_by_code(request: HttpRequest, *, town_id: int, pass_id: UUID) -> None:
    """This will remember that a code opened a pass, in a session with another name than before."""
    request.session.flush()
    request.session[BY_CODE] = {"town": town_id, "pass": str(pass_id)}


Page = Callable[Concatenate[HttpRequest, Visitor, P], HttpResponse]


def page_of(audience: Audience) -> Callable[[Page[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """This will give a page to its audience, with their municipality served; others are asked to log in, or told that
    it is not theirs. It is kept in no cache.
    """

    def of_audience(page: Page[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @never_cache
        @wraps(page)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            visitor = visitor_of(request)
            if visitor is None and not request.user.is_authenticated:
                return redirect_to_login(request.path)
            if visitor is None or visitor.audience is not audience:
                return render(request, "base/refused.html", status=403)
            request.town = visitor.town  # type: ignore[attr-defined]
            with tenant.serving(visitor.town.id):
                return page(request, visitor, *args, **kwargs)

        return guarded

    return of_audience
