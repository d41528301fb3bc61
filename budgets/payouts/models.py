"""Batches out to the bank. The file of a batch is kept as it was prepared: an account that changes later changes the
next file, never this one.
"""

from django.db import models

from budgets.entitlements.models import Grant
from budgets.lifecycles import guards, states_check
from budgets.parties.models import Officer, Person
from budgets.payouts.lifecycle import BatchLifecycle, BatchState
from budgets.settlements.models import Settlement
from ledger.rows import MunicipalRow, Within


class PaymentBatch(MunicipalRow, BatchLifecycle):
    """One bank file: its bytes, their SHA-256, and what they add up to in euro cents."""

    number = models.PositiveIntegerField()
    execution_on = models.DateField()
    prepared_by = Within(Officer, null=True)  # NULL: the schedule, which approves nothing
    prepared_on = models.DateField()
    message_id = models.CharField(max_length=35)
    content = models.BinaryField(null=True)  # NULL while it is a draft
    sha256 = models.CharField(max_length=64, blank=True)
    total_minor = models.BigIntegerField(default=0)
    line_count = models.PositiveIntegerField(default=0)
    handed_over_on = models.DateField(null=True)

    class Meta:
        db_table = "payouts_batch"
        triggers = guards(BatchLifecycle, initial=[BatchState.DRAFT])
        constraints = [
            states_check(BatchState, "batch_state"),
            models.UniqueConstraint(fields=["municipality", "number"], name="one_batch_per_number"),
            models.UniqueConstraint(fields=["municipality", "message_id"], name="one_batch_per_message_id"),
            models.CheckConstraint(
                condition=models.Q(state=BatchState.HANDED_OVER) ^ models.Q(handed_over_on=None),
                name="batch_handed_over_on_a_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "number"],
                condition=~models.Q(state=BatchState.HANDED_OVER),
                name="batch_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"batch {self.number}"


class Disbursement(MunicipalRow):
    """One line of a batch, in euro cents: one grant on its way to its person, or one settlement on its way to its shop.
    How far it is, its batch says; the lines of one that was let go are `discarded` with it, and pay nothing.
    """

    grant = Within(Grant, null=True)
    person = Within(Person, null=True)
    settlement = Within(Settlement, null=True)
    batch = Within(PaymentBatch)
    line = models.PositiveIntegerField()
    amount_minor = models.BigIntegerField()
    due_on = models.DateField()
    end_to_end_id = models.CharField(max_length=35)
    discarded = models.BooleanField(db_default=False)

    class Meta:
        db_table = "payouts_disbursement"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "grant"], condition=models.Q(discarded=False), name="grant_is_disbursed_once"
            ),
            models.UniqueConstraint(
                fields=["municipality", "settlement"],
                condition=models.Q(discarded=False),
                name="settlement_is_disbursed_once",
            ),
            models.CheckConstraint(
                condition=models.Q(grant__isnull=False, person__isnull=False, settlement=None)
                | models.Q(grant=None, person=None, settlement__isnull=False),
                name="disbursement_is_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["municipality", "end_to_end_id"],
                condition=models.Q(discarded=False),
                name="end_to_end_id_is_one",
            ),
            models.UniqueConstraint(fields=["municipality", "batch", "line"], name="disbursement_line_is_one"),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="disbursement_above_zero"),
        ]
        indexes = [models.Index(fields=["municipality", "person"], name="disbursement_of_person")]

    def __str__(self) -> str:
        return self.end_to_end_id


class Approval(MunicipalRow):
    """The word of one officer about exactly these bytes: another file has another SHA-256, and needs another word."""

    batch = Within(PaymentBatch)
    officer = Within(Officer)
    sha256 = models.CharField(max_length=64)
    approved_on = models.DateField()

    class Meta:
        db_table = "payouts_approval"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "batch", "officer"], name="officer_approves_once"),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} approves {self.batch_id}"
