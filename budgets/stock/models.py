from django.db import models

from budgets.funding.models import Fund
from ledger.rows import MunicipalRow, Within


class IssuePoint(MunicipalRow):
    """A place where whoever needs it takes packs, unasked and unknown. What lies there is in the ledger, by its id."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    opened_on = models.DateField()

    class Meta:
        db_table = "stock_issue_point"
        constraints = [models.UniqueConstraint(fields=["municipality", "code"], name="issue_point_code_is_one")]

    def __str__(self) -> str:
        return self.name


class Delivery(MunicipalRow):
    """Packs that were brought to an issue point, and what they cost a fund, if anything."""

    reference = models.CharField(max_length=80)
    point = Within(IssuePoint)
    packs = models.PositiveIntegerField()
    fund = Within(Fund, null=True)
    cost_minor = models.BigIntegerField(null=True)
    delivered_on = models.DateField()

    class Meta:
        db_table = "stock_delivery"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "point", "reference"], name="delivery_is_one"),
            models.CheckConstraint(condition=models.Q(packs__gt=0), name="delivery_has_packs"),
            models.CheckConstraint(
                condition=models.Q(fund=None, cost_minor=None) | models.Q(fund__isnull=False, cost_minor__gt=0),
                name="delivery_is_paid_by_a_fund",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
