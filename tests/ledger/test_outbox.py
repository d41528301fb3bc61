"""Every entry is told once: whatever aborts, and however many relays run at once."""

import time

import pytest
from django.db import connection

from ledger import outbox, tenant
from ledger.outbox import oldest_wait_s, relay
from tests.ledger.books import open_book
from tests.ledger.contenders import start

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def heard(monkeypatch):
    """Give what a listener hears."""
    said: list[int] = []
    monkeypatch.setattr(outbox, "LISTENERS", [said.extend])
    return said


def deposits(book, number):
    return [book.say("deposit", ("BANK", "FUND", 1)).entry_id for _ in range(number)]


def relayed(book, most=1_000):
    with book.transaction():
        return relay(most=most)


class TestRelay:
    def test_tells_each_entry_once(self, book, heard):
        entries = deposits(book, 5)

        assert [relayed(book, 2) for _ in range(4)] == [2, 2, 1, 0]
        assert heard == entries
        assert (book.count("ledger_outbox"), book.breaches()) == (0, [])

    def test_that_is_undone_took_nothing(self, book, monkeypatch, heard):
        entries = deposits(book, 2)

        def fail(_entries):
            raise ZeroDivisionError

        monkeypatch.setattr(outbox, "LISTENERS", [fail])
        with pytest.raises(ZeroDivisionError):
            relayed(book)
        monkeypatch.setattr(outbox, "LISTENERS", [heard.extend])
        relayed(book)

        assert (heard, book.breaches()) == (entries, [])

    def test_takes_only_what_the_served_municipality_booked(self, book, heard):
        other = open_book("Elders")
        with tenant.serving(other.municipality_id):
            deposits(other, 1)

        assert relayed(book) == 0
        with tenant.serving(other.municipality_id):
            assert (relayed(other), other.breaches()) == (1, [])

    def test_takes_nothing_while_another_takes_and_does_not_wait_for_it(self, book, heard):
        deposits(book, 2)
        relayed(book, 1)

        def hold(_number, pipe):
            with tenant.serving(book.municipality_id), book.transaction():
                pipe.send(relay(most=1))
                time.sleep(60)  # Ended from outside: what it took is put back.

        process, pipe = start(hold, 0)
        assert pipe.recv() == 1
        begun = time.monotonic()
        assert relayed(book) == 0
        assert time.monotonic() - begun < 1
        process.kill()
        process.join()

        deadline = time.monotonic() + 10
        while not relayed(book):
            assert time.monotonic() < deadline
        assert (book.count("ledger_outbox"), book.breaches()) == (0, [])


class TestInvariant:
    def test_names_the_entry_that_was_lost_after_others_were_taken(self, book, administering):
        entries = deposits(book, 4)
        relayed(book, 2)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM ledger_outbox WHERE entry_id = %s", [entries[3]])

        [breach] = book.breaches()

        assert (breach.invariant, breach.row["entry_id"]) == ("entries-are-announced", entries[3])


class TestOldestWait:
    def test_is_nothing_when_all_was_taken(self, book):
        deposits(book, 1)
        time.sleep(1.1)
        with book.transaction():
            before = oldest_wait_s()
        relayed(book)

        with book.transaction():
            assert (before, oldest_wait_s()) == (1, 0)
