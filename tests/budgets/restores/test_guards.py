"""What the database refuses about restores and what leaves during restore mode, whatever the program says."""

import re

import pytest
from django.db import Error, connection

from budgets.operation import municipal_transaction
from budgets.payouts.operations import discard_batch
from budgets.restores.refusals import RestoreMode
from ledger import tenant
from tests.budgets.payouts.test_operations import approved, prepared_for
from tests.budgets.payouts.town import A_THURSDAY, open_bouwdepot, run_as_owner
from tests.budgets.restores.test_operations import confirm
from tests.budgets.restores.town import PUT_BACK, put_back
from tests.builders import TEST, a_municipality, a_person

pytestmark = pytest.mark.usefixtures("database", "town")

HAND_OVER = "UPDATE payouts_batch SET state = 'HANDED_OVER', handed_over_on = '2026-04-02' WHERE id = %s"
CONFIRM = "UPDATE restores_restore SET confirmed_at = now(), confirmed_by = 'x', reason = 'y'"


@pytest.fixture
def town():
    with tenant.serving(a_municipality()):
        open_bouwdepot()
        yield


def run(statement, *values):
    with municipal_transaction(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


class TestBatches:
    def test_do_not_leave_in_restore_mode(self):
        batch = approved(prepared_for(a_person()))
        put_back()

        with pytest.raises(Error, match="restore-mode"):
            run(HAND_OVER, batch.id)

    def test_are_not_let_go_in_restore_mode(self):
        batch = prepared_for(a_person())
        put_back()

        with pytest.raises(RestoreMode):
            discard_batch(batch_id=batch.id, reason="test", actor=TEST, on=A_THURSDAY)
        with pytest.raises(Error, match="restore-mode"):
            run("UPDATE payouts_batch SET state = 'DISCARDED' WHERE id = %s", batch.id)

    def test_leave_when_the_guard_is_taken_away(self):
        batch = approved(prepared_for(a_person()))
        put_back()

        taken_away = "ALTER TABLE payouts_batch DISABLE TRIGGER payouts_batch_restore_mode"
        assert run_as_owner([taken_away], [HAND_OVER, batch.id]) == 1

    def test_leave_after_a_person_has_confirmed(self):
        batch = approved(prepared_for(a_person()))
        put_back()
        confirm()

        assert run(HAND_OVER, batch.id) == 1


class TestRestores:
    @pytest.mark.parametrize(
        "statement",
        [
            "DELETE FROM restores_restore",
            "TRUNCATE restores_restore",
            "UPDATE restores_restore SET backup_at = now()",
            "INSERT INTO restores_restore (id) VALUES (gen_random_uuid())",
        ],
    )
    def test_are_not_written_by_the_application(self, statement):
        put_back()

        with pytest.raises(Error, match="permission denied"):
            run(statement)

    @pytest.mark.parametrize("statement", ["DELETE FROM restores_restore", "TRUNCATE restores_restore"])
    def test_stay_written_for_the_owner_as_well(self, statement):
        put_back()

        with pytest.raises(Error, match="append-only"):
            run_as_owner([statement])

    @pytest.mark.parametrize(
        "statement", [CONFIRM, "UPDATE restores_restore SET confirmed_at = NULL, confirmed_by = '', reason = ''"]
    )
    def test_are_confirmed_once(self, statement):
        put_back()
        confirm()

        with pytest.raises(Error, match="confirmed once"):
            run(statement)

    def test_change_in_nothing_else_when_they_are_confirmed(self):
        put_back()

        with pytest.raises(Error, match="confirmed once"):
            run_as_owner([CONFIRM + ", backup = 'another'"])

    @pytest.mark.parametrize("column", ["confirmed_by", "reason"])
    def test_are_not_confirmed_without_a_person_or_a_reason(self, column):
        put_back()

        with pytest.raises(Error, match="by_someone_for_a_reason"):
            run(re.sub(f"{column} = '.'", f"{column} = ''", CONFIRM))

    def test_begin_unconfirmed(self):
        confirmed = PUT_BACK.replace("backup_at,", "backup_at, confirmed_at,").replace(
            "%s, '', ''", "now(), %s, 'x', 'y'"
        )

        with pytest.raises(Error, match="begins unconfirmed"):
            run_as_owner([confirmed, tenant.current(), "2026-04-02"])
