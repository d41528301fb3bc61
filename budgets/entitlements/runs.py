"""Runs: everything of one scheme that is due on a day, planned as rows and done chunk by chunk, each in one
transaction.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from budgets.entitlements.booking import carry_out
from budgets.entitlements.holding import Held, Still, hold_apart, hold_still
from budgets.entitlements.lifecycle import RunState
from budgets.entitlements.models import PeriodRun, RunChunk
from budgets.entitlements.queries import list_due
from budgets.entitlements.rules import advance
from budgets.entitlements.standing import ActKind, Given, Plan
from budgets.operation import Actor, operation
from budgets.parties.registers import take_turns
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.rules import Pays
from budgets.trail.record import record
from ledger.accounts import lock_accounts
from ledger.closes import keep_open

CHUNK = 1_000
LONGEST_S = 10
"""How long a chunk may take, before whoever waits for it gives up."""


@operation
def plan_run(*, scheme_code: str, actor: Actor, on: date) -> UUID | None:
    """This will plan what is due for a scheme on a day, in chunks of at most 1,000, and give the run; None when
    nothing is due.

    A run that is not finished is given first, whatever its day: finish it, then plan again. So of several who plan at
    the same time all are given the run of one.

    :raises SchemeUnknown: the catalogue has no such scheme
    :raises PeriodClosed: the month of the day is closed: plan what is due on a later day
    :raises InProgress: another plan of the scheme took longer than the lock timeout
    """
    scheme = get_scheme(scheme_code)
    take_turns(f"runs of {scheme.code}")
    left = find_under_way(scheme.code)
    if left is not None:
        return left
    due = list_due(scheme.code, on)
    if not due:
        return None
    keep_open(on)
    run = PeriodRun.objects.create(scheme=scheme.code, on=on, actor=actor.name)
    RunChunk.objects.bulk_create(
        RunChunk(run_id=run.id, number=number, entitlement_ids=ids) for number, ids in enumerate(_cut(due), start=1)
    )
    record(actor.name, "run.planned", on=on, subject=run.id, scheme=scheme.code, entitlements=len(due))
    return run.id


def find_under_way(scheme_code: str) -> UUID | None:
    """Give the run of a scheme that is not finished; there is one at most."""
    runs = PeriodRun.objects.filter(scheme=scheme_code).exclude(state=RunState.DONE)
    return runs.values_list("id", flat=True).first()


def _cut(due: Sequence[tuple[UUID, UUID]]) -> Iterator[list[UUID]]:
    """Give chunks of entitlements. What one person has is in one of them, because what was granted under the one may
    count for the other, and chunks are done side by side.
    """
    chunk: list[UUID] = []
    for _person, found in groupby(due, key=itemgetter(0)):
        theirs = [entitlement_id for _person, entitlement_id in found]
        if chunk and len(chunk) + len(theirs) > CHUNK:
            yield chunk
            chunk = []
        chunk += theirs
    if chunk:
        yield chunk


@operation
def step_run(*, run_id: UUID, actor: Actor, on: date) -> bool:
    """This will do the next chunk of a run that nobody else is doing, or finish the run; says whether more is left.

    Several may step one run at the same time, and leave what one alone would. Killed at any point each leaves its chunk
    undone and whole. `on` is for the trail; the run keeps its own day.

    :raises InProgress: others took longer than a chunk may take
    """
    run = PeriodRun.objects.get(pk=run_id)
    undone = RunChunk.objects.filter(run=run_id, outcome__isnull=True).order_by("number")
    chunk = undone.select_for_update(skip_locked=True).first()
    if chunk is None:
        return _see_the_others_done(run_id) or _finish(run_id, actor)
    try:
        with transaction.atomic(), _not_looking_for_cycles():
            chunk.outcome = do_due(
                chunk.entitlement_ids, run.scheme, on=run.on, run_id=run.id, take_turn=partial(_take_turn, chunk)
            )
    except _LeftBehind:
        return True
    chunk.save(update_fields=["outcome"])
    _begin(run)
    record(actor.name, "run.stepped", on=run.on, subject=run.id, part=chunk.number, outcome=chunk.outcome)
    return True


class _LeftBehind(Exception):
    """Whoever did an earlier chunk left it undone: it comes first."""


def _take_turn(chunk: RunChunk) -> None:
    """Wait until the chunks before are done: who comes first when a fund runs short must not depend on who is quick."""
    earlier = RunChunk.objects.filter(run=chunk.run_id, outcome__isnull=True, number__lt=chunk.number)
    if earlier.exists() and _wait_for_those_before(chunk.run_id, chunk.number):
        raise _LeftBehind


def _see_the_others_done(run_id: UUID) -> bool:
    """Wait until nobody does a chunk any more; say whether there were any, of which one may be left."""
    last = RunChunk.objects.filter(run=run_id, outcome__isnull=True).aggregate(last=Max("number"))["last"]
    if last is None:
        return False
    _wait_for_those_before(run_id, last + 1)
    return True


def _wait_for_those_before(run_id: UUID, number: int) -> bool:
    """Wait for whoever does the chunks before a number; say whether one was left undone."""
    with connection.cursor() as cursor:
        # Longer than the session waits for a row: whoever has it is at work on a thousand people.
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{LONGEST_S}s"])
        # A row that was waited for stays locked, although it is done; shared, so that nobody else waits for that.
        cursor.execute(
            "SELECT number FROM entitlements_run_chunk WHERE run_id = %s AND number < %s AND outcome IS NULL"
            " ORDER BY number LIMIT 1 FOR SHARE",
            [run_id, number],
        )
        left = cursor.fetchone() is not None
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    return left


def _begin(run: PeriodRun) -> None:
    if run.state == RunState.PLANNED:
        held = PeriodRun.objects.select_for_update(no_key=True).get(pk=run.id)
        if held.state == RunState.PLANNED:
            held.move("begin")
            held.save(update_fields=["state"])


def _finish(run_id: UUID, actor: Actor) -> bool:
    run = PeriodRun.objects.select_for_update(no_key=True).get(pk=run_id)
    if run.state != RunState.DONE:
        run.move("finish")
        run.save(update_fields=["state"])
        record(actor.name, "run.finished", on=run.on, subject=run.id)
    return False


@contextmanager
def _not_looking_for_cycles() -> Iterator[None]:
    """This will keep Python from searching its memory in the block.

    A chunk makes some hundred thousand small objects, which makes Python go through all of its memory again and again
    to find cycles; there are none, and the search took a fifth of what Python does in a run.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def do_due(
    entitlement_ids: Sequence[UUID],
    scheme_code: str,
    *,
    on: date,
    run_id: UUID,
    take_turn: Callable[[], None] = lambda: None,
) -> dict[str, int]:
    """This will do what is due on a day of at most 1,000 entitlements of a scheme, within the operation that asks;
    gives counts, and sums in minor units. `run_id` is what the hours that it weighs are marked with; `take_turn` is
    called before anything is promised or let go.
    """
    scheme = get_scheme(scheme_code)
    if scheme.pays is not Pays.PASS:
        try:
            with transaction.atomic():
                return _do_apart(hold_apart(entitlement_ids, scheme, on=on), on, run_id, take_turn)
        except _FundShort:
            pass
    take_turn()
    still = hold_still(entitlement_ids, scheme, on=on)
    return carry_out(list(_plans(still, on)), still.funds, on=on, run_id=run_id)


class _FundShort(Exception):
    """A fund cannot promise all that its entitlements need: who comes first gets it."""


def _do_apart(still: Still, on: date, run_id: UUID, take_turn: Callable[[], None]) -> dict[str, int]:
    """Plan and write as if every fund had plenty, which holds where it has what is asked of it. So a fund is locked for
    the booking only, and not at all where nothing is promised.
    """
    plans = list(_plans(still, on))
    moved = _promised(plans)

    def see_that_it_is_there() -> None:
        if not moved:
            return
        take_turn()
        free = lock_accounts([still.funds[fund].free for fund in moved])
        if any(free[still.funds[fund].free] < promised for fund, promised in moved.items()):
            raise _FundShort

    return carry_out(plans, still.funds, on=on, run_id=run_id, before_booking=see_that_it_is_there)


def _promised(plans: Sequence[tuple[Held, Plan]]) -> dict[UUID, int]:
    """Give what is promised of each fund, in cents; of a fund that only gets something back it is zero."""
    found: dict[UUID, int] = {}
    for held, plan in plans:
        for act in plan.acts:
            if act.kind in (ActKind.COMMIT, ActKind.RELEASE):
                for fund, part in act.parts or ((held.row.carrier, act.amount),):
                    found[fund] = found.get(fund, 0) + (part if act.kind is ActKind.COMMIT else 0)
    return found


def _plans(still: Still, on: date) -> Iterator[tuple[Held, Plan]]:
    fresh: dict[UUID, tuple[Given, ...]] = {}
    for held in still.held:
        standing, person = held.standing, held.row.person_id
        if not standing.scheme.each_period.counts_grants:
            yield held, advance(standing, on=on, free=still.purse_of(held))
            continue
        # What another award of the same person is granted in this chunk counts already: a cap is over all of them.
        standing = replace(standing, given=(*standing.given, *fresh.get(person, ())))
        plan = advance(standing, on=on, free=still.purse_of(held))
        grants = (act for act in plan.acts if act.kind is ActKind.GRANT)
        fresh[person] = (*fresh.get(person, ()), *(Given(act.due_on, act.amount, own=False) for act in grants))
        yield held, plan


def count_chunks_left(run_id: UUID) -> int:
    """Give how many chunks of a run are not done."""
    return RunChunk.objects.filter(run=run_id, outcome__isnull=True).count()


def get_outcome(run_id: UUID) -> dict[str, int]:
    """Give the counts and sums (minor units) of a run so far."""
    total: dict[str, int] = {}
    for outcome in RunChunk.objects.filter(run=run_id, outcome__isnull=False).values_list("outcome", flat=True):
        for name, number in (outcome or {}).items():
            total[name] = total.get(name, 0) + number
    return total
