"""Every night once: on the days when the clock jumps, after a standstill, and with two schedulers at once."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from budgets.jobs.pace import get_pace
from budgets.jobs.performing import perform
from budgets.jobs.relay import Relay
from budgets.jobs.schedule import AMSTERDAM, NIGHTLY, ask_what_is_due, last_due
from ledger import tenant
from tests.budgets.entitlements.town import (
    BOUWDEPOT,
    BURGERBUDGET,
    GIFT,
    SPRING,
    a_town,
    award_to,
    balance,
    enter_people,
    everything,
    rows,
    run,
)
from tests.ledger.contenders import contend

HALF_PAST_TWO = time(2, 30)
SHORT, LONG = date(2026, 3, 29), date(2026, 10, 25)
"""The Sundays of 2026 with 23 and with 25 hours."""


def moments(day: date, *, step: timedelta = timedelta(minutes=5)) -> list[datetime]:
    """Give the moments of a day in Amsterdam, from its midnight to the next, in order."""
    begin = datetime.combine(day, time(0), tzinfo=AMSTERDAM).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(0), tzinfo=AMSTERDAM).astimezone(UTC)
    return [begin + number * step for number in range((end - begin) // step)]


def first_due(day: date, at: time = HALF_PAST_TWO) -> datetime:
    """Give the first moment of a day at which it is due that day; from then on it must stay so."""
    due = [last_due(at, moment) for moment in moments(day)]
    assert sorted(due) == due
    assert set(due) == {day - timedelta(days=1), day}
    return moments(day)[due.index(day)]


class TestTheLastDueDay:
    @pytest.mark.parametrize(
        ("day", "hours", "begins"),
        [
            pytest.param(date(2026, 3, 28), 24, "02:30 +0100", id="the day before summer time"),
            pytest.param(SHORT, 23, "03:30 +0200", id="02:30 does not exist"),
            pytest.param(date(2026, 3, 30), 24, "02:30 +0200", id="the day after"),
            pytest.param(LONG, 25, "02:30 +0200", id="02:30 occurs twice"),
            pytest.param(date(2026, 10, 26), 24, "02:30 +0100", id="the day after that"),
        ],
    )
    def test_begins_once_on_each_day(self, day, hours, begins):
        assert len(moments(day)) == hours * 12
        assert f"{first_due(day).astimezone(AMSTERDAM):%H:%M %z}" == begins

    @pytest.mark.parametrize("at", [time(0, 0), time(1, 59), time(2, 0), time(3, 0), time(23, 55)], ids=str)
    @pytest.mark.parametrize("day", [SHORT, LONG], ids=str)
    def test_begins_at_its_hour_wherever_that_lies(self, day, at):
        due = [last_due(at, moment) for moment in moments(day)]

        assert sorted(due) == due
        assert due[-1] == day

    def test_is_the_same_in_whatever_zone_it_is_asked(self):
        for moment in moments(LONG):
            assert last_due(HALF_PAST_TWO, moment) == last_due(HALF_PAST_TWO, moment.astimezone(AMSTERDAM))


@pytest.fixture
def town(database):
    with a_town(BURGERBUDGET, BOUWDEPOT) as municipality_id:
        yield municipality_id


def asked():
    return rows('SELECT kind, subject, "on" FROM outbox_job ORDER BY 1, 2, 3')


def night_of(day):
    return [
        ("account_changes", "", day),
        ("period_run", BOUWDEPOT, day),
        ("period_run", BURGERBUDGET, day),
        ("seal", "", day),
        ("settlements", "", day),
        ("verify", "", day),
    ]


@pytest.mark.usefixtures("town")
class TestAsking:
    def test_is_for_every_adopted_scheme(self):
        ask_what_is_due(datetime(2026, 11, 21, 12, 0, tzinfo=UTC))

        assert asked() == night_of(date(2026, 11, 21))
        assert {nightly.kind for nightly in NIGHTLY} == {kind for kind, _subject, _day in asked()}

    @pytest.mark.parametrize("day", [SHORT, LONG], ids=str)
    def test_all_day_long_asks_once(self, day):
        before = first_due(day) - timedelta(hours=2)
        for moment in [before, *moments(day, step=timedelta(minutes=30))]:
            ask_what_is_due(moment)

        assert [row for row in asked() if row[2] == day] == night_of(day)

    def test_by_two_schedulers_at_once_asks_once(self):
        served = tenant.current()

        def look(_process, number):
            with tenant.serving(served):
                ask_what_is_due(datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=number))
            return "looked"

        assert contend(look, rounds=30) == [["looked", "looked"]] * 30
        assert len(asked()) == len(set(asked())) == 30 * len(night_of(date(2026, 1, 1)))

    def test_after_a_week_of_standstill_asks_for_one_night(self):
        ask_what_is_due(datetime(2026, 11, 1, 12, tzinfo=UTC))
        ask_what_is_due(datetime(2026, 11, 8, 12, tzinfo=UTC))

        assert {day for _kind, _subject, day in asked()} == {date(2026, 11, 1), date(2026, 11, 8)}


class TestAStandstillOverTheBoundary:
    def test_is_made_up_for_exactly_once(self, database):
        """Nobody ran from 1 January to 1 April: the missed months and the quarter are paid, each once."""

        def begin():
            people = enter_people(3)
            award_to(people)
            award_to(people, BOUWDEPOT)

        with a_town(BURGERBUDGET, BOUWDEPOT):
            begin()
            run(BURGERBUDGET, SPRING)
            run(BOUWDEPOT, SPRING)
            expected = everything()

        with a_town(BURGERBUDGET, BOUWDEPOT) as municipality_id:
            begin()
            for _scheduler in range(2):
                work_once(municipality_id, datetime(2025, 4, 1, 3, 0, tzinfo=UTC))

            assert everything() == expected
            assert balance("ENTITLED") == 3 * 4 * GIFT + 3 * 100_000
            assert {state for (state,) in rows("SELECT state FROM outbox_job")} == {"DONE"}


def work_once(municipality_id, now):
    """Do what a worker does in one go, at a moment."""
    pace = get_pace()
    relay = Relay(lambda where, job_id, _limit: perform(where, job_id, worker="test", pace=pace), pace, scheduling=True)
    while relay.visit(municipality_id, now):
        pass
