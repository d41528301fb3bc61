"""The forecast of a town's funds, and what finance staff should look at."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgets.exports.cautions import (
    EXPIRED,
    EXPIRING,
    LOW,
    RUNNING_OUT,
    SHORT_IF_BUSY,
    UNSPENT,
    list_cautions,
)
from budgets.exports.forecast import get_forecast
from budgets.funding.operations import Particulars, open_fund
from budgets.schemes.operations import adopt_scheme
from budgets.stock.operations import open_issue_point
from tests.budgets.entitlements.town import (
    BOUWDEPOT,
    BURGERBUDGET,
    GIFT,
    MINOR,
    SPRING,
    a_town,
    award_to,
    enter_people,
    fill,
    run,
    vouch,
)
from tests.builders import LONG_AGO, TEST

FEBRUARY, APRIL, END_OF_JUNE = date(2025, 2, 1), date(2025, 4, 1), date(2025, 6, 30)
YEAR = 12 * GIFT


def outlook(code=BOUWDEPOT, on=END_OF_JUNE):
    return next(each for each in get_forecast(on=on).funds if each.of == code)


def codes(on=END_OF_JUNE, of=BOUWDEPOT):
    return [each.code for each in list_cautions(on=on) if each.of == of]


@pytest.fixture
def gifts(database):
    """Give a town that awarded one bouwdepot in February and two in April."""
    with a_town(BOUWDEPOT, euros="100000.00"):
        people = enter_people(3)
        award_to(people[:1], BOUWDEPOT, starts_on=FEBRUARY)
        award_to(people[1:], BOUWDEPOT, starts_on=APRIL)
        yield people


class TestForecast:
    def test_follows_the_average_of_the_last_six_months(self, gifts):
        found = outlook()

        assert found.new_awards == (0, 0, 1, 0, 2, 0)
        assert found.trend.months == (0, 0, YEAR, 0, 2 * YEAR, 0)
        free = 10_000_000 - 3 * YEAR
        assert found.projection.year_end.mid == free - 3 * YEAR
        assert (found.projection.year_end.low, found.projection.year_end.high) == (free - 12 * YEAR, free)

    def test_says_when_the_money_runs_out(self, gifts):
        found = outlook()

        assert (found.projection.runs_out, found.projection.earliest) == (None, date(2025, 9, 1))

    def test_of_a_young_fund_counts_the_months_it_was_there(self, gifts):
        open_fund(code="jong", name="Jong", scheme_code=BOUWDEPOT, actor=TEST, on=date(2025, 5, 20))

        assert outlook("jong").new_awards == (0,)

    def test_adds_up_the_funds_of_a_scheme(self, gifts):
        young = open_fund(code="jong", name="Jong", scheme_code=BOUWDEPOT, actor=TEST, on=date(2025, 5, 20))
        fill(young.id, "500.00")

        [found] = get_forecast(on=END_OF_JUNE, scheme_code=BOUWDEPOT).schemes

        assert found.free == outlook().free + 50_000
        assert found.new_awards == (0, 0, 1, 0, 2, 0)

    def test_asks_what_a_rule_promises_period_by_period(self, database):
        with a_town(BURGERBUDGET, euros="100000.00"):
            [noor] = enter_people(1)
            award_to([noor], starts_on=date(2024, 1, 1), on=date(2024, 1, 1))

            known = {each.month: each.known for each in outlook(BURGERBUDGET, date(2024, 3, 1)).projection.months}

        # Nothing was run yet, so that a quarter is taken to give the most it can.
        assert known[date(2024, 3, 1)].mid + known[date(2024, 4, 1)].mid > 0
        assert known[date(2024, 7, 1)].mid == known[date(2024, 7, 1)].high == MINOR
        assert known[date(2024, 8, 1)].mid == 0

    def test_expects_what_a_period_gave_and_at_most_what_its_rule_promises(self, database):
        with a_town(BURGERBUDGET, euros="100000.00"):
            [noor] = enter_people(1)
            award_to([noor])
            vouch([noor], date(2025, 3, 20), "40")
            run(BURGERBUDGET, SPRING)

            july = next(
                each for each in outlook(BURGERBUDGET, SPRING).projection.months if each.month == date(2025, 7, 1)
            )

        assert (july.known.mid, july.known.high) == (40 * 1_406, MINOR)

    def test_asks_as_many_times_for_one_right_as_for_many(self, gifts):
        with CaptureQueriesContext(connection) as few:
            get_forecast(on=END_OF_JUNE)
        award_to(enter_people(4, beginning="m"), BOUWDEPOT, starts_on=date(2025, 5, 1))

        with CaptureQueriesContext(connection) as many:
            get_forecast(on=END_OF_JUNE)

        assert len(few) == len(many)


class TestCautions:
    def test_tell_a_fund_that_runs_out(self, gifts):
        award_to(enter_people(4, beginning="m"), BOUWDEPOT, starts_on=date(2025, 5, 1))

        assert codes() == [RUNNING_OUT]

    def test_tell_a_fund_that_may_run_out(self, gifts):
        assert codes() == [SHORT_IF_BUSY]

    @pytest.mark.parametrize(
        ("particulars", "on", "expected"),
        [
            ({"planned_unspent_minor": 0}, END_OF_JUNE, [UNSPENT]),
            ({"planned_unspent_minor": 100_000}, END_OF_JUNE, []),
            ({"expires_on": date(2025, 9, 30)}, END_OF_JUNE, [EXPIRING]),
            ({"expires_on": date(2025, 10, 1)}, END_OF_JUNE, []),
            ({"expires_on": END_OF_JUNE}, END_OF_JUNE, [EXPIRED]),
        ],
    )
    def test_tell_what_is_left_or_nearly_past_its_date(self, gifts, particulars, on, expected):
        fund = open_fund(
            code="vsb",
            name="VSB",
            scheme_code=BOUWDEPOT,
            actor=TEST,
            on=LONG_AGO,
            priority=9,
            particulars=Particulars(**particulars),
        )
        fill(fund.id, "1000.00")

        assert codes(on, "vsb") == expected

    def test_tell_an_issue_point_that_is_low(self, gifts):
        terms = {"packs_per_visit": "2", "reorder_level": "3"}
        adopt_scheme(scheme_code="uitgiftepunt", actor=TEST, on=LONG_AGO, terms=terms)
        open_issue_point(code="bieb", name="Bibliotheek", actor=TEST, on=LONG_AGO)

        assert codes(of="bieb") == [LOW]
