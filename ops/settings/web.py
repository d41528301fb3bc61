"""What the web side needs: addresses, templates and the little that stands between a request and its view."""

import os
from pathlib import Path

from csp.constants import NONE, SELF

_WEB = Path(__file__).resolve().parents[2] / "budgets" / "web"
_AUDIENCES = ("base", "staff", "participant", "shop")

ROOT_URLCONF = "ops.urls"
WSGI_APPLICATION = "ops.wsgi.application"
APPEND_SLASH = False

MIDDLEWARE = [
    "ops.middleware.RequestIds",
    # Answers /api itself: nothing below stands between a till and its booking.
    "budgets.api.door.ApiDoor",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "budgets.web.base.sessions.EndAfterEightHours",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # What log-in pages allauth has are replaced by those of `base`.
        "DIRS": [_WEB / audience / "templates" for audience in _AUDIENCES],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["budgets.web.staff.wording", "django.templatetags.static"],
            "context_processors": ["budgets.web.base.context.of_every_page"],
        },
    }
]

# Served by the same process, from the folders where they are written: nothing is collected first.
STATIC_URL = "/static/"
STATICFILES_DIRS: list[Path | tuple[str, Path]] = [
    _WEB / audience / "static" for audience in _AUDIENCES if (_WEB / audience / "static").is_dir()
]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# A folder of the municipalities' own style: <code>.css gives the tokens of NL Design System within .<code>-theme.
THEMES = Path(os.environ["GRONDSLAG_THEMES"]) if os.environ.get("GRONDSLAG_THEMES") else None
if THEMES:
    STATICFILES_DIRS.append(("themes", THEMES))

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# A session ends after fifteen minutes without a page, and after eight hours whatever happens (`EndAfterEightHours`).
SESSION_COOKIE_AGE = 15 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_NAME = "grondslag"
LANGUAGE_COOKIE_NAME = "taal"
CSRF_FAILURE_VIEW = "budgets.web.base.views.refuse_forged"

AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "budgets.web.base.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # Nobody signs up; allauth wants it said beside the line above.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "budgets.web.base.adapters.SecondSteps"
MFA_FORMS = {"authenticate": "budgets.web.base.forms.SecondStep"}
MFA_SUPPORTED_TYPES = ["totp"]
MFA_TOTP_TOLERANCE = 1

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who brings it may read /metrics; empty, there is no such page.
METRICS_TOKEN = os.environ.get("GRONDSLAG_METRICS_TOKEN", "")

# Where tries of codes and passwords are counted; empty, in the database.
LIMITS_URL = os.environ.get("GRONDSLAG_LIMITS_URL", "")

# How many proxies of ours stand before this: so many addresses of X-Forwarded-For, from the right, are not made up.
PROXIES = int(os.environ.get("GRONDSLAG_PROXIES") or 0)
