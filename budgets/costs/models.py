"""What became of cost after it was booked: borne by another fund, taken as a loss, or known better than planned.

None of it touches what people have; each decision says who took it, and is never changed.
"""

from django.db import models

from budgets.entitlements.models import Entitlement
from budgets.funding.models import Fund
from budgets.parties.models import Officer
from ledger.rows import MunicipalRow, Within


class Reattribution(MunicipalRow):
    """Past cost of an entitlement, or of a whole scheme, that another fund bears from a day on."""

    reference = models.CharField(max_length=80)
    scheme = models.CharField(max_length=40)
    entitlement = Within(Entitlement, null=True)
    from_fund = Within(Fund)
    to_fund = Within(Fund)
    amount_minor = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    decided_by = Within(Officer)
    agreed_by = Within(Officer)
    decided_on = models.DateField()

    class Meta:
        db_table = "costs_reattribution"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "reference"], name="reattribution_is_one"),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="reattribution_is_above_zero"),
            models.CheckConstraint(
                condition=~models.Q(from_fund=models.F("to_fund")), name="reattribution_is_between_two"
            ),
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("agreed_by")), name="reattribution_is_by_two"
            ),
        ]
        indexes = [models.Index(fields=["municipality", "entitlement"], name="reattributions_of_entitlement")]

    def __str__(self) -> str:
        return self.reference


class LossReason(models.TextChoices):
    """Why the municipality takes a loss that the engine does not book by itself."""

    OVER_AWARD = "over-award", "an audit found that more was granted than the rules say; it stays granted"
    UNDELIVERABLE = "undeliverable", "came back from the bank and could not be sent for long; it stays theirs"


class WriteOff(MunicipalRow):
    """A loss that officers decided to take. What is undeliverable is only noted: it stays owed to the person."""

    reference = models.CharField(max_length=80)
    entitlement = Within(Entitlement)
    reason = models.CharField(max_length=20, choices=LossReason.choices)
    amount_minor = models.BigIntegerField()
    booked_as = models.BigIntegerField(null=True)  # the journal entry
    decided_by = Within(Officer)
    agreed_by = Within(Officer, null=True)
    decided_on = models.DateField()

    class Meta:
        db_table = "costs_write_off"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "reference"], name="write_off_is_one"),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="write_off_is_above_zero"),
            models.CheckConstraint(condition=models.Q(reason__in=LossReason.values), name="write_off_reason_is_known"),
            models.CheckConstraint(
                condition=models.Q(agreed_by=None) | ~models.Q(decided_by=models.F("agreed_by")),
                name="write_off_is_by_two",
            ),
            models.CheckConstraint(
                condition=models.Q(reason=LossReason.UNDELIVERABLE, booked_as=None)
                | models.Q(reason=LossReason.OVER_AWARD, booked_as__isnull=False),
                name="undeliverable_is_not_booked",
            ),
        ]
        indexes = [models.Index(fields=["municipality", "entitlement"], name="write_offs_of_entitlement")]

    def __str__(self) -> str:
        return self.reference


class JobCost(MunicipalRow):
    """What a job really cost over some time; wages are paid elsewhere, this is what they take from the fund."""

    reference = models.CharField(max_length=80)
    entitlement = Within(Entitlement)
    amount_minor = models.BigIntegerField()
    recorded_on = models.DateField()

    class Meta:
        db_table = "costs_job_cost"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "entitlement", "reference"], name="job_cost_is_one"),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="job_cost_is_above_zero"),
        ]

    def __str__(self) -> str:
        return self.reference
