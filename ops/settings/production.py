"""A municipality's servers: everything that differs comes from the environment, and a missing value stops the start."""

import os
from email.utils import parseaddr

from django.core.exceptions import ImproperlyConfigured

from ops.settings.base import *


def _required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set.")
    return value


def _sender(name: str) -> str:
    value = _required(name)
    local, _, domain = parseaddr(value)[1].rpartition("@")
    if not (local and domain):
        raise ImproperlyConfigured(f"{name} must be an address, as pas@example.nl or Gemeente X <pas@example.nl>.")
    return value


_required("DATABASE_URL")  # The embedded server trusts whoever reaches its socket: it is for development only.

# Mail goes to the server that is named; without one it waits, and is never taken for sent.
MESSAGES_BY = "smtp" if EMAIL_HOST else ""
# A server takes nothing from a sender that it does not know, and nobody can answer noreply@localhost.
if MESSAGES_BY:
    DEFAULT_FROM_EMAIL = _sender("GRONDSLAG_MAIL_FROM")

DEBUG = False
SECRET_KEY = _required("SECRET_KEY")
# Of PINs and of the phones that show passes: with another one, people set and pair them again.
PASS_KEY = _required("PASS_KEY")
ALLOWED_HOSTS = _required("ALLOWED_HOSTS").split(",")

# TLS ends at a proxy of ours, so the address that asks is the one that it saw.
PROXIES = int(os.environ.get("GRONDSLAG_PROXIES") or 1)

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Whether the whole domain goes on the list that browsers carry is the municipality's to say, not ours.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SESSION_COOKIE_SECURE = True
# No other server of the same domain can set a cookie of this name.
SESSION_COOKIE_NAME = "__Host-grondslag"
LANGUAGE_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
