"""From where a request comes."""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Give the address that asks, as far as our own proxies vouch for it; what stands further left anyone can write."""
    if not settings.PROXIES:
        return str(request.META.get("REMOTE_ADDR", ""))
    told = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",")]
    return told[-settings.PROXIES] if len(told) >= settings.PROXIES else ""
