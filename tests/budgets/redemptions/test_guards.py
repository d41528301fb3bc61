"""What the database keeps of purchases, whatever the program says; and what `verify` finds when it is got around."""

import pytest
from django.db import Error, connection

from budgets.operation import municipal_transaction
from ledger import tenant
from tests.budgets.entitlements.town import breaches, rows
from tests.budgets.redemptions.town import a_shopping_street, give_back, meedoen, pay, till_of
from tests.tampering import tampered

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def bought():
    """Serve a town with a purchase of 12.50 euro, of which 2.50 euro came back, and a hold of 5 euro."""
    with a_shopping_street() as noor:
        till, card = till_of(), meedoen(noor)
        purchase = pay(till, card.code, 12_50).given().id
        give_back(till, purchase, 2_50).given()
        pay(till, card.code, 5_00, reserve=True).given()
        yield purchase


def run(statement):
    with municipal_transaction(), connection.cursor() as cursor:
        cursor.execute(statement)


TAKEN = "state = 'CAPTURED'"
REFUSED = {
    "what was taken becomes less": f"UPDATE redemptions_redemption SET taken_minor = 1000 WHERE {TAKEN}",
    "what is owed becomes less": f"UPDATE redemptions_redemption SET euro_minor = 1000 WHERE {TAKEN}",
    "it is booked elsewhere": f"UPDATE redemptions_redemption SET entry_id = 1 WHERE {TAKEN}",
    "it is of another day": f"UPDATE redemptions_redemption SET captured_on = '2030-01-01' WHERE {TAKEN}",
    "more is taken than was set aside": "UPDATE redemptions_redemption SET taken_minor = 501 WHERE state = 'HELD'",
    "what came back is forgotten": f"UPDATE redemptions_redemption SET refunded_minor = 0 WHERE {TAKEN}",
    "more comes back than was taken": f"UPDATE redemptions_redemption SET refunded_minor = 1251 WHERE {TAKEN}",
    "a hold is taken without a booking": "UPDATE redemptions_redemption SET state = 'CAPTURED' WHERE state = 'HELD'",
    "a line pays more": "UPDATE redemptions_line SET units_minor = 9999, euro_minor = 9999",
    "a line of euros is not of as many euros": "UPDATE redemptions_line SET euro_minor = euro_minor - 1",
    "a line gets less back than it got": "UPDATE redemptions_line SET refunded_euro_minor = -1",
    "more of a line comes back than it paid": "UPDATE redemptions_line SET refunded_units_minor = 999999",
    "it is another person's": "UPDATE redemptions_redemption SET person_id = gen_random_uuid()",
    "it is another shop's": "UPDATE redemptions_redemption SET shop_id = gen_random_uuid()",
    "its receipt has another number": "UPDATE redemptions_redemption SET number = number + 1",
    "a refund becomes less": "UPDATE redemptions_refund SET euro_minor = 1",
    "a till was told something else": "UPDATE redemptions_answer SET outcome = '{}'",
    "a till was told nothing": "DELETE FROM redemptions_answer",
    "a purchase goes away": "DELETE FROM redemptions_redemption",
    "a line goes away": "DELETE FROM redemptions_line",
    "a refund goes away": "DELETE FROM redemptions_refund",
}


class TestTheDatabase:
    @pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
    def test_refuses_that(self, bought, statement):
        with pytest.raises(Error):
            run(statement)

    def test_keeps_one_answer_of_a_till_under_a_key(self, bought):
        again = "INSERT INTO redemptions_answer SELECT municipality_id, gen_random_uuid(), key, request_mac, outcome,"

        with pytest.raises(Error):
            run(f"{again} made_at, till_id FROM redemptions_answer LIMIT 1")


TABLES = "redemptions_redemption", "redemptions_line", "redemptions_refund"


class TestVerifying:
    @pytest.mark.parametrize(
        ("statement", "found"),
        [
            ("UPDATE redemptions_redemption SET euro_minor = euro_minor - 1, taken_minor = taken_minor - 1"
             " WHERE municipality_id = %s AND state = 'CAPTURED'", "purchases-are-booked"),
            ("DELETE FROM redemptions_line WHERE municipality_id = %s", "purchases-are-booked"),
            ("DELETE FROM redemptions_refund WHERE municipality_id = %s", "refunds-are-booked"),
            ("UPDATE redemptions_redemption SET state = 'REFUNDED' WHERE municipality_id = %s AND state = 'CAPTURED'",
             "refunds-are-booked"),
            ("UPDATE redemptions_line SET refunded_units_minor = refunded_units_minor - 1 WHERE municipality_id = %s"
             " AND refunded_units_minor > 0", "lines-are-booked"),
        ],
    )  # fmt: skip
    def test_finds_what_was_changed_past_the_guards(self, bought, statement, found):
        assert breaches() == []

        with tampered(statement, tenant.current(), tables=TABLES):
            assert found in {each.invariant for each in breaches()}
        assert breaches() == []


class TestSplitting:
    @pytest.mark.parametrize(
        ("amount", "weights"),
        [(0, [5, 5]), (1, [5, 5]), (10, [5, 5]), (7, [1, 2, 3, 4]), (100, [33, 33, 34]), (99, [1, 98, 1]), (5, [0, 5])],
    )
    def test_is_whole_exact_and_never_above_a_weight(self, bought, amount, weights):
        [(parts,)] = rows("SELECT redemptions_split(%s, %s::bigint[])", amount, weights)

        assert sum(parts) == amount
        assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))

    def test_gives_all_to_the_first_where_nothing_is_promised(self, bought):
        assert rows("SELECT redemptions_split(7, '{0,0}')") == [([7, 0],)]
