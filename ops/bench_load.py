"""The tills of the bench: a process of its own that keeps connections open and asks over them, as fast as it is
answered or so many times a second.

It is told by JSON on its standard input and answers by JSON. Only the standard library: what it costs itself is small
beside what it measures.
"""

import json
import selectors
import socket
import sys
import time
from collections import Counter, deque
from dataclasses import asdict, dataclass, field
from itertools import count, cycle
from typing import Any

WARM_UP = 1.5
"""Seconds at the beginning that count for nothing: connecting and planning are done once."""
PATIENCE_S = 10.0


@dataclass(frozen=True)
class Load:
    """What is to be asked: requests in turn, over so many connections, for so long; `rate` 0: as fast as it goes.

    In the text of a request `<key>` stands for a key of its own: signs that no code has.
    """

    port: int
    connections: int
    seconds: float
    requests: list[str]
    rate: float = 0.0
    expected: int = 201


@dataclass
class Found:
    """What was answered: how many within the time, by status, and how long each took, in milliseconds; and how many
    were asked in all, warming up included.
    """

    seconds: float = 0.0
    asked: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    errors: int = 0
    per_second: float = 0.0
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    most_ms: float = 0.0


class Line:
    """One connection, and what was asked over it at which moment."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.asked_at = 0.0
        self._heard = b""

    def ask(self, request: bytes, due: float) -> None:
        self.asked_at = due
        self.socket.sendall(request)

    def hear(self) -> int | None:
        """Read what came; gives the status once the answer is whole.

        :raises ConnectionError: the other side hung up
        """
        came = self.socket.recv(65_536)
        if not came:
            raise ConnectionError
        self._heard += came
        head, end, body = self._heard.partition(b"\r\n\r\n")
        if not end:
            return None
        if not _is_whole(head.lower(), body):
            return None
        self._heard = b""
        return int(head[9:12])


def _is_whole(head: bytes, body: bytes) -> bool:
    """Say whether an answer has come to its end: by its length, or by its last chunk."""
    said = {name: value for name, _, value in (line.partition(b": ") for line in head.split(b"\r\n")[1:])}
    if b"content-length" in said:
        return len(body) >= int(said[b"content-length"])
    return body.endswith(b"0\r\n\r\n")


class Tills:
    """All connections, and whose turn it is."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.free = deque(Line(load.port) for _ in range(load.connections))
        self.selector = selectors.DefaultSelector()
        for line in self.free:
            self.selector.register(line.socket, selectors.EVENT_READ, line)
        self.requests = cycle(load.requests)
        self.keys = count(time.time_ns())
        self.took: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.begun = time.monotonic()
        self.asked = 0

    def run(self) -> Found:
        """Ask until the time is over, and hear what was asked before that."""
        begins, ends = self.begun + WARM_UP, self.begun + WARM_UP + self.load.seconds
        while (now := time.monotonic()) < ends:
            self._ask_what_is_due(now)
            for key, _events in self.selector.select(timeout=self._until_next(now)):
                self._hear(key.data, begins, ends)
        return self._found()

    def _due(self) -> float:
        return self.begun + self.asked / self.load.rate if self.load.rate else 0.0

    def _until_next(self, now: float) -> float:
        return max(0.0, self._due() - now) if self.load.rate and self.free else 0.05

    def _ask_what_is_due(self, now: float) -> None:
        while self.free and self._due() <= now:
            # By a rate, waiting for a free till is part of what the customer waits for.
            due = self._due() or now
            self.free.popleft().ask(next(self.requests).replace("<key>", f"{next(self.keys)}").encode(), due)
            self.asked += 1

    def _hear(self, line: Line, begins: float, ends: float) -> None:
        status = line.hear()
        if status is None:
            return
        heard_at = time.monotonic()
        if begins <= heard_at < ends:
            self.took.append(1_000 * (heard_at - line.asked_at))
            self.statuses[status] += 1
        self.free.append(line)

    def _found(self) -> Found:
        took = sorted(self.took) or [0.0]
        return Found(
            seconds=self.load.seconds,
            asked=self.asked,
            statuses={str(status): number for status, number in sorted(self.statuses.items())},
            errors=sum(number for status, number in self.statuses.items() if status != self.load.expected),
            per_second=round(len(self.took) / self.load.seconds, 1),
            p50_ms=round(took[len(took) // 2], 1),
            p99_ms=round(took[len(took) * 99 // 100], 1),
            most_ms=round(took[-1], 1),
        )


def main(told: Any) -> int:
    """Do what is told by JSON, and say what came of it."""
    found = Tills(Load(**json.load(told))).run()
    sys.stdout.write(json.dumps(asdict(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.stdin))
