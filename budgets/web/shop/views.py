"""The till as a page: the same bytes for every till; what it shows it asks of the API, with its own token."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe


@gzip_page
@require_safe
def show_till(request: HttpRequest) -> HttpResponse:
    """Show the till."""
    return render(request, "shop/kassa.html")


@require_safe
def give_manifest(request: HttpRequest) -> JsonResponse:
    """Give what a tablet needs to put the till on its first screen."""
    address = reverse("shop:till")
    manifest = {
        "name": "Kassa", "short_name": "Kassa", "lang": "nl", "id": address, "start_url": address, "scope": address,
        "display": "standalone", "background_color": "#ffffff", "theme_color": "#ffffff",
        "icons": [{"src": static("base/icon.svg"), "type": "image/svg+xml", "sizes": "any"}],
    }  # fmt: skip
    return JsonResponse(manifest, content_type="application/manifest+json")
