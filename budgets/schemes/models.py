from django.db import models

from ledger.rows import MunicipalRow


class Term(MunicipalRow):
    """One dated value of one term of a scheme, for a cohort; "*" is every cohort. A change of terms is a new row."""

    scheme = models.CharField(max_length=40)
    cohort = models.CharField(max_length=20)
    key = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    value = models.TextField()  # tables and lists as JSON
    source = models.CharField(max_length=300)

    class Meta:
        db_table = "schemes_term"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "scheme", "cohort", "key", "valid_from"], name="term_is_one"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gt=models.F("valid_from")),
                name="term_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.key} from {self.valid_from}"
