"""When what somebody had stops or ends, a duty to look after them is opened in the same act."""

from datetime import date

import pytest

from budgets.aftercare.operations import finish_duty
from budgets.aftercare.queries import find_aftercare, list_duties
from budgets.entitlements.operations import end, end_all_of_person, restart, stop, suspend
from budgets.operation import municipal_transaction, rehearsal
from budgets.schemes.operations import adopt_scheme
from tests.budgets.entitlements.town import (
    BOUWDEPOT,
    BURGERBUDGET,
    NEW_YEAR,
    SPRING,
    a_town,
    award_to,
    enter_people,
    fill,
    open_scheme,
    run,
    state_of,
)
from tests.builders import LONG_AGO, TEST

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def town():
    with a_town(BURGERBUDGET, BOUWDEPOT):
        [noor] = enter_people(1)
        yield noor


def duties(kind="ENDED"):
    with municipal_transaction():
        return [duty for duty in list_duties() if duty.kind == kind]


def aftercare_of(entitlement):
    with municipal_transaction():
        return find_aftercare([entitlement]).get(entitlement)


class TestAnEnding:
    @pytest.mark.parametrize("decision", [stop, end])
    def test_opens_a_duty_that_is_due_six_weeks_later(self, town, decision):
        [budget] = award_to([town])

        decision(entitlement_id=budget, actor=TEST, on=SPRING)

        [duty] = duties()
        assert (duty.subject, duty.kind, duty.opened_on, duty.due_on) == (budget, "ENDED", SPRING, date(2025, 5, 13))

    def test_after_a_stop_opens_no_second_one(self, town):
        [budget] = award_to([town])

        stop(entitlement_id=budget, actor=TEST, on=SPRING)
        end(entitlement_id=budget, actor=TEST, on=SPRING)

        assert len(duties()) == 1

    def test_by_the_schedule_opens_it_as_well(self, town):
        [gift] = award_to([town], BOUWDEPOT)
        [budget] = award_to([town])

        for scheme in (BOUWDEPOT, BURGERBUDGET):
            run(scheme, date(2026, 1, 1))

        assert (state_of(gift), state_of(budget)) == ("ENDED", "STOPPED")
        assert {duty.subject for duty in duties()} == {gift, budget}

    def test_of_somebody_who_died_opens_none(self, town):
        award_to([town])

        end_all_of_person(person_id=town, actor=TEST, on=SPRING, reason="died")

        assert duties() == []

    def test_of_somebody_who_moved_opens_one_for_each(self, town):
        award_to([town])
        award_to([town], BOUWDEPOT)

        end_all_of_person(person_id=town, actor=TEST, on=SPRING, reason="moved-away")

        assert len(duties()) == 2

    def test_that_is_rehearsed_opens_none(self, town):
        [budget] = award_to([town])

        with rehearsal():
            stop(entitlement_id=budget, actor=TEST, on=SPRING)

        assert duties() == []

    def test_is_followed_by_aftercare_that_is_open_and_then_closed(self, town):
        [gift] = award_to([town], BOUWDEPOT)
        seen = [aftercare_of(gift)]

        end(entitlement_id=gift, actor=TEST, on=SPRING)
        seen.append(aftercare_of(gift))
        finish_duty(duty_id=duties()[0].id, note="All is well.", actor=TEST, on=SPRING)

        assert [*seen, aftercare_of(gift)] == [None, "open", "closed"]


def test_suspending_and_restarting_open_none(town):
    [budget] = award_to([town])
    suspend(entitlement_id=budget, actor=TEST, on=SPRING)
    assert duties() == []

    stop(entitlement_id=budget, actor=TEST, on=SPRING)
    restart(entitlement_id=budget, actor=TEST, on=SPRING)
    assert len(duties()) == 1


@pytest.mark.parametrize(("weeks", "due"), [("0", []), ("2", [date(2025, 4, 15)])])
def test_the_terms_say_after_how_many_weeks(weeks, due):
    with a_town():
        adopt_scheme(scheme_code=BOUWDEPOT, actor=TEST, on=LONG_AGO, terms={"aftercare_weeks": weeks})
        fill(open_scheme(BOUWDEPOT), "1.00")
        [gift] = award_to(enter_people(1), BOUWDEPOT, starts_on=NEW_YEAR)

        end(entitlement_id=gift, actor=TEST, on=SPRING)

        assert [duty.due_on for duty in duties()] == due
