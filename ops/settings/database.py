"""One database, two roles: `default` is the application's, which owns nothing; `owner` is for migrations and tests."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from ops import embedded

ROOT = Path(__file__).resolve().parents[2]
LOCK_TIMEOUT_MS = 2_000
POOL_TIMEOUT_S = 10


def var_or(default: str) -> Path:
    """Give the folder for data that is made here: `GRONDSLAG_VAR`, else the default, both seen from the project."""
    return ROOT / (os.environ.get("GRONDSLAG_VAR") or default)


def databases(var: Path) -> dict[str, dict[str, Any]]:
    """Give both connections: from `DATABASE_URL` and `DATABASE_OWNER_URL`, or to the embedded server under `var`.

    With `DATABASE_URL` alone there is no `owner`: a web server has no business with the owner's password. Two words
    behind the ? of an address are ours: `pool=8` keeps at most 8 connections per process, shared by its threads, and
    `pgbouncer=true` says that one in transaction mode stands between (ops/runbooks/pgbouncer.md).
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
    options: dict[str, Any] = dict(parse_qsl(url.query))
    pool, pgbouncer = options.pop("pool", None), options.pop("pgbouncer", "false")
    if pool is not None and not (pool.isdecimal() and int(pool)):
        raise ImproperlyConfigured(f"{variable}: pool must be a number above 0")
    if pgbouncer not in ("true", "false"):
        raise ImproperlyConfigured(f"{variable}: pgbouncer must be true or false")
    connection = _connection(
        NAME=unquote(url.path.removeprefix("/")),
        USER=unquote(url.username or ""),
        PASSWORD=unquote(url.password or ""),
        HOST=options.pop("host", unquote(url.hostname or "")),
        PORT=str(url.port or options.pop("port", "")),
        OPTIONS=options,
    )
    if pgbouncer == "true":
        _fit_for_pgbouncer(connection)
    if pool is not None:
        _share(connection, int(pool))
    return connection


def _fit_for_pgbouncer(connection: dict[str, Any]) -> None:
    # Two statements of one client may meet two server connections: nothing may be left on one for later. Settings of
    # the session come from the role, and from `connect_query` in pgbouncer.ini.
    connection["DISABLE_SERVER_SIDE_CURSORS"] = True
    connection["OPTIONS"]["prepare_threshold"] = None
    del connection["OPTIONS"]["options"]


def _share(connection: dict[str, Any], most: int) -> None:
    connection["OPTIONS"]["pool"] = {"min_size": 1, "max_size": most, "timeout": POOL_TIMEOUT_S}
    connection["CONN_MAX_AGE"] = 0  # Given back after every request: Django wants it so.


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
