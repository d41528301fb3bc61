"""Writing messages, within the transaction of what they are about: nobody is told of what did not happen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from budgets.messages.models import Channel, Message
from budgets.messages.refusals import AddressMissing
from budgets.messages.words import compose
from budgets.outbox.asking import ask
from budgets.parties.queries import contacts_of
from ledger import tenant
from ledger.models import Municipality

SEND = "send_messages"


@dataclass(frozen=True, slots=True, kw_only=True)
class To:
    """Whom a message is for: one person, organisation or officer.

    Where it goes and in which language is looked up for a person, and said for the others. It goes by mail where an
    address is known and else on paper, unless a channel is asked.
    """

    person_id: UUID | None = None
    organisation_id: UUID | None = None
    officer_id: UUID | None = None
    email: str = ""
    phone: str = ""
    language: str = "nl"
    channel: Channel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A message to be written. `kind` is one of `words.WORDS`; of one kind about one thing there is one, for ever."""

    to: To
    kind: str
    about: UUID
    facts: Mapping[str, date | str] = field(default_factory=dict)


def write_message(wanted: Wanted, *, on: date) -> None:
    """This will write a message and ask that it is sent; the same again is harmless.

    :raises AddressMissing: it was asked by a channel for which no address is known
    """
    write_messages([wanted], on=on)


def write_messages(wanted: Sequence[Wanted], *, on: date) -> None:
    """This will write messages and ask for one job that sends them; those that were written before stay as they are.

    :raises AddressMissing: one was asked by a channel for which no address is known
    """
    if not wanted:
        return
    municipality = Municipality.objects.values_list("name", flat=True).get(id=tenant.current())
    people = contacts_of({each.to.person_id for each in wanted if each.to.person_id})
    rows = [_row(each, _reached(each.to, people), municipality, on) for each in wanted]
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    # A job of its own for each act: one that was asked before may be done by now, and would not hear of these.
    ask(SEND, str(rows[0].id), on=on)


def _reached(to: To, people: Mapping[UUID, tuple[str, str, str]]) -> To:
    if to.person_id is None or to.person_id not in people:
        return to
    email, phone, language = people[to.person_id]
    return replace(to, email=email, phone=phone, language=language)


def _row(wanted: Wanted, to: To, municipality: str, on: date) -> Message:
    channel = to.channel or (Channel.MAIL if to.email else Channel.LETTER)
    address = {Channel.MAIL: to.email, Channel.SMS: to.phone, Channel.LETTER: ""}[channel]
    if not address and channel is not Channel.LETTER:
        raise AddressMissing(channel=channel.value)
    subject, body = compose(wanted.kind, to.language, municipality=municipality, facts=wanted.facts)
    return Message(
        person_id=to.person_id,
        organisation_id=to.organisation_id,
        officer_id=to.officer_id,
        channel=channel,
        address=address,
        kind=wanted.kind,
        language=to.language,
        subject=subject,
        body=body,
        about=wanted.about,
        made_on=on,
    )
