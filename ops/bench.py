"""How fast the books are, as ratios within one run: `ops/bench [--json] [--seconds N]`.

Each measure is done by eight processes at once, for some seconds, in three rounds that take turns; what counts is the
median. It runs on a server of its own in `var/bench`, with durable commits, and stops it afterwards.
"""

import argparse
import json
import multiprocessing
import os
import platform
import random
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from statistics import median
from typing import Any
from uuid import UUID, uuid4

import django

os.environ.setdefault("GRONDSLAG_VAR", "var/bench")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ops.settings.development")
os.environ.pop("DATABASE_URL", None)
django.setup()

from django.conf import settings  # noqa: E402  (the applications must be set up first)
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402

from budgets.funding.operations import deposit, open_fund  # noqa: E402
from budgets.operation import Actor  # noqa: E402
from ledger import journal, tenant  # noqa: E402
from ledger.accounts import Place, open_accounts  # noqa: E402
from ledger.amount import Amount, Unit  # noqa: E402
from ops import embedded  # noqa: E402
from ops.bench_run import MOST_MIB, MOST_TIMES, RunResult, measure_run  # noqa: E402

CLIENTS, ROUNDS = 8, 3
ACCOUNTS, ENTRIES, FUNDS = 20_000, 60_000, 200
BENCH = Actor("bench")
ON = date(2026, 3, 31)
ONE = Amount(1, Unit.EUR)

RAW = """
DROP SCHEMA IF EXISTS raw CASCADE;
CREATE SCHEMA raw;
CREATE TABLE raw.account (id bigint PRIMARY KEY, balance bigint NOT NULL CHECK (balance >= 0)) WITH (fillfactor = 50);
CREATE TABLE raw.transfer (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    debit bigint NOT NULL, credit bigint NOT NULL, amount bigint NOT NULL, at timestamptz NOT NULL DEFAULT now()
);
CREATE FUNCTION raw.transfer(p_debit bigint, p_credit bigint, p_amount bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    made bigint;
BEGIN
    PERFORM 1 FROM raw.account WHERE id IN (p_debit, p_credit) ORDER BY id FOR NO KEY UPDATE;
    UPDATE raw.account SET balance = balance - p_amount WHERE id = p_credit;
    UPDATE raw.account SET balance = balance + p_amount WHERE id = p_debit;
    INSERT INTO raw.transfer (debit, credit, amount) VALUES (p_debit, p_credit, p_amount) RETURNING id INTO made;
    RETURN made;
END $$;
INSERT INTO raw.account SELECT n, 1000000000 FROM generate_series(1, {accounts}) n;
INSERT INTO raw.transfer (debit, credit, amount)
    SELECT 1 + n % {accounts}, 1 + (7 * n) % {accounts}, 1 FROM generate_series(1, {entries}) n;
GRANT USAGE ON SCHEMA raw TO grondslag_app;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA raw TO grondslag_app;
"""


@dataclass(frozen=True)
class Book:
    """The municipality of the bench: for each person what is prepaid and what they are entitled to, and its funds."""

    municipality_id: int
    prepaid: list[int]
    entitled: list[int]
    funds: list[UUID]


@dataclass(frozen=True)
class Measure:
    """Something to be done as often as possible: `begin` gives one client's act, from the book and its dice."""

    name: str
    begin: Callable[[Book, random.Random], Callable[[], object]]
    goal: float | None = None  # what it must reach, as a part of the first measure


@dataclass(frozen=True)
class Result:
    name: str
    per_second: float
    ratio: float
    goal: float | None


def transfer_raw(book: Book, dice: random.Random) -> Callable[[], object]:
    """Give the raw act: two balances and a row, with nothing checked but the floor."""

    def act() -> object:
        debit, credit = dice.sample(range(1, ACCOUNTS + 1), 2)
        with connection.cursor() as cursor:
            cursor.execute("SELECT raw.transfer(%s, %s, %s)", [debit, credit, 1])
            return cursor.fetchone()

    return act


def book_one(book: Book, dice: random.Random) -> Callable[[], object]:
    """Give the act of booking one entry between two floored accounts, with every invariant on."""

    def act() -> object:
        person = dice.randrange(len(book.prepaid))
        return journal.book(
            debit=book.prepaid[person], credit=book.entitled[person], amount=ONE,
            act="grant", why="bench", key=uuid4().hex, happened_on=ON,
        )  # fmt: skip

    return act


def operate(book: Book, dice: random.Random) -> Callable[[], object]:
    """Give the act of a whole operation: begin, refuse, book and record; here money that comes into one of many
    funds.
    """

    def act() -> object:
        fund = book.funds[dice.randrange(len(book.funds))]
        return deposit(fund_id=fund, amount=ONE, reference=uuid4().hex, actor=BENCH, on=ON)

    return act


MEASURES = [
    Measure("raw SQL transfer", transfer_raw),
    Measure("journal.book()", book_one, goal=0.5),
    Measure("a whole operation", operate, goal=0.15),
]
"""What is measured, the raw limit first; all clients of one round do one of them."""


def prepare() -> Book:
    """Fill the tables of both sides and let the planner see how full they are."""
    call_command("migrate", verbosity=0)
    with connections["owner"].cursor() as cursor:
        cursor.execute(RAW.format(accounts=ACCOUNTS, entries=ENTRIES))
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_open_book(%s, 'Bench')", [f"b{uuid4().hex}"])
        (municipality_id,) = cursor.fetchone()
    with tenant.serving(municipality_id):
        book = _filled(municipality_id)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return book


def _filled(municipality_id: int) -> Book:
    people = [UUID(int=random.getrandbits(128)) for _ in range(ACCOUNTS // 2)]
    with transaction.atomic():
        tenant.tell_database()
        prepaid, entitled = (
            open_accounts([Place(name, entitlement=person) for person in people])
            for name in ("PREPAID_GRANT", "ENTITLED")
        )
    legs = [journal.Leg(debit, credit, ONE) for debit, credit in zip(prepaid, entitled, strict=True)]
    for first in range(0, ENTRIES, 1_000):
        journal.book_all(
            [
                journal.Entry(f"fill:{number}", "grant", ON, "bench", [legs[number % len(legs)]])
                for number in range(first, first + 1_000)
            ]
        )
    funds = [
        open_fund(code=f"fund-{number}", name="Bench", scheme_code="burgerbudget", actor=BENCH, on=ON).id
        for number in range(FUNDS)
    ]
    return Book(municipality_id, prepaid, entitled, funds)


def run(measure: Measure, book: Book, seconds: float) -> float:
    """Let all clients do one measure at the same time; gives acts per second."""
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(CLIENTS) as pool:
        done = pool.map(partial(_client, MEASURES.index(measure), book, seconds), range(CLIENTS), chunksize=1)
    return sum(done)


def _client(number: int, book: Book, seconds: float, seed: int) -> float:
    with tenant.serving(book.municipality_id):
        act = MEASURES[number].begin(book, random.Random(seed + time.monotonic_ns()))  # noqa: S311
        for _ in range(50):
            act()  # Connecting and planning are done once, and are not what is measured.
        begun, count = time.monotonic(), 0
        while time.monotonic() < begun + seconds:
            act()
            count += 1
        return count / (time.monotonic() - begun)


def measure_all(book: Book, seconds: float) -> list[Result]:
    """Run all measures in rounds that take turns, and give their medians."""
    rounds = [[run(measure, book, seconds) for measure in MEASURES] for _ in range(ROUNDS)]
    medians = [median(each) for each in zip(*rounds, strict=True)]
    return [
        Result(measure.name, round(found), round(found / medians[0], 2), measure.goal)
        for measure, found in zip(MEASURES, medians, strict=True)
    ]


def show(results: list[Result], machine: str) -> str:
    """Write the results for people to read."""
    lines = [machine, f"{'':24}{'per second':>12}{'of raw':>9}{'goal':>9}"]
    for each in results:
        goal = f"≥ {each.goal:.2f}" if each.goal else ""
        lines.append(f"{each.name:24}{each.per_second:>12,.0f}{each.ratio:>9.2f}{goal:>9}")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Measure, print, and end with 1 when a goal was missed."""
    parser = argparse.ArgumentParser(prog="ops/bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the results as JSON")
    parser.add_argument("--seconds", type=float, default=5, help="how long each round of a measure takes (5)")
    parser.add_argument("--people", type=int, default=100_000, help="how many people a run is for; 0 leaves it out")
    given = parser.parse_args(arguments)
    embedded.ensure_running(settings.VAR)
    try:
        results = measure_all(prepare(), given.seconds)
        run_result = measure_run(given.people, told=_progress) if given.people else None
        told = _machine()
    finally:
        connections.close_all()
        embedded.stop(settings.VAR)
    data: dict[str, Any] = {"machine": told, "clients": CLIENTS, "results": [asdict(each) for each in results]}
    if run_result:
        data["run"] = asdict(run_result) | {"times": round(run_result.times, 1), "most_times": MOST_TIMES}
    shown = show(results, told) + (show_run(run_result) if run_result else "")
    sys.stdout.write(json.dumps(data, indent=2) + "\n" if given.json else shown)
    missed = any(each.goal is not None and each.ratio < each.goal for each in results)
    return int(missed or bool(run_result and run_result.times > MOST_TIMES))


def show_run(found: RunResult) -> str:
    """Write what a run took for people to read."""
    run = f"run for {found.people:,} people: {found.run_seconds:.1f} s, {found.times:.1f} times"
    raw = f"the {found.raw_seconds:.1f} s of inserting the same rows (goal ≤ {MOST_TIMES:.0f} times)"
    return f"{run} {raw}; {found.most_mib:.0f} MiB (goal < {MOST_MIB})\n"


def _progress(said: str) -> None:
    sys.stderr.write(f"{said}\n")


def _machine() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('synchronous_commit')")
        version, commit = cursor.fetchone()
    system = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{system}, PostgreSQL {version}, synchronous_commit {commit}, {CLIENTS} clients, median of {ROUNDS}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
