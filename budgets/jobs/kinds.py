"""The kinds of jobs. A step is done at least once, and may be done again: each leaves the same when it is.

A new kind is a function and a line in KINDS; one that must be done every night has a line in `schedule.NIGHTLY` too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings

from budgets.bookkeeping.operations import seal_day
from budgets.entitlements import runs
from budgets.exports.verifying import verify_books
from budgets.messages.delivering import get_deliverer
from budgets.messages.sending import find_pause, send_some
from budgets.messages.writing import SEND
from budgets.operation import SCHEDULE, municipal_transaction, reading
from budgets.outbox.asking import ask
from budgets.outbox.working import Turn
from budgets.settlements.operations import settle_when_due
from budgets.settlements.queries import list_shops_to_settle
from budgets.shops.accounts import settle_account_changes
from ledger.refusal import Refusal

BESIDE = "period_run_beside"


class PersonNeeded(Exception):
    """Trying again would not help: the job is given up at once, with `code` as its reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotYet(Exception):
    """A step is done and the rest must wait: the job is put back for a pause, with all its tries."""

    def __init__(self, code: str, pause: timedelta) -> None:
        super().__init__(code)
        self.code = code
        self.pause = pause


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job: its step does one part and says whether more is left. A step that takes longer than its limit is
    broken off.
    """

    name: str
    step: Callable[[Turn], bool]
    limit: timedelta = timedelta(seconds=30)


def step_period_run(turn: Turn) -> bool:
    """This will do the next chunk of the scheme that is the subject, or plan the chunks when there are none. Its first
    step asks for others that do chunks beside it.
    """
    run_id = runs.plan_run(scheme_code=turn.subject, actor=SCHEDULE, on=turn.on)
    if run_id is None:
        return False
    if turn.step == 0:
        _ask_for_others(turn, run_id)
    runs.step_run(run_id=run_id, actor=SCHEDULE, on=turn.on)
    return True


def _ask_for_others(turn: Turn, run_id: UUID) -> None:
    with municipal_transaction():
        workers = min(settings.RUN_WORKERS, runs.count_chunks_left(run_id))
        for number in range(2, workers + 1):
            ask(BESIDE, f"{turn.subject} {number}", on=turn.on)


def step_beside(turn: Turn) -> bool:
    """This will do a chunk of the run of a scheme that is under way; the subject is the scheme and a number."""
    scheme, _number = turn.subject.split()
    run_id = reading(runs.find_under_way)(scheme)
    try:
        return run_id is not None and runs.step_run(run_id=run_id, actor=SCHEDULE, on=turn.on)
    except Refusal:
        return False  # It lies undone: the job that leads comes to it, and fails with what it is.


def step_seal(turn: Turn) -> bool:
    """This will seal the day before the night: a day that has ended."""
    seal_day(actor=SCHEDULE, on=turn.on - timedelta(days=1))
    return False


def step_verify(turn: Turn) -> bool:
    """This will try every invariant of the books, and keep what was found.

    :raises PersonNeeded: one does not hold; its name is the code
    """
    broken = [check.name for check in verify_books(actor=SCHEDULE, on=turn.on) if check.rows]
    if broken:
        raise PersonNeeded(broken[0])
    return False


def step_messages(turn: Turn) -> bool:
    """This will hand over the next messages that wait; where nobody delivers yet, they go on waiting.

    :raises NotYet: those that are left were refused for now; the job comes back when the first is ripe again
    """
    deliverer = get_deliverer()
    if deliverer is None:
        return False
    if send_some(deliverer):
        return True
    pause = find_pause(deliverer)
    if pause is not None:
        raise NotYet("messages-refused-for-now", pause)
    return False


def step_account_changes(turn: Turn) -> bool:
    """This will put the approved changes of accounts of shops in force whose day has come."""
    settle_account_changes(actor=SCHEDULE, on=turn.on)
    return False


def step_settlements(turn: Turn) -> bool:
    """This will settle the shops whose days, weeks or months are over, each in a transaction of its own."""
    for shop_id, _code in reading(list_shops_to_settle)():
        settle_when_due(shop_id=shop_id, actor=SCHEDULE, on=turn.on)
    return False


KINDS = {
    kind.name: kind
    for kind in (
        Kind("period_run", step_period_run),
        Kind(BESIDE, step_beside),
        Kind("seal", step_seal, limit=timedelta(minutes=15)),
        Kind("verify", step_verify, limit=timedelta(minutes=15)),
        Kind("account_changes", step_account_changes),
        Kind("settlements", step_settlements, limit=timedelta(minutes=15)),
        # Twenty messages, each of a server that may take ten seconds to connect to and ten to answer.
        Kind(SEND, step_messages, limit=timedelta(minutes=7)),
    )
}
