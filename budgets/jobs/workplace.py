"""One process that works: relay, doorbell and workers, until it is asked to stop."""

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any
from uuid import uuid4

import psycopg
import structlog
from django.conf import settings
from django.db import Error, close_old_connections, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from dramatiq.worker import Worker

from budgets.jobs.broker import Doorbell, make_broker
from budgets.jobs.pace import Pace, get_pace
from budgets.jobs.performing import perform
from budgets.jobs.relay import Relay
from budgets.outbox import heartbeats
from ledger import tenant

LISTEN_S = 0.5
"""How long the relay listens at a time: so long it may take to hear that it must stop."""

_WAKE_MS = 200
_LONGEST_GOODBYE_MS = 60_000

_log = structlog.get_logger("grondslag.jobs")


@dataclass(frozen=True, slots=True)
class Shift:
    """What one process is to do: for one municipality or all (None), by how many threads, with the schedule."""

    municipality_id: int | None = None
    threads: int = 4
    scheduling: bool = True


class Workplace:
    """A worker process."""

    def __init__(self, shift: Shift) -> None:
        self._shift = shift
        self._pace: Pace = get_pace()
        self.worker = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self._stopping = threading.Event()  # asked to stop
        self._gone = threading.Event()  # nothing is at hand any more
        self._limit_transactions()

    def work(self) -> None:
        """This will work until SIGTERM or SIGINT, finish what is at hand, and leave."""
        broker = make_broker(settings.BROKER_URL)
        relay = self._relay(Doorbell(broker, self._perform).ring)
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self._stop)
        heartbeats.beat(self.worker)
        threading.Thread(target=self._beat, daemon=True).start()
        staff = Worker(broker, worker_threads=self._shift.threads, worker_timeout=_WAKE_MS)
        staff.start()
        broker.emit_after("process_boot")  # Its own command says this; time limits begin with it.
        _log.info("worker.started", object=self.worker)
        try:
            self._go_round(relay)
        finally:
            staff.stop(timeout=_LONGEST_GOODBYE_MS)
            self._gone.set()
            heartbeats.leave(self.worker)
            _log.info("worker.ended", object=self.worker)

    def work_once(self) -> None:
        """This will do everything that is due now, without a broker, and leave."""
        relay = self._relay(lambda municipality_id, job_id, _limit: self._perform(municipality_id, job_id))
        heartbeats.beat(self.worker)
        threading.Thread(target=self._beat, daemon=True).start()
        try:
            while sum(relay.visit(each, timezone.now()) for each in self._municipalities()):
                pass
            heartbeats.note_sweep(self.worker)
        finally:
            self._gone.set()
            heartbeats.leave(self.worker)

    def _relay(self, ring: Any) -> Relay:
        return Relay(ring, self._pace, scheduling=self._shift.scheduling)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._stopping.set()

    def _perform(self, municipality_id: int, job_id: Any) -> None:
        close_old_connections()
        try:
            perform(municipality_id, job_id, worker=self.worker, pace=self._pace)
        finally:
            close_old_connections()  # A pool gets it back while this thread has nothing to do.

    def _municipalities(self) -> list[int]:
        if self._shift.municipality_id is not None:
            return [self._shift.municipality_id]
        return tenant.list_municipalities()

    def _beat(self) -> None:
        while not self._gone.wait(self._pace.beat.total_seconds()):
            try:
                close_old_connections()
                heartbeats.beat(self.worker)
            except Error as failure:
                _log.error("heartbeat.failed", exc_info=failure)
        connections.close_all()

    def _go_round(self, relay: Relay) -> None:
        ear = _Ear()
        while not self._stopping.is_set():
            try:
                close_old_connections()
                for municipality_id in self._municipalities():
                    relay.visit(municipality_id, timezone.now())
                heartbeats.note_sweep(self.worker)
                self._listen(ear, relay)
            except (Error, psycopg.Error) as failure:
                _log.error("relay.failed", part="database", exc_info=failure)
                ear.close()
                self._stopping.wait(LISTEN_S)
        ear.close()

    def _listen(self, ear: "_Ear", relay: Relay) -> None:
        """Ring for whoever calls, until it is time for a round."""
        until = time.monotonic() + self._pace.round.total_seconds()
        while not self._stopping.is_set() and (left := until - time.monotonic()) > 0:
            for municipality_id in ear.listen(min(left, LISTEN_S)):
                if self._shift.municipality_id in (None, municipality_id):
                    relay.ring_for(municipality_id)

    def _limit_transactions(self) -> None:
        # A worker that was stopped in the middle of a transaction holds locks; the database ends it before another
        # worker takes over, and the one that was stopped finds its connection gone.
        idle_ms = int(self._pace.idle.total_seconds() * 1000)
        options = connections["default"].settings_dict["OPTIONS"]
        if "options" in options:  # Not through pgbouncer, which takes none; ops/runbooks/pgbouncer.md
            options["options"] += f" -c idle_in_transaction_session_timeout={idle_ms}"
            connections["default"].close()


class _Ear:
    """A connection of its own that hears which municipalities have jobs."""

    def __init__(self) -> None:
        self._connection: BaseDatabaseWrapper | None = None

    def listen(self, seconds: float) -> Iterator[int]:
        """Give the municipalities that called, as soon as one does, or none when the time is over."""
        if self._connection is None:
            # Not from a pool: what listens is given back to nobody.
            self._connection = connections["default"].copy()
            self._connection.settings_dict["OPTIONS"].pop("pool", None)
            with self._connection.cursor() as cursor:
                cursor.execute("LISTEN outbox_job")
            return
        raw: Any = self._connection.connection
        # Whoever may connect may call anything.
        called = {notice.payload for notice in raw.notifies(timeout=seconds, stop_after=1)}
        yield from (int(payload) for payload in called if payload.isdecimal())

    def close(self) -> None:
        """This will end the connection; the next `listen` makes a new one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
