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
        indexes = [
            models.Index(fields=["municipality", "subject"], name="trail_of_subject"),
            # So that refusals are counted without reading the trail.
            models.Index(fields=["municipality", "refused"], condition=~models.Q(refused=""), name="trail_of_refusals"),
        ]

    def __str__(self) -> str:
        return f"{self.name} by {self.actor}"


class Verification(MunicipalRow):
    """That the books were checked, and how many rows broke each invariant; written once, never changed."""

    actor = models.CharField(max_length=80)
    breaches = models.JSONField()  # {name of the invariant: number of rows that break it}
    origin = models.CharField(max_length=80, blank=True)
    on = models.DateField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "trail_verification"
        indexes = [models.Index(fields=["municipality", "-at"], name="trail_last_verification")]

    def __str__(self) -> str:
        return f"verified on {self.on}"


class Booked(MunicipalRow):
    """How many journal entries of an act were booked, counted when they are taken from the outbox."""

    act = models.CharField(max_length=60)
    entries = models.BigIntegerField()

    class Meta:
        db_table = "trail_booked"
        constraints = [models.UniqueConstraint(fields=["municipality", "act"], name="one_count_per_act")]

    def __str__(self) -> str:
        return f"{self.act}: {self.entries}"
