"""What the web side needs: addresses, templates and the little that stands between a request and its view."""

import os
from pathlib import Path

ROOT_URLCONF = "ops.urls"
WSGI_APPLICATION = "ops.wsgi.application"
APPEND_SLASH = False

MIDDLEWARE = [
    "ops.middleware.RequestIds",
    # Answers /api itself: nothing below stands between a till and its booking.
    "budgets.api.door.ApiDoor",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).resolve().parents[2] / "budgets" / "web" / "staff" / "templates"],
        "OPTIONS": {"builtins": ["budgets.web.staff.wording"]},
    }
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who brings it may read /metrics; empty, there is no such page.
METRICS_TOKEN = os.environ.get("GRONDSLAG_METRICS_TOKEN", "")

# Where tries of codes and passwords are counted; empty, in the database.
LIMITS_URL = os.environ.get("GRONDSLAG_LIMITS_URL", "")

# How many proxies of ours stand before this: so many addresses of X-Forwarded-For, from the right, are not made up.
PROXIES = int(os.environ.get("GRONDSLAG_PROXIES") or 0)
