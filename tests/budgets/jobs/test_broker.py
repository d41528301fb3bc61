"""The broker is a doorbell: emptied, gone or full of rubbish, it loses nothing and stops nobody."""

import json
import time
from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker

from budgets.jobs.broker import QUEUE, Doorbell, make_broker, read_ids
from budgets.operation import municipal_transaction
from budgets.trail.record import record
from ledger import tenant
from tests.budgets.entitlements.town import a_town, told
from tests.budgets.jobs.redis_server import MISSING, PROGRAM, RedisServer
from tests.budgets.jobs.workers import ask_for, hands, jobs, teach, until, until_state
from tests.ledger.books import open_book

slow = pytest.mark.slow
needs_redis = pytest.mark.skipif(PROGRAM is None, reason=MISSING)
DAY = date(2025, 1, 1)


class TestTheSetting:
    @pytest.mark.parametrize(
        ("url", "kind"),
        [
            ("", StubBroker),
            ("redis://127.0.0.1:1/0", RedisBroker),
            ("rediss://127.0.0.1:1/0", RedisBroker),
            ("amqp://127.0.0.1:1", RabbitmqBroker),
            ("amqps://127.0.0.1:1", RabbitmqBroker),
        ],
    )
    def test_chooses_the_broker_without_connecting(self, url, kind):
        assert type(make_broker(url)) is kind

    def test_of_another_kind_stops_the_start(self):
        with pytest.raises(ImproperlyConfigured, match="redis://"):
            make_broker("kafka://127.0.0.1")


class TestAMessage:
    @pytest.mark.parametrize("ids", [("1", "x"), (1, "x"), (1, 2), (None, None), (1, ["x"]), ({}, "x"), (1.5, "x")])
    def test_that_holds_no_ids_is_thrown_away(self, ids):
        assert read_ids(*ids) is None

    def test_holds_ids_and_nothing_else(self):
        broker = make_broker("")
        bell = Doorbell(broker, lambda _municipality, _job: None)

        bell.ring(7, read_ids(7, "6f1b8a1e-0d8e-4b3a-8b3a-0d8e4b3a8b3a")[1], 30)

        sent = json.loads(broker.queues[QUEUE].get())
        assert sent["args"] == [7, "6f1b8a1e-0d8e-4b3a-8b3a-0d8e4b3a8b3a"]
        assert (sent["kwargs"], sent["options"]) == ({}, {"time_limit": 30_000})


@pytest.fixture
def town(database, settings):
    settings.JOB_PATIENCE_S = 1.0
    with a_town() as municipality_id:
        yield municipality_id


@pytest.fixture
def server(tmp_path, settings):
    """Give a Redis server that the workers use; it is not started yet."""
    found = RedisServer(tmp_path)
    settings.BROKER_URL = found.url
    yield found
    found.stop()


def do(turn):
    with municipal_transaction():
        record("test", "thing.done", on=DAY, about=turn.subject)
    return False


def done():
    return sorted(int(act.facts["about"]) for act in told("thing.done"))


def messages(server):
    """Give how many messages wait in Redis."""
    return server.client.llen(f"grondslag:{QUEUE}")


@slow
@needs_redis
@pytest.mark.usefixtures("town")
class TestRedis:
    def test_shares_the_work_between_processes(self, server, monkeypatch):
        server.start()
        teach(monkeypatch, "thing", do)
        with hands(3):
            job_ids = [ask_for("thing", str(number)) for number in range(200)]
            until_state(job_ids)

        assert done() == list(range(200))

    def test_emptied_with_work_in_it_loses_nothing(self, server, monkeypatch):
        server.start()

        def take_a_while(turn):
            time.sleep(0.02)
            return do(turn)

        teach(monkeypatch, "thing", take_a_while)
        with hands(2, threads=1):
            job_ids = [ask_for("thing", str(number)) for number in range(300)]
            for _time in range(3):
                until(lambda: messages(server) > 5)
                server.client.flushall()
            until_state(job_ids)

        assert done() == list(range(300))

    def test_restarted_goes_on(self, server, monkeypatch):
        server.start()
        teach(monkeypatch, "thing", do)
        with hands(2):
            until_state([ask_for("thing", "0")])
            server.stop()
            lost = [ask_for("thing", str(number)) for number in range(1, 20)]
            time.sleep(1)
            server.start()
            until_state(lost)

        assert done() == list(range(20))

    def test_full_of_rubbish_goes_on(self, server, monkeypatch):
        server.start()
        teach(monkeypatch, "thing", do)
        rubbish = [
            b"\x80\x04\x95 a pickle",
            b"{}",
            b'{"queue_name": "jobs"}',
            message("perform", ["x", "y"]),
            message("perform", [1]),
            message("perform", [tenant.current(), "6f1b8a1e-0d8e-4b3a-8b3a-0d8e4b3a8b3a"]),
            message("perform", [10**9, "6f1b8a1e-0d8e-4b3a-8b3a-0d8e4b3a8b3a"]),
            message("os.system", ["true"]),
        ]
        with hands():
            until_state([ask_for("thing", "0")])
            for number, each in enumerate(rubbish):
                server.client.hset(f"grondslag:{QUEUE}.msgs", f"rubbish-{number}", each)
                server.client.rpush(f"grondslag:{QUEUE}", f"rubbish-{number}")
            until(lambda: not messages(server))
            until_state([ask_for("thing", str(number)) for number in range(1, 10)])

        assert done() == list(range(10))

    def test_of_another_municipality_does_nothing_here(self, server, monkeypatch):
        """An id beside the municipality of another finds no row: the fence is the database's."""
        server.start()
        teach(monkeypatch, "thing", do)
        other = open_book("Elders").municipality_id
        with hands():
            until_state([ask_for("thing", "0")])
            with tenant.serving(other):
                theirs = ask_for("thing", "1")
            forged = message("perform", [tenant.current(), str(theirs)])
            server.client.hset(f"grondslag:{QUEUE}.msgs", "forged", forged)
            server.client.rpush(f"grondslag:{QUEUE}", "forged")
            until(lambda: not messages(server))
            until_state([ask_for("thing", "2")])
            with tenant.serving(other):
                assert jobs()[theirs].state == "WAITING"


def message(actor, args):
    said = {"queue_name": QUEUE, "actor_name": actor, "args": args, "kwargs": {}, "options": {}}
    return json.dumps(said | {"message_id": "rubbish", "message_timestamp": 0}).encode()


@slow
@needs_redis
class TestABrokerThatIsNotThere:
    def test_makes_no_booking_and_no_asking_wait(self, server, town, monkeypatch):
        teach(monkeypatch, "thing", do)
        book = open_book()
        with hands():
            begun = time.monotonic()
            for number in range(50):
                ask_for("thing", str(number))
                with tenant.serving(book.municipality_id):
                    book.say("deposit", ("BANK", "FUND", 1))
            took = time.monotonic() - begun
            time.sleep(1)
            assert done() == []

            server.start()
            until(lambda: done() == list(range(50)))

        assert took < 5
