"""That somebody is not there any more: died, or moved to another municipality."""

from datetime import date
from uuid import UUID

from budgets.parties.models import Person

DIED, MOVED_AWAY = "died", "moved-away"


def note_left(person_id: UUID, *, reason: str, on: date) -> None:
    """This will keep the day on which somebody died or moved away, the first that was said; another reason says
    nothing about it.
    """
    person = Person.objects.filter(pk=person_id)
    if reason == DIED:
        person.filter(died_on=None).update(died_on=on)
    elif reason == MOVED_AWAY:
        person.filter(moved_on=None).update(moved_on=on)
