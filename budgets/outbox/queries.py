from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, DurationField, ExpressionWrapper, F, Max, Q
from django.db.models.functions import Now

from budgets.outbox.lifecycle import JobState
from budgets.outbox.models import Job

_AGO = ExpressionWrapper(Now() - F("next_try_at"), output_field=DurationField())


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many jobs of the served municipality are not done, and how long the oldest that is due waits."""

    waiting: int
    running: int
    dead: int
    oldest: timedelta


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job as people see it."""

    id: UUID
    kind: str
    subject: str
    on: date
    state: str
    step: int
    tries: int
    failed_with: str
    due_ago: timedelta  # below zero: it is due later


def get_backlog() -> Backlog:
    """Give the backlog of the served municipality."""
    found = Job.objects.exclude(state=JobState.DONE).aggregate(
        **{state.lower(): Count("id", filter=Q(state=state)) for state in ("WAITING", "RUNNING", "DEAD")},
        oldest=Max(_AGO, filter=Q(state=JobState.WAITING)),
    )
    oldest = max(found.pop("oldest") or timedelta(0), timedelta(0))
    return Backlog(**found, oldest=oldest)


def list_jobs(*, most: int, also_done: bool = False) -> list[JobLine]:
    """Give the jobs that are not done, or all, the newest first."""
    jobs = Job.objects.all() if also_done else Job.objects.exclude(state=JobState.DONE)
    fields = ("id", "kind", "subject", "on", "state", "step", "tries", "failed_with", "due_ago")
    return [JobLine(*row) for row in jobs.annotate(due_ago=_AGO).order_by("-asked_at").values_list(*fields)[:most]]
