"""What shops and people read of purchases: their own, and nothing that tells more."""

from dataclasses import asdict
from datetime import timedelta

import pytest

from budgets.operation import reading
from budgets.redemptions.queries import (
    DayTotal,
    day_totals,
    get_receipt,
    list_purchases,
    list_receipts,
)
from budgets.redemptions.refusals import RedemptionUnknown
from tests.budgets.passes.town import TODAY
from tests.budgets.redemptions.town import give_back, give_up, meedoen, pay, take, till_of
from tests.budgets.shops.town import a_shop

pytestmark = pytest.mark.usefixtures("database")


class TestReceipts:
    def test_are_those_of_the_shop(self, noor):
        till, card = till_of(), meedoen(noor)
        bought = pay(till, card.code, 12_50, reference="A1").given()
        a_shop("zwembad")

        found = reading(get_receipt)(till, bought.id)

        assert (found.status, found.amount, found.receipt, found.reference) == ("BOOKED", 12_50, bought.receipt, "A1")
        assert reading(list_receipts)(till.shop_id, TODAY) == [found]
        with pytest.raises(RedemptionUnknown):
            reading(get_receipt)(till_of("zwembad"), bought.id)

    def test_say_nothing_about_the_person(self, noor):
        till, card = till_of(), meedoen(noor)
        bought = pay(till, card.code, 12_50).given()

        said = str(asdict(reading(get_receipt)(till, bought.id)))

        assert not any(word in said for word in (str(noor), str(card.id), "meedoen"))


class TestDayTotals:
    def test_are_what_is_booked_on_the_day(self, noor):
        till, card = till_of(), meedoen(noor)
        bought = pay(till, card.code, 12_50).given()
        held = [pay(till, card.code, 5_00, reserve=True).given().id for _ in range(2)]
        take(till, held[0], 4_00)
        give_up(till, held[1])
        give_back(till, bought.id, 2_50)

        assert reading(day_totals)(till.shop_id, TODAY) == [
            DayTotal("Boekhandel", "SPENT", 2, 16_50),
            DayTotal("Boekhandel", "REFUNDED", 1, 2_50),
        ]
        assert reading(day_totals)(till.shop_id, TODAY + timedelta(days=1)) == []


class TestPurchases:
    def test_tell_the_person_where_and_how_much(self, noor):
        till, card = till_of(), meedoen(noor)
        bought = pay(till, card.code, 12_50).given()
        give_back(till, bought.id, 2_50)
        give_up(till, pay(till, card.code, 5_00, reserve=True).given().id)

        [found] = reading(list_purchases)(noor)

        assert (found.on, found.shop, found.amount, found.refunded) == (TODAY, "Boekhandel", 12_50, 2_50)
        assert found.receipt == bought.receipt
