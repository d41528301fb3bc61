"""One worker, one job: take it, do steps of it for a while, and write down how it went.

What goes wrong is kept as a code or the name of a class: messages of errors quote what people typed.
"""

import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import DEFAULT_DB_ALIAS, connections
from dramatiq.middleware import Interrupt

from budgets.jobs.kinds import KINDS, NotYet, PersonNeeded
from budgets.jobs.pace import Pace
from budgets.operation import municipal_transaction
from budgets.outbox import working
from budgets.outbox.lifecycle import JobState
from budgets.outbox.working import MOST_TRIES, Turn
from budgets.trail.context import serving_job
from ledger import tenant
from ledger.database import InProgress
from ledger.refusal import Refusal

SLICE_S = 5.0
"""For how long one job goes on with its steps while others wait."""

_log = structlog.get_logger("grondslag.jobs")


class UnknownKind(Exception):
    """This program does not know the kind of a job; a newer one may."""


def perform(municipality_id: int, job_id: UUID, *, worker: str, pace: Pace) -> None:
    """This will do a job that waits, unless another is doing it: a second message about it does nothing."""
    with tenant.serving(municipality_id), serving_job(str(job_id)):
        turn = _take(job_id, worker, pace)
        if turn is None:
            return
        try:
            _do(turn, pace)
        except NotYet as rest:
            _put_off(turn, rest, pace)
        # TimeLimitExceeded is no Exception, so that no handler of ours swallows it on the way.
        except (Exception, Interrupt) as failure:
            _begin_afresh()
            _note_failure(turn, failure, pace)


def limit_of(kind_name: str) -> float:
    """Give after how many seconds a message about a job of this kind is broken off."""
    return SLICE_S + _limit_of(kind_name).total_seconds()


def _limit_of(kind_name: str) -> timedelta:
    kind = KINDS.get(kind_name)
    return kind.limit if kind else timedelta(0)


def _begin_afresh() -> None:
    # Broken off anywhere, also within Django's own bookkeeping of transactions: this thread takes a new connection.
    try:
        connections[DEFAULT_DB_ALIAS].close()
    finally:
        del connections[DEFAULT_DB_ALIAS]


def _take(job_id: UUID, worker: str, pace: Pace) -> Turn | None:
    with municipal_transaction():
        return working.take(job_id, worker=worker, lease_of=lambda kind: pace.lease(_limit_of(kind)))


def _do(turn: Turn, pace: Pace) -> None:
    kind = KINDS.get(turn.kind)
    if kind is None:
        raise UnknownKind
    begun = time.monotonic()
    at_hand: Turn | None = turn
    while at_hand is not None and kind.step(at_hand):
        if time.monotonic() - begun > SLICE_S:
            with municipal_transaction():
                working.make_room(at_hand)
            return
        at_hand = _advance(at_hand, pace)
    if at_hand is None:
        _tell("job.taken_over", turn)
        return
    with municipal_transaction():
        ended = working.finish(at_hand)
    _tell("job.done" if ended else "job.taken_over", at_hand)


def _advance(turn: Turn, pace: Pace) -> Turn | None:
    with municipal_transaction():
        return working.advance(turn, lease=pace.lease(_limit_of(turn.kind)))


def _put_off(turn: Turn, rest: NotYet, pace: Pace) -> None:
    # Never shorter than after a failed try: many things that ripen one after the other are done together.
    with municipal_transaction():
        working.make_room(turn, code=rest.code, pause=max(rest.pause, pace.pause))
    _tell("job.put_off", turn, result=rest.code)


def _note_failure(turn: Turn, failure: BaseException, pace: Pace) -> None:
    code = _code_of(failure)
    if isinstance(failure, InProgress):
        with municipal_transaction():
            working.postpone(turn, code=code, pause=pace.pause)
        return
    most_tries = 1 if isinstance(failure, PersonNeeded) else MOST_TRIES
    with municipal_transaction():
        state = working.fail(turn, code=code, pause=pace.pause, most_tries=most_tries)
    _tell("job.failed", turn, result=code, exc_info=failure)
    if state == JobState.DEAD:
        sound_alarm(turn.job_id, turn.kind, code)


def sound_alarm(job_id: UUID, kind: str, code: str) -> None:
    """This will say that a job was given up; `manage.py health` says so until somebody revives it."""
    _log.error("job.dead", object=str(job_id), kind=kind, result=code)


def _tell(action: str, turn: Turn, **more: Any) -> None:
    _log.info(action, object=str(turn.job_id), kind=turn.kind, step=turn.step, **more)


def _code_of(failure: BaseException) -> str:
    if isinstance(failure, Refusal | PersonNeeded):
        return failure.code
    return type(failure).__name__
