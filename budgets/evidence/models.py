"""Hours that an organisation vouches for, as it said them and as it corrected them."""

from django.db import models
from django.db.models.functions import Now

from budgets.parties.models import Organisation, Person
from ledger.rows import MunicipalRow, Within


class Attestation(MunicipalRow):
    """Hours of one person with one organisation over half-open `[covers_from, covers_until)`, most often one day.

    A row is never rewritten: a correction is a new row, and `replaced_by` on the earlier one names it.
    """

    organisation = Within(Organisation, db_index=False)
    person = Within(Person, db_index=False)  # the indexes below begin with the person
    covers_from = models.DateField()
    covers_until = models.DateField()
    day = models.DateField()  # the last day covered: the day on which the hours count
    hours = models.DecimalField(max_digits=6, decimal_places=2)
    description = models.CharField(max_length=200, blank=True)
    replaced_by = Within("self", null=True, db_index=False)
    weighed_by = models.UUIDField(null=True)  # the run that reckoned with it; runs stand above evidence, so no key
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "evidence_attestation"
        constraints = [
            models.CheckConstraint(condition=models.Q(hours__gte=0), name="attested_hours_not_negative"),
            models.CheckConstraint(
                condition=models.Q(covers_until__gt=models.F("covers_from")), name="attestation_covers_a_day"
            ),
            models.UniqueConstraint(
                fields=["municipality", "person", "organisation", "covers_from", "covers_until"],
                condition=models.Q(replaced_by=None),
                name="one_current_attestation",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "person", "day"],
                condition=models.Q(replaced_by=None),
                name="attestation_of_person",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
