"""Closing and reopening months as operations: by officers, told in the trail; and what comes late is booked later."""

import json
from datetime import date
from uuid import uuid4

import pytest

from budgets.bookkeeping.operations import close_month, reopen_month
from budgets.bookkeeping.refusals import RunLeft
from budgets.entitlements.runs import plan_run, step_run
from budgets.parties.officers import OfficerUnknown
from ledger.database import PeriodClosed
from tests.budgets.entitlements.town import (
    BURGERBUDGET,
    MINOR,
    NEW_YEAR,
    SPRING,
    a_town,
    award_to,
    balance,
    breaches,
    enter_people,
    rows,
    run,
    told,
    vouch,
)
from tests.builders import LONG_AGO, TEST, an_officer

pytestmark = pytest.mark.usefixtures("database")
IN_MARCH, IN_MAY, LATER = date(2025, 3, 20), date(2025, 5, 12), date(2026, 1, 1)


@pytest.fixture
def town():
    with a_town(BURGERBUDGET) as municipality_id:
        yield municipality_id


def close(month, on=LATER):
    return close_month(month=month, officer_id=an_officer("Fatima"), actor=TEST, on=on)


def close_through(last):
    """Close every month from the first booking to a month."""
    month = LONG_AGO.replace(day=1)
    while month <= last:
        close(month)
        month = (month.replace(day=28) + (NEW_YEAR - date(2024, 12, 25))).replace(day=1)


def reopen(month, officers=("Fatima", "Joost")):
    first, second = (an_officer(name) for name in officers)
    return reopen_month(
        month=month, officer_id=first, agreed_by_id=second, reason="a file was left out", actor=TEST, on=LATER
    )


class TestClosing:
    def test_is_told_in_the_trail_once(self, town):
        for _again in range(2):
            close(LONG_AGO)

        [act] = told("month.closed")
        assert act.facts["month"] == f"{LONG_AGO:%Y-%m}"
        assert act.facts["officer"] == str(an_officer("Fatima"))

    def test_is_for_officers(self, town):
        with pytest.raises(OfficerUnknown):
            close_month(month=LONG_AGO, officer_id=uuid4(), actor=TEST, on=LATER)

        assert [act.refused for act in told("bookkeeping.close_month.refused")] == ["officer-unknown"]

    def test_leaves_no_run_behind_that_could_not_be_finished(self, town):
        award_to(enter_people(1))
        run_id = plan_run(scheme_code=BURGERBUDGET, actor=TEST, on=NEW_YEAR)

        close_through(date(2024, 12, 1))
        with pytest.raises(RunLeft) as refused:
            close(NEW_YEAR)

        assert refused.value.facts == {"scheme": BURGERBUDGET, "on": NEW_YEAR}
        while step_run(run_id=run_id, actor=TEST, on=NEW_YEAR):
            pass
        assert not close(NEW_YEAR).replayed

    def test_lets_no_run_be_planned_that_could_not_be_done(self, town):
        award_to(enter_people(1))
        close_through(NEW_YEAR)

        with pytest.raises(PeriodClosed):
            plan_run(scheme_code=BURGERBUDGET, actor=TEST, on=NEW_YEAR)

        assert rows("SELECT 1 FROM entitlements_run") == []


class TestReopening:
    def test_is_told_in_the_trail_with_both_officers(self, town):
        close(LONG_AGO)

        number = reopen(LONG_AGO)

        [act] = told("month.reopened")
        assert act.facts["number"] == number == 2
        assert {act.facts["officer"], act.facts["agreed_by"]} == {str(an_officer("Fatima")), str(an_officer("Joost"))}

    def test_is_for_officers(self, town):
        close(LONG_AGO)

        with pytest.raises(OfficerUnknown):
            reopen_month(
                month=LONG_AGO,
                officer_id=an_officer("Fatima"),
                agreed_by_id=uuid4(),
                reason="why",
                actor=TEST,
                on=LATER,
            )


class TestLateHours:
    """Hours of a closed quarter that arrive when it is closed are booked on the day of the run that weighs them."""

    def test_are_booked_on_the_day_of_the_run_and_name_their_period(self, town):
        people = enter_people(1)
        award_to(people)
        run(BURGERBUDGET, NEW_YEAR), run(BURGERBUDGET, SPRING)
        close_through(SPRING)
        [(last,)] = rows("SELECT max(id) FROM ledger_entry")

        vouch(people, IN_MARCH, "40", on=IN_MAY)
        run(BURGERBUDGET, IN_MAY)

        late = rows("SELECT happened_on, act, why FROM ledger_entry WHERE id > %s ORDER BY id", last)
        assert {day for day, _act, _why in late} == {IN_MAY}
        assert {(act, why) for _day, act, why in late} == {
            ("grant", "late due 2025-05-12, of 2025-01-01 to 2025-03-31"),
            ("earn", "earn due 2025-05-12, of 2025-01-01 to 2025-03-31"),
            ("commit", "commit due 2025-05-12"),
        }

    def test_are_explained_by_the_days_of_their_period(self, town):
        people = enter_people(1)
        award_to(people)
        run(BURGERBUDGET, NEW_YEAR), run(BURGERBUDGET, SPRING)
        close_through(SPRING)

        vouch(people, IN_MARCH, "40", on=IN_MAY)
        run(BURGERBUDGET, IN_MAY)

        [(due_on, granted_on, explanation)] = rows(
            "SELECT due_on, granted_on, explanation FROM entitlements_grant WHERE number = 2"
        )
        assert (due_on, granted_on) == (IN_MAY, IN_MAY)
        inputs = json.loads(explanation)["inputs"]
        assert (inputs["from_on"], inputs["until_on"]) == ("2025-01-01", "2025-03-31")
        assert balance("ENTITLED") > MINOR
        assert breaches() == []
