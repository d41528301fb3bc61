"""Failpoints: every place in an act where its process can be killed, named by what comes there.

The product knows nothing of them. A copy of the test's process does the act and listens to its own connection; at the
place that was chosen it sends itself SIGKILL: before a statement, while the database works on it, or around a commit.
"""

import os
import random
import re
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, connections

BEFORE, DURING, AFTER = "before", "during", "after"
FILE = "put the file in place"
LONGEST_ACT_S = 60
LONGEST_DELAY_S = 0.002
_FUNCTION = re.compile(r"\b((?:ledger|outbox|restores|payouts|redemptions)_\w+)\s*\(")
_TABLE = re.compile(r"(?:FROM|INTO|UPDATE|JOIN)\s+\"?(\w+)\"?", re.IGNORECASE)
_inherited: list[Any] = []


@dataclass(frozen=True)
class Failpoint:
    """A place in an act: the n-th thing that its connection or its file does, what that is, and the moment.

    An act that comes by the same thing more often has one name for it, and is killed each time that it comes by.
    """

    number: int
    what: str
    moment: str

    @property
    def name(self) -> str:
        return f"{self.moment} {self.what}"


@dataclass
class Steps:
    """Sees what an act does, step by step; `arrive` hears of each moment, `commits` counts what is acknowledged."""

    arrive: Callable[[Failpoint], None]
    committed: Callable[[], None] = lambda: None
    number: int = 0

    def step(self, what: str, act: Callable[[], Any], *, commits: bool) -> Any:
        self.number += 1
        number = self.number
        self.arrive(Failpoint(number, what, BEFORE))
        self.arrive(Failpoint(number, what, DURING))
        done = act()
        if commits:
            self.committed()
        self.arrive(Failpoint(number, what, AFTER))
        return done


def what_is(statement: str) -> str:
    """Name a statement by its verb and the table or function that it is about."""
    verb = statement.split(None, 1)[0].strip('"').upper()
    if verb in ("SAVEPOINT", "RELEASE", "ROLLBACK", "SET"):
        return verb
    found = _FUNCTION.search(statement) or _TABLE.search(statement)
    return f"{verb} {found[1]}" if found else f"{verb} a setting"


@contextmanager
def seen_by(steps: Steps) -> Iterator[None]:
    """This will tell of each statement, each commit and each file that is put in place."""

    def execute(run: Any, statement: str, parameters: Any, many: Any, context: Any) -> Any:
        # Outside a transaction a statement is acknowledged when it is answered.
        commits = not connection.in_atomic_block
        return steps.step(what_is(statement), lambda: run(statement, parameters, many, context), commits=commits)

    wrapper = connections["default"]
    commit, replace = wrapper._commit, os.replace
    wrapper._commit = lambda: steps.step("COMMIT", commit, commits=True)
    os.replace = lambda *names, **more: steps.step(FILE, lambda: replace(*names, **more),
                                                   commits=False)  # fmt: skip
    try:
        with connection.execute_wrapper(execute):
            yield
    finally:
        del wrapper._commit
        os.replace = replace


def list_failpoints(act: Callable[[], Any], observe: Callable[[], Any]) -> tuple[list[Failpoint], list[Any]]:
    """Do an act undisturbed; gives where it can be killed, and what is observed at first and after each commit."""
    found: list[Failpoint] = []
    commits: list[int] = []
    stations = [observe()]

    def arrive(failpoint: Failpoint) -> None:
        # Behind a statement comes what is before the next; behind a commit or a file things are not as they were.
        if failpoint.moment != AFTER or commits or failpoint.what == FILE:
            found.append(failpoint)
        if failpoint.moment == AFTER and commits:
            commits.clear()
            stations.append(observe())

    with seen_by(Steps(arrive, lambda: commits.append(1))):
        act()
    return found, stations


@dataclass
class Death:
    """How a process ended: killed by the signal or not, how many commits it had acknowledged, and its last words."""

    killed: bool
    commits: int
    words: list[str] = field(default_factory=list)


class Doomed:
    """A process of its own that does an act until it is killed: by itself at a failpoint, or by the test."""

    def __init__(
        self, act: Callable[[], Any], failpoint: Failpoint | None = None, *, at: Callable[[int], None]
    ) -> None:
        reading, writing = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(reading)
            _live(failpoint, act, lambda: at(writing), writing)
        os.close(writing)
        self._told = os.fdopen(reading)
        self.words = [self._told.readline().strip()]
        self.backend = int(self.words[0].removeprefix("backend ") or 0)

    def hear(self, word: str) -> None:
        """Wait until it says a word."""
        while self.words[-1] != word:
            heard = self._told.readline()
            assert heard, self.words
            self.words.append(heard.strip())

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def bury(self) -> Death:
        """Wait until it is gone, and give how it went."""
        self.words += self._told.read().split("\n")
        self._told.close()
        _, status = os.waitpid(self.pid, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        return Death(killed, self.words.count("commit"), self.words)


def kill_at(failpoint: Failpoint, act: Callable[[], Any], dice: random.Random) -> Death:
    """Do an act in a process of its own that is killed at a failpoint, and wait until the database knows."""
    delay = dice.uniform(0, LONGEST_DELAY_S) if failpoint.moment == DURING else 0.0
    doomed = Doomed(act, failpoint, at=lambda _writing: _die_after(delay))
    death = doomed.bury()
    wait_until_gone(doomed.backend)
    return death


def stay(writing: int) -> None:
    """Say that the failpoint was reached, and wait there for what comes."""
    _tell(writing, "here")
    signal.pause()


def _die_after(delay: float) -> None:
    if delay:
        # The database works on it when the signal comes; when it is quicker, the answer has come as well.
        threading.Timer(delay, die).start()
    else:
        die()


def _live(failpoint: Failpoint | None, act: Callable[[], Any], at: Callable[[], None], writing: int) -> None:
    try:
        leave_connections_to_parent()
        connection.ensure_connection()
        _tell(writing, f"backend {connection.connection.info.backend_pid}")

        def arrive(here: Failpoint) -> None:
            if here == failpoint:
                at()
            elif failpoint and (here.number, here.moment) == (failpoint.number, AFTER):
                die()

        signal.alarm(LONGEST_ACT_S)
        with seen_by(Steps(arrive, lambda: _tell(writing, "commit"))):
            act()
        _tell(writing, "ended")
    except BaseException:
        _tell(writing, traceback.format_exc())
    finally:
        os._exit(0)  # Nothing of pytest's may run in a copy of it.


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _tell(writing: int, word: str) -> None:
    os.write(writing, f"{word}\n".encode())


def leave_connections_to_parent() -> None:
    """A connection that two processes share belongs to neither: the copy makes new ones, and does not end the old."""
    for each in connections.all(initialized_only=True):
        _inherited.append(each.connection)
        each.connection = None


def wait_until_gone(backend: int) -> None:
    """Wait until the server has done with what was killed: then its work was either committed or undone."""
    until("SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = %s)", backend)


def wait_until_blocked(backend: int) -> None:
    """Wait until a backend waits for a lock of another."""
    until("SELECT cardinality(pg_blocking_pids(%s)) > 0", backend)


def until(statement: str, backend: int) -> None:
    deadline = time.monotonic() + LONGEST_ACT_S
    with connection.cursor() as cursor:
        while not cursor.execute(statement, [backend]).fetchone()[0]:
            assert time.monotonic() < deadline, f"not within {LONGEST_ACT_S} s: {statement}"
            time.sleep(0.0005)
