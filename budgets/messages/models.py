"""What people are told: written first, in the transaction of what it is about, and handed over afterwards."""

from django.db import models

from budgets.lifecycles import guards, states_check
from budgets.messages.lifecycle import MessageLifecycle, MessageState
from budgets.parties.models import Officer, Organisation, Person
from ledger.rows import MunicipalRow, Within


class Channel(models.TextChoices):
    """How a message travels."""

    MAIL = "MAIL", "e-mail"
    SMS = "SMS", "a text message on a phone"
    LETTER = "LETTER", "a letter on paper"


class Message(MunicipalRow, MessageLifecycle):
    """Words to one person, organisation or officer. What they say and where they go never changes; one kind of message
    is written about one thing once, for ever.
    """

    person = Within(Person, null=True)
    organisation = Within(Organisation, null=True)
    officer = Within(Officer, null=True)
    channel = models.CharField(max_length=6, choices=Channel.choices)
    address = models.CharField(max_length=254, blank=True)  # of mail or phone, as it was known when it was written
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    about = models.UUIDField()
    made_on = models.DateField()
    tries = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failed_with = models.CharField(max_length=60, blank=True)  # a code or the name of a class, never a message

    class Meta:
        db_table = "messages_message"
        triggers = guards(MessageLifecycle, initial=[MessageState.QUEUED])
        constraints = [
            states_check(MessageState, "message_state"),
            models.UniqueConstraint(fields=["municipality", "kind", "about"], name="message_is_written_once"),
            models.CheckConstraint(condition=models.Q(channel__in=Channel.values), name="message_channel_is_known"),
            models.CheckConstraint(
                condition=models.Q(channel=Channel.LETTER) | ~models.Q(address=""), name="message_has_an_address"
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, organisation=None, officer=None)
                | models.Q(person=None, organisation__isnull=False, officer=None)
                | models.Q(person=None, organisation=None, officer__isnull=False),
                name="message_is_to_one",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "channel", "tries", "made_on"],
                condition=models.Q(state=MessageState.QUEUED),
                name="message_to_send",
            ),
            models.Index(
                fields=["municipality", "state"], condition=~models.Q(state=MessageState.SENT), name="message_not_sent"
            ),
            models.Index(fields=["municipality", "person"], name="messages_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
