from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now

from ledger.rows import MunicipalRow


class Act(MunicipalRow):
    """Something that was done, or refused, by someone; written once, never changed."""

    actor = models.CharField(max_length=80)
    name = models.CharField(max_length=60)  # noun.past_tense: "entitlement.awarded"
    refused = models.CharField(max_length=60, blank=True)  # the code of the refusal; empty when it was done
    subject = models.UUIDField(null=True)
    origin = models.CharField(max_length=80, blank=True)  # "request:…", "job:…" or "command:…"; see `context`
    facts = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    on = models.DateField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "trail_act"
        indexes = [models.Index(fields=["municipality", "subject"], name="trail_of_subject")]

    def __str__(self) -> str:
        return f"{self.name} by {self.actor}"
