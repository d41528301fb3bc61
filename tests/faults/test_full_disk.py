"""PostgreSQL's disk runs full: a clean error in words, nothing half booked, and all goes on when room comes back.

The data is on a small disk in memory, which only root may mount.
"""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from django.db import Error, InterfaceError, OperationalError, connection

from ledger import journal, tenant
from ops import embedded
from ops.settings.database import ROOT
from tests.evidence import note
from tests.ledger.books import open_book
from tests.servers import OwnServer, books_on, make_folder

LONG = 10 if os.environ.get("GRONDSLAG_PROOF") == "long" else 1
ROUNDS = 3 * LONG
DISK_MB, ENTRIES_AT_ONCE, MOST_TRIES, REFUSED_ENOUGH = 256, 100, 2_000, 15
ROOM_MB = (3, 1, 0)
DISK_FULL = "53100"
# Little is kept for later use: what is full is full soon.
SMALL = ["-c", "max_wal_size=48MB", "-c", "min_wal_size=32MB", "-c", "wal_recycle=off", "-c", "wal_init_zero=on"]

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("database")]


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """This will mount a small disk on a folder, and take it away in any case."""
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=0755", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, text=True, check=False)
    if mounted.returncode:
        folder.rmdir()
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()


@pytest.fixture
def server():
    if os.geteuid() != 0:
        pytest.skip("only root may mount a disk that is small enough to run full")
    folder = make_folder("full")
    with small_disk(folder):
        server = OwnServer(folder, options=SMALL)
        with books_on(server):
            yield server


class Ballast:
    """What fills the disk up to some room, and goes away again."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "ballast"

    def leave(self, room_mb: int) -> None:
        disk = os.statvfs(self._file.parent)
        with self._file.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(disk.f_bavail * disk.f_frsize - room_mb * 2**20, 1))

    def drop(self) -> None:
        self._file.unlink()


def say(book, name):
    return journal.book_all(
        [
            book.entry("deposit", ("BANK", "FUND", 1), ("FREE", "APPROPRIATED", 1), key=f"{name}:{number}")
            for number in range(ENTRIES_AT_ONCE)
        ]
    )


def book_until_full(book, names, found):
    """Book until it is refused again and again; gives the names that were acknowledged and those that were not."""
    booked, refused = [], []
    for name in names:
        try:
            say(book, name)
            booked.append(name)
        except (OperationalError, InterfaceError) as error:
            found[getattr(error.__cause__, "sqlstate", None) or "connection lost"] += 1
            assert str(error).strip(), "an error without words"
            refused.append(name)
            if len(refused) == REFUSED_ENOUGH:
                return booked, refused
            connection.close()
        assert len(booked) < MOST_TRIES, "the disk does not run full"
    raise AssertionError


def test_a_full_disk_costs_nothing_but_time(server):
    book, ballast, begun = open_book(), Ballast(server.folder), time.monotonic()
    found, names, expected, restarts = Counter(), (f"n{number}" for number in count()), 0, 0
    with tenant.serving(book.municipality_id):
        for name in ("BANK", "FUND", "FREE", "APPROPRIATED"):
            book.account(name)
        for round_number in range(ROUNDS):
            ballast.leave(ROOM_MB[round_number % len(ROOM_MB)])
            booked, refused = book_until_full(book, names, found)
            told = tell_of_a_full_disk() if server.lives() else ""
            assert "Traceback" not in told
            ballast.drop()
            if not server.lives():
                restarts += 1
                server.start()  # As whatever command comes next does, when it finds the server down.

            until_it_books(book)
            assert not any(each.replayed for name in refused for each in say(book, name))
            assert all(each.replayed for name in booked for each in say(book, name))
            expected += ENTRIES_AT_ONCE * (len(booked) + len(refused))
            assert book.count() == book.balance("BANK") == book.balance("FREE") == expected
            assert book.breaches() == []
    assert found[DISK_FULL], found
    print(f"{ROUNDS} times full: {dict(found)}, {restarts} times started again, {expected} entries")  # noqa: T201
    note("disk full", seconds=time.monotonic() - begun, times=ROUNDS, refused=found.total(), entries=expected)


def until_it_books(book):
    """Wait until PostgreSQL is there again, which restarts itself when it lost a process."""
    deadline = time.monotonic() + 60
    while True:
        try:
            connection.close()
            return book.count()
        except Error:
            assert time.monotonic() < deadline, "PostgreSQL did not come back by itself"
            time.sleep(0.1)


def tell_of_a_full_disk():
    """Give what a command says to an operator at such a moment."""
    place = f"host={connection.settings_dict['HOST']}"
    asked = subprocess.run(
        [sys.executable, "manage.py", "add_municipality", "--code", "vol", "--name", "Vol", "--iban",
         "NL91ABNA0417164300", "--on", "2026-01-01"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
        env={**os.environ, "DATABASE_URL": f"postgresql://grondslag_app@/{embedded.DATABASE}?{place}"},
    )  # fmt: skip
    return asked.stderr
