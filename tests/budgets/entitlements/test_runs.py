"""Runs: planned as rows, done chunk by chunk, taken up again when left, and done once."""

import gc
from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from budgets.entitlements import runs
from budgets.entitlements.models import PeriodRun, RunChunk
from budgets.entitlements.runs import plan_run, step_run
from budgets.jobs.period_run import rehearse_period
from budgets.operation import municipal_transaction
from budgets.schemes.catalogue import SchemeUnknown
from tests.budgets.entitlements.town import (
    BOUWDEPOT,
    BURGERBUDGET,
    GIFT,
    MINOR,
    NEW_YEAR,
    SPRING,
    SUMMER,
    a_town,
    award_to,
    balance,
    breaches,
    enter_people,
    everything,
    rows,
    run,
    told,
    vouch,
)
from tests.builders import TEST

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def town():
    with a_town(BURGERBUDGET, BOUWDEPOT) as municipality_id:
        yield municipality_id
        assert breaches() == []


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(runs, "CHUNK", 2)


def plan(on, scheme=BURGERBUDGET):
    return plan_run(scheme_code=scheme, actor=TEST, on=on)


def step(run_id, on):
    return step_run(run_id=run_id, actor=TEST, on=on)


def chunks_of(run_id):
    with municipal_transaction():
        return list(RunChunk.objects.filter(run=run_id).order_by("number"))


def runs_made():
    with municipal_transaction():
        return list(PeriodRun.objects.order_by("on").values_list("on", "state"))


@pytest.mark.usefixtures("town")
class TestPlanning:
    def test_plans_nothing_when_nothing_is_due(self):
        award_to(enter_people(1))

        assert plan(date(2024, 12, 31)) is None
        assert plan(NEW_YEAR) is not None

    def test_cuts_what_is_due_into_chunks_and_leaves_nobody_out(self, small_chunks):
        entitlements = award_to(enter_people(5))

        chunks = chunks_of(plan(NEW_YEAR))

        assert [len(chunk.entitlement_ids) for chunk in chunks] == [2, 2, 1]
        assert sorted(each for chunk in chunks for each in chunk.entitlement_ids) == sorted(entitlements)

    def test_a_chunk_has_at_most_a_thousand(self):
        assert runs.CHUNK <= 1_000

    def test_gives_the_run_that_was_left_whatever_its_day(self, small_chunks):
        award_to(enter_people(3))
        left = plan(NEW_YEAR)

        assert plan(SUMMER) == left
        assert runs_made() == [(NEW_YEAR, "PLANNED")]

    def test_a_second_run_beside_one_that_is_not_finished_is_refused_by_the_database(self):
        award_to(enter_people(1))
        plan(NEW_YEAR)

        with pytest.raises(IntegrityError, match="one_run_at_a_time"), municipal_transaction():
            PeriodRun.objects.create(scheme=BURGERBUDGET, on=SPRING, actor=TEST.name)

    def test_runs_of_two_schemes_do_not_wait_for_one_another(self):
        people = enter_people(1)
        award_to(people)
        award_to(people, BOUWDEPOT)

        assert plan(NEW_YEAR) != plan(NEW_YEAR, BOUWDEPOT)

    def test_refuses_a_scheme_that_is_not_there(self):
        with pytest.raises(SchemeUnknown):
            plan(NEW_YEAR, "luchtkasteel")

        assert [act.refused for act in told("entitlements.plan_run.refused")] == ["scheme-unknown"]


@pytest.mark.usefixtures("town", "small_chunks")
class TestStepping:
    def test_does_one_chunk_at_a_time_and_then_finishes(self):
        award_to(enter_people(3))
        run_id = plan(NEW_YEAR)

        assert step(run_id, NEW_YEAR)
        assert (balance("ENTITLED"), runs_made()) == (2 * MINOR, [(NEW_YEAR, "RUNNING")])
        assert step(run_id, NEW_YEAR)
        assert balance("ENTITLED") == 3 * MINOR
        assert not step(run_id, NEW_YEAR)
        assert runs_made() == [(NEW_YEAR, "DONE")]
        assert not step(run_id, NEW_YEAR)

    def test_a_run_left_half_way_is_taken_up_again_with_its_own_day(self):
        award_to(enter_people(5))
        half = plan(NEW_YEAR)
        step(half, NEW_YEAR)

        report = run(BURGERBUDGET, SPRING)

        assert report.run_ids[0] == half
        assert len(report.run_ids) == 2
        assert runs_made() == [(NEW_YEAR, "DONE"), (SPRING, "DONE")]
        assert rows("SELECT granted_on, count(*) FROM entitlements_grant GROUP BY 1") == [(NEW_YEAR, 5)]
        assert rows("SELECT state, count(*) FROM entitlements_period GROUP BY 1") == [("MISSED", 5)]

    def test_a_second_run_on_the_same_day_does_nothing(self):
        award_to(enter_people(3))
        run(BURGERBUDGET, NEW_YEAR)
        before = everything()

        report = run(BURGERBUDGET, NEW_YEAR)

        assert (report.run_ids, report.totals) == ([], {})
        assert everything() == before

    def test_days_that_were_missed_are_done_as_well(self):
        award_to(enter_people(1), BOUWDEPOT)

        run(BOUWDEPOT, date(2025, 6, 15))

        assert balance("ENTITLED") == 6 * GIFT

    def test_reports_what_it_did(self):
        people = enter_people(3)
        award_to(people)
        vouch(people[:2], date(2025, 2, 20), "40")

        report = run(BURGERBUDGET, SPRING)

        used = 4_000 * 1_406 // 100
        assert report.totals == {
            "entitlements": 3, "periods": 3, "grants": 5, "granted_minor": 3 * MINOR + 2 * used, "stops": 0, "ends": 0,
            "suspensions": 0, "notices": 0, "lapses": 0,
        }  # fmt: skip


@pytest.mark.usefixtures("town")
class TestLateHours:
    def test_are_picked_up_by_the_next_run_on_the_same_day(self):
        people = enter_people(2)
        award_to(people)
        run(BURGERBUDGET, SPRING)
        vouch(people[:1], date(2025, 3, 20), "36", on=SPRING)

        report = run(BURGERBUDGET, SPRING)

        assert (report.totals["entitlements"], report.totals["granted_minor"]) == (1, 36 * 1_406)
        assert rows("SELECT label, amount_minor FROM entitlements_grant WHERE label = 'late'") == [("late", 36 * 1_406)]

    def test_are_weighed_once(self):
        people = enter_people(1)
        award_to(people)
        run(BURGERBUDGET, SPRING)
        vouch(people, date(2025, 3, 20), "36", on=SPRING)
        run(BURGERBUDGET, SPRING)
        before = everything()

        assert run(BURGERBUDGET, SPRING).run_ids == []
        assert everything() == before
        assert rows("SELECT count(*) FROM evidence_attestation WHERE weighed_by IS NULL") == [(0,)]

    def test_are_no_reason_for_a_run_of_a_scheme_without_hours(self):
        people = enter_people(1)
        award_to(people, BOUWDEPOT)
        run(BOUWDEPOT, SPRING)
        vouch(people, date(2025, 3, 20), "36", on=SPRING)

        assert plan(SPRING, BOUWDEPOT) is None


@pytest.mark.usefixtures("town")
class TestMemory:
    def test_is_searched_for_cycles_again_once_a_chunk_is_done(self):
        award_to(enter_people(1))

        run(BURGERBUDGET, NEW_YEAR)

        assert gc.isenabled()

    def test_is_searched_again_also_when_a_chunk_failed(self, monkeypatch):
        award_to(enter_people(1))
        run_id = plan(NEW_YEAR)
        searched = []

        def fail(*_args, **_kwargs):
            searched.append(gc.isenabled())
            raise KeyboardInterrupt

        monkeypatch.setattr(runs, "hold_apart", fail)
        with pytest.raises(KeyboardInterrupt):
            step(run_id, NEW_YEAR)

        assert searched == [False]
        assert gc.isenabled()


class TestQueries:
    @pytest.mark.parametrize("scheme", [BURGERBUDGET, BOUWDEPOT])
    def test_of_a_chunk_do_not_grow_with_its_people(self, database, scheme):
        counts = {size: self._queries_of_a_chunk(size, scheme) for size in (10, 60)}

        assert counts[10] == counts[60]
        assert counts[60] < 45

    def _queries_of_a_chunk(self, size, scheme):
        with a_town(scheme):
            people = enter_people(size)
            award_to(people, scheme)
            run(scheme, NEW_YEAR)
            vouch(people, date(2025, 2, 20), "40")
            run_id = plan(SPRING, scheme)
            with CaptureQueriesContext(connection) as captured:
                step(run_id, SPRING)
            return len(captured)


@pytest.mark.usefixtures("town", "small_chunks")
class TestTrail:
    def test_tells_of_planning_each_part_and_the_end(self):
        award_to(enter_people(3))

        [run_id] = run(BURGERBUDGET, NEW_YEAR).run_ids

        [planned] = told("run.planned")
        assert (planned.subject, planned.actor, planned.on, planned.facts["entitlements"]) == (
            run_id, "test", NEW_YEAR, 3,
        )  # fmt: skip
        assert [act.facts["part"] for act in told("run.stepped")] == [1, 2]
        assert [act.subject for act in told("run.finished")] == [run_id]

    def test_keeps_the_day_of_the_run_when_it_is_taken_up_later(self):
        award_to(enter_people(3))
        half = plan(NEW_YEAR)

        run(BURGERBUDGET, date(2025, 1, 9))

        assert {act.on for act in told("run.stepped") if act.subject == half} == {NEW_YEAR}


@pytest.mark.usefixtures("town", "small_chunks")
class TestRehearsal:
    def test_tells_what_would_happen_and_leaves_nothing(self):
        people = enter_people(3)
        award_to(people)
        vouch(people, date(2025, 2, 20), "40")
        before, acts = everything(), rows("SELECT count(*) FROM trail_act")

        rehearsed = rehearse_period(scheme_code=BURGERBUDGET, actor=TEST, on=SPRING)

        assert (everything(), rows("SELECT count(*) FROM trail_act"), runs_made()) == (before, acts, [])
        assert rehearsed.totals == run(BURGERBUDGET, SPRING).totals

    def test_takes_up_nothing_that_was_left(self):
        award_to(enter_people(3))
        half = plan(NEW_YEAR)
        step(half, NEW_YEAR)
        before = everything()

        rehearse_period(scheme_code=BURGERBUDGET, actor=TEST, on=SPRING)

        assert (everything(), runs_made()) == (before, [(NEW_YEAR, "RUNNING")])
