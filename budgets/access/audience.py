"""For whom pages are."""

from django.db import models


class Audience(models.TextChoices):
    """For whom the pages are. A till is no log-in: it is paired."""

    PARTICIPANT = "PARTICIPANT", "a person, for their own pass"
    OFFICER = "OFFICER", "an officer of the municipality, with a second step"
