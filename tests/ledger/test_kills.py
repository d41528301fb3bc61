"""`kill -9` of processes that book, and of PostgreSQL under them: nothing acknowledged is lost, nothing is doubled."""

import os
import random
import signal
import time

import pytest
from django.db import connection

from ledger import journal, tenant
from tests.evidence import note
from tests.faults.failpoints import wait_until_gone
from tests.ledger.books import open_book
from tests.ledger.contenders import heard, start
from tests.servers import OwnServer, books_on, make_folder

LONG = 10 if os.environ.get("GRONDSLAG_PROOF") == "long" else 1
KILLS, SERVER_KILLS, CLIENTS = 50 * LONG, 10 * LONG, 2
ENTRIES_IN_AN_ARRAY = 5

pytestmark = pytest.mark.slow


def entries_of(book, name):
    """Write what is said under a name: one entry, or an array of them for each third name."""
    size = ENTRIES_IN_AN_ARRAY if int(name.rpartition(":")[2]) % 3 == 0 else 1
    bank, fund, free, appropriated = (book.account(each) for each in ("BANK", "FUND", "FREE", "APPROPRIATED"))
    return [
        book.entry("deposit", (bank, fund, 1), (free, appropriated, 1), key=f"{name}:{number}")
        for number in range(size)
    ]


def say(book, name):
    entries = entries_of(book, name)
    return journal.book_all(entries) if len(entries) > 1 else [journal.book_entry(entries[0])]


def book_until_killed(book, cycle):
    """Give what a client does: it books, and acknowledges each name after its commit."""

    def run(client, pipe):
        connection.ensure_connection()
        pipe.send(connection.connection.info.backend_pid)
        number = 0
        while True:
            name = f"{cycle}:{client}:{number}"
            try:
                say(book, name)
            except Exception:
                return  # The server is gone; this name was not acknowledged.
            pipe.send(name)
            number += 1

    return run


def check(book, cycle, client, acknowledged):
    """Check that all that was acknowledged is there once, and that saying the next name again books it once."""
    names = [f"{cycle}:{client}:{number}" for number in range(len(acknowledged) + 1)]
    assert acknowledged == names[:-1]
    expected = [entry.key for name in acknowledged for entry in entries_of(book, name)]
    found = {
        key for (key,) in book.rows("SELECT key FROM ledger_entry WHERE starts_with(key, %s)", f"{cycle}:{client}:")
    }
    next_keys = {entry.key for entry in entries_of(book, names[-1])}
    assert set(expected) <= found
    assert found - set(expected) in (set(), next_keys)

    # All or none of an array was booked, and now all of it is.
    assert {each.replayed for each in say(book, names[-1])} == {bool(found & next_keys)}
    assert {each.replayed for each in say(book, names[-1])} == {True}
    return len(expected) + len(next_keys)


def test_a_killed_client_leaves_all_or_nothing(book):
    for name in ("BANK", "FUND", "FREE", "APPROPRIATED"):
        book.account(name)
    booked = 0
    for cycle in range(KILLS):
        process, pipe = start(book_until_killed(book, cycle), 0)
        backend, first = pipe.recv(), pipe.recv()
        time.sleep(random.uniform(0, 0.06))  # noqa: S311
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        wait_until_gone(backend)  # What it was asked last it may still be doing.
        booked += check(book, cycle, 0, [first, *heard(pipe)])

    assert book.count() == book.balance("BANK") == book.balance("FREE") == book.version("FREE") == booked
    assert book.breaches() == []
    print(f"{KILLS} kills, {booked} entries")  # noqa: T201
    note("kill -9 of clients", kills=KILLS, entries=booked)


@pytest.fixture
def own_server(database):
    """Run a PostgreSQL of one's own as a child, with the books in it."""
    server = OwnServer(make_folder("killed"))
    with books_on(server):
        yield server


def test_a_killed_postgresql_keeps_what_it_acknowledged(own_server):
    book = open_book()
    with tenant.serving(book.municipality_id):
        for name in ("BANK", "FUND", "FREE", "APPROPRIATED"):
            book.account(name)
        durable = book.rows("SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit')")
        assert dict(durable) == {"fsync": "on", "synchronous_commit": "on"}
        booked = 0
        for cycle in range(SERVER_KILLS):
            clients = [start(book_until_killed(book, cycle), client) for client in range(CLIENTS)]
            firsts = [(pipe.recv(), pipe.recv())[1] for _, pipe in clients]
            time.sleep(random.uniform(0, 0.3))  # noqa: S311
            own_server.kill()
            acknowledged = [[first, *heard(pipe)] for first, (_, pipe) in zip(firsts, clients, strict=True)]
            for process, _ in clients:
                process.join()
            own_server.start()
            booked += sum(check(book, cycle, client, names) for client, names in enumerate(acknowledged))
            assert book.count() == book.balance("BANK") == book.balance("FREE") == booked
            assert book.breaches() == []
    print(f"{SERVER_KILLS} kills of PostgreSQL, {booked} entries")  # noqa: T201
    note("kill -9 of PostgreSQL", kills=SERVER_KILLS, entries=booked)
