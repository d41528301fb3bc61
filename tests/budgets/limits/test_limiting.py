"""Tries are counted by who tries, in the database and in Redis alike."""

import shutil
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from budgets.limits.counting import count_one
from budgets.limits.limiting import Limit, TooManyTries, check_not_over, count_try, network_of, take_try
from budgets.limits.models import Count

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
THREE = Limit("tests", 3, timedelta(minutes=10))


@pytest.fixture(scope="module")
def redis():
    """Give the address of a Redis of our own."""
    if shutil.which("redis-server") is None:
        pytest.skip("there is no redis-server on this machine")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(["redis-server", "--port", str(port), "--save", "", "--bind", "127.0.0.1"],
                              stdout=subprocess.DEVNULL)  # fmt: skip
    deadline = time.monotonic() + 20
    while socket.socket().connect_ex(("127.0.0.1", port)) and time.monotonic() < deadline:
        time.sleep(0.05)
    yield f"redis://127.0.0.1:{port}/0"
    server.kill()
    server.wait()


@pytest.fixture(params=["rows", "redis", "redis that is away"])
def place(request, database, settings):
    """This will count in each of the places, one after the other."""
    if request.param == "redis":
        settings.LIMITS_URL = request.getfixturevalue("redis")
    elif request.param != "rows":
        settings.LIMITS_URL = "redis://127.0.0.1:1/0"


def _now():
    # Redis has a clock of its own.
    return datetime.now(UTC)


@pytest.mark.usefixtures("place")
class TestTries:
    def test_are_refused_after_the_most(self):
        who = str(uuid4())
        for _ in range(3):
            take_try(THREE, who, at=_now())

        with pytest.raises(TooManyTries) as refused:
            take_try(THREE, who, at=_now())

        assert 590 <= refused.value.facts["seconds"] <= 600

    def test_of_another_are_others(self):
        who = str(uuid4())
        for _ in range(3):
            take_try(THREE, who, at=_now())

        take_try(THREE, str(uuid4()), at=_now())

    def test_of_another_thing_are_others(self):
        who = str(uuid4())
        for _ in range(3):
            take_try(THREE, who, at=_now())

        take_try(Limit("others", 3, THREE.lasts), who, at=_now())

    def test_that_failed_are_counted_afterwards_and_stop_the_next(self):
        who = str(uuid4())
        for _ in range(3):
            check_not_over(THREE, who=who, at=_now())
            count_try(THREE, who, at=_now())

        with pytest.raises(TooManyTries):
            check_not_over(THREE, who=who, at=_now())

    def test_of_several_things_are_looked_at_together(self):
        who, other = str(uuid4()), Limit("others", 3, THREE.lasts)
        check_not_over(other, THREE, who=who, at=_now())
        for _ in range(3):
            count_try(THREE, who, at=_now())

        with pytest.raises(TooManyTries):
            check_not_over(other, THREE, who=who, at=_now())

    def test_of_many_at_once_are_no_more_than_may_be(self):
        who = str(uuid4())

        def tries(_nth):
            try:
                take_try(THREE, who, at=_now())
            except TooManyTries:
                return 0
            else:
                return 1
            finally:
                connection.close()

        with ThreadPoolExecutor(6) as several:
            assert sum(several.map(tries, range(30))) == 3


@pytest.mark.usefixtures("database")
class TestRows:
    def test_begin_anew_when_the_window_is_over(self):
        who = str(uuid4())
        for _ in range(3):
            take_try(THREE, who, at=NOW)

        take_try(THREE, who, at=NOW + THREE.lasts)
        with pytest.raises(TooManyTries):
            for _ in range(3):
                take_try(THREE, who, at=NOW + THREE.lasts)

    def test_say_how_long_it_lasts_in_whole_seconds_and_never_none(self):
        who = str(uuid4())
        for _ in range(3):
            take_try(THREE, who, at=NOW)

        with pytest.raises(TooManyTries) as refused:
            check_not_over(THREE, who=who, at=NOW + THREE.lasts - timedelta(milliseconds=1))

        assert refused.value.facts["seconds"] == 1

    def test_that_are_over_go_with_later_ones(self):
        past = datetime(2020, 1, 1, tzinfo=UTC)
        for _ in range(3):
            count_one(uuid4().hex, lasts=timedelta(seconds=1), at=past)

        for _ in range(3):
            count_one(uuid4().hex, lasts=THREE.lasts, at=NOW)

        assert not Count.objects.filter(ends_at__lt=datetime(2020, 1, 2, tzinfo=UTC)).exists()

    def test_say_of_nobody_where_they_are(self):
        count_try(THREE, "192.0.2.17", at=NOW)

        assert not Count.objects.filter(key__contains="192").filter(key__contains=".").exists()


class TestNetworks:
    def test_of_an_address_are_what_one_cannot_change_at_will(self):
        assert network_of("192.0.2.17") == "192.0.2.17"
        assert network_of("2001:db8:1:2:3:4:5:6") == network_of("2001:db8:1:2::1") == "2001:db8:1:2::"
        assert network_of("::ffff:192.0.2.17") == "192.0.2.17"
        assert network_of("192.0.2.17:4711") == "192.0.2.17"
        assert network_of("[2001:db8:1:2::1]:4711") == network_of("[2001:db8:1:2::1]") == "2001:db8:1:2::"
        assert network_of("[]:1") == network_of("1.2.3.4:x") == "unknown"
        assert network_of("") == network_of("unix:") == "unknown"
