"""The relay: goes round the municipalities, asks for what is due, tells entries to their listeners, and rings for jobs.

All of it may be done by any number of relays at once, broken off anywhere, and done again.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError

from budgets.jobs.pace import Pace
from budgets.jobs.performing import limit_of, sound_alarm
from budgets.jobs.schedule import NIGHTLY, ask_what_is_due, last_due
from budgets.operation import municipal_transaction
from budgets.outbox import working
from budgets.outbox.lifecycle import JobState
from budgets.redemptions.operations import let_go_of_redemptions
from ledger import outbox, tenant
from ledger.upkeep import UPKEEP

_MOST_ENTRIES = 1_000

_log = structlog.get_logger("grondslag.jobs")

Ring = Callable[[int, UUID, float], None]
"""Tells a worker of a job: the municipality, the job, and the seconds after which it is broken off."""

CHORES: list[Callable[[datetime], None]] = [*UPKEEP, let_go_of_redemptions]
"""What is also done on every round, every few seconds, for the served municipality: short, and harmless when repeated.

Each gets the moment and a transaction of its own; one that fails is logged and stops nothing else.
"""


class Relay:
    """What one process does for all municipalities, or for one."""

    def __init__(self, ring: Ring, pace: Pace, *, scheduling: bool) -> None:
        self._ring = ring
        self._pace = pace
        self._scheduling = scheduling
        self._asked: dict[int, tuple[date, ...]] = {}

    def visit(self, municipality_id: int, now: datetime) -> int:
        """This will do everything for one municipality, and give how many jobs it rang for. A part that fails is
        logged; the others go on.

        :raises OperationalError: the database cannot be reached
        """
        with tenant.serving(municipality_id):
            for part in (self._ask, self._tell, self._recover, *map(_in_transaction, CHORES)):
                try:
                    part(now)
                except (OperationalError, InterfaceError):
                    raise
                except Exception as failure:
                    _complain(part.__name__.strip("_"), failure)
        return self.ring_for(municipality_id)

    def ring_for(self, municipality_id: int) -> int:
        """This will ring for the jobs of a municipality that wait and are due, and give how many.

        :raises OperationalError: the database cannot be reached
        """
        rung, some = 0, working.MOST_AT_ONCE
        with tenant.serving(municipality_id):
            try:
                while some == working.MOST_AT_ONCE:
                    some = self._ring_for_some(municipality_id)
                    rung += some
            except (OperationalError, InterfaceError):
                raise
            except Exception as failure:
                # The rows stay; they are rung for again when the patience is over.
                _complain("ring", failure)
        return rung

    def _ring_for_some(self, municipality_id: int) -> int:
        with municipal_transaction():
            found = working.list_to_ring(patience=self._pace.patience)
        for job_id, kind in found:
            self._ring(municipality_id, job_id, limit_of(kind))
        return len(found)

    def _ask(self, now: datetime) -> None:
        if not self._scheduling:
            return
        due = tuple(last_due(nightly.at, now) for nightly in NIGHTLY)
        if self._asked.get(tenant.current()) != due:
            ask_what_is_due(now)
            self._asked[tenant.current()] = due

    def _tell(self, _now: datetime) -> None:
        taken = _MOST_ENTRIES
        while taken == _MOST_ENTRIES:
            with municipal_transaction():
                taken = outbox.relay(most=_MOST_ENTRIES)

    def _recover(self, _now: datetime) -> None:
        with municipal_transaction():
            lost = working.recover(patience=self._pace.patience, pause=self._pace.pause)
        for job_id, kind, state in lost:
            _log.warning("job.worker_lost", object=str(job_id), kind=kind)
            if state == JobState.DEAD:
                sound_alarm(job_id, kind, working.WORKER_LOST)


def _in_transaction(chore: Callable[[datetime], None]) -> Callable[[datetime], None]:
    @wraps(chore)
    def do(now: datetime) -> None:
        with municipal_transaction():
            chore(now)

    return do


def _complain(part: str, failure: Exception) -> None:
    _log.error("relay.failed", part=part, exc_info=failure)
