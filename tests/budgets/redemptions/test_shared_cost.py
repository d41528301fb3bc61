"""What several funds carry together each bears in the proportion of its promise, to the cent, also in parts."""

from decimal import Decimal

import pytest

from budgets.funding.operations import Particulars, open_fund
from budgets.schemes.operations import adopt_scheme
from tests.budgets.entitlements.town import breaches, fill, rows
from tests.budgets.passes.town import a_pass, put_on_pass
from tests.budgets.redemptions.town import MUCH, a_shopping_street, allow_at, give_back, pay, take, till_of
from tests.builders import LONG_AGO, TEST

pytestmark = pytest.mark.usefixtures("database")
BY_FUND = """
    SELECT f.code, sum(p.amount)::integer FROM ledger_posting p
    JOIN ledger_account a ON a.id = p.account_id AND a.municipality_id = p.municipality_id
    JOIN funding_fund f ON f.id = a.fund WHERE p.class = %s AND a.unit = 'EUR' GROUP BY f.code ORDER BY f.code
"""


def borne(account_class="SPENT"):
    return dict(rows(BY_FUND, account_class))


@pytest.fixture(params=["EUR", "POINT"])
def card(request):
    """Serve a town in which two funds carry three and one quarter of a budget of 100 euro; give a pass with it."""
    terms = {"amount": {"adult": "100.00"}}
    if request.param == "POINT":
        terms = {"amount": {"adult": "100"}, "unit": "POINT", "point_value": "1.00"}
    with a_shopping_street() as noor:
        adopt_scheme(scheme_code="meedoen", terms=terms, actor=TEST, on=LONG_AGO)
        for code, share in (("gemeente", "0.75"), ("corporatie", "0.25")):
            shared = Particulars(share=Decimal(share))
            fund = open_fund(code=code, name=code, scheme_code="meedoen", actor=TEST, on=LONG_AGO, particulars=shared)
            fill(fund.id, "1000.00")
        put_on_pass(noor, "meedoen", category="adult")
        allow_at("meedoen")
        yield a_pass(noor, day_limit=MUCH)
        assert breaches() == []


def test_a_purchase_is_borne_in_proportion(card):
    pay(till_of(), card.code, 10_00).given()

    assert borne() == {"gemeente": 7_50, "corporatie": 2_50}


def test_purchases_of_odd_sums_leave_no_cent_behind(card):
    till = till_of()
    for _ in range(100):
        pay(till, card.code, 1_00).given()

    assert borne() == {"gemeente": 75_00, "corporatie": 25_00}
    assert borne("COMMITTED") == {"gemeente": 0, "corporatie": 0}


def test_a_part_that_is_captured_and_given_back_in_parts_comes_back_whole(card):
    till = till_of()
    held = pay(till, card.code, 11_00, reserve=True).given().id
    take(till, held, 7_00).given()
    assert sum(borne().values()) == 7_00

    for cents in (3_00, 1_00, 2_00):
        give_back(till, held, cents).given()

    assert sum(borne().values()) == 1_00
    give_back(till, held).given()
    assert borne() == {"gemeente": 0, "corporatie": 0}
    assert borne("COMMITTED") == {"gemeente": 75_00, "corporatie": 25_00}
