from django.db import models
from django.db.models.functions import Now

from budgets.aftercare.lifecycle import DutyLifecycle, DutyState
from budgets.lifecycles import guards, states_check
from budgets.parties.models import Officer, Person
from ledger.rows import MunicipalRow, Within


class DutyKind(models.TextChoices):
    EFFECTS = "EFFECTS", "an award may move other rights of this person"
    ENDED = "ENDED", "what this person had has stopped or ended"


class Duty(MunicipalRow, DutyLifecycle):
    """What the municipality owes somebody after an award or an ending: to look how they are, before a day."""

    person = Within(Person)
    scheme = models.CharField(max_length=40)
    subject = models.UUIDField()  # the entitlement: a context above this one
    kind = models.CharField(max_length=10, choices=DutyKind.choices)
    owner = Within(Officer, null=True)  # NULL: nobody has taken it yet
    opened_on = models.DateField()
    due_on = models.DateField()
    effects = models.JSONField(default=list)  # what may move, as `effects` said it
    note = models.CharField(max_length=1_000, blank=True)
    done_on = models.DateField(null=True)

    class Meta:
        db_table = "aftercare_duty"
        triggers = guards(DutyLifecycle, initial=[DutyState.OPEN])
        constraints = [
            states_check(DutyState, "duty_state"),
            models.CheckConstraint(condition=models.Q(kind__in=DutyKind.values), name="duty_kind_is_known"),
            models.CheckConstraint(condition=models.Q(due_on__gte=models.F("opened_on")), name="duty_is_due_later"),
            models.CheckConstraint(
                condition=models.Q(state=DutyState.OPEN, done_on=None, note="")
                | models.Q(state=DutyState.DONE, done_on__isnull=False, note__gt=""),
                name="duty_is_done_with_a_note",
            ),
            models.UniqueConstraint(
                fields=["municipality", "subject", "kind"],
                condition=models.Q(state=DutyState.OPEN),
                name="one_open_duty_of_a_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "due_on"], condition=models.Q(state=DutyState.OPEN), name="duty_open")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.scheme}, due {self.due_on}"


class SeenWarning(MunicipalRow):
    """That somebody with a benefit was shown, before a lump sum, what it may do to their other rights."""

    person = Within(Person)
    scheme = models.CharField(max_length=40)
    seen_on = models.DateField()
    shown_by = models.CharField(max_length=80)
    language = models.CharField(max_length=2)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "aftercare_warning"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "person", "scheme", "seen_on"], name="warning_is_one"),
            models.CheckConstraint(condition=models.Q(shown_by__gt=""), name="warning_is_shown_by_someone"),
            models.CheckConstraint(condition=models.Q(language__in=["nl", "en"]), name="warning_language_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}, seen {self.seen_on}"
