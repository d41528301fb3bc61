"""The commands of the work in the background, as an operator types them."""

import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from uuid import uuid4

import pytest

from budgets.jobs.kinds import KINDS, Kind, PersonNeeded
from budgets.jobs.schedule import NIGHTLY
from budgets.messages.sending import send_some
from budgets.operation import municipal_transaction
from budgets.outbox import heartbeats, working
from budgets.outbox.asking import ask
from ledger import tenant
from ops.settings.database import ROOT
from tests.budgets.entitlements.town import rows, told
from tests.budgets.messages.town import Refusing, tell_many
from tests.budgets.restores.town import put_back
from tests.listening import Logged
from tests.ops.commands import Desk

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path)
    with tenant.serving(desk.id):
        yield desk


@pytest.fixture
def awarded(desk):
    """Give a desk where Noor's burgerbudget waits for its first run."""
    desk.add_fund()
    desk.award_noor()
    return desk


def given_up(kind="verify"):
    """Give a job that was given up."""
    with municipal_transaction():
        job_id = ask(kind, on=date(2025, 1, 1))
    with municipal_transaction():
        turn = working.take(job_id, worker="gone", lease_of=lambda _kind: timedelta(hours=1))
        working.fail(turn, code="entries-balance", pause=timedelta(0), most_tries=1)
    return job_id


class TestRunPeriod:
    def test_in_the_background_asks_and_does_nothing_yet(self, awarded):
        asked = ("run_period", "--scheme", "burgerbudget", "--on", "2025-01-01", "--background")

        code, said, _complained = awarded.run(*asked)

        assert code == 0
        assert "gevraagd als werk" in said
        assert awarded.answer(*asked)["job"] in said
        assert rows("SELECT count(*) FROM entitlements_grant") == [(0,)]
        assert len(told("run.asked")) == 2

    def test_of_an_unknown_scheme_is_refused(self, desk):
        code, _said, complained = desk.run(
            "run_period", "--scheme", "niets", "--on", "2025-01-01", "--background"
        )  # fmt: skip

        assert (code, "[scheme-unknown]" in complained) == (1, True)


class TestWork:
    def test_once_does_what_was_asked_and_what_the_night_asks(self, awarded):
        awarded.run("run_period", "--scheme", "burgerbudget", "--on", "2025-01-01", "--background")

        assert awarded.run("work", "--once")[0] == 0

        assert rows("SELECT count(*) FROM entitlements_grant WHERE label = 'opening'") == [(1,)]
        kinds = {(job["kind"], job["state"]) for job in awarded.answer("jobs", "--all")}
        asked = {"period_run", *(nightly.kind for nightly in NIGHTLY)}
        assert kinds == {(kind, "DONE") for kind in asked}
        assert rows("SELECT count(*) FROM ledger_outbox") == [(0,)]

    def test_once_without_the_schedule_does_only_what_was_asked(self, awarded):
        assert awarded.run("work", "--once", "--no-schedule")[0] == 0

        assert awarded.answer("jobs", "--all") == []

    @pytest.mark.slow
    def test_ends_on_a_signal_when_what_is_at_hand_is_done(self, awarded, database_environment):
        awarded.run("run_period", "--scheme", "burgerbudget", "--on", "2025-01-01", "--background")
        logged = Logged()
        others = heartbeats.list_pulses()  # of workers that were killed earlier: one may have had the same process id
        process = subprocess.Popen(
            [sys.executable, "manage.py", "work", "--municipality", awarded.code, "--no-schedule"],
            env={**os.environ, **database_environment},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        deadline = time.monotonic() + 60
        while awarded.answer("jobs"):
            assert time.monotonic() < deadline
            time.sleep(0.1)

        process.send_signal(signal.SIGTERM)
        said, _nothing = process.communicate(timeout=30)

        assert process.returncode == 0, said
        assert "worker.ended" in [line.get("action") for line in logged.lines()]
        assert said == ""
        assert {each.worker for each in heartbeats.list_pulses()} <= {each.worker for each in others}

    @pytest.mark.parametrize("threads", ["0", "65", "many", "-1"])
    def test_refuses_a_number_of_threads_that_is_none(self, desk, threads):
        with pytest.raises(Exception, match="threads are a number"):
            desk.run("work", "--threads", threads)

    def test_refuses_a_municipality_that_is_not_there(self, desk):
        desk.code = "nergens"

        assert desk.run("work", "--once")[0] == 2


class TestHealth:
    def health(self, desk):
        # Of the whole installation: what other tests left is not ours to judge.
        found = desk.answer("health")
        [ours] = [each for each in found["municipalities"] if each["municipality"] == desk.code]
        return found, ours

    def test_without_a_worker_is_bad(self, desk):
        rows("DELETE FROM outbox_heartbeat")

        code, said, _complained = desk.run("health")

        assert code == 1
        assert "[no-worker]" in said

    def test_tells_who_works_and_what_waits(self, awarded):
        heartbeats.beat("anna")
        awarded.run("run_period", "--scheme", "burgerbudget", "--on", "2025-01-01", "--background")

        found, ours = self.health(awarded)

        assert {"worker": "anna", "lives": True, "seen_s_ago": 0, "round_s_ago": None} in found["workers"]
        assert "no-worker" not in found["worries"]
        assert (ours["waiting"], ours["running"], ours["dead"]) == (1, 0, 0)
        heartbeats.leave("anna")

    def test_with_a_dead_job_is_bad_until_it_is_revived(self, desk, monkeypatch):
        job_id = given_up()
        found, ours = self.health(desk)
        assert (ours["dead"], "dead-jobs" in found["worries"], desk.run("health")[0]) == (1, True, 1)

        assert desk.run("jobs", "--revive", str(job_id), "--on", "2025-01-02")[0] == 0
        desk.run("work", "--once", "--no-schedule")

        assert self.health(desk)[1]["dead"] == 0
        assert [job["state"] for job in desk.answer("jobs", "--all")] == ["DONE"]
        assert [act.subject for act in told("job.revived")] == [job_id]

    def test_is_not_good_when_work_waits_for_long(self, desk, owner):
        with municipal_transaction():
            ask("verify", on=date(2025, 1, 1))
        rows("UPDATE outbox_job SET next_try_at = now() - interval '16 minutes'")

        found, ours = self.health(desk)

        assert ours["oldest_job_s"] >= 960
        assert "jobs-wait" in found["worries"]

    def test_tells_which_messages_were_refused_and_is_good_all_the_same(self, desk):
        tell_many(2)
        send_some(Refusing(), most=1)

        found, ours = self.health(desk)

        assert ours["failed_messages"] == 1
        assert f"{desk.code}: geweigerde berichten: 1; zie `manage.py messages list" in desk.run("health")[1]
        assert not [code for code in found["worries"] if "message" in code]

    def test_is_not_good_while_restored_books_wait_for_a_person(self, desk):
        put_back()

        found, ours = self.health(desk)

        assert ours["restore_mode"] is True
        assert "restore-mode" in found["worries"]


class TestJobs:
    def test_lists_what_was_given_up_and_why(self, desk):
        job_id = given_up()

        code, said, _complained = desk.run("jobs")

        assert code == 0
        assert f"{job_id}  DEAD     verify, 2025-01-01, 1 keer geprobeerd: entries-balance" in said

    def test_says_when_nothing_waits(self, desk):
        assert desk.run("jobs")[1] == "Er wacht niets.\n"

    def test_refuses_to_revive_what_is_not_there(self, desk):
        code, _said, complained = desk.run("jobs", "--revive", str(uuid4()))

        assert (code, "[job-unknown]" in complained) == (1, True)

    def test_refuses_to_revive_what_is_not_dead(self, desk):
        with municipal_transaction():
            job_id = ask("verify", on=date(2025, 1, 1))

        code, _said, complained = desk.run("jobs", "--revive", str(job_id))

        assert (code, "[not-allowed-in-state]" in complained) == (1, True)

    def test_of_the_books_that_find_a_breach_are_given_up_at_once(self, desk, monkeypatch):
        def find_a_breach(_turn):
            raise PersonNeeded("entries-balance")

        monkeypatch.setitem(KINDS, "verify", Kind("verify", find_a_breach))
        with municipal_transaction():
            ask("verify", on=date(2025, 1, 1))

        desk.run("work", "--once", "--no-schedule")

        [job] = desk.answer("jobs")
        assert (job["state"], job["failed_with"]) == ("DEAD", "entries-balance")


class TestRuns:
    def test_shows_how_far_each_is(self, awarded):
        assert awarded.run("runs")[1] == "Er zijn nog geen runs.\n"
        awarded.run("run_period", "--scheme", "burgerbudget", "--on", "2025-01-01")

        said = awarded.run("runs")[1]

        assert "burgerbudget   2025-01-01 ██████████████████████████████ 1/1 mensen, 1/1 delen, DONE, sinds " in said
        [run] = awarded.answer("runs")
        assert (run["scheme"], run["people_done"], run["state"]) == ("burgerbudget", 1, "DONE")

    def test_is_watched_until_all_are_done(self, awarded):
        awarded.run("run_period", "--scheme", "burgerbudget", "--on", "2025-01-01")

        assert awarded.run("runs", "--watch")[0] == 0
