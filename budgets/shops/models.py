"""Shops: where people spend what is on their pass. A shop is an organisation; its account is kept with the parties."""

from django.db import models

from budgets.lifecycles import guards, states_check
from budgets.parties.models import Officer, Organisation
from budgets.shops.lifecycle import ChangeLifecycle, ChangeState, ShopLifecycle, ShopState
from ledger.amount import Unit
from ledger.rows import MunicipalRow, Within


class Shop(MunicipalRow, ShopLifecycle):
    """An organisation that takes part, or asked to. `entered_by` is NULL when it asked by itself.

    Without an address nobody would hear that another account was asked for.
    """

    organisation = Within(Organisation)
    code = models.CharField(max_length=40)
    kvk_number = models.CharField(max_length=8)
    email = models.CharField(max_length=254)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2, default="nl")
    applied_on = models.DateField()
    entered_by = Within(Officer, null=True)
    approved_by = Within(Officer, null=True)
    approved_on = models.DateField(null=True)

    class Meta:
        db_table = "shops_shop"
        triggers = guards(ShopLifecycle, initial=[ShopState.APPLIED])
        constraints = [
            states_check(ShopState, "shop_state"),
            models.UniqueConstraint(fields=["municipality", "code"], name="shop_code_is_one"),
            models.UniqueConstraint(fields=["municipality", "organisation"], name="one_shop_of_an_organisation"),
            models.UniqueConstraint(fields=["municipality", "kvk_number"], name="one_shop_per_kvk_number"),
            models.CheckConstraint(condition=models.Q(kvk_number__regex="^[0-9]{8}$"), name="kvk_number_can_be"),
            models.CheckConstraint(condition=models.Q(code__regex="^[a-z0-9][a-z0-9-]*$"), name="shop_code_can_be"),
            models.CheckConstraint(condition=~models.Q(email=""), name="shop_can_be_reached"),
            models.CheckConstraint(
                condition=models.Q(state__in=[ShopState.APPLIED, ShopState.REJECTED])
                | models.Q(approved_by__isnull=False, approved_on__isnull=False),
                name="shop_is_approved_by_someone",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None)
                | models.Q(entered_by=None)
                | ~models.Q(approved_by=models.F("entered_by")),
                name="shop_is_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class AccountChange(MunicipalRow, ChangeLifecycle):
    """Another bank account for a shop: asked for by an officer or (NULL) by the shop, approved by another officer, and
    in force after a waiting time. `told` is the contact of before, who hears of it.
    """

    shop = Within(Shop)
    iban = models.CharField(max_length=34)
    holder_name = models.CharField(max_length=201)
    told = models.CharField(max_length=254, blank=True)
    asked_on = models.DateField()
    asked_by = Within(Officer, null=True)
    approved_on = models.DateField(null=True)
    approved_by = Within(Officer, null=True)
    effective_on = models.DateField(null=True)

    class Meta:
        db_table = "shops_account_change"
        triggers = guards(ChangeLifecycle, initial=[ChangeState.ASKED])
        constraints = [
            states_check(ChangeState, "account_change_state"),
            models.UniqueConstraint(
                fields=["municipality", "shop"],
                condition=models.Q(state__in=[ChangeState.ASKED, ChangeState.APPROVED]),
                name="one_account_change_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(iban__regex="^[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}$"), name="account_change_is_an_iban"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[ChangeState.APPROVED, ChangeState.DONE])
                | models.Q(approved_by__isnull=False, effective_on__gte=models.F("approved_on")),
                name="account_change_is_approved",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None)
                | models.Q(asked_by=None)
                | ~models.Q(approved_by=models.F("asked_by")),
                name="account_change_is_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"account change {self.id}"


class WaitingTime(MunicipalRow):
    """How many working days an approved change of account waits, from a day on."""

    working_days = models.PositiveSmallIntegerField()
    valid_from = models.DateField()

    class Meta:
        db_table = "shops_waiting_time"
        constraints = [models.UniqueConstraint(fields=["municipality", "valid_from"], name="one_waiting_time_per_day")]

    def __str__(self) -> str:
        return f"{self.working_days} from {self.valid_from}"


class Approval(MunicipalRow):
    """A shop may take what a scheme gives, for an activity ("": for all), up to and not including a day."""

    shop = Within(Shop)
    scheme = models.CharField(max_length=40)
    activity = models.CharField(max_length=40, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    approved_by = Within(Officer)

    class Meta:
        db_table = "shops_approval"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "shop", "scheme", "activity", "valid_from"], name="approval_begins_once"
            ),
            models.UniqueConstraint(
                fields=["municipality", "shop", "scheme", "activity"],
                condition=models.Q(valid_until=None),
                name="one_open_approval",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("valid_from")),
                name="approval_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.activity}"


class Location(MunicipalRow):
    """A place of a shop where tills stand."""

    shop = Within(Shop)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)  # the first is named after the organisation
    address = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "shops_location"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "shop", "code"], name="location_code_is_one"),
            models.UniqueConstraint(fields=["municipality", "id", "shop"], name="location_is_of_one_shop"),
        ]

    def __str__(self) -> str:
        return self.name


class PairingCode(MunicipalRow):
    """A code by which one till may join a location, once and soon. Only its digest is kept."""

    location = Within(Location)
    code_hash = models.CharField(max_length=64)
    valid_until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "shops_pairing_code"
        constraints = [models.UniqueConstraint(fields=["municipality", "code_hash"], name="pairing_code_is_one")]

    def __str__(self) -> str:
        return str(self.id)


class Till(MunicipalRow):
    """A device of a shop at one location. Only the digest of its token is kept; revoked, it opens nothing any more."""

    location = Within(Location)
    pairing_code = Within(PairingCode)
    name = models.CharField(max_length=100)
    token_hash = models.CharField(max_length=64)
    paired_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "shops_till"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "token_hash"], name="till_token_is_one"),
            models.UniqueConstraint(fields=["municipality", "pairing_code"], name="pairing_code_pairs_once"),
            models.UniqueConstraint(fields=["municipality", "id", "location"], name="till_is_of_one_location"),
        ]
        indexes = [models.Index(fields=["municipality", "location"], name="tills_of_location")]

    def __str__(self) -> str:
        return self.name


class Price(MunicipalRow):
    """What a shop asks for one unit of an activity ("": for any) from a day on, in cents; NULL: no price any more."""

    shop = Within(Shop)
    activity = models.CharField(max_length=40, blank=True)
    unit = models.CharField(max_length=10)
    cents_minor = models.BigIntegerField(null=True)
    valid_from = models.DateField()

    class Meta:
        db_table = "shops_price"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "shop", "activity", "unit", "valid_from"], name="price_is_one"
            ),
            models.CheckConstraint(
                condition=models.Q(unit__in=[unit.value for unit in Unit if unit is not Unit.EUR]),
                name="price_is_of_a_unit",
            ),
            models.CheckConstraint(
                condition=models.Q(cents_minor=None) | models.Q(cents_minor__gt=0), name="price_is_above_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity} {self.unit} {self.valid_from}"


class Per(models.TextChoices):
    """The stretch of time over which a limit counts."""

    DAY = "DAY", "a day"
    WEEK = "WEEK", "a week, from Monday"
    MONTH = "MONTH", "a month of the calendar"
    YEAR = "YEAR", "a year of the calendar"


class Limit(MunicipalRow):
    """The most that one person may spend from a day on: at one shop or (NULL) at all, for one activity or ("") for all.

    Counted in minor units of a unit or ("") in times; NULL: no limit any more.
    """

    shop = Within(Shop, null=True)
    activity = models.CharField(max_length=40, blank=True)
    per = models.CharField(max_length=5, choices=Per.choices)
    unit = models.CharField(max_length=10, blank=True)
    most_minor = models.BigIntegerField(null=True)
    valid_from = models.DateField()

    class Meta:
        db_table = "shops_limit"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "shop", "activity", "per", "unit", "valid_from"],
                nulls_distinct=False,
                name="limit_is_one",
            ),
            models.CheckConstraint(condition=models.Q(per__in=Per.values), name="limit_per_is_known"),
            models.CheckConstraint(
                condition=models.Q(unit__in=["", *(unit.value for unit in Unit)]), name="limit_unit_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(most_minor=None) | models.Q(most_minor__gte=0), name="limit_is_not_below_zero"
            ),
            models.CheckConstraint(
                condition=models.Q(shop__isnull=False) | ~models.Q(activity=""), name="limit_is_of_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity} per {self.per}"


class SettlementTerms(MunicipalRow):
    """How a shop is settled from a day on: how often, from what amount, and what it is charged for it; in cents, and in
    hundredths of a per cent of what was spent.
    """

    class Rhythm(models.TextChoices):
        DAILY = "DAILY", "every day"
        WEEKLY = "WEEKLY", "every week"
        MONTHLY = "MONTHLY", "every month"

    shop = Within(Shop)
    rhythm = models.CharField(max_length=7, choices=Rhythm.choices)
    least_minor = models.BigIntegerField(default=0)  # less waits for the next time
    fee_minor = models.BigIntegerField(default=0)  # for each settlement
    fee_basis_points = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField()

    class Meta:
        db_table = "shops_settlement_terms"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "shop", "valid_from"], name="settlement_terms_are_one"),
            models.CheckConstraint(
                condition=models.Q(rhythm__in=["DAILY", "WEEKLY", "MONTHLY"]), name="settlement_rhythm_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(least_minor__gte=0, fee_minor__gte=0, fee_basis_points__lte=10_000),
                name="settlement_terms_can_be",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rhythm} from {self.valid_from}"
