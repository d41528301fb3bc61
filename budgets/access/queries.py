"""Reading whose log-in it is."""

from dataclasses import dataclass
from uuid import UUID

from budgets.access.audience import Audience
from budgets.access.models import Access
from budgets.operation import reading
from ledger import tenant
from ledger.models import Municipality


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality, as pages name it."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What a log-in opens now."""

    audience: Audience
    subject_id: UUID
    """The person or the officer."""


def name_of_login(name: str) -> str:
    """Give the whole name of a log-in: it ends in the municipality, which is known before anything is looked up."""
    return f"{name}@{Municipality.objects.values_list('code', flat=True).get(id=tenant.current())}"


def find_town_of(login: str) -> Town | None:
    """Give the municipality that the whole name of a log-in says."""
    return _town(code=login.rpartition("@")[2])


def find_town(municipality_id: int) -> Town | None:
    """Give a municipality by its id."""
    return _town(id=municipality_id)


def list_towns() -> list[Town]:
    """Give all municipalities."""
    return [Town(*row) for row in Municipality.objects.order_by("code").values_list("id", "code", "name")]


def _town(**which: object) -> Town | None:
    row = Municipality.objects.filter(**which).values_list("id", "code", "name").first()
    return Town(*row) if row else None


@reading
def find_opened(user_id: int) -> Opened | None:
    """Give what a log-in opens, None where it was ended or is not of the served municipality."""
    row = Access.objects.filter(user=user_id, ended_on=None).first()
    if row is None:
        return None
    [subject] = filter(None, (row.person_id, row.officer_id))
    return Opened(Audience(row.audience), subject)
