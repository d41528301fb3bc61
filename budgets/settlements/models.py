"""Settlements: what a shop is owed over a stretch of days, receipt by receipt, and what it is paid for it."""

from django.db import models
from django.db.models import F, Q

from budgets.lifecycles import guards, states_check
from budgets.settlements.lifecycle import SettlementLifecycle, SettlementState
from budgets.shops.models import Shop
from ledger.rows import MunicipalRow, Within


class Settlement(MunicipalRow, SettlementLifecycle):
    """One settlement of a shop, numbered by shop, over the days from `since` up to and not including `until`.

    Amounts in euro cents: what was spent, what of that or of earlier was given back, the fee as it was agreed then, and
    what is left, which is one credit transfer.
    """

    shop = Within(Shop)
    number = models.PositiveIntegerField()
    since = models.DateField()
    until = models.DateField()
    made_on = models.DateField()
    flat_fee_minor = models.BigIntegerField()
    fee_basis_points = models.PositiveSmallIntegerField()
    spent_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    fee_minor = models.BigIntegerField(default=0)
    paid_minor = models.BigIntegerField(default=0)
    line_count = models.PositiveIntegerField(default=0)
    paid_on = models.DateField(null=True)

    class Meta:
        db_table = "settlements_settlement"
        triggers = guards(SettlementLifecycle, initial=[SettlementState.DRAFT])
        constraints = [
            states_check(SettlementState, "settlement_state"),
            models.UniqueConstraint(fields=["municipality", "shop", "number"], name="settlement_number_is_one"),
            models.CheckConstraint(condition=Q(since__lt=F("until")), name="settlement_is_over_days"),
            models.CheckConstraint(
                condition=Q(paid_minor=F("spent_minor") - F("refunded_minor") - F("fee_minor")),
                name="settlement_adds_up",
            ),
            # Nothing is asked of a shop: where nothing is left to pay, its receipts wait for the next settlement.
            models.CheckConstraint(
                condition=Q(state=SettlementState.DRAFT) | Q(paid_minor__gt=0), name="settlement_pays_something"
            ),
            models.CheckConstraint(
                condition=Q(refunded_minor__gte=0, fee_minor__gte=0, flat_fee_minor__gte=0),
                name="settlement_amounts_can_be",
            ),
            models.CheckConstraint(
                condition=Q(state=SettlementState.PAID) ^ Q(paid_on=None), name="settlement_paid_on_a_day"
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "shop"],
                condition=~Q(state=SettlementState.PAID),
                name="settlement_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"settlement {self.number}"


class SettledEntry(MunicipalRow):
    """One receipt or refund of a settlement: a journal entry, and what it changed in what the shop is owed, in cents.

    Each is in one settlement, once and whole.
    """

    settlement = Within(Settlement)
    line = models.PositiveIntegerField()
    entry_id = models.BigIntegerField()
    happened_on = models.DateField()
    amount_minor = models.BigIntegerField()

    class Meta:
        db_table = "settlements_entry"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "entry_id"], name="entry_is_settled_once"),
            models.UniqueConstraint(fields=["municipality", "settlement", "line"], name="settlement_line_is_one"),
            models.CheckConstraint(condition=~Q(amount_minor=0), name="settled_entry_is_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.settlement_id}/{self.line}"
