"""Passwords and codes are tried a few times: counted by address and by name, whoever is asked for."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from budgets.limits.addresses import address_of
from budgets.limits.limiting import LOGIN_NAMES, LOGINS, TooManyTries, check_not_over, count_try, network_of
from budgets.web.base.sessions import forget_some

View = Callable[..., HttpResponse]


def guarded(view: View) -> View:
    """This will refuse to try more often than may be: 429, with when it may be tried again. What failed is counted."""

    @wraps(view)
    def guard(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return view(request)
        at, network, name = timezone.now(), network_of(address_of(request)), request.POST.get("login", "")
        try:
            check_not_over(LOGINS, who=network, at=at)
            check_not_over(LOGIN_NAMES, who=name, at=at)
        except TooManyTries as refusal:
            busy = render(request, "429.html", status=429)
            busy["Retry-After"] = str(refusal.facts["seconds"])
            return busy
        answer = view(request)
        if answer.status_code in (200, 400):  # The form again: it was wrong.
            count_try(LOGINS, network, at=at)
            if name:
                count_try(LOGIN_NAMES, name, at=at)
        else:
            forget_some(at=at)
        return answer

    return guard
