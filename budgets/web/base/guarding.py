"""Passwords and codes are tried a few times: counted by address and by name, whoever is asked for."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps

from allauth.account.internal.stagekit import get_pending_stage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from budgets.limits.addresses import address_of
from budgets.limits.limiting import (
    LOGIN_NAMES,
    LOGINS,
    Limit,
    TooManyTries,
    check_not_over,
    count_try,
    network_of,
    take_try,
)
from budgets.web.base.sessions import forget_some

View = Callable[..., HttpResponse]


def guarded(view: View, *, every: Limit | None = None) -> View:
    """This will refuse to try more often than may be: 429, with when it may be tried again. What failed is counted;
    what `every` limits is counted by address whatever came of it.
    """

    @wraps(view)
    def guard(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return view(request)
        at, network = timezone.now(), network_of(address_of(request))
        tries = [(LOGINS, network), *((LOGIN_NAMES, name) for name in _names_of(request))]
        try:
            _check(tries, at)
            if every:
                take_try(every, network, at=at)
        except TooManyTries as refusal:
            busy = render(request, "429.html", status=429)
            busy["Retry-After"] = str(refusal.facts["seconds"])
            return busy
        answer = view(request)
        if answer.status_code in (200, 400):  # The form again: it was wrong.
            for limit, who in tries:
                count_try(limit, who, at=at)
        else:
            forget_some(at=at)
        return answer

    return guard


def _check(tries: Sequence[tuple[Limit, str]], at: datetime) -> None:
    for limit, who in tries:
        check_not_over(limit, who=who, at=at)


def _names_of(request: HttpRequest) -> set[str]:
    """Give whose log-in is tried: the name that was typed, as the form reads it, and at the second step who gave a
    password before.
    """
    waiting = get_pending_stage(request)
    told = {waiting.login.user.get_username()} if waiting else set()
    return (told | {request.POST.get("login", "").strip()}) - {""}
