"""What was promised for points lasts as long as the points do, also where a shop asks more than they are worth."""

import pytest

from ledger.amount import Unit
from tests.budgets.redemptions.town import balances, give_back, in_points, pay, price, take, till_of

pytestmark = pytest.mark.usefixtures("database")


def take_all(till, held):
    for each in held:
        take(till, each).given()


class TestPoints:
    def test_at_a_dear_shop_leave_the_promise_of_the_others(self, noor):
        till, card = till_of(), in_points(noor, "10", "10.00")
        free = balances("FREE")["FREE"]

        price(20_00)
        pay(till, card.code, 5, unit=Unit.POINT).given()

        assert balances("COMMITTED", "FREE", "SPENT") == {"COMMITTED": 50_00, "FREE": free - 50_00, "SPENT": 100_00}
        price(10_00)
        pay(till, card.code, 5, unit=Unit.POINT).given()
        assert balances("COMMITTED", "FREE", "SPENT") == {"COMMITTED": 0, "FREE": free - 50_00, "SPENT": 150_00}

    def test_that_are_set_aside_keep_their_share_and_the_last_takes_what_rounding_left(self, noor):
        till, card = till_of(), in_points(noor, "4", "1.00")
        free = balances("FREE")["FREE"]
        price(51)
        pay(till, card.code, 1, unit=Unit.POINT).given()  # Of 4 euro 3.49 is left for three: 1.16, 1.16 and 1.17.

        price(2_00)
        held = [pay(till, card.code, 1, unit=Unit.POINT, reserve=True).given().id for _ in range(3)]
        take_all(till, held[:2])

        assert balances("COMMITTED", "FREE", "SPENT") == {"COMMITTED": 1_17, "FREE": free - 1_68, "SPENT": 4_51}
        take_all(till, held[2:])
        assert balances("COMMITTED", "FREE", "SPENT") == {"COMMITTED": 0, "FREE": free - 2_51, "SPENT": 6_51}

    def test_that_come_back_are_promised_what_they_cost(self, noor):
        till, card = till_of(), in_points(noor, "10", "10.00")
        price(20_00)
        bought = pay(till, card.code, 5, unit=Unit.POINT).given().id

        give_back(till, bought, 2).given()

        assert balances("COMMITTED", "SPENT") == {"COMMITTED": 90_00, "SPENT": 60_00}
        give_back(till, bought).given()
        assert balances("COMMITTED", "SPENT", "SHOP_PAYABLE") == {"COMMITTED": 150_00, "SPENT": 0, "SHOP_PAYABLE": 0}
