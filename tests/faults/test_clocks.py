"""Clocks that are a day off, or jump: of PostgreSQL, and of the application. What happened first still comes first.

A small library that is loaded before the C library's lets a program see another time (`another_time.c`).
"""

import json
import os
import shutil
import struct
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from budgets.outbox import heartbeats
from ledger import holds, tenant
from ledger.database import HoldExpired
from ledger.models import Municipality
from ops.settings.database import ROOT
from tests.budgets.entitlements.town import BURGERBUDGET, MINOR, a_town, award_to, balance, breaches, enter_people, rows
from tests.budgets.jobs.workers import ask_for, jobs
from tests.evidence import note
from tests.faults.acts import AN_HOUR, NOON
from tests.ledger.books import DAY, Book, open_book
from tests.servers import OwnServer, books_on, make_folder

A_DAY = 24 * 60 * 60
COMPILER = shutil.which("cc")
SOURCE = Path(__file__).with_name("another_time.c")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("database"),
    pytest.mark.skipif(COMPILER is None, reason="no C compiler here to make another time with"),
]


class Clock:
    """The clock that programs with its environment see: so many seconds from the real one, from now on."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file, library = folder / "another_time", folder / "another_time.so"
        subprocess.run([str(COMPILER), "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE)], check=True)
        library.chmod(0o755)
        self._file.touch()
        self._file.chmod(0o644)
        self.set(0)
        self.environment = {"LD_PRELOAD": str(library), "ANOTHER_TIME": str(self._file)}

    def set(self, seconds: int) -> None:
        # Written in place: who sees this time has the file in its memory.
        with self._file.open("r+b") as file:
            file.write(struct.pack("l", seconds))


@pytest.fixture
def clock(tmp_path):
    return Clock(tmp_path)


@pytest.fixture
def clock_of_the_server():
    folder = make_folder("clock")
    clock = Clock(folder)
    with books_on(OwnServer(folder, environment=clock.environment)):
        yield clock


def now_of_the_server():
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())::bigint")
        return cursor.fetchone()[0]


class TestTheServersClock:
    def test_jumps_and_the_books_go_on_in_order(self, clock_of_the_server):
        begun, book = time.monotonic(), open_book()
        with tenant.serving(book.municipality_id):
            book.fill(free=1_000, entitled=1_000)
            for number, shift in enumerate((A_DAY, -A_DAY, 0, -A_DAY, A_DAY)):
                clock_of_the_server.set(shift)
                assert abs(now_of_the_server() - time.time() - shift) < 60
                for again in range(10):
                    book.say("payout", ("ENTITLED", "IN_TRANSIT", 1), key=f"{number}:{again}")
                    book.say("payout", ("ENTITLED", "IN_TRANSIT", 1), key=f"{number}:{again}")

            moments = [at for (at,) in book.rows("SELECT booked_at FROM ledger_entry ORDER BY id")]
            assert moments != sorted(moments)  # The clock went back, and the ids did not.
            assert book.balance("ENTITLED") == 950
            assert book.version("ENTITLED") == 51
            assert book.breaches() == []
        note("clock of PostgreSQL ± 1 day", seconds=time.monotonic() - begun, jumps=5)

    def test_expires_no_hold_and_keeps_none(self, clock_of_the_server):
        book = open_book()
        with tenant.serving(book.municipality_id):
            book.fill(entitled=100)
            legs = book.entry("payout", ("ENTITLED", "IN_TRANSIT", 10)).legs
            for shift in (A_DAY, -A_DAY):
                clock_of_the_server.set(shift)
                asked = {"act": "payout", "why": "test", "at": NOON, "until": NOON + AN_HOUR}
                first, second = (holds.hold(legs, key=f"{shift}:{each}", **asked).hold_id for each in "ab")

                holds.post(first, key=f"{shift}:p", happened_on=DAY, at=NOON)
                with pytest.raises(HoldExpired):
                    holds.post(second, key=f"{shift}:q", happened_on=DAY, at=NOON + AN_HOUR)
                assert holds.expire_due(at=NOON) == 0
                assert holds.expire_due(at=NOON + AN_HOUR) == 1
            assert book.breaches() == []


class TestTheApplicationsClock:
    @pytest.mark.parametrize("shift", [A_DAY, -A_DAY])
    def test_does_what_is_asked_now_and_nothing_twice(self, clock, database_environment, shift):
        begun = time.monotonic()
        with a_town(BURGERBUDGET) as municipality_id:
            award_to(enter_people(3))
            asked = ask_for("period_run", BURGERBUDGET, date(2025, 1, 1))
            for seconds in (shift, 0, shift):
                clock.set(seconds)
                work_once(clock, database_environment, municipality_id)

            assert jobs()[asked].state == "DONE"
            assert rows("SELECT DISTINCT state FROM outbox_job") == [("DONE",)]
            assert rows("SELECT count(*) FROM entitlements_grant WHERE label = 'opening'") == [(3,)]
            assert balance("ENTITLED") >= 3 * MINOR
            assert breaches() == []
        note(f"clock of the application {shift:+} s", seconds=time.monotonic() - begun, workers=3)

    @pytest.mark.parametrize("shift", [A_DAY, -A_DAY])
    def test_takes_nothing_from_a_worker_that_lives(self, clock, database_environment, shift):
        clock.set(shift)
        with a_town() as municipality_id:
            asked = ask_for("verify")
            heartbeats.beat("alive")
            rows(
                "UPDATE outbox_job SET state = 'RUNNING', worker = 'alive', turn = 1,"
                " lease_until = now() + interval '1 hour' WHERE id = %s",
                asked,
            )

            work_once(clock, database_environment, municipality_id)

            assert (jobs()[asked].state, jobs()[asked].failed_with) == ("RUNNING", "")
            heartbeats.leave("alive")


class TestADayOfABooking:
    def test_is_what_was_said_tomorrow_or_yesterday(self, database):
        with a_town() as municipality_id:
            book = Book(municipality_id)
            today = datetime.fromtimestamp(now_of_the_server(), tz=UTC).date()
            for days in (1, -1, 0):
                book.say("deposit", ("BANK", "FUND", 1), on=today + timedelta(days=days))

            found = [book.balance("BANK", as_of=today + timedelta(days=days)) for days in (-2, -1, 0, 1)]
            assert found == [0, 1, 2, 3]
            assert book.breaches() == []


def work_once(clock, environment, municipality_id):
    """Let a worker whose clock is another do what is due."""
    with tenant.serving(municipality_id):
        code = Municipality.objects.get(id=municipality_id).code
    ended = subprocess.run(
        [sys.executable, "manage.py", "work", "--once", "--municipality", code, "--json"],
        cwd=ROOT, env={**os.environ, **environment, **clock.environment}, capture_output=True, text=True, check=False,
        timeout=120,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert "worker" in json.loads(ended.stdout)
