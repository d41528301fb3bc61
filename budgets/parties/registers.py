"""Bringing many rows up to what lines say: read what is there, write what is new or differs, piece by piece."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol, TypeVar
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import Model
from django.db.models.functions import Now

from budgets.parties.lines import LineTwice, RefusedLine
from budgets.parties.models import BankAccount
from ledger import tenant


class Numbered(Protocol):
    """A line that knows its number in the file of the sender."""

    @property
    def number(self) -> int: ...


N = TypeVar("N", bound=Numbered)


@dataclass(frozen=True)
class Register:
    """A table whose rows are known by a key of the outside world; `fields` are what a line says about a row."""

    model: type[Model]
    key: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Merged:
    """What writing a piece did: the row of each key, and which keys were new or different."""

    ids: Mapping[str, UUID]
    added: frozenset[str]
    changed: frozenset[str]


def take_turns(register: str) -> None:
    """This will make changes of one register of the municipality wait for each other until they commit.

    Who waits longer than the lock timeout gets `InProgress`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), %s)", [register, tenant.current()])


def split_repeated(lines: Sequence[N], key: Callable[[N], Any]) -> tuple[list[N], list[RefusedLine]]:
    """Give the lines whose key comes first, and refuse those that repeat one."""
    first: dict[Any, int] = {}
    fresh: list[N] = []
    refused: list[RefusedLine] = []
    for line in lines:
        earlier = first.setdefault(key(line), line.number)
        if earlier == line.number:
            fresh.append(line)
        else:
            refused.append(RefusedLine(line.number, LineTwice(first=earlier)))
    return fresh, refused


def merge(register: Register, lines: Sequence[Any]) -> Merged:
    """This will add the rows that are not there yet and rewrite those that differ, in two statements."""
    rows = register.model._default_manager
    keys = [getattr(line, register.key) for line in lines]
    known = {getattr(row, register.key): row for row in rows.filter(**{f"{register.key}__in": keys})}
    added, changed, writes = set(), set(), []
    for key, line in zip(keys, lines, strict=True):
        values = {field: getattr(line, field) for field in register.fields}
        row = known.get(key)
        if row is None:
            added.add(key)
        elif any(getattr(row, field) != value for field, value in values.items()):
            changed.add(key)
        else:
            continue
        writes.append(register.model(id=row.pk if row else uuid4(), **{register.key: key}, **values))
    rows.bulk_create(writes, update_conflicts=True, unique_fields=["municipality", "id"], update_fields=register.fields)
    ids = {key: row.pk for key, row in known.items()} | {getattr(row, register.key): row.pk for row in writes}
    return Merged(ids, frozenset(added), frozenset(changed))


def settle_accounts(
    wanted: Mapping[UUID, tuple[str, str]], *, on: date, holder: Literal["person", "organisation"] = "person"
) -> set[UUID]:
    """This will give people or organisations the accounts (IBAN, name of the holder) they should have; gives who has
    another now.

    The earlier account is closed and stays as it was: what was paid on it can still be read.
    """
    rows = BankAccount.objects.filter(**{f"{holder}__in": wanted}, replaced_at=None)
    current = {getattr(row, f"{holder}_id"): row for row in rows}
    other = {
        holder_id: account
        for holder_id, account in wanted.items()
        if holder_id not in current or (current[holder_id].iban, current[holder_id].holder_name) != account
    }
    outdated = [current[holder_id].id for holder_id in other if holder_id in current]
    BankAccount.objects.filter(id__in=outdated).update(replaced_at=Now())
    BankAccount.objects.bulk_create(
        BankAccount(**{f"{holder}_id": holder_id}, iban=iban, holder_name=name, opened_on=on)
        for holder_id, (iban, name) in other.items()
    )
    return set(other)
