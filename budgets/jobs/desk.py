"""What people ask of the jobs: to do something in the background, what waits, and to try again what was given up."""

from datetime import date
from uuid import UUID

from budgets.operation import Actor, operation, reading
from budgets.outbox import queries, working
from budgets.outbox.asking import ask
from budgets.outbox.queries import JobLine
from budgets.schemes.catalogue import get_scheme
from budgets.trail.record import record


@operation
def ask_for_run(*, scheme_code: str, actor: Actor, on: date) -> UUID:
    """This will ask for everything of a scheme that is due on or before a day, and give the job.

    :raises SchemeUnknown: the catalogue has no such scheme
    """
    job_id = ask("period_run", get_scheme(scheme_code).code, on=on)
    record(actor.name, "run.asked", on=on, subject=job_id, scheme=scheme_code)
    return job_id


@operation
def revive_job(*, job_id: UUID, actor: Actor, on: date) -> None:
    """This will let a job that was given up wait again, with all its tries.

    :raises JobNotThere: there is none with this id
    :raises NotAllowedInState: it was not given up
    """
    working.revive(job_id)
    record(actor.name, "job.revived", on=on, subject=job_id)


@reading
def list_jobs(*, most: int, also_done: bool) -> list[JobLine]:
    """Give the jobs that are not done, or all, the newest first."""
    return queries.list_jobs(most=most, also_done=also_done)
