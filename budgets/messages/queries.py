"""What was written to whom, and how it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from budgets.messages.lifecycle import MessageState
from budgets.messages.models import Channel, Message
from budgets.messages.words import SUBJECTS, spell
from budgets.operation import reading
from connectors.letter.page import Letter, Paragraph
from ledger import tenant
from ledger.models import Municipality


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message as its reader has it: the inbox shows these."""

    id: UUID
    kind: str
    channel: str
    subject: str
    body: str
    made_on: date
    state: str
    tries: int
    failed_with: str
    sent_at: datetime | None


_FIELDS = ("id", "kind", "channel", "subject", "body", "made_on", "state", "tries", "failed_with", "sent_at")


@reading
def list_messages(
    *, most: int, state: str = "", person_id: UUID | None = None, organisation_id: UUID | None = None
) -> list[MessageLine]:
    """Give messages, the newest first: all, those in a state, or those to a person or an organisation."""
    wanted = {"state": state, "person": person_id, "organisation": organisation_id}
    found = Message.objects.filter(**{name: value for name, value in wanted.items() if value})
    return [MessageLine(*row) for row in found.order_by("-made_on", "id").values_list(*_FIELDS)[:most]]


@reading
def count_messages() -> dict[str, int]:
    """Give how many messages are in each state."""
    return _count(Message.objects.all(), MessageState.values)


@reading
def count_unsent() -> dict[str, int]:
    """Give how many messages are in each state but SENT: what is asked every few seconds does not read them all."""
    sent = MessageState.SENT
    return _count(Message.objects.exclude(state=sent), [state for state in MessageState.values if state != sent])


def _count(messages: QuerySet[Message], states: Sequence[str]) -> dict[str, int]:
    found = dict(messages.order_by().values_list("state").annotate(count=Count("id")))
    return {state: found.get(state, 0) for state in states}


@reading
def list_letters() -> list[tuple[UUID, Letter]]:
    """Give the letters that wait to be printed, the oldest first."""
    municipality = Municipality.objects.values_list("name", flat=True).get(id=tenant.current())
    waiting = Message.objects.filter(channel=Channel.LETTER, state=MessageState.QUEUED)
    return [
        (row.id, _letter(row, municipality))
        for row in waiting.select_related("person", "organisation", "officer").order_by("made_on", "id")
    ]


def _letter(row: Message, municipality: str) -> Letter:
    person, lang = row.person, row.language if row.language in SUBJECTS else "nl"
    if person is None:
        to: tuple[str, ...] = (str(row.organisation or row.officer),)
    else:
        to = (f"{person.first_name} {person.last_name}", " ".join(filter(None, (person.postcode, person.house_number))))
    return Letter(
        sender=municipality,
        to=tuple(filter(None, to)),
        day=spell(row.made_on, lang),
        subject=row.subject,
        blocks=tuple(Paragraph(text) for text in row.body.split("\n\n")),
        foot=row.subject,
        language=lang,
    )
