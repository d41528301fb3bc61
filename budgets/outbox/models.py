from django.db import models
from django.db.models.functions import Now

from budgets.lifecycles import guards, states_check
from budgets.outbox.lifecycle import JobLifecycle, JobState
from ledger.rows import MunicipalRow


class Job(MunicipalRow, JobLifecycle):
    """Work that was asked for: of one kind, about one thing, for one day. Asking twice is one job."""

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, blank=True)  # an id or a code, never a name
    on = models.DateField()
    origin = models.CharField(max_length=80, blank=True)  # the request, job or command that asked for it
    asked_at = models.DateTimeField(db_default=Now())
    next_try_at = models.DateTimeField(db_default=Now())
    rung_at = models.DateTimeField(null=True)  # when the broker was last told; it may have forgotten since
    step = models.PositiveIntegerField(default=0)  # how many steps are done
    tries = models.PositiveSmallIntegerField(default=0)  # of the step that comes next
    turn = models.PositiveIntegerField(default=0)  # how often it was taken; who took it before may no longer end it
    worker = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True)  # after this it is nobody's, even if its worker lives
    failed_with = models.CharField(max_length=120, blank=True)  # a code or the name of a class, never a message
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "outbox_job"
        triggers = guards(JobLifecycle, initial=[JobState.WAITING])
        constraints = [
            states_check(JobState, "job_state"),
            models.UniqueConstraint(fields=["municipality", "kind", "subject", "on"], name="job_is_one"),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "next_try_at"],
                condition=~models.Q(state=JobState.DONE),
                name="job_not_done",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.on}"


class Heartbeat(models.Model):
    """A worker process that lives. It is of the installation, not of a municipality."""

    worker = models.CharField(max_length=120, primary_key=True)
    started_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())
    swept_at = models.DateTimeField(null=True)  # when it last went round all municipalities

    class Meta:
        db_table = "outbox_heartbeat"

    def __str__(self) -> str:
        return self.worker
