"""Death inside a function of the database: of the client that called it, and of PostgreSQL itself.

The function is held up at each table that it writes, by a lock of the owner; there the killing is done. PostgreSQL is
killed outside of the functions too, at every failpoint of an operation.
"""

import os
import signal
import time
from collections import Counter
from contextlib import contextmanager, suppress

import psycopg
import pytest
from django.db import Error, connections, transaction

from ledger import tenant
from ops import embedded
from tests.evidence import note
from tests.faults import acts
from tests.faults.acts import Act
from tests.faults.failpoints import DURING, Doomed, stay, wait_until_blocked, wait_until_gone
from tests.faults.fingerprints import forget_observer
from tests.faults.subjects import Subject
from tests.ledger.books import Book, open_book
from tests.servers import OwnServer, books_on, make_folder

LONG = 10 if os.environ.get("GRONDSLAG_PROOF") == "long" else 1
KILLS_OF_EACH = 5 * LONG
KILLS_OF_THE_SERVER = 1 * LONG
BOOKING = ["ledger_entry", "ledger_balance", "ledger_posting", "ledger_outbox"]
INSIDE = [
    (acts.booking, BOOKING),
    (acts.booking_an_array, BOOKING),
    (acts.reversing, ["ledger_entry", "ledger_posting", "ledger_outbox"]),
    (acts.holding, ["ledger_hold", "ledger_hold_leg", "ledger_balance"]),
    (acts.posting_a_hold, [*BOOKING, "ledger_hold"]),
    (acts.voiding_a_hold, ["ledger_balance", "ledger_hold"]),
    (acts.expiring_holds, ["ledger_balance", "ledger_hold"]),
    (acts.rolling_up, ["ledger_rolled_up", "ledger_day_total"]),
    (acts.closing_a_month, ["ledger_close"]),
    (acts.sealing_a_day, ["ledger_entry_number", "ledger_seal"]),
]
WAYS = ["its first process", "all its processes", "the process that does the work"]

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("database")]


@contextmanager
def held_up_at(table):
    """Keep everyone from writing in a table."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")
        yield


def a_book() -> Book:
    book = open_book()
    with tenant.serving(book.municipality_id):
        book.fill(free=1_000_000, entitled=1_000_000)
    return book


def made(make, book: Book) -> Act:
    return make() if make is acts.closing_a_month else make(book)


@pytest.mark.parametrize(("make", "tables"), INSIDE, ids=lambda given: getattr(given, "__name__", ""))
def test_a_client_killed_while_the_database_works_for_it(make, tables):
    book, begun = a_book(), time.monotonic()
    with tenant.serving(book.municipality_id):
        subject = Subject(made(make, book))
        for table in tables:
            for _kill in range(KILLS_OF_EACH):
                subject.take_next()
                with held_up_at(table):
                    doomed = Doomed(subject.do, at=stay)
                    wait_until_blocked(doomed.backend)
                    doomed.kill()
                    death = doomed.bury()
                wait_until_gone(doomed.backend)
                assert death.killed
                subject.check(death.commits, uncertain=True)

        assert book.breaches() == []
    note(
        f"kill -9 inside: {subject.act.name}",
        seconds=time.monotonic() - begun,
        kills=KILLS_OF_EACH * len(tables),
        failpoints=len(tables),
    )


class Executioner:
    """Kills a server in one way after another, and starts it again."""

    def __init__(self, server: OwnServer) -> None:
        self.server = server
        self.kills: Counter[str] = Counter()

    def kill(self, doomed: Doomed) -> None:
        way = WAYS[self.kills.total() % len(WAYS)]
        self.kills[way] += 1
        if way == WAYS[0]:
            self.server.kill()
        elif way == WAYS[1]:
            self.server.kill_everything()
        else:
            self._kill_one_process(doomed.backend)
        doomed.kill()
        forget_observer()
        for each in connections.all(initialized_only=True):
            with suppress(Error):
                each.close()
        if way != WAYS[2]:
            self.server.start()
        while not self.server.accepts():  # It comes back without hands when it lost one of its processes.
            time.sleep(0.02)
        assert self.server.lives()

    def _kill_one_process(self, backend: int) -> None:
        with psycopg.connect(embedded.conninfo(self.server.folder, user="postgres"), autocommit=True) as another:
            os.kill(backend, signal.SIGKILL)
            with suppress(psycopg.Error):  # The others are ended as well, a moment later.
                while True:
                    another.execute("SELECT pg_sleep(0.01)")


@pytest.fixture
def executioner():
    server = OwnServer(make_folder("faults"))
    with books_on(server):
        forget_observer()
        yield Executioner(server)
        forget_observer()


def test_postgresql_killed_anywhere(executioner):
    book, begun = a_book(), time.monotonic()
    with tenant.serving(book.municipality_id):
        for _time in range(KILLS_OF_THE_SERVER):
            kill_between(executioner, Subject(acts.booking_in_an_operation(book)))
            kill_inside(executioner, Subject(acts.booking(book)), BOOKING)
            kill_inside(executioner, Subject(acts.posting_a_hold(book)), [*BOOKING, "ledger_hold"])
            kill_inside(executioner, Subject(acts.holding(book)), ["ledger_hold", "ledger_hold_leg"])
            kill_inside(executioner, Subject(acts.sealing_a_day(book)), ["ledger_entry_number", "ledger_seal"])
            assert book.breaches() == []
    kills = executioner.kills
    assert kills.total() >= 20 * LONG
    print(f"{kills.total()} kills of PostgreSQL: {dict(kills)}")  # noqa: T201
    note("kill -9 of PostgreSQL at failpoints", seconds=time.monotonic() - begun, kills=kills.total())


def kill_between(executioner: Executioner, subject: Subject) -> None:
    for failpoint in (each for each in subject.failpoints if each.moment != DURING):
        subject.take_next()
        doomed = Doomed(subject.do, failpoint, at=stay)
        doomed.hear("here")
        executioner.kill(doomed)
        subject.check(doomed.bury().commits, uncertain=False)


def kill_inside(executioner: Executioner, subject: Subject, tables: list[str]) -> None:
    for table in tables:
        subject.take_next()
        with suppress(Error), held_up_at(table):
            doomed = Doomed(subject.do, at=stay)
            wait_until_blocked(doomed.backend)
            executioner.kill(doomed)
        subject.check(doomed.bury().commits, uncertain=False)


def lost_by(server: OwnServer) -> int:
    """Book, pull the plug, and count what was acknowledged and is not there."""
    book, acknowledged = a_book(), []
    with tenant.serving(book.municipality_id):
        for number in range(50):
            acknowledged.append(book.say("deposit", ("BANK", "FUND", 1), key=f"plug:{number}").entry_id)
        server.kill_everything()
        connections.close_all()
        server.start()
        found = {entry for (entry,) in book.rows("SELECT id FROM ledger_entry WHERE starts_with(key, 'plug:')")}
    return len(set(acknowledged) - found)


class TestABookingThatIsAcknowledged:
    def test_is_on_disk(self, executioner):
        assert lost_by(executioner.server) == 0

    def test_would_be_found_missing_if_it_were_not(self):
        """The bug "acknowledge before commit": PostgreSQL is told to answer first and write later."""
        hasty = ["-c", "synchronous_commit=off", "-c", "wal_writer_delay=10s"]
        server = OwnServer(make_folder("hasty"), options=hasty)
        with books_on(server):
            lost = lost_by(server)

        assert lost > 0
        note("lost_by finds: acknowledge before commit", lost=lost)
