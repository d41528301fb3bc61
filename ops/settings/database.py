"""One database, two roles: `default` is the application's, which owns nothing; `owner` is for migrations and tests."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from ops import embedded

ROOT = Path(__file__).resolve().parents[2]
LOCK_TIMEOUT_MS = 2_000


def var_or(default: str) -> Path:
    """Give the folder for data that is made here: `GRONDSLAG_VAR`, else the default, both seen from the project."""
    return ROOT / (os.environ.get("GRONDSLAG_VAR") or default)


def databases(var: Path) -> dict[str, dict[str, Any]]:
    """Give both connections: from `DATABASE_URL` and `DATABASE_OWNER_URL`, or to the embedded server under `var`.

    With `DATABASE_URL` alone there is no `owner`: a web server has no business with the owner's password.
    """
    if "DATABASE_URL" not in os.environ:
        return {"default": _embedded(var, "grondslag_app"), "owner": _embedded(var, "grondslag_owner")}
    found = {"default": _from_url("DATABASE_URL")}
    if "DATABASE_OWNER_URL" in os.environ:
        found["owner"] = _from_url("DATABASE_OWNER_URL")
    return found


def _embedded(var: Path, role: str) -> dict[str, Any]:
    return _connection(
        NAME=embedded.DATABASE, USER=role, HOST=str(embedded.socket_folder(var)), PORT=str(embedded.PORT)
    )


def _from_url(variable: str) -> dict[str, Any]:
    url = urlsplit(os.environ[variable])
    if url.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(f"{variable} must begin with postgresql://")
    options = dict(parse_qsl(url.query))
    return _connection(
        NAME=unquote(url.path.removeprefix("/")),
        USER=unquote(url.username or ""),
        PASSWORD=unquote(url.password or ""),
        HOST=options.pop("host", unquote(url.hostname or "")),
        PORT=str(url.port or options.pop("port", "")),
        OPTIONS=options,
    )


def _connection(**given: Any) -> dict[str, Any]:
    # Bound by the server: a booking of thousands of lines is not pasted into text first. Repeated statements are
    # prepared, which Django turns off unless it is told from which time on.
    options = {
        "options": _session_settings(),
        "application_name": "grondslag",
        "server_side_binding": True,
        "prepare_threshold": 5,
    }
    options |= given.pop("OPTIONS", {})
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    } | given


def _session_settings() -> str:
    # Set by ops/wsgi.py: a page that takes longer helps nobody, while a run over a whole town may take its time.
    statement_timeout = os.environ.get("GRONDSLAG_STATEMENT_TIMEOUT_MS", "0")
    return f"-c lock_timeout={LOCK_TIMEOUT_MS} -c statement_timeout={int(statement_timeout)}"


VAR = var_or("var")
DATABASES = databases(VAR)
