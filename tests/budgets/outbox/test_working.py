"""A job is one row: asked once, taken by one, tried five times, ended by whoever's turn it is."""

import time
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from budgets.lifecycles import NotAllowedInState
from budgets.operation import municipal_transaction, rehearsal
from budgets.outbox import heartbeats, working
from budgets.outbox.asking import ask
from budgets.outbox.lifecycle import JobState
from budgets.outbox.queries import get_backlog, list_jobs
from budgets.outbox.working import JobNotThere, Turn
from ledger import tenant
from tests.budgets.entitlements.town import rows
from tests.builders import a_municipality
from tests.ledger.books import open_book
from tests.ledger.contenders import contend, start

pytestmark = pytest.mark.usefixtures("town")
DAY = date(2026, 3, 29)
SOON, NEVER = timedelta(0), timedelta(hours=1)


@pytest.fixture
def town(database):
    with tenant.serving(a_municipality()) as _:
        yield


@pytest.fixture
def worker():
    """Give a worker that lives."""
    heartbeats.beat("anna")
    yield "anna"
    heartbeats.leave("anna")


def asked(kind="test", subject="", on=DAY):
    with municipal_transaction():
        return ask(kind, subject, on=on)


def taken(job_id, worker="anna", lease=NEVER) -> Turn:
    with municipal_transaction():
        return working.take(job_id, worker=worker, lease_of=lambda _kind: lease)


def failed(turn, pause=SOON, **how):
    with municipal_transaction():
        return working.fail(turn, code="test", pause=pause, **how)


def recovered(patience=NEVER, pause=SOON):
    with municipal_transaction():
        return [state for _id, _kind, state in working.recover(patience=patience, pause=pause)]


def job(job_id):
    with municipal_transaction():
        [found] = [each for each in list_jobs(most=100, also_done=True) if each.id == job_id]
    return found


class TestAsking:
    def test_twice_is_one_job(self):
        first = asked()

        assert asked() == first
        assert asked(subject="other") != first
        assert asked(on=DAY + timedelta(days=1)) != first

    def test_twice_at_once_is_one_job(self):
        served = tenant.current()

        def ask_in_a_race(_process, number):
            with tenant.serving(served):
                return str(asked(subject=str(number)))

        answers = contend(ask_in_a_race, rounds=50)

        assert all(one == other for one, other in answers)
        assert rows("SELECT count(*) FROM outbox_job") == [(50,)]

    def test_that_is_undone_asks_nothing(self):
        with rehearsal():
            asked()

        assert rows("SELECT count(*) FROM outbox_job") == [(0,)]

    def test_is_for_the_served_municipality(self):
        job_id = asked()
        with tenant.serving(a_municipality("Elders")):
            assert taken(job_id) is None

        assert taken(job_id) is not None


class TestDoorbell:
    @pytest.fixture
    def ear(self):
        """Give what is heard within a moment, on a connection of its own."""
        listening = connection.copy()
        with listening.cursor() as cursor:
            cursor.execute("LISTEN outbox_job")
        yield lambda: [int(each.payload) for each in listening.connection.notifies(timeout=0.3)]
        listening.close()

    def test_rings_once_for_all_jobs_of_a_transaction(self, ear):
        with municipal_transaction():
            for number in range(20):
                ask("test", str(number), on=DAY)

        assert ear() == [tenant.current()]

    def test_does_not_ring_for_what_waits_till_later_or_was_asked_before(self, ear):
        turn = taken(asked())
        ear()
        failed(turn, pause=NEVER)
        asked()

        assert ear() == []

    def test_is_not_touched_by_a_booking(self, ear):
        book = open_book()
        with tenant.serving(book.municipality_id):
            book.say("deposit", ("BANK", "FUND", 1))

        assert ear() == []


class TestTaking:
    def test_is_done_by_one_worker(self):
        job_ids = [asked(subject=str(number)) for number in range(50)]
        served = tenant.current()

        def race(_process, number):
            with tenant.serving(served):
                return taken(job_ids[number]) is not None

        answers = contend(race, rounds=50)

        assert all(sorted(answer) == [False, True] for answer in answers)

    def test_waits_for_the_pause(self):
        job_id = asked()
        failed(taken(job_id), pause=NEVER)

        assert taken(job_id) is None

    def test_does_not_wait_for_whoever_takes_it_now(self):
        job_id, served = asked(), tenant.current()

        def hold(_number, pipe):
            with tenant.serving(served), municipal_transaction():
                working.take(job_id, worker="anna", lease_of=lambda _kind: NEVER)
                pipe.send("taken")
                time.sleep(60)  # Ended from outside: then it was not taken.

        process, pipe = start(hold, 0)
        pipe.recv()
        begun = time.monotonic()
        assert taken(job_id) is None
        assert time.monotonic() - begun < 1
        process.kill()
        process.join()


class TestFailing:
    def test_gives_up_after_five_tries(self):
        job_id = asked()

        states = [failed(taken(job_id)) for _try in range(5)]

        assert states == [JobState.WAITING] * 4 + [JobState.DEAD]
        assert (job(job_id).state, job(job_id).failed_with, taken(job_id)) == ("DEAD", "test", None)

    def test_gives_up_at_once_when_trying_again_would_not_help(self):
        assert failed(taken(asked()), most_tries=1) == JobState.DEAD

    def test_waits_twice_as_long_each_time(self):
        job_id = asked()
        pauses = []
        for _try in range(4):
            turn = taken(job_id)
            failed(turn, pause=NEVER)
            pauses += rows("SELECT round(extract(epoch FROM next_try_at - now()) / 3600) FROM outbox_job")
            rows("UPDATE outbox_job SET next_try_at = now()")

        assert [int(hours) for (hours,) in pauses] == [1, 2, 4, 8]

    def test_begins_to_count_again_when_a_step_was_done(self):
        job_id = asked()
        for _step in range(10):
            failed(taken(job_id))
            turn = taken(job_id)
            with municipal_transaction():
                assert working.make_room(turn)

        assert (job(job_id).state, job(job_id).step, job(job_id).tries) == ("WAITING", 10, 0)

    def test_is_not_what_waiting_for_others_is(self):
        job_id = asked()
        for _try in range(10):
            turn = taken(job_id)
            with municipal_transaction():
                assert working.postpone(turn, code="in-progress", pause=SOON)

        assert (job(job_id).state, job(job_id).tries) == ("WAITING", 0)


class TestRecovering:
    def test_leaves_a_job_whose_worker_lives(self, worker):
        taken(asked(), worker)

        assert recovered() == []

    def test_takes_back_what_a_dead_worker_had(self, worker):
        job_id = asked()
        taken(job_id, "gone")

        assert recovered() == [JobState.WAITING]
        assert taken(job_id, worker) is not None

    def test_takes_back_what_took_too_long(self, worker):
        taken(asked(), worker, lease=timedelta(seconds=-1))

        assert recovered() == [JobState.WAITING]

    def test_gives_up_what_killed_five_workers(self):
        job_id = asked()
        states = []
        for number in range(5):
            taken(job_id, f"gone-{number}")
            states += recovered()

        assert states == [JobState.WAITING] * 4 + [JobState.DEAD]
        assert job(job_id).failed_with == "worker-lost"

    def test_ends_the_turn_of_whoever_had_it(self, worker):
        """A worker that was stopped and goes on must not end, fail or move what is another's now."""
        job_id = asked()
        old = taken(job_id, "stopped")
        recovered()
        new = taken(job_id, worker)

        with municipal_transaction():
            assert not working.finish(old)
            assert not working.make_room(old)
            assert not working.postpone(old, code="test", pause=SOON)
            assert working.advance(old, lease=NEVER) is None
            assert working.fail(old, code="test", pause=SOON) is None
            assert working.finish(new)
        assert job(job_id).state == "DONE"


class TestRinging:
    def ring(self, patience=NEVER):
        with municipal_transaction():
            return [job_id for job_id, _kind in working.list_to_ring(patience=patience)]

    def test_is_done_once_while_the_patience_lasts(self):
        job_id = asked()

        assert (self.ring(), self.ring(), self.ring(timedelta(seconds=-1))) == ([job_id], [], [job_id])

    def test_is_done_again_for_each_try(self):
        job_id = asked()
        self.ring()
        failed(taken(job_id))

        assert self.ring() == [job_id]

    def test_is_divided_among_who_rings_at_once(self):
        for number in range(200):
            asked(subject=str(number))
        served = tenant.current()

        def race(_process, _number):
            with tenant.serving(served):
                return [str(job_id) for job_id in self.ring()]

        [answers] = contend(race, rounds=1)

        assert len(answers[0] + answers[1]) == len({*answers[0], *answers[1]}) == 200


class TestReviving:
    def test_gives_a_dead_job_all_its_tries(self):
        job_id = asked()
        failed(taken(job_id), most_tries=1)
        with municipal_transaction():
            working.revive(job_id)

        assert [failed(taken(job_id)) for _try in range(5)][-1] == JobState.DEAD

    def test_is_only_for_the_dead(self):
        job_id = asked()

        with municipal_transaction(), pytest.raises(NotAllowedInState):
            working.revive(job_id)

    def test_refuses_a_job_that_is_not_there(self):
        with municipal_transaction(), pytest.raises(JobNotThere):
            working.revive(uuid4())


class TestBacklog:
    def test_counts_what_is_not_done(self):
        for number in range(4):
            asked(subject=str(number))
        running, dead, done = (taken(asked(subject=str(number))) for number in range(3))
        failed(dead, most_tries=1)
        with municipal_transaction():
            working.finish(done)

        with municipal_transaction():
            backlog = get_backlog()

        assert (backlog.waiting, backlog.running, backlog.dead) == (1, 1, 1)
        assert timedelta(0) < backlog.oldest < timedelta(minutes=1)
        assert running.step == 0


class TestHeartbeats:
    def test_are_seen_until_the_worker_leaves(self, worker):
        heartbeats.note_sweep(worker)
        [pulse] = [each for each in heartbeats.list_pulses() if each.worker == worker]
        assert pulse.seen_ago < timedelta(seconds=30)
        assert pulse.swept_ago is not None

        heartbeats.leave(worker)

        assert worker not in {each.worker for each in heartbeats.list_pulses()}


class TestRows:
    @pytest.mark.parametrize(
        "statement", ["DELETE FROM outbox_job", "UPDATE outbox_job SET kind = 'x'", "TRUNCATE outbox_job"]
    )
    def test_are_not_taken_away_or_changed_into_others(self, statement):
        with pytest.raises(Exception, match="permission denied"):
            rows(statement)
