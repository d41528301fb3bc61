"""Those who wait for gifts of donors start together, as many as a round has."""

from datetime import timedelta

import pytest

from budgets.entitlements.applications import apply, start_waiting
from tests.budgets.entitlements.award_desk import adopt, ask, line, live_together, rights_of
from tests.budgets.entitlements.town import NEW_YEAR, SPRING, a_town, balance, breaches, enter_people, fill, rows, run
from tests.builders import TEST

pytestmark = pytest.mark.usefixtures("database", "town")
CAPITAL = "collectief-kapitaal"


@pytest.fixture
def town():
    with a_town() as municipality_id:
        yield municipality_id
        assert breaches() == []


def apply_for(person, on=NEW_YEAR):
    apply(lines=[line(person, CAPITAL)], actor=TEST, on=on)


def states():
    return rows("SELECT state, waits_for FROM entitlements_entitlement ORDER BY state")


class TestARound:
    def test_begins_whole_rounds_as_far_as_the_money_goes_the_oldest_first(self):
        adopt(CAPITAL, euros="0.00", round_size=2)
        people = enter_people(5)
        for number, person in enumerate(reversed(people)):
            apply_for(person, on=NEW_YEAR + timedelta(days=number))
        [(fund,)] = rows("SELECT id FROM funding_fund")

        fill(fund, "47999.99")
        one_round = start_waiting(scheme_code=CAPITAL, actor=TEST, on=SPRING)
        fill(fund, "0.01")
        another = start_waiting(scheme_code=CAPITAL, actor=TEST, on=SPRING)

        assert (one_round.added, another.added) == (2, 2)
        assert states() == [*[("ACTIVE", "")] * 4, ("PROPOSED", "fund-exhausted")]
        assert rights_of(people[0]) == [(CAPITAL, "", "PROPOSED")]
        assert balance("FREE") == 0

    def test_begins_on_the_day_of_the_round_and_pays_no_months_before_it(self):
        adopt(CAPITAL, euros="12000.00", round_size=1)
        [noor] = enter_people(1)
        apply_for(noor)

        start_waiting(scheme_code=CAPITAL, actor=TEST, on=SPRING)
        run(CAPITAL, SPRING)

        assert rows("SELECT starts_on FROM entitlements_entitlement") == [(SPRING,)]
        assert balance("ENTITLED") == 100_000

    def test_passes_over_who_cannot_have_it(self):
        adopt(CAPITAL, euros="24000.00", round_size=2)
        noor, sem, mila = enter_people(3)
        live_together("k0000", "k0001")
        apply_for(noor)
        apply_for(mila)
        assert ask(line(sem, CAPITAL)) == "1 added"

        tally = start_waiting(scheme_code=CAPITAL, actor=TEST, on=SPRING)

        assert (tally.added, [each.refusal.code for each in tally.refused]) == (0, ["household-has-it"])
