from django.db import models


class Count(models.Model):
    """How often one tried one thing, until a moment. It is of the installation: who tries is often not known yet.

    `key` is a keyed digest of what and who, so that no address stands here.
    """

    key = models.CharField(max_length=64, primary_key=True)
    counted = models.IntegerField()
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "limits_count"

    def __str__(self) -> str:
        return f"{self.counted} until {self.ends_at}"
