"""The frame of every operation and every reading: one transaction, of one municipality, that ends in the trail.

An operation begins, locks, refuses, moves, books and records. Operations never nest: a durable transaction makes that
an error.
Only `rehearsal()` lifts it, for dry runs and worked examples: operations join its transaction, and everything is
rolled back.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import connection, transaction

from budgets.trail.log import telling
from budgets.trail.record import record_refusal
from ledger import tenant
from ledger.database import refusing
from ledger.refusal import Refusal

P = ParamSpec("P")
R = TypeVar("R")

_rehearsing: ContextVar[bool] = ContextVar("rehearsing", default=False)


@dataclass(frozen=True)
class Actor:
    """Who acts: a name for the trail, and for people of the municipality the officer they are."""

    name: str
    officer_id: UUID | None = None


SCHEDULE = Actor("schedule")
"""The municipality's own timetable: work that nobody has to ask for."""


@contextmanager
def municipal_transaction() -> Iterator[None]:
    """This will open the outermost transaction for the served municipality; inside a rehearsal it is a step of it."""
    if _rehearsing.get():
        with transaction.atomic():
            # A municipality that was opened within the rehearsal was not there to be told before.
            tenant.tell_database()
            yield
            _check_now()
        return
    with refusing(), transaction.atomic(durable=True):
        tenant.tell_database()
        yield


def operation(act: Callable[P, R]) -> Callable[P, R]:
    """This will run an act in one transaction; a refusal books nothing and leaves one row in the trail.

    The act takes `actor` and `on` (a date in Europe/Amsterdam) as keywords.
    """

    @wraps(act)
    def operate(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with municipal_transaction():
                return act(*args, **kwargs)
        except Refusal as refusal:
            with municipal_transaction():
                _record(refusal, act, kwargs)
            raise

    return telling(act, operate, rehearsing=_rehearsing.get)


def answering(act: Callable[P, R]) -> Callable[P, R]:
    """This will run an act that one function of the database does whole: with its refusals, its row in the trail and
    its transaction, so that there is no frame to be paid for around it.

    What it looks up before that, it looks up outside. The answer may say as `refused_code` that it is a refusal.
    """

    @wraps(act)
    def operate(*args: P.args, **kwargs: P.kwargs) -> R:
        if not _rehearsing.get():
            return act(*args, **kwargs)
        with municipal_transaction():
            return act(*args, **kwargs)

    return telling(act, operate, rehearsing=_rehearsing.get)


def reading(query: Callable[P, R]) -> Callable[P, R]:
    """This will run a query of an interface in a transaction of the served municipality."""

    @wraps(query)
    def read(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            return query(*args, **kwargs)
        with municipal_transaction():
            return query(*args, **kwargs)

    return read


@contextmanager
def rehearsal() -> Iterator[None]:
    """This will let operations run for real, each checked as if it were committed, and undo everything at the end.

    It may begin while no municipality is served: one that is opened within it is undone as well.
    """
    token = _rehearsing.set(True)
    try:
        with transaction.atomic(durable=True):
            if tenant.is_serving():
                tenant.tell_database()
            yield
            transaction.set_rollback(True)
    finally:
        _rehearsing.reset(token)


def _check_now() -> None:
    # What the database checks at commit must not wait for a commit that never comes.
    with refusing(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _record(refusal: Refusal, act: Callable[..., Any], kwargs: dict[str, Any]) -> None:
    actor, on = kwargs.get("actor"), kwargs.get("on")
    noun = act.__module__.split(".")[1]
    if isinstance(actor, Actor) and isinstance(on, date):
        record_refusal(actor.name, f"{noun}.{act.__name__}", code=refusal.code, on=on, facts=refusal.facts)
