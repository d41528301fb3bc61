from typing import cast
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from budgets.entitlements.lifecycle import (
    NEVER_AWARDED,
    EntitlementLifecycle,
    PeriodLifecycle,
    PeriodState,
    RunLifecycle,
    RunState,
    State,
)
from budgets.funding.models import Fund
from budgets.lifecycles import guards, states_check
from budgets.parties.models import Household, Officer, Organisation, Person
from ledger.amount import Unit
from ledger.rows import MunicipalRow, Within


class Entitlement(MunicipalRow, EntitlementLifecycle):
    """One person's right to one budget of one scheme, with the cohort whose terms it was awarded under and the fund
    that promises it. What several funds carry has its shares in `FundShare`, and here the first of them.

    While it is proposed it has no fund and no day of award. What it was decided on is kept, and never changed after.
    """

    person = Within(Person)
    scheme = models.CharField(max_length=40)
    budget = models.CharField(max_length=40, blank=True)  # of a scheme with several on one pass
    category = models.CharField(max_length=40, blank=True)  # the row of a table of terms: adult, laptop, couple
    cohort = models.CharField(max_length=20)
    unit = models.CharField(max_length=6, default=Unit.EUR.value)  # of what is granted; a promise is always in euros
    fund = Within(Fund, null=True)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    decided_minor = models.BigIntegerField(null=True)  # where an officer or a round says how much
    payee = Within(Organisation, null=True)  # who is paid, where that is not the person
    household = Within(Household, null=True)  # that the person was in at the award, or whose pass carries it
    covers_from = models.DateField(null=True)  # the first day of the period it is for, where there is one right to each
    repeats = models.BooleanField(default=False)  # may be decided on as often as need be, also beside itself
    applied_on = models.DateField(null=True)
    decide_by = models.DateField(null=True)
    opt_out_until = models.DateField(null=True)  # proposed without being asked: until when the person may say no
    waits_for = models.CharField(max_length=60, blank=True)  # the code of what kept a proposal from being awarded
    decided_on = models.DateField(null=True)
    starts_on = models.DateField()
    awarded_on = models.DateField(null=True)
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
                fields=["municipality", "person", "scheme", "budget"],
                condition=models.Q(covers_from=None, repeats=False)
                & ~models.Q(state__in=[*NEVER_AWARDED, State.ENDED]),
                name="one_live_entitlement",
            ),
            models.UniqueConstraint(
                fields=["municipality", "person", "scheme", "budget", "covers_from"],
                condition=models.Q(covers_from__isnull=False, repeats=False) & ~models.Q(state__in=NEVER_AWARDED),
                name="one_entitlement_per_period",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[State.PROPOSED, *NEVER_AWARDED])
                | models.Q(fund__isnull=False, awarded_on__isnull=False),
                name="awarded_by_a_fund_on_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(unit__in=[unit.value for unit in Unit]), name="entitlement_unit_is_known"
            ),
            models.CheckConstraint(condition=models.Q(decided_minor__gte=0), name="decided_is_not_below_zero"),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "scheme", "next_due_on"],
                condition=models.Q(next_due_on__isnull=False),
                name="entitlement_due",
            ),
            models.Index(fields=["municipality", "person", "scheme"], name="entitlements_of_person"),
            models.Index(
                fields=["municipality", "household"],
                condition=models.Q(household__isnull=False),
                name="entitlements_of_household",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.id}"

    @property
    def carrier(self) -> UUID:
        """Give the fund that promises it, or the first of them: whatever was awarded has one."""
        return cast(UUID, self.fund_id)


class FundShare(MunicipalRow):
    """The part of an entitlement that one of its funds carries; there are rows only where several do."""

    entitlement = Within(Entitlement)
    fund = Within(Fund)
    weight = models.DecimalField(max_digits=12, decimal_places=6)

    class Meta:
        db_table = "entitlements_fund_share"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "entitlement", "fund"], name="one_share_per_fund"),
            models.CheckConstraint(condition=models.Q(weight__gt=0), name="share_is_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.weight} of {self.entitlement_id}"


class Outcome(models.TextChoices):
    AWARDED = "AWARDED", "yes"
    REFUSED = "REFUSED", "no, for the reason that is told"


class Decision(MunicipalRow):
    """What was decided about one person's right, once and for good: by which rule, or against which, and why."""

    person = Within(Person)
    scheme = models.CharField(max_length=40)
    entitlement = Within(Entitlement, null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    code = models.CharField(max_length=60, blank=True)  # of the refusal, or of the rule that an award goes against
    ground = models.CharField(max_length=60, blank=True)  # the reason in a word, alike in like cases
    reason = models.TextField(blank=True)
    against_rule = models.BooleanField(default=False)
    officer = Within(Officer, null=True)
    explanation = models.JSONField(encoder=DjangoJSONEncoder)  # the facts, and the terms that held
    decided_on = models.DateField()

    class Meta:
        db_table = "entitlements_decision"
        constraints = [
            models.CheckConstraint(condition=models.Q(outcome__in=Outcome.values), name="decision_outcome_is_known"),
            models.CheckConstraint(
                condition=models.Q(against_rule=False)
                | (models.Q(outcome=Outcome.AWARDED, officer__isnull=False) & ~models.Q(reason="")),
                name="against_a_rule_by_an_officer_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "person"], name="decisions_of_person"),
            models.Index(
                fields=["municipality", "scheme", "ground"],
                condition=models.Q(against_rule=True),
                name="precedents_of_scheme",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.scheme} {self.code}"


class Assessment(MunicipalRow):
    """One look at one person's facts that opens several schemes: what each would say. It promises nothing."""

    person = Within(Person)
    household = Within(Household, null=True)
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    verdicts = models.JSONField(encoder=DjangoJSONEncoder)
    assessed_on = models.DateField()

    class Meta:
        db_table = "entitlements_assessment"

    def __str__(self) -> str:
        return str(self.id)


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
    label = models.CharField(max_length=10)  # opening, refill, gift, hours or late
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
        indexes = [models.Index(fields=["municipality", "person"], name="grants_of_person")]

    def __str__(self) -> str:
        return f"{self.label} {self.amount_minor}"


class Notice(MunicipalRow):
    """A person was told that what is left on a pass lapses after a day: the first time of two, or the second."""

    entitlement = Within(Entitlement)
    number = models.PositiveSmallIntegerField()
    given_on = models.DateField()
    lapses_on = models.DateField()  # the first day on which it may lapse
    explanation = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        db_table = "entitlements_notice"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "entitlement", "lapses_on", "number"], name="notice_is_given_once"
            ),
            models.CheckConstraint(condition=models.Q(number__in=[1, 2]), name="notice_is_first_or_second"),
        ]

    def __str__(self) -> str:
        return f"notice {self.number} of {self.lapses_on}"


class Lapse(MunicipalRow):
    """What was left on a pass and went back to its fund, by terms that were announced; in units of the entitlement."""

    entitlement = Within(Entitlement)
    amount_minor = models.BigIntegerField()
    due_on = models.DateField()
    lapsed_on = models.DateField()
    explanation = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        db_table = "entitlements_lapse"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "entitlement", "due_on", "lapsed_on"], name="lapses_once_a_day"
            ),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="lapse_is_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} of {self.entitlement_id}"


class PassBudget(MunicipalRow):
    """What a till must know of what was put on a pass, as the terms said it on the day: where it lies in the books,
    what it may be spent on, until when, and by which term a point or a lesson has its worth.

    `lapses_on` is the first day on which it may lapse; NULL: never. `keeps_minor` of it stay until `rest_lapses_on`.
    It is `over` once nothing was left and the run was done with it, until something comes back.
    """

    entitlement = Within(Entitlement)
    account = models.BigIntegerField()  # of the ledger
    granted_on = models.DateField()
    activities = models.JSONField(null=True)  # a list; NULL: anything, "": what a till does not name
    caps = models.JSONField(default=dict)  # the most per activity, in minor units
    worth_key = models.CharField(max_length=40, blank=True)  # blank: a unit is a cent
    lapses_on = models.DateField(null=True)
    keeps_minor = models.BigIntegerField(default=0)
    rest_lapses_on = models.DateField(null=True)
    over = models.BooleanField(default=False)

    class Meta:
        db_table = "entitlements_pass_budget"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "entitlement"], name="budget_is_put_on_a_pass_once"),
            models.CheckConstraint(
                condition=models.Q(keeps_minor=0, rest_lapses_on=None)
                | models.Q(keeps_minor__gt=0, rest_lapses_on__gte=models.F("lapses_on")),
                name="what_stays_lapses_later",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "entitlement"], condition=models.Q(over=False), name="pass_budgets_not_over"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entitlement_id} until {self.lapses_on}"


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
