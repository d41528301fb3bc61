"""Worker processes that tests start, stop, continue and kill; what they do is what `manage.py work` does."""

import logging
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from budgets.jobs import kinds
from budgets.jobs.kinds import Kind
from budgets.jobs.workplace import Shift, Workplace
from budgets.operation import municipal_transaction
from budgets.outbox import queries
from budgets.outbox.asking import ask
from budgets.outbox.queries import JobLine
from ledger import tenant
from tests.ledger.contenders import start

LONG_ENOUGH_S = 90


class Hand:
    """A worker process for the served municipality, in the hands of a test."""

    def __init__(self, **shift: Any) -> None:
        served = tenant.current()

        def work(_number: int, _pipe: Any) -> None:
            try:
                Workplace(Shift(municipality_id=served, **{"threads": 2, "scheduling": False} | shift)).work()
            except BaseException:
                logging.getLogger(__name__).exception("a worker process ended badly")
                raise

        self.process, self._pipe = start(work, 0)

    def send(self, number: int) -> None:
        os.kill(self.process.pid, number)

    def end(self, number: int = signal.SIGKILL) -> None:
        """This will end the process, also one that is stopped."""
        if self.process.is_alive():
            self.send(number)
        self.process.join(timeout=LONG_ENOUGH_S)
        assert not self.process.is_alive()


@contextmanager
def hands(number: int = 1, **shift: Any) -> Iterator[list[Hand]]:
    """Let worker processes work, and end them."""
    hired = [Hand(**shift) for _each in range(number)]
    try:
        yield hired
    finally:
        for hand in hired:
            hand.end()


def ask_for(kind: str, subject: str = "", on: date = date(2025, 1, 1)) -> UUID:
    with municipal_transaction():
        return ask(kind, subject, on=on)


def jobs() -> dict[UUID, JobLine]:
    with municipal_transaction():
        return {each.id: each for each in queries.list_jobs(most=10_000, also_done=True)}


def until(holds: Callable[[], Any], within_s: float = LONG_ENOUGH_S) -> float:
    """Wait until something holds, and give how long it took, in seconds."""
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < within_s, f"it did not come to hold within {within_s} s"
        time.sleep(0.02)
    return time.monotonic() - begun


def until_state(job_ids: list[UUID], state: str = "DONE", within_s: float = LONG_ENOUGH_S) -> float:
    """Wait until jobs have a state, and give how long it took, in seconds."""

    def all_have_it() -> bool:
        found = jobs()
        return all(found[job_id].state == state for job_id in job_ids)

    return until(all_have_it, within_s)


def teach(monkeypatch: Any, name: str, step: Callable[[Any], bool], **kind: Any) -> None:
    """Let the processes that are started from now on know a kind of job."""
    monkeypatch.setitem(kinds.KINDS, name, Kind(name, step, **kind))
