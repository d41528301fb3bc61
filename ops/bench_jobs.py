"""How many jobs a worker process does in a second: from the rows that ask for them to the rows that say so."""

import time
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from budgets.jobs.workplace import Shift, Workplace
from budgets.operation import municipal_transaction
from budgets.outbox.asking import ask
from budgets.outbox.lifecycle import JobState
from budgets.outbox.models import Job
from budgets.parties.operations import open_municipality
from ledger import tenant
from ops.bench_run import BENCH, IBAN

FIRST_DAY = date(2020, 1, 1)
THREADS = 4


@dataclass(frozen=True)
class JobsResult:
    """Jobs asked for and done, and how many in a second; each looks for a period run that has nothing to do."""

    jobs: int
    per_second: float


def measure_jobs(jobs: int) -> JobsResult:
    """This will ask for so many jobs, and let one worker without a broker do them all."""
    municipality_id = open_municipality(code=f"j{uuid4().hex}"[:40], name="Bench", iban=IBAN, actor=BENCH, on=FIRST_DAY)
    with tenant.serving(municipality_id), municipal_transaction():
        for number in range(jobs):
            ask("period_run", "burgerbudget", on=FIRST_DAY + timedelta(days=number))
    begun = time.monotonic()
    Workplace(Shift(municipality_id=municipality_id, threads=THREADS, scheduling=False)).work_once()
    seconds = time.monotonic() - begun
    with tenant.serving(municipality_id), municipal_transaction():
        done = Job.objects.filter(state=JobState.DONE).count()
    if done != jobs:
        raise RuntimeError(f"{jobs} jobs were asked for and {done} were done")
    return JobsResult(jobs, round(jobs / seconds, 1))
