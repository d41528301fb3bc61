"""A phone that was taken away is out for good, whoever writes, and waits for what is being paid with its pass."""

from contextlib import suppress
from contextvars import copy_context
from threading import Thread

import pytest
from django.db import Error, connection, connections, transaction

from budgets.operation import municipal_transaction
from budgets.passes.phones import unpair_phone
from ledger import tenant
from ledger.database import InProgress
from tests.budgets.entitlements.town import a_town, enter_people, rows
from tests.budgets.passes.town import TODAY, a_pass, pair
from tests.builders import TEST

pytestmark = pytest.mark.usefixtures("database")
AGAIN = "UPDATE passes_device SET ended_on = NULL WHERE ended_on IS NOT NULL"
GIVEN_UP_S = 20  # A lock that is waited for is given up after two.


@pytest.fixture
def noors():
    """Serve a town, and give a pass that a phone shows."""
    with a_town():
        issued = a_pass(enter_people(1)[0])
        pair(issued.id)
        yield issued


def are_paired():
    return rows("SELECT count(*) FROM passes_device WHERE ended_on IS NULL")[0][0]


def take_away(issued):
    unpair_phone(pass_id=issued.id, actor=TEST, on=TODAY)


class TestAPhoneThatWasTakenAway:
    @pytest.mark.parametrize("statement", [AGAIN, "UPDATE passes_device SET ended_on = ended_on + 1"])
    def test_stays_ended_and_when(self, noors, statement):
        take_away(noors)

        with pytest.raises(Error, match="stays ended"):
            rows(statement)

    def test_comes_back_when_the_guard_is_taken_away(self, noors):
        take_away(noors)

        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            cursor.execute("SELECT set_config('grondslag.municipality', %s, true)", [str(tenant.current())])
            cursor.execute("ALTER TABLE passes_device DISABLE TRIGGER passes_device_ended_stays")
            cursor.execute(AGAIN)
            assert cursor.rowcount == 1
            transaction.set_rollback(True, using="owner")
        assert are_paired() == 0


class TestTakingItAway:
    def test_waits_for_what_is_done_with_the_pass(self, noors):
        def beside():
            try:
                with suppress(InProgress):
                    take_away(noors)
            finally:
                connection.close()

        with municipal_transaction(), connection.cursor() as cursor:
            cursor.execute("SELECT id FROM passes_pass WHERE id = %s FOR NO KEY UPDATE", [noors.id])
            other = Thread(target=copy_context().run, args=(beside,))
            other.start()
            other.join(GIVEN_UP_S)

        assert are_paired() == 1
