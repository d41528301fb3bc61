"""Jobs that do chunks beside the job that does a run."""

from datetime import date

import pytest

from budgets.entitlements import runs
from budgets.jobs.kinds import BESIDE, KINDS, step_beside, step_period_run
from budgets.operation import municipal_transaction
from budgets.outbox.asking import ask
from budgets.outbox.working import Turn
from tests.budgets.entitlements.town import (
    BOUWDEPOT,
    GIFT,
    NEW_YEAR,
    a_town,
    award_to,
    balance,
    breaches,
    enter_people,
    rows,
)

pytestmark = pytest.mark.usefixtures("database")
ASKED = "SELECT subject FROM outbox_job WHERE kind = %s ORDER BY subject"


@pytest.fixture
def town(monkeypatch, settings):
    monkeypatch.setattr(runs, "CHUNK", 2)
    settings.RUN_WORKERS = 3
    with a_town(BOUWDEPOT):
        yield
        assert breaches() == []


def turn(kind, subject, step=0):
    with municipal_transaction():
        job_id = ask(kind, subject, on=NEW_YEAR)
    return Turn(job_id, 1, kind, subject, NEW_YEAR, step)


@pytest.mark.usefixtures("town")
class TestBeside:
    def test_as_many_are_asked_for_as_there_are_workers(self):
        award_to(enter_people(9), BOUWDEPOT)

        assert step_period_run(turn("period_run", BOUWDEPOT))

        assert rows(ASKED, BESIDE) == [(f"{BOUWDEPOT} 2",), (f"{BOUWDEPOT} 3",)]

    def test_none_is_asked_for_where_one_chunk_is_all_there_is(self):
        award_to(enter_people(2), BOUWDEPOT)

        assert step_period_run(turn("period_run", BOUWDEPOT))

        assert rows(ASKED, BESIDE) == []

    def test_each_does_chunks_until_none_is_left(self):
        award_to(enter_people(5), BOUWDEPOT)
        step_period_run(turn("period_run", BOUWDEPOT))
        beside = turn(BESIDE, f"{BOUWDEPOT} 2")

        assert [step_beside(beside) for _step in range(3)] == [True, True, False]

        assert balance("ENTITLED") == 5 * GIFT
        assert rows("SELECT state FROM entitlements_run") == [("DONE",)]
        assert not step_period_run(turn("period_run", BOUWDEPOT, step=1))

    def test_one_that_finds_no_run_is_done(self):
        assert not step_beside(turn(BESIDE, f"{BOUWDEPOT} 2"))

    def test_one_that_meets_a_refusal_leaves_it_to_the_job_that_leads(self):
        award_to(enter_people(5), BOUWDEPOT)
        step_period_run(turn("period_run", BOUWDEPOT))
        rows("UPDATE schemes_term SET valid_until = %s WHERE scheme = %s", date(2024, 1, 1), BOUWDEPOT)

        assert not step_beside(turn(BESIDE, f"{BOUWDEPOT} 2"))

        assert balance("ENTITLED") == 2 * GIFT

    def test_is_a_kind_that_workers_know(self):
        assert KINDS[BESIDE].step is step_beside
