"""What the database refuses to the application's role, whatever the program says."""

import pytest
from django.db import Error, connection

from budgets.operation import municipal_transaction
from budgets.payouts.operations import discard_batch
from ledger import tenant
from tests.budgets.payouts.test_operations import approve, approved, hand_over, prepared_for
from tests.budgets.payouts.town import A_THURSDAY, give, open_bouwdepot, run_as_owner
from tests.builders import TEST, a_municipality, a_person, an_officer

pytestmark = pytest.mark.usefixtures("database", "town")

APPROVE = """
    INSERT INTO payouts_approval (id, municipality_id, batch_id, officer_id, sha256, approved_on)
    VALUES (gen_random_uuid(), %s, %s, %s, %s, %s)
"""


@pytest.fixture
def town():
    with tenant.serving(a_municipality()):
        open_bouwdepot()
        yield


def run(statement, *values):
    with municipal_transaction(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def approve_raw(batch, officer_id, sha256):
    return run(APPROVE, tenant.current(), batch.id, officer_id, sha256, A_THURSDAY)


class TestApprovals:
    def test_are_not_given_by_who_prepared_the_batch(self):
        fatima = an_officer("Fatima")
        batch = prepared_for(a_person(), prepared_by=fatima)

        with pytest.raises(Error, match="by another than who prepared it"):
            approve_raw(batch, fatima, batch.sha256)

    def test_are_not_given_twice_by_one_officer(self):
        batch, fatima = prepared_for(a_person()), an_officer("Fatima")
        approve(batch, fatima)

        with pytest.raises(Error, match="officer_approves_once"):
            approve_raw(batch, fatima, batch.sha256)

    def test_are_of_the_very_content(self):
        batch = prepared_for(a_person())

        with pytest.raises(Error, match="of its very content"):
            approve_raw(batch, an_officer(), "0" * 64)

    def test_are_not_of_officers_elsewhere(self):
        batch = prepared_for(a_person())
        with tenant.serving(a_municipality("Elders")):
            stranger = an_officer()

        with pytest.raises(Error, match="payouts_approval_officer_id_within"):
            approve_raw(batch, stranger, batch.sha256)

    @pytest.mark.parametrize("statement", ["UPDATE payouts_approval SET sha256 = ''", "DELETE FROM payouts_approval"])
    def test_stay_as_they_are(self, statement):
        approve(prepared_for(a_person()), an_officer())

        with pytest.raises(Error, match="permission denied"):
            run(statement)


class TestBatches:
    @pytest.mark.parametrize("state", ["APPROVED", "HANDED_OVER", "DRAFT"])
    def test_do_not_move_on_with_one_approval(self, state):
        batch = prepared_for(a_person())
        approve(batch, an_officer())

        with pytest.raises(Error, match=r"two officers|Invalid transition|batch_handed_over"):
            run("UPDATE payouts_batch SET state = %s WHERE id = %s", state, batch.id)

    @pytest.mark.parametrize(
        "change",
        ["content = 'x'", "content = NULL", "sha256 = repeat('0', 64)", "total_minor = 1", "line_count = 9"],
    )
    def test_keep_their_content(self, change):
        batch = approved(prepared_for(a_person()))

        with pytest.raises(Error, match="does not change"):
            run(f"UPDATE payouts_batch SET {change} WHERE id = %s", batch.id)

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE payouts_batch SET prepared_by_id = NULL",
            "UPDATE payouts_batch SET number = 9",
            "DELETE FROM payouts_batch",
            "TRUNCATE payouts_batch CASCADE",
        ],
    )
    def test_are_not_rewritten(self, statement):
        prepared_for(a_person())

        with pytest.raises(Error, match="permission denied"):
            run(statement)

    def test_begin_as_a_draft(self):
        with pytest.raises(Error, match="may not begin as APPROVED"):
            run(
                "INSERT INTO payouts_batch (id, municipality_id, number, state, execution_on, prepared_on, message_id,"
                " sha256, total_minor, line_count) VALUES (gen_random_uuid(), %s, 1, 'APPROVED', now(), now(), 'x',"
                " '', 0, 0)",
                tenant.current(),
            )

    def test_are_invisible_elsewhere(self):
        prepared_for(a_person())

        with tenant.serving(a_municipality("Elders")):
            assert run("SELECT 1 FROM payouts_batch") == 0


class TestDisbursements:
    COPY = """
        INSERT INTO payouts_disbursement
            (id, municipality_id, grant_id, person_id, batch_id, line, amount_minor, due_on, end_to_end_id)
        SELECT gen_random_uuid(), municipality_id, {grant}, person_id, batch_id, 99, amount_minor, due_on, 'x'
        FROM payouts_disbursement
    """

    def test_pay_a_grant_once(self):
        hand_over(approved(prepared_for(a_person())))

        with pytest.raises(Error, match="grant_is_disbursed_once"):
            run(self.COPY.format(grant="grant_id"))

    def test_do_not_join_a_batch_that_is_prepared(self):
        prepared_for(a_person())
        other = a_person("Sem")
        give([other])

        with pytest.raises(Error, match="while it is a draft"):
            run(self.COPY.format(grant=f"(SELECT id FROM entitlements_grant WHERE person_id = '{other}')"))

    def test_are_let_go_with_their_batch_only(self):
        prepared_for(a_person())

        with pytest.raises(Error, match="let go with its batch only"):
            run("UPDATE payouts_disbursement SET discarded = true")
        with pytest.raises(Error, match="permission denied"):
            run("UPDATE payouts_disbursement SET amount_minor = 1")
        for change in ("discarded = true", "amount_minor = 1"):
            with pytest.raises(Error, match="let go with its batch only"):
                run_as_owner([f"UPDATE payouts_disbursement SET {change}"])

    def test_never_begin_as_let_go(self):
        prepared_for(a_person())
        said = self.COPY.replace("end_to_end_id)", "end_to_end_id, discarded)").replace("'x'", "'x', true")

        with pytest.raises(Error, match="append-only"):
            run(said.format(grant="grant_id"))

    def test_of_a_batch_that_was_let_go_stay_let_go(self):
        batch = prepared_for(a_person())
        discard_batch(batch_id=batch.id, reason="test", actor=TEST, on=A_THURSDAY)

        with pytest.raises(Error, match="let go with its batch only"):
            run_as_owner(["UPDATE payouts_disbursement SET discarded = false"])
