"""What was granted is theirs, whoever writes: the role of the application may not, and the owner is refused."""

import pytest
from django.db import DatabaseError, transaction

from tests.budgets.entitlements.town import rows
from tests.budgets.granted import a_town_that_grants

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def town():
    with a_town_that_grants() as town:
        yield town


STATEMENTS = [
    "UPDATE entitlements_grant SET amount_minor = 1",
    "UPDATE entitlements_grant SET person_id = gen_random_uuid()",
    "DELETE FROM entitlements_grant",
    "TRUNCATE entitlements_grant CASCADE",
    "DELETE FROM entitlements_period",
    "UPDATE entitlements_period SET opening_balance_minor = 0",
    "DELETE FROM entitlements_move",
    "UPDATE entitlements_move SET name = 'award'",
    "DELETE FROM entitlements_entitlement",
    "UPDATE entitlements_entitlement SET person_id = gen_random_uuid()",
    "DELETE FROM entitlements_fund_share",
    "UPDATE entitlements_notice SET given_on = '2020-01-01'",
    "UPDATE entitlements_lapse SET amount_minor = 1",
    "DELETE FROM entitlements_pass_budget",
    "UPDATE entitlements_pass_budget SET activities = '[]'",
    "UPDATE entitlements_pass_budget SET account = 1",
    "DELETE FROM funding_donation",
    "UPDATE funding_donation SET statement = 'they had to'",
    "DELETE FROM costs_write_off",
    "UPDATE costs_write_off SET amount_minor = 1",
    "DELETE FROM costs_reattribution",
    "UPDATE costs_job_cost SET amount_minor = 1",
    "DELETE FROM stock_delivery",
    "DELETE FROM passes_pass",
    "UPDATE passes_pass SET person_id = gen_random_uuid()",
    "DELETE FROM passes_used_step",
    "DELETE FROM payouts_disbursement",
    "UPDATE payouts_disbursement SET amount_minor = 1",
    "DELETE FROM payouts_batch",
    "DELETE FROM payouts_approval",
    "DELETE FROM evidence_attestation",
    "UPDATE evidence_attestation SET hours = 0",
    "UPDATE ledger_balance SET balance = 0",
    "DELETE FROM ledger_posting",
    "DELETE FROM trail_act",
    "UPDATE trail_act SET refused = ''",
    "INSERT INTO ledger_flow VALUES ('reclaim', 'ENTITLED', 'FUND')",
]


class TestRawSql:
    @pytest.mark.parametrize("statement", STATEMENTS)
    def test_of_the_application_is_not_permitted(self, town, statement):
        with pytest.raises(DatabaseError, match="permission denied"):
            rows(statement)

    @pytest.mark.parametrize(
        "what", ["starts_on = '2030-01-01'", "decided_minor = 1", "facts = '{}'", "payee_id = NULL"]
    )
    def test_does_not_change_what_was_awarded(self, town, what):
        with pytest.raises(DatabaseError, match="append-only"):
            rows(f"UPDATE entitlements_entitlement SET {what}")

    @pytest.mark.parametrize("column", ["granted_minor", "used_minor"])
    def test_does_not_make_a_period_smaller(self, town, column):
        where = f"WHERE {column} > 0"
        with pytest.raises(DatabaseError, match="reclaim-forbidden"):
            rows(f"UPDATE entitlements_period SET {column} = {column} - 1 {where}")

        rows(f"UPDATE entitlements_period SET {column} = {column} + 1 {where}")

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE entitlements_grant SET amount_minor = 1",
            "DELETE FROM entitlements_grant",
            "TRUNCATE entitlements_grant CASCADE",
            "DELETE FROM entitlements_period",
            "DELETE FROM entitlements_move",
            "DELETE FROM entitlements_entitlement",
        ],
    )
    def test_of_the_owner_is_refused_as_well(self, town, owner, statement):
        tried = pytest.raises(DatabaseError, match="append-only")

        # The tenant is of the transaction only: the tests that follow use the same connection.
        with tried, transaction.atomic(using="owner"), owner.cursor() as cursor:
            cursor.execute("SELECT set_config('grondslag.municipality', %s, true)", [str(town.municipality_id)])
            cursor.execute(statement)
