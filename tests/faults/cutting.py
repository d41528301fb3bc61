"""A proxy between the application and PostgreSQL that cuts, half-closes or holds up a connection after n bytes."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, connections

UP, DOWN = "up", "down"
CUT, HALF_CLOSE, HOLD = "cut", "half-close", "hold"
_MOST_AT_ONCE = 65_536


@dataclass(frozen=True)
class Plan:
    """What happens to the next connection: after so many bytes in a direction it is cut, half-closed or held up."""

    direction: str
    after: int
    how: str = CUT


class Proxy:
    """Stands on a port of 127.0.0.1, before the server that the default connection leads to."""

    def __init__(self, host: str, port: str) -> None:
        self.plan: Plan | None = None
        self.passed: Counter[str] = Counter()
        self._server_at = (host, int(port or 5432))
        self._loop = asyncio.new_event_loop()
        self._let_go = asyncio.Event()
        self.holds = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._listening = self._run(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = self._listening.sockets[0].getsockname()[1]

    def let_go(self) -> None:
        """This will pass on what was held up."""
        self._loop.call_soon_threadsafe(self._let_go.set)

    def close(self) -> None:
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=60)

    async def _end(self) -> None:
        self._listening.close()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        if rest:
            await asyncio.wait(rest, timeout=10)  # Each ends when both of its ends were closed.

    async def _serve(self, from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        plan, self.plan = self.plan, None
        self.passed.clear()
        self._let_go.clear()
        from_server, to_server = await self._reach_server()
        ends = (to_client, to_server)
        await asyncio.gather(
            self._pass_on(from_client, to_server, UP, plan, ends),
            self._pass_on(from_server, to_client, DOWN, plan, ends),
            return_exceptions=True,  # A cut ends one direction after the other.
        )
        for end in ends:
            end.close()

    async def _reach_server(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        host, port = self._server_at
        if host.startswith("/"):
            return await asyncio.open_unix_connection(Path(host) / f".s.PGSQL.{port}")
        return await asyncio.open_connection(host, port)

    async def _pass_on(self, source, target, direction: str, plan: Plan | None, ends) -> None:
        left = plan.after if plan and plan.direction == direction else None
        while data := await source.read(_MOST_AT_ONCE):
            if left is not None and len(data) >= left and plan:
                target.write(data[:left])
                await target.drain()
                if plan.how != HOLD:
                    self._break(plan, target, ends)
                    return
                self.holds.set()
                await self._let_go.wait()
                data, left = data[left:], None
            self.passed[direction] += len(data)
            left = left and left - len(data)
            target.write(data)
            await target.drain()
        if target.can_write_eof():
            with suppress(OSError):
                target.write_eof()

    def _break(self, plan: Plan, target: asyncio.StreamWriter, ends) -> None:
        if plan.how == HALF_CLOSE:
            target.write_eof()  # The other direction stays open.
            return
        for end in ends:
            end.close()


@contextmanager
def through_proxy() -> Iterator[Proxy]:
    """This will lead the default connection through a proxy until the block ends."""
    settings = connections["default"].settings_dict
    before = dict(settings)
    connection.close()
    proxy = Proxy(settings["HOST"], settings["PORT"])
    plain = {"sslmode": "disable", "gssencmode": "disable", "connect_timeout": 30}
    settings |= {"HOST": "127.0.0.1", "PORT": str(proxy.port), "OPTIONS": settings["OPTIONS"] | plain}
    try:
        yield proxy
    finally:
        connection.close()
        settings |= before
        proxy.close()
