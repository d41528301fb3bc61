"""`kill -9` of processes that do runs: started again until they finish, they leave what an undisturbed run leaves."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import date

import pytest
from django.db import connection

from budgets.entitlements import runs
from budgets.operation import municipal_transaction
from ledger import tenant
from ledger.accounts import lock_accounts
from ledger.balances import list_balances_of_entitlements
from ledger.models import Municipality
from ops.settings.database import ROOT
from tests.budgets.entitlements.town import (
    BOUWDEPOT,
    BURGERBUDGET,
    GIFT,
    NEW_YEAR,
    a_town,
    award_to,
    balance,
    breaches,
    enter_people,
    everything,
    rows,
    run,
    vouch,
)
from tests.ledger.contenders import heard, start

LONG = 10 if os.environ.get("GRONDSLAG_PROOF") == "long" else 1
KILLS, KILLS_OF_THE_COMMAND = 60 * LONG, 3 * LONG
PEOPLE = 18
DAYS = [date(2025, 1, 1), date(2025, 4, 1), date(2025, 7, 1), date(2025, 10, 1), date(2026, 1, 1), date(2026, 4, 1)]
IN_TRANSACTION = "SELECT count(*) FROM pg_stat_activity WHERE pid = %s AND xact_start IS NOT NULL"
BLOCKED = "SELECT pid FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("database")]


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr(runs, "CHUNK", 4)  # The processes started here are copies of this one.


def live_through(carry_out):
    """Let a town live through its days; who has which hours differs per person, and some of them come late."""
    people = enter_people(PEOPLE)
    award_to(people)
    award_to(people[::2], BOUWDEPOT)
    for number, day in enumerate(DAYS):
        if number:
            eve = date.fromordinal(day.toordinal() - 1)
            vouch(people[number % 3 :: 3], eve, "37.25", on=day)
        if number > 1:
            late = date.fromordinal(DAYS[number - 1].toordinal() - 20)
            vouch(people[number::5], late, "36", on=day)
        for scheme in (BURGERBUDGET, BOUWDEPOT):
            carry_out(scheme, day)


class Killer:
    """Does runs in processes of their own, each killed at some moment, until one of them gets to its end."""

    def __init__(self, dice):
        self.dice = dice
        self.kills = self.in_transaction = 0

    def carry_out(self, scheme, day):
        while not self._finished(scheme, day):
            pass

    def _finished(self, scheme, day):
        process, pipe = start(self._work(scheme, day), 0)
        backend = pipe.recv()
        time.sleep(self.dice.uniform(0, 0.12))
        os.kill(process.pid, signal.SIGSTOP)
        [(held,)] = rows(IN_TRANSACTION, backend)
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        said = list(heard(pipe))
        if said:
            assert said == ["done"]
            return True
        assert process.exitcode == -signal.SIGKILL
        self.kills += 1
        self.in_transaction += held
        return False

    def _work(self, scheme, day):
        def work(_number, pipe):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                pipe.send(cursor.fetchone()[0])
            try:
                run(scheme, day)
            except Exception as error:
                pipe.send(repr(error))
            else:
                pipe.send("done")
                time.sleep(60)  # The end comes from outside, always.

        return work


def test_a_killed_run_leaves_what_an_undisturbed_one_leaves():
    seed = int(os.environ.get("GRONDSLAG_SEED") or random.SystemRandom().getrandbits(26))
    print(f"GRONDSLAG_SEED={seed}")  # noqa: T201
    with a_town(BURGERBUDGET, BOUWDEPOT):
        live_through(run)
        expected = everything()
        assert breaches() == []
    killer = Killer(random.Random(seed))  # noqa: S311

    while killer.kills < KILLS:
        with a_town(BURGERBUDGET, BOUWDEPOT):
            live_through(killer.carry_out)

            found = everything()
            for part, whole in expected.items():
                assert found[part] == whole, f"{part} differ"
            assert breaches() == []
            assert rows("SELECT DISTINCT state FROM entitlements_run") == [("DONE",)]
            assert rows("SELECT count(*) FROM entitlements_run_chunk WHERE outcome IS NULL") == [(0,)]
    print(f"{killer.kills} kills, {killer.in_transaction} of them within a transaction")  # noqa: T201
    assert killer.in_transaction > killer.kills // 4


@pytest.mark.parametrize("time_of_death", range(KILLS_OF_THE_COMMAND))
def test_the_command_killed_while_it_holds_locks_is_done_by_the_next(database_environment, time_of_death):
    with a_town(BOUWDEPOT) as municipality_id:
        entitlements = award_to(enter_people(6), BOUWDEPOT)
        with municipal_transaction():
            lock_accounts([each.account_id for each in list_balances_of_entitlements(entitlements)])
            command = start_command(database_environment, municipality_id)
            backend = wait_until_blocked()
            command.kill()
            assert command.wait() == -signal.SIGKILL
        wait_until_gone(backend)
        assert balance("ENTITLED") == 0

        again = start_command(database_environment, municipality_id)
        assert again.wait(timeout=60) == 0

        assert balance("ENTITLED") == 6 * GIFT
        assert rows("SELECT state FROM entitlements_run") == [("DONE",)]
        assert run(BOUWDEPOT, NEW_YEAR).run_ids == []
        assert breaches() == []


def start_command(environment, municipality_id):
    with tenant.serving(municipality_id):
        code = Municipality.objects.get(id=municipality_id).code
    asked = ["--municipality", code, "--scheme", BOUWDEPOT, "--on", NEW_YEAR.isoformat()]
    return subprocess.Popen(
        [sys.executable, "manage.py", "run_period", *asked],
        env={**os.environ, **environment},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait_until_blocked():
    """Give the backend that waits for what this transaction holds."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(BLOCKED)
            if found := cursor.fetchone():
                return found[0]
        time.sleep(0.02)
    raise AssertionError("the command did not come to the locked accounts")


def wait_until_gone(backend):
    deadline = time.monotonic() + 60
    while rows("SELECT 1 FROM pg_stat_activity WHERE pid = %s", backend):
        assert time.monotonic() < deadline, "the backend of the killed command stays"
        time.sleep(0.02)
