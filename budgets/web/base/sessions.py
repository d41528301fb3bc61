"""Sessions end after eight hours, however busy they were; that they end after fifteen idle minutes is a setting."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

MOST_FORGOTTEN = 20
LONGEST_S = 8 * 60 * 60
BEGAN = "began"


class EndAfterEightHours:
    """Notes when a session began, and empties one that began too long ago."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self._get_response(request)  # Also every call of a till: nothing is looked up.
        now = int(timezone.now().timestamp())
        if now - request.session.get(BEGAN, now) > LONGEST_S:
            request.session.flush()
        elif not request.session.is_empty() and BEGAN not in request.session:
            request.session[BEGAN] = now
        return self._get_response(request)


def forget_some(*, at: datetime) -> None:
    """This will throw away a few sessions that are over, with each log-in, so that they do not pile up."""
    over = Session.objects.filter(expire_date__lt=at).order_by("expire_date").values_list("pk", flat=True)
    Session.objects.filter(pk__in=list(over[:MOST_FORGOTTEN])).delete()
