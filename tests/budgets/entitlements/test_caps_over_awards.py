"""A cap that is over all awards of a person holds also where two of them are granted in one run."""

from datetime import date

import pytest

from budgets.entitlements.asking import AwardLine
from budgets.entitlements.operations import award
from budgets.funding.operations import open_fund
from budgets.schemes.facts import read_facts
from budgets.schemes.operations import adopt_scheme
from tests.budgets.entitlements.town import a_town, balance, breaches, enter_people, fill, rows, run
from tests.builders import LONG_AGO, TEST

pytestmark = pytest.mark.usefixtures("database")
PREMIE = "bijverdienpremie"
JANUARY, MARCH, JULY = date(2026, 1, 15), date(2026, 3, 15), date(2026, 7, 15)


@pytest.fixture
def noor():
    with a_town():
        terms = {"share": "0.30", "cap": "500.00", "cap_period": "half-year"}
        adopt_scheme(scheme_code=PREMIE, terms=terms, actor=TEST, on=LONG_AGO)
        fill(open_fund(code=PREMIE, name=PREMIE, scheme_code=PREMIE, actor=TEST, on=LONG_AGO).id, "10000.00")
        yield enter_people(1)[0]
        assert breaches() == []


def premium(person, starts_on, earned):
    line = AwardLine(
        number=2, person_id=person, scheme_code=PREMIE, starts_on=starts_on, facts=read_facts({"earnings": earned})
    )
    award(lines=[line], actor=TEST, on=starts_on)


def grants():
    return sorted(minor for (minor,) in rows("SELECT amount_minor FROM entitlements_grant"))


class TestACap:
    def test_is_over_what_one_run_grants(self, noor):
        premium(noor, JANUARY, "1000.00")
        premium(noor, MARCH, "1000.00")

        run(PREMIE, MARCH)

        assert grants() == [20_000, 30_000]
        assert balance("COMMITTED") == 0

    def test_is_over_what_earlier_runs_granted(self, noor):
        for day in (JANUARY, MARCH):
            premium(noor, day, "1000.00")
            run(PREMIE, day)

        assert grants() == [20_000, 30_000]

    def test_begins_anew_with_its_period(self, noor):
        for day in (JANUARY, MARCH, JULY):
            premium(noor, day, "1000.00")

        run(PREMIE, JULY)

        assert grants() == [20_000, 30_000, 30_000]
