"""A pass of a household pays from what its members were awarded, as long as who holds it lives there."""

import pytest

from budgets.operation import reading
from budgets.parties.households import MemberLine, register_households
from budgets.parties.queries import find_households
from tests.budgets.entitlements.town import breaches, enter_people
from tests.budgets.passes.town import TODAY, a_pass, open_passes, put_on_pass
from tests.budgets.redemptions.town import MUCH, a_shopping_street, allow_at, pay, till_of, why_not
from tests.builders import LONG_AGO, TEST

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def card():
    """Give a card of who lives with another, and can spend what that one was awarded with their household."""
    with a_shopping_street():
        holder, other = enter_people(2, beginning="h")
        live_together(until_on=None)
        home = reading(find_households)(["h1"])["h1"]
        open_passes("meedoen", amount={"adult": "300.00"})
        put_on_pass(other, "meedoen", category="adult", household_id=home)
        allow_at("meedoen")
        yield a_pass(holder, household_id=home, day_limit=MUCH)
        assert breaches() == []


def live_together(*, until_on):
    """Say that two people live together, the first of them until a day."""
    lines = [
        MemberLine(number=number, household="h1", client_number=client_number, from_on=LONG_AGO, until_on=until)
        for number, (client_number, until) in enumerate([("h0000", until_on), ("h0001", None)], start=2)
    ]
    register_households(lines=lines, actor=TEST, on=TODAY)


class TestAPassOfAHousehold:
    def test_pays_from_what_another_was_awarded(self, card):
        assert pay(till_of(), card.code, 12_50).given().amount == 12_50

    def test_of_who_left_pays_from_it_no_more(self, card):
        live_together(until_on=TODAY)

        assert why_not(pay(till_of(), card.code, 12_50)) == "exceeds-available-balance"
