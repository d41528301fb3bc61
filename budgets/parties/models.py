"""Who takes part. What rows say about people is personal: nothing of it is repeated in the trail, logs or ledger."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from ledger.rows import MunicipalRow, Within


class Kind(models.TextChoices):
    """What an organisation is to the tax office; it decides whose word about hours is taken."""

    ANBI = "ANBI", "institution for the common good"
    SBBI = "SBBI", "institution for a social interest"
    OTHER = "OTHER", "neither"


class Person(MunicipalRow):
    """Someone known by the municipality's own client number, never by a citizen number."""

    client_number = models.CharField(max_length=40)
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    born_on = models.DateField()
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    postcode = models.CharField(max_length=7, blank=True)
    house_number = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2, default="nl")
    died_on = models.DateField(null=True)
    moved_on = models.DateField(null=True)

    class Meta:
        db_table = "parties_person"
        constraints = [models.UniqueConstraint(fields=["municipality", "client_number"], name="one_person_per_number")]

    def __str__(self) -> str:
        return self.client_number


class Organisation(MunicipalRow):
    """An organisation known by its RSIN."""

    rsin = models.CharField(max_length=9)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    account_by_two = models.BooleanField(default=False)  # once True, no import gives it another account

    class Meta:
        db_table = "parties_organisation"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "rsin"], name="one_organisation_per_rsin"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="organisation_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Household(MunicipalRow):
    """People who live together, known by the municipality's own code for them; who they are is said by its members."""

    code = models.CharField(max_length=40)

    class Meta:
        db_table = "parties_household"
        constraints = [models.UniqueConstraint(fields=["municipality", "code"], name="one_household_per_code")]

    def __str__(self) -> str:
        return self.code


class HouseholdMember(MunicipalRow):
    """Someone of a household from a day on, up to and not including another; on the same day: it never was so.

    A person is in one household at a time: a constraint of the database, which a migration adds.
    """

    household = Within(Household)
    person = Within(Person)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        db_table = "parties_household_member"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "person", "household", "from_on"], name="one_membership_per_day"
            ),
            models.CheckConstraint(
                condition=models.Q(until_on=None) | models.Q(until_on__gte=models.F("from_on")),
                name="membership_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["municipality", "household"], name="members_of_household")]

    def __str__(self) -> str:
        return str(self.id)


class Role(models.TextChoices):
    """What an officer may do that others may not."""

    HARDSHIP = "hardship", "awards against a rule, with a reason"


class Officer(MunicipalRow):
    """Someone who decides or approves in the name of the municipality."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    roles = ArrayField(models.CharField(max_length=20, choices=Role.choices), default=list)

    class Meta:
        db_table = "parties_officer"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="one_officer_per_code"),
            models.CheckConstraint(condition=models.Q(roles__contained_by=Role.values), name="officer_roles_are_known"),
        ]

    def __str__(self) -> str:
        return self.name


class BankAccount(MunicipalRow):
    """The account of a person, of an organisation or, when it names neither, of the municipality itself.

    An account is never changed: another number is another row, and the earlier one is closed by `replaced_at`.
    """

    iban = models.CharField(max_length=34)
    holder_name = models.CharField(max_length=201)
    person = Within(Person, null=True)
    organisation = Within(Organisation, null=True)
    opened_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "parties_bank_account"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person=None) | models.Q(organisation=None), name="bank_account_of_one_holder"
            ),
            models.CheckConstraint(
                condition=models.Q(iban__regex="^[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}$"), name="bank_account_is_an_iban"
            ),
            # NULLs are alike here, so that the municipality too has one account of its own.
            models.UniqueConstraint(
                fields=["municipality", "person", "organisation"],
                condition=models.Q(replaced_at=None),
                nulls_distinct=False,
                name="one_current_bank_account",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "organisation"],
                condition=models.Q(organisation__isnull=False),
                name="accounts_of_organisation",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
