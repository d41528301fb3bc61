"""Passes, the phones that show them, and what was shown already. No secret is kept, only what it is known by."""

from django.db import models

from budgets.lifecycles import guards, states_check
from budgets.parties.models import Household, Person
from budgets.passes.lifecycle import LIVE, PassLifecycle, PassState
from ledger.rows import MunicipalRow, Within

MOST_TRIES = 5
"""How often a wrong PIN may be given; then the printed code is locked until another PIN is set."""


class Pass(MunicipalRow, PassLifecycle):
    """A pass of a person, or of a household whose budgets that person spends. It holds no money: what it carries is in
    the ledger under the entitlements, so that nothing moves when a pass is blocked, lost or replaced.
    """

    person = Within(Person)
    household = Within(Household, null=True)  # whose budgets it carries as well
    parent = Within("self", null=True)  # the pass of a parent, of which this is a child's
    replaces = Within("self", null=True)
    number = models.CharField(max_length=15)
    code_hash = models.CharField(max_length=64)
    pin_hash = models.CharField(max_length=64, blank=True)  # keyed by a secret of the settings
    pin_tries = models.PositiveSmallIntegerField(default=0)  # wrong ones since the last right one
    day_limit_minor = models.BigIntegerField(null=True)  # cents a day by its printed code without a PIN
    issued_on = models.DateField()

    class Meta:
        db_table = "passes_pass"
        triggers = guards(PassLifecycle, initial=[PassState.ACTIVE])
        constraints = [
            states_check(PassState, "pass_state"),
            models.UniqueConstraint(fields=["municipality", "number"], name="pass_number_is_one"),
            models.UniqueConstraint(fields=["municipality", "id", "person"], name="pass_is_of_one_person"),
            models.UniqueConstraint(fields=["municipality", "code_hash"], name="pass_code_is_one"),
            models.UniqueConstraint(
                fields=["municipality", "person"],
                condition=models.Q(state__in=LIVE),
                name="one_live_pass_of_a_person",
            ),
            models.UniqueConstraint(fields=["municipality", "replaces"], name="pass_is_replaced_once"),
            models.CheckConstraint(condition=models.Q(pin_tries__lte=MOST_TRIES), name="pin_tries_are_few"),
            models.CheckConstraint(condition=models.Q(day_limit_minor__gte=0), name="day_limit_is_not_below_zero"),
        ]
        indexes = [models.Index(fields=["municipality", "parent"], name="sub_passes")]

    def __str__(self) -> str:
        return str(self.id)


class PassDevice(MunicipalRow):
    """A phone that shows a pass. Shops see its handle, which is renewed; its key is derived and stands nowhere."""

    of = Within(Pass, db_column="pass_id")
    handle = models.CharField(max_length=16)
    earlier_handle = models.CharField(max_length=16)  # still good: the answer that told the new one may have been lost
    offset_seconds = models.IntegerField()  # how far its clock is ahead of ours
    paired_on = models.DateField()
    renewed_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        db_table = "passes_device"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "handle"], name="handle_is_one"),
            models.UniqueConstraint(fields=["municipality", "earlier_handle"], name="earlier_handle_is_one"),
            models.UniqueConstraint(
                fields=["municipality", "of"], condition=models.Q(ended_on=None), name="one_phone_of_a_pass"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class UsedStep(MunicipalRow):
    """A code that a phone showed and that paid, once. The row goes with the booking, so a refusal burns nothing."""

    device = Within(PassDevice)
    step = models.BigIntegerField()

    class Meta:
        db_table = "passes_used_step"
        constraints = [models.UniqueConstraint(fields=["municipality", "device", "step"], name="step_is_used_once")]

    def __str__(self) -> str:
        return str(self.step)


class CardTerms(MunicipalRow):
    """What secures a printed code from a day on: a PIN on every card, or a limit per day where there is none."""

    valid_from = models.DateField()
    pin_required = models.BooleanField()
    day_limit_minor = models.BigIntegerField()  # cents

    class Meta:
        db_table = "passes_card_terms"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "valid_from"], name="card_terms_per_day"),
            models.CheckConstraint(condition=models.Q(day_limit_minor__gte=0), name="card_limit_is_not_below_zero"),
        ]

    def __str__(self) -> str:
        return str(self.valid_from)
