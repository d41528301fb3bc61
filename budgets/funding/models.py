from django.db import models

from ledger.rows import MunicipalRow


class Fund(MunicipalRow):
    """A source of money for a scheme. What it holds, has promised and has spent is in the ledger, under its id."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    scheme = models.CharField(max_length=40)
    priority = models.PositiveSmallIntegerField(default=1)  # which fund promises first: 1 before 2
    opened_on = models.DateField()

    class Meta:
        db_table = "funding_fund"
        constraints = [models.UniqueConstraint(fields=["municipality", "code"], name="fund_code_is_one")]

    def __str__(self) -> str:
        return self.name
