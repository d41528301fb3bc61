"""Messages that tests write, and how they stand."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from budgets.messages.delivering import NotDelivered, Outgoing
from budgets.messages.models import Channel
from budgets.messages.writing import To, Wanted, write_message
from budgets.operation import municipal_transaction
from budgets.parties.operations import PersonLine, register_people
from budgets.parties.queries import find_people
from tests.budgets.entitlements.town import rows
from tests.builders import LONG_AGO, TEST

DAY, LAPSES = date(2026, 11, 20), date(2027, 1, 1)


class Refusing:
    """Refuses every message for good, as a server does that does not know the person."""

    channels = frozenset(Channel)

    def deliver(self, message: Outgoing) -> None:
        raise NotDelivered("smtp-550")


def someone(name: str = "Noor", *, email: str = "noor@example.org", language: str = "nl") -> UUID:
    """Enter a person who can be reached, and give the id."""
    line = PersonLine(
        number=2,
        client_number=name.lower(),
        first_name=name,
        last_name="de Vries",
        born_on=date(1990, 5, 17),
        email=email,
        postcode="1234 AB",
        house_number="5",
        language=language,
    )
    register_people(lines=[line], actor=TEST, on=LONG_AGO)
    with municipal_transaction():
        return find_people([line.client_number])[line.client_number]


def tell(to: To, *, kind: str = "lapse-first", about: UUID | None = None, **facts: Any) -> UUID:
    """Write a message and give what it is about."""
    thing = about or uuid4()
    said = facts or {"last_on": date(2026, 12, 31), "lapses_on": LAPSES}
    with municipal_transaction():
        write_message(Wanted(to=to, kind=kind, about=thing, facts=said), on=DAY)
    return thing


def tell_many(how_many: int) -> None:
    """Write a message to each of so many people."""
    for number in range(how_many):
        tell(To(person_id=someone(f"n{number}", email=f"n{number}@example.org")))


def let_pass(minutes: int) -> None:
    """Let time pass for the messages that were taken: the database's clock is the one that is asked."""
    rows("UPDATE messages_message SET taken_at = taken_at - make_interval(mins => %s)", minutes)


def messages(column: str = "state") -> list[Any]:
    """Give a column of all messages, in the order they were written."""
    return [value for (value,) in rows(f"SELECT {column} FROM messages_message ORDER BY made_on, tries DESC, id")]
