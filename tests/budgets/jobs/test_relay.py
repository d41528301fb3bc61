"""A round along a municipality: each part is tried, and one that fails stops nothing else."""

from datetime import UTC, date, datetime, timedelta

import pytest

from budgets.jobs import relay
from budgets.jobs.pace import get_pace
from budgets.jobs.relay import Relay
from ledger import outbox
from ledger.holds import hold
from tests.budgets.entitlements.town import a_town, rows
from tests.budgets.jobs.workers import ask_for
from tests.ledger.books import Book

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def town(database):
    with a_town() as municipality_id:
        yield municipality_id


@pytest.fixture
def rung():
    """Give the jobs that are rung for."""
    return []


@pytest.fixture
def round_of(rung):
    def ring(_municipality_id, job_id, _limit):
        rung.append(job_id)

    return Relay(ring, get_pace(), scheduling=False).visit


def fail(*_what):
    raise ZeroDivisionError


class Chore:
    """A chore that remembers when it was done."""

    def __init__(self):
        self.moments = []
        self.__name__ = "chore"

    def __call__(self, at):
        self.moments.append(at)


class TestARound:
    def test_tells_every_entry_and_rings_for_every_job(self, town, rung, round_of):
        book = Book(town)
        for _number in range(3):
            book.say("deposit", ("BANK", "FUND", 1))
        job_id = ask_for("thing")

        assert round_of(town, NOW) == 1

        assert rung == [job_id]
        assert rows("SELECT count(*) FROM ledger_outbox") == [(0,)]

    def test_rings_for_more_jobs_than_are_taken_at_once(self, town, rung, round_of, monkeypatch):
        monkeypatch.setattr("budgets.outbox.working.MOST_AT_ONCE", 5)
        asked = {ask_for("thing", str(number)) for number in range(12)}

        assert round_of(town, NOW) == 12
        assert set(rung) == asked

    def test_goes_on_past_a_listener_and_a_chore_that_fail(self, town, rung, round_of, monkeypatch):
        chore = Chore()
        monkeypatch.setattr(outbox, "LISTENERS", [fail])
        monkeypatch.setattr(relay, "CHORES", [fail, chore])
        book = Book(town)
        book.say("deposit", ("BANK", "FUND", 1))
        ask_for("thing")

        assert round_of(town, NOW) == 1

        assert chore.moments == [NOW]
        assert rows("SELECT count(*) FROM ledger_outbox") == [(1,)]

    def test_rolls_up_balances_and_lets_go_of_holds(self, town, round_of):
        book = Book(town)
        book.fill(free=100)
        with book.transaction():
            leg = book.entry("commit", ("COMMITTED", "FREE", 40)).legs[0]
            hold([leg], act="commit", why="test", key="hold", at=NOW - HOUR, until=NOW)

        round_of(town, NOW)

        assert rows("SELECT count(*) FROM ledger_hold WHERE outcome = 'PENDING'") == [(0,)]
        assert rows(
            "SELECT sum(amount) FROM ledger_day_total t JOIN ledger_account a ON a.id = account_id"
            " AND a.municipality_id = t.municipality_id WHERE class = 'BANK'"
        ) == [(100,)]
        assert book.breaches() == []

    def test_goes_on_though_the_bell_is_broken(self, town):
        job_id = ask_for("thing", on=date(2025, 1, 1))

        assert Relay(fail, get_pace(), scheduling=False).visit(town, NOW) == 0

        assert rows("SELECT id, state FROM outbox_job") == [(job_id, "WAITING")]
