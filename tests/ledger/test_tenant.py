"""Whose work it is, told to the database by the outermost transaction, for as long as that lasts."""

import logging

import pytest
from django.db import connection, transaction

from budgets.operation import municipal_transaction, rehearsal
from ledger import tenant
from ledger.tenant import NoMunicipality, TenantLeaked
from tests.ledger.books import open_book

pytestmark = pytest.mark.usefixtures("database")


def ask(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def told():
    return ask("SELECT current_setting('grondslag.municipality', true)")


def leak(municipality_id):
    """Make the bug: a tenant that is set for the session, and so for whoever comes next."""
    ask(f"SELECT set_config('grondslag.municipality', '{municipality_id}', false)")


@pytest.fixture
def book():
    """Serve a municipality on a connection that nothing else used, which is closed afterwards."""
    connection.close()
    opened = open_book()
    with tenant.serving(opened.municipality_id):
        yield opened
    connection.close()


class TestTellDatabase:
    def test_lasts_as_long_as_the_transaction(self, book):
        with municipal_transaction():
            during = told()

        assert during == str(book.municipality_id)
        assert not told()

    def test_does_not_last_when_the_transaction_fails(self, book):
        with pytest.raises(ZeroDivisionError), municipal_transaction():
            raise ZeroDivisionError

        assert not told()

    def test_may_be_told_another_inside_a_rehearsal(self, book):
        with rehearsal():
            other = open_book()
            with tenant.serving(other.municipality_id), municipal_transaction():
                assert told() == str(other.municipality_id)

    def test_needs_a_municipality(self):
        with pytest.raises(NoMunicipality), municipal_transaction():
            pass


class TestALeak:
    @pytest.mark.parametrize("whose", ["another's", "the same"])
    def test_is_an_alarm_and_nothing_is_read(self, book, caplog, whose):
        leak(open_book().municipality_id if whose == "another's" else book.municipality_id)

        with caplog.at_level(logging.CRITICAL), pytest.raises(TenantLeaked), municipal_transaction():
            pytest.fail("the work went on")

        assert [record.message.partition(":")[0] for record in caplog.records] == ["tenant-leaked"]

    def test_costs_the_connection_its_life(self, book):
        leak(book.municipality_id)
        before = ask("SELECT pg_backend_pid()")

        with pytest.raises(TenantLeaked), municipal_transaction():
            pass

        with municipal_transaction():
            assert ask("SELECT pg_backend_pid()") != before
        assert not told()

    def test_is_found_at_the_first_transaction_that_tells_for_the_session(self, book):
        with transaction.atomic():
            leak(book.municipality_id)

        with pytest.raises(TenantLeaked), municipal_transaction():
            pass
