"""Rounds of a fixed budget: what households claim, the one factor that fits, and what each of them gets."""

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from budgets.entitlements.models import Entitlement
from budgets.lifecycles import guards, states_check
from budgets.parties.models import Household, Officer, Person
from budgets.rounds.lifecycle import RoundLifecycle, RoundState
from ledger.rows import MunicipalRow, Within


class AllocationRound(MunicipalRow, RoundLifecycle):
    """One year's budget of a scheme, divided by one factor. What its terms said is copied when it opens; amounts are
    cents over the whole round, and the factor is in millionths.
    """

    scheme = models.CharField(max_length=40)
    cohort = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    reference_year = models.PositiveSmallIntegerField()  # whose limits and facts count
    months = models.PositiveSmallIntegerField(default=12)
    window_from = models.DateField()
    window_until = models.DateField()  # the last day on which a claim may come in
    checks = ArrayField(models.CharField(max_length=40))
    seed = models.CharField(max_length=100)  # published: it draws who gets a cent when remainders are equal
    budget_minor = models.BigIntegerField()
    cap_minor = models.BigIntegerField(null=True)  # no contribution is more
    least_minor = models.BigIntegerField(default=0)  # a contribution that is less is not paid
    opened_on = models.DateField()
    factor_millionths = models.PositiveIntegerField(null=True)
    forced_millionths = models.PositiveIntegerField(null=True)  # NULL where the budget alone decided the factor
    full_minor = models.BigIntegerField(null=True)  # what all claims that are divided over ask together
    total_minor = models.BigIntegerField(null=True)  # what all contributions are together, with what they rose
    proposed_by = Within(Officer, null=True)
    proposed_on = models.DateField(null=True)
    approved_by = Within(Officer, null=True)
    approved_on = models.DateField(null=True)
    locked_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        db_table = "rounds_round"
        triggers = guards(RoundLifecycle, initial=[RoundState.DRAFT])
        constraints = [
            states_check(RoundState, "round_state"),
            models.UniqueConstraint(fields=["municipality", "scheme", "year"], name="one_round_of_a_year"),
            models.CheckConstraint(
                condition=models.Q(window_until__gte=models.F("window_from"))
                & models.Q(months__gte=1, months__lte=12, budget_minor__gt=0, least_minor__gte=0),
                name="round_can_be",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state=RoundState.DRAFT, factor_millionths=None, full_minor=None, total_minor=None, proposed_by=None
                )
                | ~models.Q(state=RoundState.DRAFT)
                & models.Q(
                    factor_millionths__lte=1_000_000, full_minor__gte=0, total_minor__gte=0, proposed_by__isnull=False
                ),
                name="round_has_a_factor_once_proposed",
            ),
            models.CheckConstraint(
                condition=models.Q(total_minor=None) | models.Q(total_minor__lte=models.F("budget_minor")),
                name="round_never_passes_its_budget",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[RoundState.DRAFT, RoundState.PROPOSED], approved_by=None)
                | ~models.Q(state__in=[RoundState.DRAFT, RoundState.PROPOSED])
                & models.Q(approved_by__isnull=False)
                & ~models.Q(approved_by=models.F("proposed_by")),
                name="round_is_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.year}"


class Claim(MunicipalRow):
    """What a household claims in a round, in cents over the round: in full, and the part that the factor leaves.

    From the lock on it stays as it was divided; what comes on top is a `Raise`. A claim that came after the lock has no
    contribution of its own: all of it was decided.
    """

    round = Within(AllocationRound)
    number = models.PositiveIntegerField()  # also its key in the draw
    person = Within(Person)
    household = Within(Household, null=True)
    claimed_on = models.DateField()
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    full_minor = models.BigIntegerField()
    explanation = models.JSONField(encoder=DjangoJSONEncoder)
    contribution_minor = models.BigIntegerField(null=True)  # NULL where no factor was proposed over it
    entitlement = Within(Entitlement, null=True)  # NULL until it is awarded; for ever when there is nothing to award

    class Meta:
        db_table = "rounds_claim"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "round", "number"], name="claim_is_one"),
            models.UniqueConstraint(fields=["municipality", "round", "person"], name="one_claim_of_a_person"),
            models.UniqueConstraint(
                fields=["municipality", "round", "household"],
                condition=models.Q(household__isnull=False),
                name="one_claim_of_a_household",
            ),
            models.UniqueConstraint(
                fields=["municipality", "entitlement"],
                condition=models.Q(entitlement__isnull=False),
                name="one_claim_of_an_entitlement",
            ),
            models.CheckConstraint(
                condition=models.Q(full_minor__gte=0)
                & (
                    models.Q(contribution_minor=None)
                    | models.Q(contribution_minor__gte=0, contribution_minor__lte=models.F("full_minor"))
                ),
                name="claim_gets_at_most_all",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "round", "number"],
                condition=models.Q(entitlement__isnull=True, contribution_minor__gt=0),
                name="claim_to_award",
            ),
            models.Index(fields=["municipality", "person"], name="claims_of_person"),
        ]

    def __str__(self) -> str:
        return f"claim {self.number}"


class Raise(MunicipalRow):
    """A contribution that rose after the lock, in cents: who decided it, why, and on what facts. That of a claim that
    came after the lock rises from nothing.
    """

    claim = Within(Claim)
    number = models.PositiveSmallIntegerField()
    on = models.DateField()
    officer = Within(Officer)
    reason = models.CharField(max_length=200)
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    full_minor = models.BigIntegerField()
    before_minor = models.BigIntegerField()
    after_minor = models.BigIntegerField()
    decided_minor = models.BigIntegerField(null=True)  # what the officer said; NULL where the factor gave it
    entitlement = Within(Entitlement)  # what the difference was awarded as: what was awarded before stays as it is
    explanation = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        db_table = "rounds_raise"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "claim", "number"], name="raise_is_one"),
            models.CheckConstraint(
                condition=models.Q(before_minor__gte=0, after_minor__gt=models.F("before_minor")),
                name="raise_only_raises",
            ),
        ]

    def __str__(self) -> str:
        return f"raise {self.number}"
