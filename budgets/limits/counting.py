"""Where it is counted: a row that is overwritten, or a key of Redis that goes by itself, right for many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import connection
from redis import Redis, RedisError

_log = structlog.get_logger("grondslag.limits")
_FORGETS = 5
_PATIENCE_S = 0.2
_clients: dict[str, Any] = {}  # Its connections are shared by the threads of a process.


@dataclass(frozen=True, slots=True)
class Counted:
    """So many times, until a moment."""

    times: int
    ends_at: datetime


def count_one(key: str, *, lasts: timedelta, at: datetime) -> Counted:
    """This will count one more, in the window that is open or a new one."""
    if settings.LIMITS_URL:
        try:
            return _count_in_redis(key, lasts, at)
        except RedisError as error:
            _log.warning("limits.redis_away", error=type(error).__name__)
    return _count_in_rows(key, lasts, at)


def look(keys: Sequence[str], *, at: datetime) -> list[Counted]:
    """Give of each key what was counted in the window that is open."""
    if settings.LIMITS_URL:
        try:
            return _look_in_redis(keys, at)
        except RedisError as error:
            _log.warning("limits.redis_away", error=type(error).__name__)
    return _look_in_rows(keys, at)


def _count_in_rows(key: str, lasts: timedelta, at: datetime) -> Counted:
    with connection.cursor() as cursor:
        # A few that are over go with each that is counted, so that the table does not grow.
        cursor.execute(
            "DELETE FROM limits_count WHERE key IN (SELECT key FROM limits_count WHERE ends_at <= %s AND key <> %s"
            " ORDER BY ends_at LIMIT %s FOR UPDATE SKIP LOCKED)",
            [at, key, _FORGETS],
        )
        cursor.execute(
            """
            INSERT INTO limits_count AS known (key, counted, ends_at) VALUES (%s, 1, %s)
            ON CONFLICT (key) DO UPDATE SET
                counted = CASE WHEN known.ends_at > %s THEN known.counted + 1 ELSE 1 END,
                ends_at = CASE WHEN known.ends_at > %s THEN known.ends_at ELSE EXCLUDED.ends_at END
            RETURNING counted, ends_at
            """,
            [key, at + lasts, at, at],
        )
        return Counted(*cursor.fetchone())


def _look_in_rows(keys: Sequence[str], at: datetime) -> list[Counted]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, counted, ends_at FROM limits_count WHERE key = ANY (%s) AND ends_at > %s", [list(keys), at]
        )
        found = {key: Counted(times, ends_at) for key, times, ends_at in cursor.fetchall()}
    return [found.get(key, Counted(0, at)) for key in keys]


def _redis() -> Any:
    url = settings.LIMITS_URL
    if url not in _clients:
        patience = {"socket_timeout": _PATIENCE_S, "socket_connect_timeout": _PATIENCE_S}
        _clients[url] = Redis.from_url(url, decode_responses=True, **patience)
    return _clients[url]


def _count_in_redis(key: str, lasts: timedelta, at: datetime) -> Counted:
    with _redis().pipeline(transaction=True) as asked:
        asked.set(f"limits:{key}", 0, nx=True, px=lasts)
        asked.incr(f"limits:{key}")
        asked.pttl(f"limits:{key}")
        _new, times, left_ms = asked.execute()
    return Counted(int(times), at + timedelta(milliseconds=max(0, left_ms)))


def _look_in_redis(keys: Sequence[str], at: datetime) -> list[Counted]:
    with _redis().pipeline(transaction=True) as asked:
        for key in keys:
            asked.get(f"limits:{key}")
            asked.pttl(f"limits:{key}")
        told = asked.execute()
    return [
        Counted(int(times or 0), at + timedelta(milliseconds=max(0, left_ms)))
        for times, left_ms in zip(told[::2], told[1::2], strict=True)
    ]
