"""Decisions of officers: what was due before comes first, what may not happen now is refused, nothing is claimed."""

from datetime import date
from uuid import uuid4

import pytest

from budgets.entitlements.operations import end, end_all_of_person, restart, resume, stop, suspend
from budgets.entitlements.refusals import EntitlementUnknown, RestExhausted
from budgets.lifecycles import NotAllowedInState
from tests.budgets.entitlements.town import (
    BOUWDEPOT,
    BURGERBUDGET,
    GIFT,
    MINOR,
    NEW_YEAR,
    SPRING,
    a_town,
    award_to,
    balance,
    breaches,
    enter_people,
    everything,
    fill,
    open_scheme,
    rows,
    run,
    state_of,
    told,
    vouch,
)
from tests.builders import TEST

pytestmark = pytest.mark.usefixtures("database")
IN_FEBRUARY, IN_MARCH, IN_MAY = date(2025, 2, 10), date(2025, 3, 10), date(2025, 5, 10)
DECISIONS = {"suspend": suspend, "resume": resume, "stop": stop, "restart": restart, "end": end}
ALLOWED = {
    "ACTIVE": {"suspend", "stop", "end"},
    "SUSPENDED": {"resume", "stop", "end"},
    "STOPPED": {"restart", "end"},
    "ENDED": set(),
}
WAY_TO = {"ACTIVE": [], "SUSPENDED": ["suspend"], "STOPPED": ["stop"], "ENDED": ["end"]}


@pytest.fixture
def town():
    with a_town(BURGERBUDGET, BOUWDEPOT) as municipality_id:
        yield municipality_id
        assert breaches() == []


def do(decision, entitlement_id, on=IN_FEBRUARY):
    DECISIONS[decision](entitlement_id=entitlement_id, actor=TEST, on=on)


def one(scheme=BURGERBUDGET, on=NEW_YEAR):
    """Award a scheme to one person and run it on the first day; gives the entitlement."""
    [entitlement] = award_to(enter_people(1), scheme)
    if on:
        run(scheme, on)
    return entitlement


def in_state(state, scheme=BURGERBUDGET):
    entitlement = one(scheme)
    for decision in WAY_TO[state]:
        do(decision, entitlement)
    assert state_of(entitlement) == state
    return entitlement


@pytest.mark.usefixtures("town")
class TestMoves:
    @pytest.mark.parametrize("state", ALLOWED)
    @pytest.mark.parametrize("decision", DECISIONS)
    def test_are_made_where_they_are_allowed_and_refused_elsewhere(self, state, decision):
        entitlement = in_state(state)
        if decision in ALLOWED[state]:
            do(decision, entitlement, IN_MARCH)
            assert state_of(entitlement) != state
            return
        before = everything()

        with pytest.raises(NotAllowedInState) as refused:
            do(decision, entitlement, IN_MARCH)

        assert refused.value.code == "not-allowed-in-state"
        assert everything() == before
        assert [act.refused for act in told(f"entitlements.{decision}.refused")] == ["not-allowed-in-state"]

    @pytest.mark.parametrize("decision", DECISIONS)
    def test_of_what_is_not_there_are_refused(self, decision):
        with pytest.raises(EntitlementUnknown):
            do(decision, uuid4())

        assert [act.refused for act in told(f"entitlements.{decision}.refused")] == ["entitlement-unknown"]

    @pytest.mark.parametrize("decision", DECISIONS)
    def test_of_another_municipality_are_refused(self, decision):
        with a_town(BURGERBUDGET):
            theirs = one()

        with pytest.raises(EntitlementUnknown):
            do(decision, theirs)

    def test_leave_a_row_in_the_trail(self):
        entitlement = one()

        suspend(entitlement_id=entitlement, actor=TEST, on=IN_FEBRUARY, reason="hospital")

        [act] = told("entitlement.suspend")
        assert (act.subject, act.on, act.actor, act.facts) == (entitlement, IN_FEBRUARY, "test", {"reason": "hospital"})


@pytest.mark.usefixtures("town")
class TestWhatWasDue:
    @pytest.mark.parametrize("decision", ["suspend", "stop", "end"])
    def test_before_a_decision_comes_first(self, decision):
        [person] = enter_people(1)
        [entitlement] = award_to([person])
        vouch([person], IN_MARCH, "40")

        do(decision, entitlement, IN_MAY)

        assert balance("ENTITLED") == MINOR + 40 * 1_406
        assert rows("SELECT label FROM entitlements_grant ORDER BY number") == [("opening",), ("refill",)]

    def test_months_of_a_gift_before_a_decision_come_first(self):
        entitlement = one(BOUWDEPOT, on=None)

        do("end", entitlement, IN_MAY)

        assert balance("ENTITLED") == 5 * GIFT

    def test_is_not_done_again_by_the_run(self):
        entitlement = one(BOUWDEPOT, on=None)
        do("suspend", entitlement, IN_MAY)

        assert run(BOUWDEPOT, IN_MAY).totals.get("grants", 0) == 0
        assert balance("ENTITLED") == 5 * GIFT


@pytest.mark.usefixtures("town")
class TestMoney:
    def test_of_a_stopped_person_stays_theirs_and_is_written_off(self):
        do("stop", one())

        assert (balance("ENTITLED"), balance("WRITE_OFF"), balance("PREPAID_GRANT")) == (MINOR, MINOR, 0)
        assert balance("COMMITTED") == 0

    def test_of_a_restarted_person_comes_back_without_an_opening_grant(self):
        entitlement = one()
        do("stop", entitlement)

        do("restart", entitlement, IN_MARCH)

        assert (balance("ENTITLED"), balance("WRITE_OFF"), balance("PREPAID_GRANT")) == (MINOR, 0, MINOR)
        assert balance("COMMITTED") == MINOR

    def test_of_an_ended_person_is_earned_and_the_promise_goes_back_to_the_fund(self):
        do("end", one())

        assert (balance("ENTITLED"), balance("GRANT_EXPENSE"), balance("WRITE_OFF")) == (MINOR, MINOR, 0)
        assert (balance("COMMITTED"), balance("FREE")) == (0, 2 * 100_000_000 - MINOR)

    def test_does_not_move_when_a_person_is_suspended_and_resumed(self):
        entitlement = one()
        before = [balance(each) for each in ("ENTITLED", "PREPAID_GRANT", "COMMITTED", "FREE")]

        do("suspend", entitlement)
        do("resume", entitlement, IN_MARCH)

        assert [balance(each) for each in ("ENTITLED", "PREPAID_GRANT", "COMMITTED", "FREE")] == before

    def test_of_who_died_ends_under_every_scheme(self):
        people = enter_people(1)
        both = [*award_to(people), *award_to(people, BOUWDEPOT)]
        run(BURGERBUDGET, NEW_YEAR)
        run(BOUWDEPOT, NEW_YEAR)

        assert end_all_of_person(person_id=people[0], actor=TEST, on=NEW_YEAR, reason="died") == 2

        assert [state_of(each) for each in both] == ["ENDED", "ENDED"]
        assert (balance("ENTITLED"), balance("COMMITTED")) == (MINOR + GIFT, 0)
        assert end_all_of_person(person_id=people[0], actor=TEST, on=NEW_YEAR, reason="died") == 0


class TestEmptyFund:
    @pytest.mark.parametrize(
        ("scheme", "promised", "granted"), [(BURGERBUDGET, "2000.00", "1000.00"), (BOUWDEPOT, "12600.00", "2100.00")]
    )
    def test_refuses_who_would_come_back_and_changes_nothing(self, database, scheme, promised, granted):
        with a_town():
            fund = open_scheme(scheme, euros=promised)
            entitlement = one(scheme)
            do("stop", entitlement)
            fill(fund, granted)  # With what the stop gave back this is one more award, to the cent.
            award_to(enter_people(1, beginning="next"), scheme, on=IN_FEBRUARY)
            before = everything()

            with pytest.raises(RestExhausted, match="what is still to come"):
                do("restart", entitlement, IN_MARCH)

            assert (everything(), balance("FREE")) == (before, 0)
            assert [act.refused for act in told("entitlements.restart.refused")] == ["fund-exhausted"]
            assert breaches() == []

    def test_refuses_to_resume_who_was_suspended_for_it(self, database):
        with a_town():
            open_scheme(BURGERBUDGET, euros="2000.00")
            [person] = enter_people(1)
            [entitlement] = award_to([person])
            vouch([person], IN_MARCH, "60")
            run(BURGERBUDGET, SPRING)
            assert state_of(entitlement) == "SUSPENDED"
            before = everything()

            with pytest.raises(RestExhausted, match="what is still to come"):
                do("resume", entitlement, SPRING)

            assert everything() == before
            assert [act.refused for act in told("entitlements.resume.refused")] == ["fund-exhausted"]
            open_scheme(BURGERBUDGET, euros="5000.00")
            do("resume", entitlement, SPRING)
            assert state_of(entitlement) == "ACTIVE"
            assert breaches() == []
