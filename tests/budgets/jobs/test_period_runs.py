"""Period runs as jobs: whatever happens to messages and workers, they leave what an undisturbed run leaves."""

import os
import random
import signal
import threading
import time

import pytest
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import TimeLimit

from budgets.entitlements import runs
from budgets.entitlements.progress import list_runs
from budgets.jobs import performing
from budgets.jobs.desk import ask_for_run
from ledger import tenant
from tests.budgets.entitlements.test_run_kills import live_through
from tests.budgets.entitlements.town import (
    BOUWDEPOT,
    BURGERBUDGET,
    NEW_YEAR,
    a_town,
    award_to,
    breaches,
    enter_people,
    everything,
    rows,
    run,
)
from tests.budgets.jobs.redis_server import MISSING, PROGRAM, RedisServer
from tests.budgets.jobs.workers import Hand, hands, jobs, until, until_state
from tests.builders import TEST

LONG = 10 if os.environ.get("GRONDSLAG_PROOF") == "long" else 1
BLOWS = 20 * LONG

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("database")]


@pytest.fixture(autouse=True)
def small_steps(monkeypatch, settings):
    settings.JOB_PATIENCE_S = 1.0
    monkeypatch.setattr(runs, "CHUNK", 4)
    monkeypatch.setattr(performing, "SLICE_S", 0.0)  # Each chunk is a message of its own.


@pytest.fixture(scope="module")
def undisturbed(database):
    """Give what the books say after runs that nobody disturbed."""
    with pytest.MonkeyPatch.context() as patch, a_town(BURGERBUDGET, BOUWDEPOT):
        patch.setattr(runs, "CHUNK", 4)
        live_through(run)
        return everything()


def by_job(scheme, day):
    """Ask for a run, and wait until it is done."""
    until_state([ask_for_run(scheme_code=scheme, actor=TEST, on=day)])
    until_state(list(jobs()))  # Those beside it come to their end on their own.


def assert_same(expected):
    found = everything()
    for part, whole in expected.items():
        assert found[part] == whole, f"{part} differ"
    assert breaches() == []
    assert rows("SELECT DISTINCT state FROM entitlements_run") == [("DONE",)]
    assert {job.state for job in jobs().values()} == {"DONE"}


class Echoing(StubBroker):
    """A broker that delivers every message twice, each after a while of its own, so in any order."""

    def __init__(self):
        super().__init__(middleware=[TimeLimit()])

    def enqueue(self, message, *, delay=None):
        for _copy in range(2):
            threading.Timer(random.uniform(0, 0.2), super().enqueue, [message]).start()  # noqa: S311
        return message


class TestMessages:
    def test_that_come_twice_and_shuffled_change_nothing(self, undisturbed, monkeypatch):
        monkeypatch.setattr("budgets.jobs.workplace.make_broker", lambda _url: Echoing())

        with a_town(BURGERBUDGET, BOUWDEPOT), hands(2, threads=3):
            live_through(by_job)
            assert_same(undisturbed)

    def test_that_are_lost_are_rung_again(self, undisturbed, monkeypatch):
        def mostly_deaf(_url):
            broker = StubBroker(middleware=[TimeLimit()])
            enqueue = broker.enqueue
            broker.enqueue = lambda message, **how: enqueue(message, **how) if random.random() < 0.8 else message  # noqa: S311
            return broker

        monkeypatch.setattr("budgets.jobs.workplace.make_broker", mostly_deaf)
        with a_town(BURGERBUDGET, BOUWDEPOT), hands(2):
            live_through(by_job)
            assert_same(undisturbed)


class Torment:
    """While it lasts, workers are killed, stopped and continued at random moments, and others start in their place."""

    def __init__(self, dice, municipality_id, hired, server):
        self.dice, self.municipality_id, self.hired, self.server = dice, municipality_id, hired, server
        self.kills = self.stops = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._strike, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_raised):
        self._over.set()
        self._thread.join()

    def _strike(self):
        while not self._over.wait(self.dice.uniform(0.05, 0.6)):
            victim = self.dice.choice(self.hired)
            if self.server and self.dice.random() < 0.3:
                self.server.client.flushall()
            if self.dice.random() < 0.5:
                victim.send(signal.SIGSTOP)
                time.sleep(self.dice.uniform(0.1, 2.5))  # Sometimes longer than anyone has patience.
                victim.send(signal.SIGCONT)
                self.stops += 1
            else:
                victim.end(signal.SIGKILL)
                with tenant.serving(self.municipality_id):
                    self.hired[self.hired.index(victim)] = Hand()
                self.kills += 1


@pytest.fixture(params=["in-process", "redis"])
def server(request, tmp_path, settings):
    """Give the Redis server that the workers share, or None: then each has a broker in itself."""
    if request.param == "in-process":
        yield None
        return
    if PROGRAM is None:
        pytest.skip(MISSING)
    found = RedisServer(tmp_path)
    found.start()
    settings.BROKER_URL = found.url
    yield found
    found.stop()


class TestWorkers:
    def test_killed_stopped_and_started_at_random_change_nothing(self, undisturbed, server):
        seed = int(os.environ.get("GRONDSLAG_SEED") or random.SystemRandom().getrandbits(26))
        print(f"GRONDSLAG_SEED={seed}")  # noqa: T201
        dice = random.Random(seed)  # noqa: S311
        kills = stops = 0

        while kills + stops < BLOWS:
            with a_town(BURGERBUDGET, BOUWDEPOT) as municipality_id, hands(3) as hired:
                tormentor = Torment(dice, municipality_id, hired, server)
                with tormentor:
                    live_through(by_job)
                assert_same(undisturbed)
                kills, stops = kills + tormentor.kills, stops + tormentor.stops

        print(f"{kills} kills, {stops} stops")  # noqa: T201
        assert min(kills, stops) > 0


class TestARun:
    def test_is_seen_while_it_goes_on_and_taken_up_after_a_kill(self):
        with a_town(BURGERBUDGET):
            award_to(enter_people(40))
            job_id = ask_for_run(scheme_code=BURGERBUDGET, actor=TEST, on=NEW_YEAR)
            with hands(threads=1):
                until(lambda: list_runs(most=1) and list_runs(most=1)[0].chunks_done >= 2)
            [broken_off] = list_runs(most=5)

            with hands():
                until_state([job_id])
            [finished] = list_runs(most=5)

        assert broken_off.id == finished.id
        assert (finished.chunks_done, finished.chunks, finished.people_done, finished.people) == (10, 10, 40, 40)
        assert broken_off.people_done == broken_off.chunks_done * 4 < 40
        assert (broken_off.state, finished.state) == ("RUNNING", "DONE")

    def test_is_one_when_asked_twice_and_also_run_by_hand(self):
        with a_town(BURGERBUDGET):
            award_to(enter_people(20))
            with hands(2):
                asked = [ask_for_run(scheme_code=BURGERBUDGET, actor=TEST, on=NEW_YEAR) for _time in range(2)]
                until_state(asked)

            assert len(set(asked)) == 1
            assert run(BURGERBUDGET, NEW_YEAR).run_ids == []
            assert rows("SELECT count(*), count(DISTINCT entitlement_id) FROM entitlements_grant") == [(20, 20)]
