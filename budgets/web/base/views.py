"""The page where all begin, and those that say that something is not there or not allowed."""

from allauth.account import views as accounts
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from budgets.access.audience import Audience
from budgets.access.queries import list_towns
from budgets.messages.queries import list_messages
from budgets.web.base.visitors import visitor_of
from ledger import tenant

PAGES = {Audience.PARTICIPANT: "participant:pass", Audience.OFFICER: "staff:report"}
"""Where someone goes who logged in. A till is paired, and needs no log-in."""
MOST_MESSAGES = 50


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    """Show the ways in, or lead who is logged in to their page."""
    visitor = visitor_of(request)
    if visitor and visitor.audience in PAGES:
        return redirect(PAGES[visitor.audience])
    return render(request, "base/home.html", {"has_inbox": _has_inbox()})


@require_safe
def show_inbox(request: HttpRequest) -> HttpResponse:
    """Show what would be sent, where nothing is: only while the inbox of the demo delivers."""
    if not _has_inbox():
        raise Http404
    told = []
    for town in list_towns():
        with tenant.serving(town.id):
            told += [(town, message) for message in list_messages(most=MOST_MESSAGES)]
    return render(request, "base/inbox.html", {"told": told})


def _has_inbox() -> bool:
    return settings.MESSAGES_BY == "inbox" and settings.SHOWS_INBOX


def log_out(request: HttpRequest) -> HttpResponse:
    """Log out, also who came in by a code: of them allauth knows nothing, and would let their session stand."""
    answer: HttpResponse = accounts.logout(request)
    if request.method == "POST":
        request.session.flush()
    return answer


def refuse_forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form is too old, or was not ours."""
    return render(request, "base/forged.html", status=403)


def say_missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page."""
    return render(request, "base/missing.html", status=404)


def say_failed(request: HttpRequest) -> HttpResponse:
    """Say that something of ours does not work; nothing is asked of the database, which may be what does not."""
    return render(request, "base/failed.html", status=500)
