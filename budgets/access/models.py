"""Whose log-in it is, and the codes by which people see what is on their pass without one."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from budgets.access.audience import Audience
from budgets.parties.models import Officer, Person
from budgets.passes.models import Pass
from ledger.rows import MunicipalRow, Within

MOST_TRIES = 5
"""How often a wrong code may be given."""


class Access(MunicipalRow):
    """What a log-in opens. The name and the password are Django's; the name ends in the code of the municipality."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    audience = models.CharField(max_length=12, choices=Audience.choices)
    person = Within(Person, null=True)
    officer = Within(Officer, null=True)
    given_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        db_table = "access_access"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "user"], name="one_access_of_a_login"),
            models.CheckConstraint(
                condition=Q(audience=Audience.PARTICIPANT, person__isnull=False, officer=None)
                | Q(audience=Audience.OFFICER, person=None, officer__isnull=False),
                name="access_is_of_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class SentCode(MunicipalRow):
    """A code of six digits that was sent to who has a pass: works once, for ten minutes, and may be tried five times.
    Only its digest is kept.
    """

    of = Within(Pass, db_column="pass_id")
    digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "access_sent_code"
        constraints = [
            models.CheckConstraint(condition=Q(tries__lte=MOST_TRIES), name="code_tries_are_few"),
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("made_at")), name="sent_code_expires"),
        ]
        indexes = [models.Index(fields=["municipality", "of", "made_at"], name="codes_of_pass")]

    def __str__(self) -> str:
        return str(self.id)
