"""Doing jobs: taken by one worker at a time, ended only by the one whose turn it is. The caller opens the transaction.

The database's clock is the only one that is asked here: workers may run on machines whose clocks differ.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from budgets.outbox.lifecycle import JobState
from budgets.outbox.models import Heartbeat, Job
from ledger.refusal import Refusal

MOST_TRIES = 5
WORKER_LOST = "worker-lost"
MOST_AT_ONCE = 1_000


class JobNotThere(Refusal):
    code, says = "job-unknown", _("There is no job {job}.")


@dataclass(frozen=True, slots=True)
class Turn:
    """A job as one worker has it: nobody else may end it until its lease is over."""

    job_id: UUID
    number: int
    kind: str
    subject: str
    on: date
    step: int


def take(job_id: UUID, *, worker: str, lease_of: Callable[[str], timedelta]) -> Turn | None:
    """This will take a job for a worker, for as long as its kind may take; None when it is not waiting, not yet due,
    or being taken by another.
    """
    ripe = Job.objects.select_for_update(skip_locked=True).filter(state=JobState.WAITING, next_try_at__lte=Now())
    job = ripe.filter(pk=job_id).first()
    if job is None:
        return None
    job.move("take")
    job.tries += 1
    job.turn += 1
    job.worker = worker
    job.lease_until = Now() + lease_of(job.kind)
    job.save(update_fields=["state", "tries", "turn", "worker", "lease_until"])
    return Turn(job.id, job.turn, job.kind, job.subject, job.on, job.step)


def advance(turn: Turn, *, lease: timedelta) -> Turn | None:
    """This will note that a step is done and the next begins; None when the turn is over."""
    job = _hold(turn)
    if job is None:
        return None
    job.step += 1
    job.tries = 1
    job.lease_until = Now() + lease
    job.save(update_fields=["step", "tries", "lease_until"])
    return replace(turn, step=job.step)


def make_room(turn: Turn, *, code: str = "", pause: timedelta = timedelta(0)) -> bool:
    """This will put a job back of which a step is done and more is left, so that others come first; says whether the
    turn was still on. With a pause `code` says why the rest must wait.
    """
    job = _hold(turn)
    if job is None:
        return False
    job.step += 1
    job.tries = 0
    job.failed_with = code
    _put_back(job, pause)
    return True


def finish(turn: Turn) -> bool:
    """This will end a job for good; says whether the turn was still on."""
    job = _hold(turn)
    if job is None:
        return False
    job.move("finish")
    job.ended_at = Now()
    job.failed_with = ""
    job.save(update_fields=["state", "ended_at", "failed_with"])
    return True


def postpone(turn: Turn, *, code: str, pause: timedelta) -> bool:
    """This will put a job back whose rows others are using: that is no failed try."""
    job = _hold(turn)
    if job is None:
        return False
    job.tries -= 1
    job.failed_with = code
    _put_back(job, pause)
    return True


def fail(turn: Turn, *, code: str, pause: timedelta, most_tries: int = MOST_TRIES) -> JobState | None:
    """This will note a failed try, and put the job back for a pause that doubles with each try, or give it up; gives
    the state it has now, None when the turn was over.
    """
    job = _hold(turn)
    return _fail(job, code, pause, most_tries) if job else None


def recover(*, patience: timedelta, pause: timedelta) -> list[tuple[UUID, str, JobState]]:
    """This will put back the jobs whose worker was not seen for a while, or whose lease is over; a try is lost. Gives
    each with its kind and the state it has now.
    """
    alive = Heartbeat.objects.filter(worker=OuterRef("worker"), seen_at__gt=Now() - patience)
    lost = Job.objects.select_for_update(skip_locked=True, of=("self",)).filter(state=JobState.RUNNING)
    return [
        (job.id, job.kind, _fail(job, WORKER_LOST, pause, MOST_TRIES))
        for job in lost.filter(~Exists(alive) | Q(lease_until__lt=Now()))
    ]


def list_to_ring(*, patience: timedelta) -> list[tuple[UUID, str]]:
    """This will note, and give, which jobs (id and kind) the broker must be told of: due, and not told of lately.

    Whoever asks at the same time gets others. Nothing is lost with the broker: what it forgot is given again.
    """
    waiting = Job.objects.select_for_update(skip_locked=True).filter(state=JobState.WAITING, next_try_at__lte=Now())
    quiet = waiting.filter(Q(rung_at=None) | Q(rung_at__lt=Now() - patience)).order_by("next_try_at")
    found = list(quiet.values_list("id", "kind")[:MOST_AT_ONCE])
    Job.objects.filter(pk__in=[job_id for job_id, _kind in found]).update(rung_at=Now())
    return found


def revive(job_id: UUID) -> Job:
    """This will let a dead job wait again, with all its tries.

    :raises JobNotThere: there is none with this id
    :raises NotAllowedInState: it is not dead
    """
    job = Job.objects.select_for_update().filter(pk=job_id).first()
    if job is None:
        raise JobNotThere(job=job_id)
    job.move("revive")
    job.tries = 0
    job.rung_at = job.ended_at = None
    job.next_try_at = Now()
    job.save(update_fields=["state", "tries", "rung_at", "ended_at", "next_try_at"])
    return job


def _hold(turn: Turn) -> Job | None:
    held: QuerySet[Job] = Job.objects.select_for_update()
    return held.filter(pk=turn.job_id, state=JobState.RUNNING, turn=turn.number).first()


def _fail(job: Job, code: str, pause: timedelta, most_tries: int) -> JobState:
    job.failed_with = code
    if job.tries < most_tries:
        _put_back(job, pause * 2 ** (job.tries - 1))
        return JobState.WAITING
    job.move("give_up")
    job.ended_at = Now()
    job.save(update_fields=["state", "failed_with", "ended_at"])
    return JobState.DEAD


def _put_back(job: Job, pause: timedelta) -> None:
    job.move("put_back")
    job.rung_at = None
    job.next_try_at = Now() + pause
    job.save(update_fields=["state", "step", "tries", "rung_at", "next_try_at", "failed_with"])
