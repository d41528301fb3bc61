"""A period run for many people beside a set-based insert of the very rows that it wrote.

`measure_run(occasion, people)` fills a municipality of its own, runs its first period, and then copies the rows of that
run, one INSERT … SELECT a table, into tables with the same columns and indexes but without foreign keys, triggers and
fences.
"""

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connections

from budgets.entitlements.awarding import AwardLine
from budgets.entitlements.models import Period
from budgets.entitlements.operations import award
from budgets.evidence.models import Attestation
from budgets.funding.operations import deposit, open_fund
from budgets.jobs.period_run import run_period
from budgets.operation import Actor, municipal_transaction
from budgets.parties.models import Organisation, Person
from budgets.parties.operations import open_municipality
from budgets.schemes.operations import adopt_scheme
from ledger import tenant
from ledger.amount import Amount, Unit

BENCH = Actor("bench")
BEGUN_ON, OPENED_ON = date(2026, 1, 1), date(2026, 1, 2)
MOST_MIB, MOST_TIMES = 512, 6.0
IBAN = "NL91ABNA0417164300"

# The rows that a run writes, by table, and how to tell them from those of before.
WRITTEN = {
    "ledger_entry": "happened_on = %(on)s",
    "ledger_posting": "happened_on = %(on)s",
    "ledger_outbox": "entry_id IN (SELECT id FROM ledger_entry WHERE municipality_id = %(m)s AND happened_on = %(on)s)",
    "entitlements_period": "due_on = %(on)s",
    "entitlements_grant": "granted_on = %(on)s",
}


@dataclass(frozen=True)
class Occasion:
    """The run of a scheme that is measured: on which day, and the last day of the period if hours are to be judged."""

    name: str
    scheme: str
    run_on: date
    attested_on: date | None = None


QUARTER = Occasion("a quarter of a burgerbudget", "burgerbudget", date(2026, 4, 1), date(2026, 3, 31))
MONTH = Occasion("a month of a bouwdepot", "bouwdepot", date(2026, 2, 1))
OCCASIONS = (MONTH, QUARTER)


@dataclass(frozen=True)
class RunResult:
    """How long the run took and its raw limit, in seconds; and the most memory of its processes, in MiB."""

    occasion: str
    people: int
    raw_seconds: float
    run_seconds: float
    most_mib: float

    @property
    def times(self) -> float:
        return self.run_seconds / self.raw_seconds


def measure_run(occasion: Occasion, people: int, told: Callable[[str], None]) -> RunResult:
    """This will measure one period of a scheme for so many people."""
    municipality_id = open_municipality(code=f"b{uuid4().hex}"[:40], name="Bench", iban=IBAN, actor=BENCH, on=BEGUN_ON)
    with tenant.serving(municipality_id):
        told(f"preparing {people:,} people for {occasion.name}")
        _prepare(occasion, people)
        told("running it")
        begun = time.monotonic()
        run_period(scheme_code=occasion.scheme, actor=BENCH, on=occasion.run_on, workers=settings.RUN_WORKERS)
        run_seconds = time.monotonic() - begun
        with municipal_transaction():
            done = Period.objects.filter(due_on=occasion.run_on).count()
    if done != people:
        raise RuntimeError(f"{people} periods were due and {done} were run")
    told("copying the same rows")
    raw_seconds = _copy(municipality_id, occasion.run_on)
    most_mib = _most_kib(settings.RUN_WORKERS) / 1024
    return RunResult(occasion.name, people, round(raw_seconds, 2), round(run_seconds, 2), round(most_mib))


def _most_kib(workers: int) -> int:
    """Give the most memory of this process and its copies, as if they shared none and all took what the largest did."""
    own, of_a_copy = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own + (workers - 1) * of_a_copy


def _prepare(occasion: Occasion, people: int) -> None:
    adopt_scheme(scheme_code=occasion.scheme, actor=BENCH, on=BEGUN_ON)
    fund = open_fund(code="bench", name="Bench", scheme_code=occasion.scheme, actor=BENCH, on=BEGUN_ON)
    deposit(fund_id=fund.id, amount=Amount(10**13, Unit.EUR), reference="1", actor=BENCH, on=BEGUN_ON)
    with municipal_transaction():
        organisation = Organisation.objects.create(rsin="001234560", name="Buurthuis", kind="ANBI")
    for first in range(0, people, 1_000):
        _prepare_thousand(range(first, min(people, first + 1_000)), occasion, organisation.id)
        if first in (0, 10_000):
            _analyse()
    run_period(scheme_code=occasion.scheme, actor=BENCH, on=OPENED_ON)
    _analyse()


def _prepare_thousand(numbers: range, occasion: Occasion, organisation_id: UUID) -> None:
    with municipal_transaction():
        born_on = date(1990, 5, 17)
        rows = [Person(client_number=str(n), first_name="N", last_name="V", born_on=born_on) for n in numbers]
        Person.objects.bulk_create(rows)
        if occasion.attested_on:
            Attestation.objects.bulk_create(
                Attestation(
                    organisation_id=organisation_id,
                    person_id=row.id,
                    covers_from=occasion.attested_on,
                    covers_until=occasion.run_on,
                    day=occasion.attested_on,
                    hours=Decimal(40),
                )
                for row in rows
            )
    lines = [AwardLine(number=1, person_id=row.id, scheme_code=occasion.scheme, starts_on=BEGUN_ON) for row in rows]
    award(lines=lines, actor=BENCH, on=BEGUN_ON)


def _copy(municipality_id: int, run_on: date) -> float:
    """Give the seconds that the inserts and the one update of the balances took, as one transaction of the owner."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS rawrun CASCADE")
        cursor.execute("CREATE SCHEMA rawrun")
        for table in (*WRITTEN, "ledger_balance"):
            # Only names of our own stand in these texts.
            cursor.execute(f"CREATE TABLE rawrun.{table} (LIKE public.{table} INCLUDING INDEXES INCLUDING DEFAULTS)")
        cursor.execute("BEGIN")
        cursor.execute("SELECT set_config('grondslag.municipality', %s, true)", [str(municipality_id)])
        cursor.execute("INSERT INTO rawrun.ledger_balance SELECT * FROM ledger_balance")
        begun = time.monotonic()
        for table, written in WRITTEN.items():
            parameters: dict[str, Any] = {"on": run_on, "m": municipality_id}
            copying = f"INSERT INTO rawrun.{table} SELECT * FROM public.{table} WHERE {written}"  # noqa: S608
            cursor.execute(copying, parameters)
        cursor.execute("UPDATE rawrun.ledger_balance SET balance = balance + 1, version = version + 3")
        cursor.execute("COMMIT")
        taken = time.monotonic() - begun
        cursor.execute("DROP SCHEMA rawrun CASCADE")
    return taken


def _analyse() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
