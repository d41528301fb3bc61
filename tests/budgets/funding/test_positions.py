"""How funds stand adds up, at any day, in as many queries for one fund as for many."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgets.exports.funds import get_funds
from budgets.funding.models import Lasting
from budgets.funding.operations import (
    FundDiffers,
    FundExists,
    FundExpiresTooEarly,
    Particulars,
    deposit,
    open_fund,
)
from budgets.operation import municipal_transaction
from ledger.amount import Amount, Unit
from tests.budgets.entitlements.town import (
    BOUWDEPOT,
    BURGERBUDGET,
    GIFT,
    NEW_YEAR,
    SPRING,
    a_town,
    award_to,
    breaches,
    enter_people,
    open_scheme,
    run,
)
from tests.builders import LONG_AGO, TEST

WHOLE = 100_000_000
"""What the fund of each scheme of the town was given, in cents."""


@pytest.fixture
def town(database):
    with a_town(BURGERBUDGET, BOUWDEPOT) as municipality_id:
        [noor, sem] = enter_people(2)
        award_to([noor, sem], BOUWDEPOT)
        run(BOUWDEPOT, SPRING)
        yield municipality_id
        assert breaches() == []


def of(rows, name):
    return next(each for each in rows if each["scheme"] == name)


def adds_up(line):
    return line["given"] + line.get("from_others", 0) == line["free"] + line["committed"] + line["spent"]


class TestFunds:
    def test_are_free_committed_or_spent(self, town):
        found = get_funds()

        fund = of(found["funds"], BOUWDEPOT)
        assert (fund["given"], fund["spent"], fund["committed"]) == (WHOLE, 8 * GIFT, 16 * GIFT)
        assert all(adds_up(line) for line in [*found["funds"], *found["schemes"], found["total"]])

    def test_add_up_to_the_same_per_fund_and_per_scheme(self, town):
        found = get_funds()

        for column, total in found["total"].items():
            assert sum(line[column] for line in found["funds"]) == total
            assert sum(line[column] for line in found["schemes"]) == total

    def test_stand_as_they_stood_on_a_day(self, town):
        deposits_only, first_month = get_funds(as_of=date(2024, 12, 31)), get_funds(as_of=NEW_YEAR)

        assert of(deposits_only["funds"], BOUWDEPOT)["free"] == WHOLE
        assert of(first_month["funds"], BOUWDEPOT)["committed"] == 24 * GIFT

    def test_take_as_many_queries_for_one_as_for_many(self, town):
        with CaptureQueriesContext(connection) as few:
            get_funds()
        for number in range(3):
            open_scheme(BOUWDEPOT, code=f"fonds-{number}")

        with CaptureQueriesContext(connection) as many:
            get_funds()

        assert len(few) == len(many)

    def test_count_no_points_as_euros(self, town):
        with municipal_transaction():
            before = get_funds()["total"]
        fund = open_scheme(BURGERBUDGET, euros="0.00", code="punten")

        deposit(fund_id=fund, amount=Amount(5, Unit.POINT), reference="punten", actor=TEST, on=LONG_AGO)

        assert get_funds()["total"] == before


def opened(code="vsb", on=NEW_YEAR, **particulars):
    return open_fund(
        code=code, name="VSB", scheme_code=BURGERBUDGET, actor=TEST, on=on, particulars=Particulars(**particulars)
    )


class TestOpenFund:
    def test_keeps_what_is_said_of_it(self, town):
        opened(
            share=Decimal("0.50"),
            lasting=Lasting.INCIDENTAL,
            legal_ground="Participatiewet, artikel 36",
            expires_on=SPRING,
            planned_unspent_minor=0,
        )

        fund = next(each for each in get_funds()["funds"] if each["code"] == "vsb")
        assert (fund["share"], fund["lasting"], fund["legal_ground"]) == (
            "0.5",
            "INCIDENTAL",
            "Participatiewet, artikel 36",
        )
        assert (fund["expires_on"], fund["planned_unspent"]) == ("2025-04-01", 0)

    def test_again_gives_the_same_fund(self, town):
        assert opened(share=Decimal("0.50")).id == opened(share=Decimal("0.50")).id == opened().id

    def test_again_with_other_particulars_is_refused(self, town):
        opened(share=Decimal("0.50"))

        with pytest.raises(FundDiffers) as refused:
            opened(share=Decimal("0.60"))

        assert refused.value.facts == {"code": "vsb", "facts": "share"}

    def test_of_another_scheme_under_the_same_code_is_refused(self, town):
        opened()

        with pytest.raises(FundExists):
            open_fund(code="vsb", name="VSB", scheme_code=BOUWDEPOT, actor=TEST, on=NEW_YEAR)

    def test_that_expires_before_it_opens_is_refused(self, town):
        with pytest.raises(FundExpiresTooEarly):
            opened(expires_on=NEW_YEAR)
