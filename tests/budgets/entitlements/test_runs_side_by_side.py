"""Several who do the chunks of one run at once: they leave what one alone leaves, whoever is quick or killed."""

import os
import random
import signal
import time
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connection

from budgets.entitlements import runs
from budgets.entitlements.models import RunChunk
from budgets.entitlements.runs import plan_run, step_run
from budgets.jobs.period_run import run_period
from budgets.operation import municipal_transaction
from ledger import tenant
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
from tests.ledger.contenders import heard, start

LONG = 10 if os.environ.get("GRONDSLAG_PROOF") == "long" else 1
KILLS = 20 * LONG
FEBRUARY = date(2025, 2, 1)
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'"

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr(runs, "CHUNK", 3)  # The processes started here are copies of this one.


def live_through(carry_out):
    """Let a town live through half a year; some have hours, some have them late, and one has two awards."""
    people = enter_people(14)
    award_to(people)
    award_to(people[::2], BOUWDEPOT)
    carry_out(BURGERBUDGET, NEW_YEAR)
    carry_out(BOUWDEPOT, NEW_YEAR)
    vouch(people[1::2], date(2025, 2, 20), "40")
    carry_out(BURGERBUDGET, SPRING)
    carry_out(BOUWDEPOT, SPRING)
    vouch(people[::4], date(2025, 3, 20), "36", on=SUMMER)
    vouch(people[::3], date(2025, 6, 20), "36.5", on=SUMMER)
    carry_out(BURGERBUDGET, SUMMER)


def run_with(workers):
    return lambda scheme, on: run_period(scheme_code=scheme, actor=TEST, on=on, workers=workers)


@pytest.fixture
def left_by_one():
    with a_town(BURGERBUDGET, BOUWDEPOT):
        live_through(run)
        return everything()


@pytest.mark.parametrize("workers", [2, 4])
def test_leave_the_books_that_one_leaves(left_by_one, workers):
    with a_town(BURGERBUDGET, BOUWDEPOT):
        live_through(run_with(workers))

        found = everything()
        for part, whole in left_by_one.items():
            assert found[part] == whole, f"{part} differ"
        assert breaches() == []
        assert len(told("run.stepped")) == rows("SELECT count(*) FROM entitlements_run_chunk")[0][0]


def test_others_do_what_is_left_while_one_of_them_stands_still():
    with a_town(BOUWDEPOT):
        award_to(enter_people(7), BOUWDEPOT)

        def stand_still(_done):
            wait_until(lambda: rows("SELECT count(outcome) FROM entitlements_run_chunk") == [(3,)])

        report = run_period(scheme_code=BOUWDEPOT, actor=TEST, on=NEW_YEAR, workers=2, told=stand_still)

        assert (report.totals["entitlements"], report.totals["granted_minor"]) == (7, 7 * GIFT)


def wait_until(it_is_so):
    deadline = time.monotonic() + 20
    while not it_is_so():
        assert time.monotonic() < deadline, "it never is so"
        time.sleep(0.02)


@pytest.mark.parametrize("workers", [1, 3])
def test_a_fund_that_runs_short_serves_the_chunks_in_their_order(workers):
    # Ten awards promise the opening and a first ceiling each; what is left promises a second ceiling to four.
    with a_town(BURGERBUDGET, euros=f"{(10 * 2 + 4) * MINOR // 100}.00"):
        people = enter_people(10)
        award_to(people)
        run(BURGERBUDGET, NEW_YEAR)
        vouch(people, date(2025, 2, 20), "72")

        run_with(workers)(BURGERBUDGET, SPRING)

        assert rows("SELECT state, count(*) FROM entitlements_entitlement GROUP BY 1 ORDER BY 1") == [
            ("ACTIVE", 4), ("SUSPENDED", 6),
        ]  # fmt: skip
        assert states_in_order(SPRING) == ["ACTIVE"] * 4 + ["SUSPENDED"] * 6
        assert breaches() == []


def states_in_order(on):
    found = rows(
        """
        SELECT e.state FROM entitlements_run r JOIN entitlements_run_chunk c ON c.run_id = r.id
        JOIN entitlements_entitlement e ON e.id = ANY (c.entitlement_ids) WHERE r.on = %s ORDER BY c.number, e.id
        """,
        on,
    )
    return [state for (state,) in found]


def test_what_one_person_has_is_in_one_chunk():
    with a_town(BURGERBUDGET):
        due = [("Noor", 1), ("Noor", 2), ("Zoë", 3), ("Zoë", 4), ("Sam", 5)]

        assert list(runs._cut(due)) == [[1, 2], [3, 4, 5]]


class Working:
    """A process that works on a run, and says how it goes."""

    def __init__(self, work):
        def say(_number, pipe):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                pipe.send(cursor.fetchone()[0])
            try:
                work(pipe.send)
            except Exception as error:
                pipe.send(repr(error))
            else:
                pipe.send("done")

        self.process, self._pipe = start(say, 0)
        self.backend = self._pipe.recv()

    def wait_until_blocked(self):
        wait_until(lambda: rows(WAITING, self.backend) == [(1,)])

    def hear(self):
        assert self._pipe.poll(timeout=20), "it says nothing"
        return self._pipe.recv()

    def hear_all(self):
        return list(heard(self._pipe))


def stepping(run_id, on):
    """Do one chunk after another, apart."""

    def work(say):
        while step_run(run_id=run_id, actor=TEST, on=on):
            say("stepped")

    return Working(work)


def planning(scheme, on):
    """Plan what is due, apart."""
    return Working(lambda say: say(plan(scheme, on)))


@contextmanager
def somebody_else(statement, *values):
    """Hold what a statement locks, so that whoever needs it gets no further."""
    apart = connection.copy()  # Starting a process ends the connection that all here share.
    with apart.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT set_config('grondslag.municipality', %s, true)", [str(tenant.current())])
        cursor.execute(statement, values)
        yield
    apart.close()


def somebody_at(chunk_number):
    """Hold the entitlements of a chunk."""
    return somebody_else(
        "SELECT FROM entitlements_entitlement WHERE id = ANY ("
        " SELECT unnest(entitlement_ids) FROM entitlements_run_chunk c JOIN entitlements_run r ON r.id = c.run_id"
        " WHERE c.number = %s AND r.state <> 'DONE') FOR UPDATE",
        chunk_number,
    )


def chunks_done(run_id):
    with municipal_transaction():
        chunks = RunChunk.objects.filter(run=run_id, outcome__isnull=False)
        return list(chunks.order_by("number").values_list("number", flat=True))


def plan(scheme, on):
    return plan_run(scheme_code=scheme, actor=TEST, on=on)


def test_who_plans_while_another_is_planning_is_given_the_same_run():
    with a_town(BURGERBUDGET):
        award_to(enter_people(8))
        with somebody_else("SELECT pg_advisory_xact_lock(hashtext('ledger_close'), %s)", tenant.current()):
            both = [planning(BURGERBUDGET, NEW_YEAR) for _ in range(2)]
            for each in both:
                each.wait_until_blocked()

        answers = [each.hear_all() for each in both]
        [(planned,)] = rows("SELECT id FROM entitlements_run")
        assert answers == [[planned, "done"]] * 2
        assert breaches() == []


@pytest.fixture
def quarter():
    """A run of three chunks in which everybody is promised a next ceiling."""
    with a_town(BURGERBUDGET):
        people = enter_people(8)
        award_to(people)
        run(BURGERBUDGET, NEW_YEAR)
        vouch(people, date(2025, 2, 20), "40")
        yield plan(BURGERBUDGET, SPRING)
        assert rows("SELECT granted_on, count(*) FROM entitlements_grant GROUP BY 1 ORDER BY 1") == [
            (NEW_YEAR, 8), (SPRING, 8),
        ]  # fmt: skip
        assert rows("SELECT DISTINCT state FROM entitlements_run") == [("DONE",)]
        assert breaches() == []


def test_who_promises_waits_for_the_chunks_before(quarter):
    with somebody_at(chunk_number=1):
        first = stepping(quarter, SPRING)
        first.wait_until_blocked()
        second = stepping(quarter, SPRING)
        second.wait_until_blocked()
        assert chunks_done(quarter) == []

    assert (first.hear_all()[-1], second.hear_all()[-1]) == ("done", "done")
    assert [act.facts["part"] for act in told("run.stepped") if act.subject == quarter] == [1, 2, 3]


def test_who_promises_nothing_waits_for_nobody():
    with a_town(BOUWDEPOT):
        award_to(enter_people(8), BOUWDEPOT)
        run(BOUWDEPOT, NEW_YEAR)
        run_id = plan(BOUWDEPOT, FEBRUARY)

        with somebody_at(chunk_number=1):
            first = stepping(run_id, FEBRUARY)
            first.wait_until_blocked()
            second = stepping(run_id, FEBRUARY)
            assert (second.hear(), second.hear()) == ("stepped", "stepped")
            assert chunks_done(run_id) == [2, 3]

        assert (first.hear_all()[-1], second.hear_all()[-1]) == ("done", "done")
        assert balance("ENTITLED") == 16 * GIFT


def test_a_chunk_whose_doer_is_killed_comes_before_those_that_wait_for_it(quarter):
    with somebody_at(chunk_number=1):
        first = stepping(quarter, SPRING)
        first.wait_until_blocked()
        second = stepping(quarter, SPRING)
        second.wait_until_blocked()
        os.kill(first.process.pid, signal.SIGKILL)
        first.process.join()

    assert second.hear_all()[-1] == "done"
    assert [act.facts["part"] for act in told("run.stepped") if act.subject == quarter] == [1, 2, 3]


@pytest.mark.slow
def test_killed_one_by_one_they_leave_what_an_undisturbed_run_leaves(left_by_one):
    seed = int(os.environ.get("GRONDSLAG_SEED") or random.SystemRandom().getrandbits(26))
    print(f"GRONDSLAG_SEED={seed}")  # noqa: T201
    killer = Killer(random.Random(seed))  # noqa: S311

    while killer.kills < KILLS:
        with a_town(BURGERBUDGET, BOUWDEPOT):
            live_through(killer.carry_out)

            found = everything()
            for part, whole in left_by_one.items():
                assert found[part] == whole, f"{part} differ"
            assert breaches() == []
            assert rows("SELECT count(*) FROM entitlements_run_chunk WHERE outcome IS NULL") == [(0,)]


class Killer:
    """Lets three workers do a run, of which one or the other is killed at some moment: another takes its place."""

    def __init__(self, dice):
        self.dice = dice
        self.kills = 0

    def carry_out(self, scheme, on):
        while (run_id := plan(scheme, on)) is not None:
            workers = [stepping(run_id, on) for _ in range(3)]
            while workers:
                time.sleep(self.dice.uniform(0, 0.15))
                victim = self.dice.choice(workers)
                workers.remove(victim)
                if victim.process.is_alive() and self.dice.random() < 0.7:
                    os.kill(victim.process.pid, signal.SIGKILL)
                    self.kills += 1
                else:
                    assert victim.hear_all()[-1] == "done"
