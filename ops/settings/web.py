"""What the web side needs; there are no pages yet."""

ROOT_URLCONF = "ops.urls"
WSGI_APPLICATION = "ops.wsgi.application"
APPEND_SLASH = False

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
