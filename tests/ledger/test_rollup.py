"""Totals per day make balances quick; they are never seen in the balance itself."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connection, connections

from ledger import tenant
from ledger.rollup import roll_up
from tests.ledger.books import DAY, Book

YESTERDAY = DAY - timedelta(days=1)


def deposit(book: Book, amount: int, **said: object) -> None:
    book.say("deposit", ("BANK", "FUND", amount), **said)


def tail(book: Book) -> int:
    [(count,)] = book.rows(
        """SELECT count(*) FROM ledger_posting p JOIN ledger_rolled_up r USING (municipality_id)
        WHERE p.version IS NULL AND p.xid >= r.below"""
    )
    return count


class TestRollUp:
    def test_changes_no_balance_of_any_day(self, book):
        deposit(book, 5, on=YESTERDAY)
        deposit(book, 7)

        changed = roll_up()
        deposit(book, 11, on=YESTERDAY)

        assert changed == 4
        assert (book.balance("BANK"), book.balance("BANK", as_of=YESTERDAY), book.balance("FUND")) == (23, 16, 23)
        assert book.breaches() == []

    def test_adds_to_totals_that_are_there(self, book):
        for amount in (5, 7):
            deposit(book, amount)
            roll_up()

        assert book.rows("SELECT amount FROM ledger_day_total ORDER BY amount") == [(-12,), (12,)]
        assert tail(book) == 0

    def test_twice_changes_nothing(self, book):
        deposit(book, 5)
        roll_up()

        assert roll_up() == 0
        assert book.balance("BANK") == 5

    def test_leaves_out_what_is_not_committed_and_takes_it_later(self, book):
        book.account("BANK"), book.account("FUND")
        with book.transaction():
            deposit(book, 5)
            with ThreadPoolExecutor(1) as elsewhere:
                elsewhere.submit(_beside, book.municipality_id).result()

        assert book.balance("BANK") == 5
        roll_up()
        assert (book.balance("BANK"), tail(book)) == (5, 0)
        assert book.breaches() == []

    def test_keeps_no_totals_of_floored_accounts(self, book):
        book.fill(free=5)

        roll_up()

        assert book.rows("SELECT count(*) FROM ledger_day_total WHERE account_id = %s", book.account("FREE")) == [(0,)]


def _beside(municipality_id: int) -> None:
    """Roll up from another connection, while a transaction with a booking is open."""
    try:
        with tenant.serving(municipality_id):
            assert roll_up() == 0
    finally:
        connections.close_all()


class TestSettling:
    def test_makes_restored_rows_older_than_all_that_comes(self, book, administering):
        # A dump that was loaded into another server says numbers of transactions that are yet to come there.
        deposit(book, 5)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("UPDATE ledger_posting SET xid = '9000000000000000000'")
            cursor.execute("SELECT ledger_settle_restored()")

        deposit(book, 7)

        assert book.balance("BANK") == 12
        assert book.breaches() == []
