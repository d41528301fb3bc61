"""Two processes that award at the same instant what can be had once: by one person, one household, or the last job."""

import os

import pytest

from tests.budgets.entitlements.award_desk import SINGLE, adopt, ask, line, live_together
from tests.budgets.entitlements.town import a_town, balance, breaches, enter_people, rows
from tests.ledger.contenders import contend

RACES = 100 * (10 if os.environ.get("GRONDSLAG_PROOF") == "long" else 1)
TO_EACH_PERSON = "SELECT count(*), count(DISTINCT person_id) FROM entitlements_entitlement"

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("database", "town")]


@pytest.fixture
def town():
    with a_town() as municipality_id:
        yield municipality_id
        assert breaches() == []


def test_two_schemes_that_exclude_each_other_are_awarded_once():
    adopt("burgerbudget", "burgerbaan")
    people = enter_people(RACES)

    answers = contend(
        lambda process, race: ask(line(people[race], ("burgerbudget", "burgerbaan")[process])), rounds=RACES
    )

    assert {tuple(sorted(answer)) for answer in answers} == {("1 added", "scheme-excluded")}
    assert rows(TO_EACH_PERSON) == [(RACES, RACES)]


def test_two_members_of_a_household_are_awarded_once():
    adopt("inkomenstoeslag")
    people = enter_people(2 * RACES)
    for race in range(RACES):
        live_together(f"k{2 * race:04}", f"k{2 * race + 1:04}", household=f"h{race}")

    answers = contend(
        lambda process, race: ask(line(people[2 * race + process], "inkomenstoeslag", SINGLE)), rounds=RACES
    )

    assert {tuple(sorted(answer)) for answer in answers} == {("1 added", "household-has-it")}
    assert balance("COMMITTED") == RACES * 80_000


def test_the_last_job_is_given_once():
    adopt("basisbaan", jobs=RACES, cost_per_job="100.00")
    people = enter_people(2 * RACES)

    answers = contend(lambda process, race: ask(line(people[2 * race + process], "basisbaan")), rounds=RACES)

    # Both win until the jobs are gone, and then nobody does.
    assert sum(answer.count("1 added") for answer in answers) == RACES
    assert {each for answer in answers for each in answer} == {"1 added", "limit-reached"}
    assert rows(TO_EACH_PERSON) == [(RACES, RACES)]
