"""A term that is missing stops the runs of its own scheme, says which it is, and leaves the others running."""

from datetime import date

import pytest

from budgets.entitlements import runs
from budgets.funding.operations import open_fund
from budgets.jobs.desk import ask_for_run
from budgets.schemes.operations import adopt_scheme
from budgets.schemes.terms import TermMissing
from tests.budgets.entitlements.town import BOUWDEPOT, a_town, award_to, breaches, enter_people, fill, rows, run
from tests.budgets.jobs.workers import hands, jobs, until, until_state
from tests.builders import LONG_AGO, TEST

pytestmark = pytest.mark.usefixtures("own_database")
GIFTS, JANUARY, FEBRUARY = "gewoon-geld-geven", date(2026, 1, 1), date(2026, 2, 1)
GRANTS = "SELECT count(*) FROM entitlements_grant g JOIN entitlements_entitlement e ON e.id = g.entitlement_id"
GRANTS += " WHERE e.scheme = %s"
CUT_OFF = "UPDATE schemes_term SET valid_until = %s WHERE scheme = %s AND key = 'monthly_amount'"


@pytest.fixture
def town():
    """Serve a town with two schemes, of which one has a term that ends before what is due in February."""
    with a_town(BOUWDEPOT):
        people = enter_people(3)
        adopt_scheme(scheme_code=GIFTS, terms={"monthly_amount": "150.00"}, actor=TEST, on=LONG_AGO)
        fill(open_fund(code=GIFTS, name=GIFTS, scheme_code=GIFTS, actor=TEST, on=LONG_AGO).id, "100000.00")
        award_to(people, GIFTS, starts_on=JANUARY)
        award_to(people, BOUWDEPOT, starts_on=JANUARY)
        rows(CUT_OFF, FEBRUARY, GIFTS)
        yield people
        assert breaches() == []


def grants(scheme: str) -> int:
    return int(rows(GRANTS, scheme)[0][0])


def mend() -> None:
    rows(
        "INSERT INTO schemes_term (municipality_id, id, scheme, cohort, key, valid_from, value, source)"
        " SELECT municipality_id, gen_random_uuid(), scheme, cohort, key, %s, value, source FROM schemes_term"
        " WHERE scheme = %s AND key = 'monthly_amount'",
        FEBRUARY,
        GIFTS,
    )


class TestARun:
    def test_names_the_term_and_leaves_no_half_chunk(self, town):
        run(GIFTS, JANUARY)

        with pytest.raises(TermMissing) as refused:
            run(GIFTS, FEBRUARY)

        assert (refused.value.code, refused.value.facts["key"]) == ("term-missing", "monthly_amount")
        assert grants(GIFTS) == 3
        assert rows("SELECT count(*) FROM entitlements_run_chunk WHERE outcome IS NULL") == [(1,)]
        assert rows("SELECT name FROM trail_act WHERE refused = 'term-missing'") == [("entitlements.step_run.refused",)]

    def test_goes_on_where_it_was_when_the_term_is_there(self, town):
        with pytest.raises(TermMissing):
            run(GIFTS, FEBRUARY)
        mend()

        run(GIFTS, FEBRUARY)

        assert grants(GIFTS) == 6
        assert runs.plan_run(scheme_code=GIFTS, actor=TEST, on=FEBRUARY) is None


@pytest.mark.slow
class TestJobs:
    def test_of_the_other_schemes_go_on(self, town):
        stuck = ask_for_run(scheme_code=GIFTS, actor=TEST, on=FEBRUARY)
        good = ask_for_run(scheme_code=BOUWDEPOT, actor=TEST, on=FEBRUARY)

        with hands():
            until_state([good])
            until(lambda: jobs()[stuck].failed_with)

        assert jobs()[stuck].failed_with == "term-missing"
        assert (grants(BOUWDEPOT), grants(GIFTS)) == (6, 0)
