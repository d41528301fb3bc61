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
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from statistics import median
from typing import Any
from uuid import UUID, uuid4

import django

os.environ.setdefault("GRONDSLAG_VAR", "var/bench")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ops.settings.development")
os.environ.setdefault("GRONDSLAG_LOG_LEVEL", "WARNING")  # as commands have it
os.environ.pop("DATABASE_URL", None)
django.setup()

from django.conf import settings  # noqa: E402  (the applications must be set up first)
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402

from budgets.funding.operations import deposit, open_fund  # noqa: E402
from budgets.operation import Actor  # noqa: E402
from ledger import holds, journal, tenant  # noqa: E402
from ledger.accounts import Place, open_accounts  # noqa: E402
from ledger.amount import Amount, Unit  # noqa: E402
from ops import embedded  # noqa: E402
from ops.bench_jobs import JobsResult, measure_jobs  # noqa: E402
from ops.bench_reads import MOST_GROWTH, MOST_VERIFY_S, ReadResult, growth, measure_reads  # noqa: E402
from ops.bench_run import MOST_MIB, MOST_TIMES, OCCASIONS, RunResult, measure_run  # noqa: E402
from ops.bench_till import TillResult, measure_till, show_till  # noqa: E402

CLIENTS, ROUNDS = 8, 3
SIZES = [10_000, 1_000_000, 5_000_000]
ACCOUNTS, ENTRIES, HOLDS, FUNDS, SHOPS = 20_000, 60_000, 2_000, 200, 1_000
BENCH = Actor("bench")
ON = date(2026, 3, 31)
NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)
SPREAD = "journal.book()"
ONE, PLENTY = Amount(1, Unit.EUR), Amount(10**8, Unit.EUR)

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
    shops: list[int]
    funds: list[UUID]


@dataclass(frozen=True)
class Measure:
    """Something to be done as often as possible: `begin` gives one client's act, from the book and its dice.

    `goal` is what it must reach, as a part of the measure `of`.
    """

    name: str
    begin: Callable[[Book, random.Random], Callable[[], object]]
    goal: float | None = None
    of: str = "raw SQL transfer"


@dataclass(frozen=True)
class Result:
    name: str
    per_second: float
    of: str
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


def pay_some_shop(book: Book, dice: random.Random) -> Callable[[], object]:
    """Give the act of paying what somebody is entitled to, to one of many shops."""
    return _paying(book, dice, book.shops)


def pay_one_shop(book: Book, dice: random.Random) -> Callable[[], object]:
    """Give the same when all pay one shop at the same time."""
    return _paying(book, dice, book.shops[:1])


def _paying(book: Book, dice: random.Random, shops: list[int]) -> Callable[[], object]:
    def act() -> object:
        return journal.book(
            debit=dice.choice(book.entitled), credit=dice.choice(shops), amount=ONE,
            act="payout", why="bench", key=uuid4().hex, happened_on=ON,
        )  # fmt: skip

    return act


def hold_and_post(book: Book, dice: random.Random) -> Callable[[], object]:
    """Give the act of setting money aside and booking it, in two calls."""

    def act() -> object:
        return _held_and_posted(journal.Leg(dice.choice(book.entitled), dice.choice(book.shops), ONE))

    return act


def _held_and_posted(leg: journal.Leg) -> journal.Booked:
    until = NOON + timedelta(minutes=15)
    held = holds.hold([leg], act="payout", why="bench", key=uuid4().hex, at=NOON, until=until)
    return holds.post(held.hold_id, key=uuid4().hex, happened_on=ON, at=NOON)


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
    Measure(SPREAD, pay_some_shop, goal=0.5),
    Measure("the same, one hot shop", pay_one_shop, goal=0.8, of=SPREAD),
    Measure("book(), two floors", book_one),
    Measure("hold and post", hold_and_post),
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
        shops = open_accounts([Place("IN_TRANSIT", scheme=f"shop-{number}") for number in range(SHOPS)])
    legs = [journal.Leg(debit, credit, PLENTY) for debit, credit in zip(prepaid, entitled, strict=True)]
    for first in range(0, ENTRIES, 1_000):
        journal.book_all(
            [
                journal.Entry(f"fill:{number}", "grant", ON, "bench", [legs[number % len(legs)]])
                for number in range(first, first + 1_000)
            ]
        )
    for number in range(HOLDS):
        _held_and_posted(journal.Leg(entitled[number], shops[number % SHOPS], ONE))
    funds = [
        open_fund(code=f"fund-{number}", name="Bench", scheme_code="burgerbudget", actor=BENCH, on=ON).id
        for number in range(FUNDS)
    ]
    return Book(municipality_id, prepaid, entitled, shops, funds)


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
    medians = {measure.name: median(each) for measure, each in zip(MEASURES, zip(*rounds, strict=True), strict=True)}
    return [
        Result(
            each.name, round(medians[each.name]), each.of, round(medians[each.name] / medians[each.of], 2), each.goal
        )
        for each in MEASURES
    ]


def show(results: list[Result], machine: str) -> str:
    """Write the results for people to read."""
    lines = [machine, f"{'':24}{'per second':>12}{'ratio':>9}{'goal':>9}"]
    for each in results:
        goal = f"≥ {each.goal:.2f} of {each.of}" if each.goal else ""
        lines.append(f"{each.name:24}{each.per_second:>12,.0f}{each.ratio:>9.2f}  {goal}".rstrip())
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Report:
    """Everything that was measured; what was left out is empty."""

    machine: str
    results: list[Result]
    jobs: JobsResult | None
    runs: list[RunResult]
    reads: list[ReadResult]
    tills: list[TillResult]

    def as_data(self) -> dict[str, Any]:
        """Give it as plain data for a program to read."""
        data: dict[str, Any] = {"machine": self.machine, "results": [asdict(each) for each in self.results]}
        if self.jobs:
            data["jobs"] = asdict(self.jobs)
        data["runs"] = [asdict(each) | {"times": round(each.times, 1), "most_times": MOST_TIMES} for each in self.runs]
        if self.reads:
            data["reads"] = [asdict(each) for each in self.reads]
            data["growth"] = {"times": growth(self.reads), "most_times": MOST_GROWTH}
        data["tills"] = [asdict(each) for each in self.tills]
        return data

    def as_text(self) -> str:
        """Write it for people to read."""
        parts = [show(self.results, self.machine)]
        parts += [show_jobs(self.jobs)] if self.jobs else []
        parts += [show_run(each) for each in self.runs]
        parts += [show_reads(self.reads)] if self.reads else []
        parts += [show_till(self.tills)] if self.tills else []
        return "".join(parts)

    @property
    def misses_a_goal(self) -> bool:
        return (
            any(each.goal is not None and each.ratio < each.goal for each in self.results)
            or any(each.times > MOST_TIMES or each.most_mib >= MOST_MIB for each in self.runs)
            or bool(self.reads and growth(self.reads) > MOST_GROWTH)
            or any(each.verify_s is not None and each.verify_s > MOST_VERIFY_S for each in self.reads)
            or any(each.misses_its_goal for each in self.tills)
        )


def main(arguments: list[str]) -> int:
    """Measure, print, and end with 1 when a goal was missed."""
    parser = argparse.ArgumentParser(prog="ops/bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the results as JSON")
    parser.add_argument("--seconds", type=float, default=5, help="how long each round of a measure takes (5)")
    parser.add_argument("--jobs", type=int, default=2_000, help="how many jobs a worker does; 0 leaves it out")
    parser.add_argument("--people", type=int, default=100_000, help="how many people a run is for; 0 leaves it out")
    parser.add_argument("--tills", type=float, default=5, help="seconds of each way tills ask; 0 leaves it out (5)")
    parser.add_argument(
        "--postings", type=int, nargs="*", default=SIZES, help="sizes of the book at which balances are asked"
    )
    given = parser.parse_args(arguments)
    report = measure_everything(given)
    sys.stdout.write(json.dumps(report.as_data(), indent=2) + "\n" if given.json else report.as_text())
    return int(report.misses_a_goal)


def measure_everything(given: argparse.Namespace) -> Report:
    """This will measure on a new server of its own, which is stopped afterwards."""
    if not embedded.is_running(settings.VAR):
        shutil.rmtree(settings.VAR, ignore_errors=True)  # What earlier rounds left would be measured too.
    embedded.ensure_running(settings.VAR)
    try:
        return Report(
            results=measure_all(prepare(), given.seconds),
            jobs=measure_jobs(given.jobs) if given.jobs else None,
            runs=[measure_run(each, given.people, told=_progress) for each in OCCASIONS if given.people],
            reads=measure_reads(given.postings, told=_progress) if given.postings else [],
            tills=measure_till(given.tills) if given.tills else [],
            machine=_machine(),
        )
    finally:
        connections.close_all()
        embedded.stop(settings.VAR)


def show_reads(found: list[ReadResult]) -> str:
    """Write how long balances took for people to read."""
    lines = [f"{'postings':>12}{'person ms':>12}{'shop ms':>10}{'fund ms':>10}{'verify s':>10}"]
    for each in found:
        verified = f"{each.verify_s:>10.1f}" if each.verify_s is not None else ""
        lines.append(f"{each.postings:>12,}{each.person_ms:>12.3f}{each.shop_ms:>10.3f}{each.fund_ms:>10.3f}{verified}")
    lines.append(f"growth {growth(found)} times (goal ≤ {MOST_GROWTH}); verify goal ≤ {MOST_VERIFY_S:.0f} s")
    return "\n".join(lines) + "\n"


def show_jobs(found: JobsResult) -> str:
    """Write how many jobs were done for people to read."""
    return f"{found.per_second:.0f} jobs a second by one worker ({found.jobs:,} jobs, nothing to do in each)\n"


def show_run(found: RunResult) -> str:
    """Write what a run took for people to read."""
    run = f"{found.occasion} for {found.people:,} people: {found.run_seconds:.1f} s, {found.times:.1f} times"
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
