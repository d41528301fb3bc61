"""Ten thousand mixed requests of two towns over shared connections: none meets what another left."""

import json
import os
import subprocess
import sys
from collections import Counter

import psycopg
import pytest
from django.db import connections

from ops.settings.database import ROOT
from tests.tenants import prober
from tests.tenants.bouncer import STATEMENT_TIMEOUT, connect, pgbouncer
from tests.tenants.visitors import AT_CHECKOUT, BOOKED, FORGOTTEN, LEAKED, MIX, Place, Tour, write

LONG = 10 if os.environ.get("GRONDSLAG_PROOF") == "long" else 1
REQUESTS, PROCESSES, THREADS, CONNECTIONS = 10_000 * LONG, 2, 4, 3
WITH_ONE_BUG = {"requests": 99, "bug": 50, "threads": 1}
"""On one connection, so that it is known who takes it after the bug."""

pytestmark = pytest.mark.slow


@pytest.fixture
def tour(admin, towns):
    """Plan a tour of the two towns for one of some processes."""
    places = [Place(town.municipality_id, str(town.fund), town.beginning) for town in towns]
    tables = prober.list_municipal_tables(admin)

    def plan(number, *, requests=REQUESTS // PROCESSES, bug=0, threads=THREADS):
        return Tour(places, tables, requests, threads, number, bug)

    return plan


def travel(address, *tours):
    """Let each tour be made by a process of its own, all at once; gives what each tells."""
    environment = os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "ops.settings.test"}
    environment.pop("DATABASE_OWNER_URL", None)
    program = [sys.executable, "-m", "tests.tenants.visitors"]
    running = [
        subprocess.Popen(
            program,
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in tours
    ]
    for process, tour in zip(running, tours, strict=True):
        process.stdin.write(write(tour) + "\n")
        process.stdin.flush()
    told = [process.communicate(timeout=300 * LONG) for process in running]
    assert [process.returncode for process in running] == [0] * len(running), told
    return [json.loads(said) for said, _errors in told]


def pooled(environment):
    return f"{environment['DATABASE_URL']}&pool={CONNECTIONS}"


def booked_in(admin, towns, seeds):
    """Give how many entries of visits stand in the books of each town."""
    found = {}
    for town in towns:
        counted = admin.execute(
            "SELECT count(*) FROM ledger_entry WHERE municipality_id = %s AND why ~ %s",
            [town.municipality_id, f"^deposit visit-({'|'.join(map(str, seeds))})-"],
        )
        found[str(town.municipality_id)] = counted.fetchone()[0]
    return found


def check(told, admin, towns, seeds):
    done = sum((Counter(each["done"]) for each in told), Counter())
    booked = sum((Counter(each["booked"]) for each in told), Counter())

    assert [wrong for each in told for wrong in each["wrong"]] == []
    assert done.total() == REQUESTS
    assert set(done) == {name for name, *_ in MIX}
    assert booked.total() == done[BOOKED] > REQUESTS / 20
    assert dict(booked) == booked_in(admin, towns, seeds)
    # Otherwise each served one town only, and nothing could have leaked.
    assert sum(each["handovers"] for each in told) > REQUESTS / 20


def check_alarm(told):
    assert told["done"][FORGOTTEN] == told["done"][LEAKED] == 1
    assert told["wrong"][0].startswith(AT_CHECKOUT)
    assert sum(told["done"].values()) == WITH_ONE_BUG["requests"]


class TestAPool:
    def test_lets_no_town_meet_another(self, database_environment, admin, towns, tour):
        seeds = range(PROCESSES)

        told = travel(pooled(database_environment), *map(tour, seeds))

        check(told, admin, towns, seeds)

    def test_is_rid_of_a_tenant_that_was_left_behind_by_one_alarm(self, database_environment, tour):
        [told] = travel(f"{database_environment['DATABASE_URL']}&pool=1", tour(100, **WITH_ONE_BUG))

        check_alarm(told)


@pytest.fixture
def address(database):
    with pgbouncer(connections["default"].settings_dict, size=CONNECTIONS) as address:
        yield address


class TestPgbouncer:
    def test_lets_no_town_meet_another(self, address, admin, towns, tour):
        seeds = range(200, 200 + PROCESSES)

        told = travel(address, *map(tour, seeds))

        check(told, admin, towns, seeds)

    def test_is_rid_of_a_tenant_that_was_left_behind_by_one_alarm(self, database, tour):
        with pgbouncer(connections["default"].settings_dict, size=1) as address:
            [told] = travel(f"{address}&pool=1", tour(300, **WITH_ONE_BUG))

        check_alarm(told)

    def test_wants_to_be_named_in_the_address(self, address):
        # Settings of the session at the start: what the program asks of a server that it reaches directly.
        with pytest.raises(psycopg.OperationalError, match="unsupported startup parameter"):
            psycopg.connect(address.partition("?")[0], options="-c lock_timeout=2000")

    def test_gives_the_limits_of_the_session_that_the_program_cannot_give(self, address):
        with connect(address) as raw:
            found = [raw.execute(f"SHOW {name}").fetchone()[0] for name in ("lock_timeout", "statement_timeout")]

        assert found == ["2s", STATEMENT_TIMEOUT]
