"""Period runs: planned, stepped and finished, for as many schemes as are asked; it only calls operations."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from uuid import UUID

from django.db import connections

from budgets.entitlements import runs
from budgets.operation import Actor, reading, rehearsal

COPYING = multiprocessing.get_context("fork")


@dataclass(slots=True)
class RunReport:
    """What runs of one scheme did: counts, and sums in minor units."""

    scheme: str
    on: date
    totals: dict[str, int] = field(default_factory=dict)
    run_ids: list[UUID] = field(default_factory=list)

    def add(self, run_id: UUID, outcome: dict[str, int]) -> None:
        self.run_ids.append(run_id)
        for name, number in outcome.items():
            self.totals[name] = self.totals.get(name, 0) + number


def run_period(
    *, scheme_code: str, actor: Actor, on: date, told: Callable[[int], None] = lambda done: None, workers: int = 1
) -> RunReport:
    """This will do everything of a scheme that is due on or before a day, and take up first what an earlier run left.

    `told` hears how many entitlements are done. With more `workers` than one, copies of this process do chunks beside
    it; what they leave is the same.

    :raises SchemeUnknown: the catalogue has no such scheme
    :raises InProgress: another plan of the scheme took longer than the lock timeout
    """
    report = RunReport(scheme_code, on)
    while (run_id := runs.plan_run(scheme_code=scheme_code, actor=actor, on=on)) and run_id not in report.run_ids:
        step = partial(runs.step_run, run_id=run_id, actor=actor, on=on)
        copies = min(workers, _chunks_left(run_id)) - 1 if workers > 1 else 0
        with _copies_doing(step, copies):
            while step():
                told(report.totals.get("entitlements", 0) + _outcome(run_id).get("entitlements", 0))
        report.add(run_id, _outcome(run_id))
    return report


@contextmanager
def _copies_doing(step: Callable[[], bool], copies: int) -> Iterator[None]:
    """This will let copies of this process do steps until nothing is left or this process is gone."""
    if copies > 0:
        _let_go_of_connections()
    parent = os.getpid()
    processes = [COPYING.Process(target=_help, args=(step, parent), daemon=True) for _ in range(copies)]
    for process in processes:
        process.start()
    try:
        yield
    except BaseException:
        for process in processes:
            process.terminate()
        raise
    finally:
        for process in processes:
            process.join()


def _help(step: Callable[[], bool], parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Who leads is interrupted as well, and ends this process.
    # What goes wrong is in the logs; it lies undone, so the one who leads comes to it and says what it is.
    with suppress(Exception):
        while os.getppid() == parent and step():
            pass
    connections.close_all()


def _let_go_of_connections() -> None:
    # One that two processes share belongs to neither; a pool has threads, which are not copied.
    for each in connections.all(initialized_only=True):
        each.close()
        if hasattr(each, "close_pool"):
            each.close_pool()


def rehearse_period(*, scheme_code: str, actor: Actor, on: date) -> RunReport:
    """This will do the same for show: everything is undone at the end.

    :raises SchemeUnknown: the catalogue has no such scheme
    """
    with rehearsal():
        return run_period(scheme_code=scheme_code, actor=actor, on=on)


@reading
def _outcome(run_id: UUID) -> dict[str, int]:
    return runs.get_outcome(run_id)


@reading
def _chunks_left(run_id: UUID) -> int:
    return runs.count_chunks_left(run_id)
