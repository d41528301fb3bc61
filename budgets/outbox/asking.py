"""Asking for work: a row, written in the transaction of whoever wants it. No broker is needed to ask, or to book."""

from datetime import date
from uuid import UUID

from budgets.outbox.models import Job
from budgets.trail.context import origin


def ask(kind: str, subject: str = "", *, on: date) -> UUID:
    """This will ask for a job when the transaction commits, and give its id; the same asked before is that same job.

    `subject` is an id or a code and never personal data.
    """
    wanted = {"kind": kind, "subject": subject, "on": on}
    Job.objects.bulk_create([Job(**wanted, origin=str(origin() or ""))], ignore_conflicts=True)
    return Job.objects.values_list("id", flat=True).get(**wanted)
