"""The page that Prometheus reads; it is not there for anybody without the token."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from ops.figures import write_figures


@never_cache
@require_safe
def show_metrics(request: HttpRequest) -> HttpResponse:
    """Show all figures to who brings `Authorization: Bearer` with the token of GRONDSLAG_METRICS_TOKEN; else 404."""
    token, given = settings.METRICS_TOKEN, request.headers.get("Authorization", "")
    if not token or not constant_time_compare(given, f"Bearer {token}"):
        raise Http404
    return HttpResponse(write_figures(), content_type=CONTENT_TYPE_LATEST)
