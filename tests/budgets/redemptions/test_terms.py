"""How long a hold lasts and a purchase can be given back, as the municipality says from a day on."""

from datetime import timedelta

import pytest

from budgets.redemptions.terms import set_redemption_terms
from budgets.shops.refusals import StartsInThePast
from tests.budgets.passes.town import TODAY, later
from tests.budgets.redemptions.town import a_shopping_street, give_back, meedoen, pay, till_of
from tests.builders import TEST

pytestmark = pytest.mark.usefixtures("database")
TOMORROW = TODAY + timedelta(days=1)


def say(valid_from, *, hold_minutes=5, refund_days=2, on=TODAY):
    set_redemption_terms(valid_from=valid_from, hold_minutes=hold_minutes, refund_days=refund_days, actor=TEST, on=on)


def test_terms_hold_from_their_day_and_for_purchases_of_that_day_and_later():
    with a_shopping_street() as noor:
        till, card = till_of(), meedoen(noor)
        say(TOMORROW, hold_minutes=10)
        say(TOMORROW)

        held = [pay(till, card.code, 1_00, reserve=True, on=on).given() for on in (TODAY, TOMORROW)]
        bought = [pay(till, card.code, 1_00, on=on).given().id for on in (TODAY, TOMORROW)]

        assert [each.expires_at for each in held] == [later(minutes=30), later(minutes=5)]
        third_day = TOMORROW + timedelta(days=3)
        assert [give_back(till, each, on=third_day).refused_code for each in bought] == ["", "refund-window-closed"]


def test_terms_do_not_change_for_days_that_are_over():
    with a_shopping_street(), pytest.raises(StartsInThePast):
        say(TODAY, on=TOMORROW)
