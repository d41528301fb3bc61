from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from budgets.entitlements.lifecycle import (
    EntitlementLifecycle,
    PeriodLifecycle,
    PeriodState,
    RunLifecycle,
    RunState,
    State,
)
from budgets.funding.models import Fund
from budgets.lifecycles import guards, states_check
from budgets.parties.models import Person
from ledger.rows import MunicipalRow, Within


class Entitlement(MunicipalRow, EntitlementLifecycle):
    """One person's right under one scheme, with the cohort whose terms it was awarded under and the fund that
    promises it.
    """

    person = Within(Person)
    scheme = models.CharField(max_length=40)
    cohort = models.CharField(max_length=20)
    fund = Within(Fund)
    starts_on = models.DateField()
    awarded_on = models.DateField()
    opened = models.BooleanField(default=False)  # the opening grant is made, or the scheme has none
    missed_count = models.PositiveSmallIntegerField(default=0)  # missed periods in a row
    next_due_on = models.DateField(null=True)
    booked_count = models.PositiveIntegerField(default=0)  # makes the keys of its bookings
    granted_count = models.PositiveSmallIntegerField(default=0)  # makes the numbers of its grants

    class Meta:
        db_table = "entitlements_entitlement"
        triggers = guards(EntitlementLifecycle, initial=[State.PROPOSED, State.ACTIVE])
        constraints = [
            states_check(State, "entitlement_state"),
            models.UniqueConstraint(
                fields=["municipality", "person", "scheme"],
                condition=~models.Q(state__in=[State.REFUSED, State.ENDED]),
                name="one_live_entitlement",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "scheme", "next_due_on"],
                condition=models.Q(next_due_on__isnull=False),
                name="entitlement_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.id}"


class Move(MunicipalRow):
    """A move that an entitlement made: the state from a day on, why, and what it told the person."""

    entitlement = Within(Entitlement)
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=20)
    to = models.CharField(max_length=20, choices=State.choices)
    on = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    explanation = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    class Meta:
        db_table = "entitlements_move"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "entitlement", "number"], name="move_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.name} on {self.on}"


class Period(MunicipalRow, PeriodLifecycle):
    """A period that was run: half-open, in minor units of the scheme. Late facts may add to it and never take from
    it.
    """

    entitlement = Within(Entitlement)
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    due_on = models.DateField()
    whole = models.BooleanField()
    opening_balance_minor = models.BigIntegerField()
    used_minor = models.BigIntegerField()
    granted_minor = models.BigIntegerField()
    explanation = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        db_table = "entitlements_period"
        triggers = guards(
            PeriodLifecycle,
            initial=[PeriodState.MET, PeriodState.MISSED, PeriodState.PAUSED, PeriodState.CLOSED],
        )
        constraints = [
            states_check(PeriodState, "period_state"),
            models.UniqueConstraint(fields=["municipality", "entitlement", "number"], name="period_is_one"),
            models.UniqueConstraint(fields=["municipality", "entitlement", "starts_on"], name="period_runs_once"),
            models.CheckConstraint(condition=models.Q(ends_on__gt=models.F("starts_on")), name="period_has_days"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} up to {self.ends_on}"


class Grant(MunicipalRow):
    """Units put on an entitlement: the person's own from then on. Payouts pull them; nothing takes them back."""

    entitlement = Within(Entitlement)
    person = Within(Person)
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=10)  # opening, refill, gift or late
    amount_minor = models.BigIntegerField()
    due_on = models.DateField()
    granted_on = models.DateField()
    explanation = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        db_table = "entitlements_grant"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "entitlement", "number"], name="grant_is_one"),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="grant_is_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.amount_minor}"


class PeriodRun(MunicipalRow, RunLifecycle):
    """Everything of one scheme that is due on a day, cut into chunks. One run of a scheme at a time; one that was
    left is taken up again.
    """

    scheme = models.CharField(max_length=40)
    on = models.DateField()
    actor = models.CharField(max_length=80)

    class Meta:
        db_table = "entitlements_run"
        triggers = guards(RunLifecycle, initial=[RunState.PLANNED])
        constraints = [
            states_check(RunState, "run_state"),
            models.UniqueConstraint(
                fields=["municipality", "scheme"], condition=~models.Q(state=RunState.DONE), name="one_run_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} on {self.on}"


class RunChunk(MunicipalRow):
    """Part of a run: at most 1,000 entitlements, done in one transaction with one booking of an array."""

    run = Within(PeriodRun)
    number = models.PositiveIntegerField()
    entitlement_ids = ArrayField(models.UUIDField())
    outcome = models.JSONField(null=True)  # counts and sums; NULL while it is not done

    class Meta:
        db_table = "entitlements_run_chunk"
        constraints = [models.UniqueConstraint(fields=["municipality", "run", "number"], name="chunk_is_one")]

    def __str__(self) -> str:
        return f"{self.run_id} part {self.number}"
