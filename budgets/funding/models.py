from django.db import models

from budgets.parties.models import Person
from ledger.rows import MunicipalRow, Within


class Lasting(models.TextChoices):
    """Whether money comes back each year, as the budget rules of municipalities (BBV) want it told apart."""

    STRUCTURAL = "STRUCTURAL", "comes each year"
    INCIDENTAL = "INCIDENTAL", "came once"


class Fund(MunicipalRow):
    """A source of money for a scheme. What it holds, has promised and has spent is in the ledger, under its id."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    scheme = models.CharField(max_length=40)
    priority = models.PositiveSmallIntegerField(default=1)  # which fund promises first: 1 before 2
    share = models.DecimalField(max_digits=9, decimal_places=4, null=True)  # its weight among those that share
    lasting = models.CharField(max_length=10, choices=Lasting.choices, default=Lasting.STRUCTURAL)
    legal_ground = models.CharField(max_length=300, blank=True)
    opened_on = models.DateField()
    expires_on = models.DateField(null=True)  # from this day on it is not meant to promise
    planned_unspent_minor = models.BigIntegerField(null=True)  # what may be left free at the end of the year

    class Meta:
        db_table = "funding_fund"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="fund_code_is_one"),
            models.CheckConstraint(condition=models.Q(lasting__in=Lasting.values), name="fund_lasting_is_known"),
            models.CheckConstraint(condition=models.Q(share__gt=0), name="fund_share_is_above_zero"),
            models.CheckConstraint(
                condition=models.Q(expires_on__gt=models.F("opened_on")), name="fund_expires_after_it_opens"
            ),
            models.CheckConstraint(
                condition=models.Q(planned_unspent_minor__gte=0), name="fund_plans_nothing_below_zero"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Donation(MunicipalRow):
    """Money that came into a fund as a gift: of a donor, by code; or of a person who gave back of their own accord, in
    their own words.
    """

    reference = models.CharField(max_length=80)
    fund = Within(Fund)
    donor_code = models.CharField(max_length=40, blank=True)
    donor_name = models.CharField(max_length=100, blank=True)
    person = Within(Person, null=True)
    statement = models.TextField(blank=True)
    amount_minor = models.BigIntegerField()
    received_on = models.DateField()

    class Meta:
        db_table = "funding_donation"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "fund", "person", "reference"], nulls_distinct=False, name="donation_is_one"
            ),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="donation_is_above_zero"),
            models.CheckConstraint(
                condition=(models.Q(person=None, statement="") & ~models.Q(donor_code=""))
                | (models.Q(person__isnull=False, donor_code="", donor_name="") & ~models.Q(statement="")),
                name="donation_is_of_a_donor_or_in_a_persons_own_words",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
