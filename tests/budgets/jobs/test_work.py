"""Work in the background, by real processes: what is asked is done, once, and what fails stops nothing else."""

import signal
import time
from datetime import date, timedelta

import pytest

from budgets.jobs.kinds import NotYet, PersonNeeded
from budgets.operation import municipal_transaction
from budgets.outbox import heartbeats
from budgets.trail.record import record
from ledger.database import InProgress
from tests.budgets.entitlements.town import a_town, rows, told
from tests.budgets.jobs.workers import Hand, ask_for, hands, jobs, teach, until, until_state

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("town")]
DAY = date(2025, 1, 1)


@pytest.fixture
def town(database, settings):
    settings.JOB_PATIENCE_S = 1.0
    with a_town() as municipality_id:
        yield municipality_id


def note(name, subject=""):
    """Write in the trail that something was done."""
    with municipal_transaction():
        record("test", name, on=DAY, about=subject)


def done(name="thing.done"):
    return [act.facts["about"] for act in told(name)]


def do(turn):
    note("thing.done", turn.subject)
    return False


class TestAJob:
    def test_is_done_soon_after_it_was_asked(self, monkeypatch, settings):
        settings.JOB_PATIENCE_S = 600  # Nobody goes round for a minute: it is the doorbell that is heard.
        teach(monkeypatch, "thing", do)
        with hands():
            until(heard_of_all)
            took = [until_state([ask_for("thing", str(number))]) for number in range(10)]

        assert sorted(done(), key=int) == [str(number) for number in range(10)]
        assert sorted(took)[5] < 1.0

    def test_is_done_when_it_was_asked_while_nobody_worked(self, monkeypatch):
        teach(monkeypatch, "thing", do)
        job_id = ask_for("thing")

        with hands():
            until_state([job_id])

        assert done() == [""]

    def test_is_done_once_by_many_workers(self, monkeypatch):
        teach(monkeypatch, "thing", do)
        job_ids = [ask_for("thing", str(number)) for number in range(100)]

        with hands(3, threads=3):
            until_state(job_ids)

        assert sorted(done(), key=int) == [str(number) for number in range(100)]

    def test_of_many_steps_makes_room_for_others(self, monkeypatch):
        monkeypatch.setattr("budgets.jobs.performing.SLICE_S", 0.2)

        def step(turn):
            time.sleep(0.05)
            return turn.step < 60

        teach(monkeypatch, "long", step)
        teach(monkeypatch, "thing", do)
        with hands(threads=1):
            long = ask_for("long")
            until(lambda: jobs()[long].step > 5)
            took = until_state([ask_for("thing")])
            assert jobs()[long].state != "DONE"
            until_state([long])

        assert took < 1.5
        assert jobs()[long].step == 60

    def test_is_done_though_somebody_called_nonsense(self, monkeypatch):
        teach(monkeypatch, "thing", do)
        with hands() as [hand]:
            until_state([ask_for("thing", "before")])
            for nonsense in ("", "x", "-1", "1; DROP TABLE", "99999999999999999999"):
                rows("SELECT pg_notify('outbox_job', %s)", nonsense)
            until_state([ask_for("thing", "after")])
            assert hand.process.is_alive()


class TestAPoisonousJob:
    def test_is_given_up_after_five_tries_while_the_others_flow(self, monkeypatch, settings):
        settings.JOB_PATIENCE_S = 0.5

        def fail(_turn):
            note("thing.tried")
            raise ZeroDivisionError("this text is told to nobody")

        teach(monkeypatch, "poison", fail)
        teach(monkeypatch, "thing", do)
        with hands():
            poison = ask_for("poison")
            took = []
            while jobs()[poison].state != "DEAD":
                took.append(until_state([ask_for("thing", str(len(took)))]))

        assert len(told("thing.tried")) == 5
        assert jobs()[poison].failed_with == "ZeroDivisionError"
        assert len(took) > 10
        assert sorted(took)[len(took) // 2] < 1.0

    def test_that_kills_its_worker_is_given_up_as_well(self, monkeypatch, settings):
        settings.JOB_PATIENCE_S = 0.5

        def die(_turn):
            note("thing.tried")
            signal.raise_signal(signal.SIGKILL)

        teach(monkeypatch, "deadly", die)
        deadly = ask_for("deadly")
        while jobs()[deadly].state != "DEAD":
            hand = Hand()
            until(lambda hand=hand: not hand.process.is_alive() or jobs()[deadly].state == "DEAD")
            hand.end()

        assert len(told("thing.tried")) == 5
        assert jobs()[deadly].failed_with == "worker-lost"

    def test_of_an_unknown_kind_is_tried_again_later(self):
        with hands():
            job_id = ask_for("of-a-newer-program")
            until(lambda: jobs()[job_id].failed_with)

        assert (jobs()[job_id].state, jobs()[job_id].failed_with) == ("WAITING", "UnknownKind")

    def test_that_needs_a_person_is_tried_once(self, monkeypatch):
        def ask_a_person(_turn):
            raise PersonNeeded("entries-balance")

        teach(monkeypatch, "hard", ask_a_person)
        with hands():
            job_id = ask_for("hard")
            until_state([job_id], "DEAD")

        assert (jobs()[job_id].tries, jobs()[job_id].failed_with) == (1, "entries-balance")

    def test_that_only_waits_for_others_is_never_given_up(self, monkeypatch, settings):
        settings.JOB_PATIENCE_S = 0.2

        def wait_for_others(_turn):
            note("thing.tried")
            if len(told("thing.tried")) < 8:
                raise InProgress
            return False

        teach(monkeypatch, "polite", wait_for_others)
        with hands():
            until_state([ask_for("polite")])


class TestAJobThatMustRest:
    def test_comes_back_when_its_pause_is_over_however_often_and_others_go_on(self, monkeypatch):
        def rest(_turn):
            note("thing.tried")
            if len(told("thing.tried")) <= 6:
                raise NotYet("not-ripe", timedelta(seconds=1.2))
            return False

        teach(monkeypatch, "resting", rest)
        teach(monkeypatch, "thing", do)
        begun = time.monotonic()
        with hands(threads=1):
            resting = ask_for("resting")
            until(lambda: jobs()[resting].failed_with == "not-ripe")
            until_state([ask_for("thing")])
            until_state([resting])

        assert time.monotonic() - begun > 6 * 1.2
        assert (len(told("thing.tried")), jobs()[resting].failed_with) == (7, "")


class TestALongStep:
    def test_is_broken_off_within_a_transaction_and_tried_again(self, monkeypatch):
        def loiter(_turn):
            tries = len(told("thing.tried"))
            note("thing.tried")
            with municipal_transaction():
                record("test", "thing.done", on=DAY, about=str(tries))
                begun = time.monotonic()
                while not tries and time.monotonic() - begun < 30:
                    time.sleep(0.01)
            return False

        monkeypatch.setattr("budgets.jobs.performing.SLICE_S", 0)
        teach(monkeypatch, "slow", loiter, limit=timedelta(seconds=1))
        with hands():
            job_id = ask_for("slow")
            until(lambda: jobs()[job_id].failed_with == "TimeLimitExceeded")
            assert done() == []
            until_state([job_id])

        assert done() == ["1"]


class TestAStoppedWorker:
    """SIGSTOP, as when a machine hangs: another takes over, and the first must not do it again when it comes back."""

    def test_in_the_middle_of_a_transaction_did_nothing(self, monkeypatch):
        def linger(turn):
            note("thing.tried")
            if len(told("thing.tried")) == 1:
                with municipal_transaction():
                    record("test", "thing.done", on=DAY, about="the first")
                    time.sleep(2)
                return False
            return do(turn)

        teach(monkeypatch, "linger", linger)
        with hands() as [first]:
            job_id = ask_for("linger")
            until(lambda: told("thing.tried"))
            time.sleep(0.3)
            first.send(signal.SIGSTOP)
            with hands():
                until_state([job_id])
                first.send(signal.SIGCONT)
                until_it_works_again()

        assert done() == [""]
        assert jobs()[job_id].state == "DONE"

    def test_between_two_steps_may_not_go_on(self, monkeypatch):
        def walk(turn):
            note("thing.done", f"{turn.step}")
            if turn.step == 3 and done().count("3") == 1:
                time.sleep(1.5)
            return turn.step < 9

        teach(monkeypatch, "walk", walk)
        with hands() as [first]:
            job_id = ask_for("walk")
            until(lambda: "3" in done())
            first.send(signal.SIGSTOP)
            with hands():
                until_state([job_id])
                first.send(signal.SIGCONT)
                until_it_works_again()

        # The step that it was in is done twice, which every step bears; none after it is.
        assert sorted(done()) == sorted([*map(str, range(10)), "3"])


def until_it_works_again():
    """Wait until the worker that was stopped has done something new beside the other."""
    time.sleep(2.5)


def heard_of_all():
    return any(pulse.swept_ago is not None for pulse in heartbeats.list_pulses())


class TestAWorker:
    def test_that_is_asked_to_stop_ends_what_is_at_hand_and_leaves(self, monkeypatch):
        def take_a_second(turn):
            note("thing.tried")
            time.sleep(1)
            return do(turn)

        teach(monkeypatch, "calm", take_a_second)
        with hands() as [hand]:
            job_id = ask_for("calm")
            until(lambda: told("thing.tried"))
            hand.end(signal.SIGTERM)

            assert jobs()[job_id].state == "DONE"
            assert f":{hand.process.pid}:" not in "".join(pulse.worker for pulse in heartbeats.list_pulses())

    def test_goes_on_when_the_database_cut_all_its_connections(self, monkeypatch, owner):
        teach(monkeypatch, "thing", do)
        with hands():
            until_state([ask_for("thing", "before")])
            rows(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND usename = current_user AND datname = current_database()"
            )
            until_state([ask_for("thing", "after")])

        assert done() == ["before", "after"]
