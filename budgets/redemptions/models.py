"""What people spend at shops with a pass. The functions in `migrations/sql` write these rows, each with its booking."""

from django.db import models

from budgets.entitlements.models import Entitlement
from budgets.funding.models import Fund
from budgets.lifecycles import guards, states_check
from budgets.parties.models import Person
from budgets.passes.models import Pass, PassDevice
from budgets.redemptions.lifecycle import RedemptionLifecycle, RedemptionState
from budgets.shops.models import Location, Shop, Till
from ledger.amount import Unit
from ledger.rows import MunicipalRow, Within


class RedemptionTerms(MunicipalRow):
    """How long a hold lasts at most, and how long after a purchase it can be refunded, from a day on."""

    valid_from = models.DateField()
    hold_minutes = models.PositiveIntegerField()
    refund_days = models.PositiveIntegerField()

    class Meta:
        db_table = "redemptions_terms"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "valid_from"], name="redemption_terms_per_day"),
            models.CheckConstraint(condition=models.Q(hold_minutes__gt=0), name="hold_lasts_a_minute"),
        ]

    def __str__(self) -> str:
        return str(self.valid_from)


class ShownBy(models.TextChoices):
    """What the person showed at the till."""

    PHONE = "PHONE", "a phone"
    PIN = "PIN", "a card with its PIN"
    CARD = "CARD", "a card without one"


class Redemption(MunicipalRow, RedemptionLifecycle):
    """One purchase: what was asked and what the pass pays of it, in minor units of the unit that was asked, and what
    the shop is owed for it in cents. The rest, `own_minor`, the person pays otherwise.

    `held_minor` is what was set aside or taken at first; of a hold that is captured in part, `taken_minor` and
    `euro_minor` are the part.
    """

    number = models.BigIntegerField()  # drawn by the database; the receipt has check digits behind it
    person = Within(Person)
    of_pass = Within(Pass, db_column="pass_id")
    device = Within(PassDevice, null=True)
    step = models.BigIntegerField(null=True)
    shown_by = models.CharField(max_length=5, choices=ShownBy.choices)
    till = Within(Till)
    location = Within(Location)
    shop = Within(Shop)
    activity = models.CharField(max_length=40, blank=True)
    unit = models.CharField(max_length=6)
    asked_minor = models.BigIntegerField()
    held_minor = models.BigIntegerField()
    taken_minor = models.BigIntegerField()
    euro_minor = models.BigIntegerField()
    own_minor = models.BigIntegerField()
    refunded_minor = models.BigIntegerField(default=0)
    refunded_euro_minor = models.BigIntegerField(default=0)
    reference = models.CharField(max_length=80, blank=True)  # of the shop
    hold_id = models.BigIntegerField(null=True)
    entry_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    on = models.DateField()
    expires_at = models.DateTimeField(null=True)
    captured_at = models.DateTimeField(null=True)
    captured_on = models.DateField(null=True)

    class Meta:
        db_table = "redemptions_redemption"
        triggers = guards(RedemptionLifecycle, initial=[RedemptionState.HELD, RedemptionState.CAPTURED])
        constraints = [
            states_check(RedemptionState, "redemption_state"),
            models.UniqueConstraint(fields=["municipality", "number"], name="receipt_number_is_one"),
            models.CheckConstraint(
                condition=models.Q(unit__in=[unit.value for unit in Unit]), name="redemption_unit_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    taken_minor__gt=0,
                    taken_minor__lte=models.F("held_minor"),
                    asked_minor=models.F("held_minor") + models.F("own_minor"),
                    own_minor__gte=0,
                    euro_minor__gt=0,
                ),
                name="no_more_is_taken_than_asked",
            ),
            models.CheckConstraint(
                condition=models.Q(refunded_minor__gte=0, refunded_minor__lte=models.F("taken_minor"))
                & models.Q(refunded_euro_minor__gte=0, refunded_euro_minor__lte=models.F("euro_minor")),
                name="no_more_is_refunded_than_taken",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[RedemptionState.CAPTURED, RedemptionState.REFUNDED],
                    entry_id__isnull=False,
                    captured_at__isnull=False,
                    captured_on__isnull=False,
                )
                | models.Q(
                    state__in=[RedemptionState.HELD, RedemptionState.CANCELLED, RedemptionState.EXPIRED],
                    hold_id__isnull=False,
                    entry_id=None,
                    captured_at=None,
                    captured_on=None,
                    refunded_minor=0,
                ),
                name="what_is_taken_is_booked",
            ),
            models.CheckConstraint(
                condition=models.Q(hold_id=None, expires_at=None)
                | models.Q(hold_id__isnull=False, expires_at__gt=models.F("made_at")),
                name="a_hold_expires",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "person", "on"], name="redemptions_of_person"),
            models.Index(fields=["municipality", "shop", "on"], name="redemptions_of_shop"),
            models.Index(
                fields=["municipality", "expires_at"],
                condition=models.Q(state=RedemptionState.HELD),
                name="redemptions_held",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class RedemptionLine(MunicipalRow):
    """What one budget pays of a purchase by one fund, in the order in which they pay: minor units of the budget's unit,
    and what they come to in cents. The accounts are those that it is booked on, and refunded to.
    """

    redemption = Within(Redemption)
    nth = models.PositiveSmallIntegerField()  # the budget
    part = models.PositiveSmallIntegerField()  # of its funds
    entitlement = Within(Entitlement)
    fund = Within(Fund)
    scheme = models.CharField(max_length=40)
    unit = models.CharField(max_length=6)
    cents_per_unit = models.BigIntegerField()
    units_minor = models.BigIntegerField()
    euro_minor = models.BigIntegerField()
    refunded_units_minor = models.BigIntegerField(default=0)
    refunded_euro_minor = models.BigIntegerField(default=0)
    earmarked_account = models.BigIntegerField()
    committed_account = models.BigIntegerField()
    source_account = models.BigIntegerField()  # what was promised, or where that was less than the price, the free room
    spent_account = models.BigIntegerField()
    expense_account = models.BigIntegerField(null=True)  # of points and lessons
    issued_account = models.BigIntegerField(null=True)

    class Meta:
        db_table = "redemptions_line"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "redemption", "nth", "part"], name="line_is_one"),
            models.CheckConstraint(
                condition=models.Q(refunded_units_minor__gte=0, refunded_units_minor__lte=models.F("units_minor"))
                & models.Q(refunded_euro_minor__gte=0, refunded_euro_minor__lte=models.F("euro_minor")),
                name="no_more_of_a_line_is_refunded",
            ),
            models.CheckConstraint(
                condition=models.Q(unit=Unit.EUR.value, units_minor=models.F("euro_minor"), cents_per_unit=1)
                | ~models.Q(unit=Unit.EUR.value)
                & models.Q(cents_per_unit__gt=0, expense_account__isnull=False, issued_account__isnull=False),
                name="line_is_priced",
            ),
        ]
        indexes = [models.Index(fields=["municipality", "entitlement"], name="lines_of_entitlement")]

    def __str__(self) -> str:
        return f"{self.redemption_id} {self.nth}.{self.part}"


class Refund(MunicipalRow):
    """What a shop gave back of a purchase, to the pass that it came from: in the unit that was asked, and in cents."""

    redemption = Within(Redemption)
    number = models.PositiveSmallIntegerField()
    till = Within(Till)
    amount_minor = models.BigIntegerField()
    euro_minor = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    entry_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    on = models.DateField()

    class Meta:
        db_table = "redemptions_refund"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "redemption", "number"], name="refund_is_one"),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0, euro_minor__gt=0), name="refund_is_above_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.redemption_id} {self.number}"


class Answer(MunicipalRow):
    """What a till was told under a key, for ever: asked again it is told the same. Of the request only a digest is
    kept, made with a secret of the settings.
    """

    till = Within(Till)
    key = models.CharField(max_length=255)
    request_mac = models.BinaryField()
    outcome = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "redemptions_answer"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "till", "key"], name="answer_is_one"),
        ]

    def __str__(self) -> str:
        return str(self.id)
