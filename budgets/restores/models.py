from django.db import models
from django.db.models.functions import Now

from ledger.rows import MunicipalRow


class Restore(MunicipalRow):
    """The books of this municipality were put back from a backup; written by `ops/restore`, confirmed once."""

    backup = models.CharField(max_length=64)  # SHA-256 of its manifest; for a physical backup what the operator says
    backup_at = models.DateTimeField()  # What was done after this moment is not in the books.
    restored_at = models.DateTimeField(db_default=Now())
    confirmed_at = models.DateTimeField(null=True)  # NULL: restore mode
    confirmed_by = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "restores_restore"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None, confirmed_by="", reason="")
                | models.Q(confirmed_at__isnull=False, confirmed_by__gt="", reason__gt=""),
                name="restore_is_confirmed_by_someone_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality"], condition=models.Q(confirmed_at=None), name="restore_unconfirmed")
        ]

    def __str__(self) -> str:
        return f"restored from {self.backup_at:%Y-%m-%d %H:%M}"
