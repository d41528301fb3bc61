"""Runs: everything of one scheme that is due on a day, planned as rows and done chunk by chunk, each in one
transaction.
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from budgets.entitlements.booking import carry_out
from budgets.entitlements.holding import Held, Still, hold_still
from budgets.entitlements.lifecycle import RunState
from budgets.entitlements.models import PeriodRun, RunChunk
from budgets.entitlements.queries import list_due
from budgets.entitlements.refusals import RunUnderWay
from budgets.entitlements.rules import advance
from budgets.entitlements.standing import ActKind, Given, Plan
from budgets.operation import Actor, operation
from budgets.schemes.catalogue import get_scheme
from budgets.trail.record import record
from ledger.closes import keep_open

CHUNK = 1_000


@operation
def plan_run(*, scheme_code: str, actor: Actor, on: date) -> UUID | None:
    """This will plan what is due for a scheme on a day, in chunks of at most 1,000, and give the run; None when
    nothing is due.

    A run that was left unfinished is given first, whatever its day: finish it, then plan again.

    :raises SchemeUnknown: the catalogue has no such scheme
    :raises PeriodClosed: the month of the day is closed: plan what is due on a later day
    :raises RunUnderWay: another run of the scheme was planned at this very moment
    """
    scheme = get_scheme(scheme_code)
    left = PeriodRun.objects.filter(scheme=scheme.code).exclude(state=RunState.DONE).first()
    if left is not None:
        return left.id
    due = list_due(scheme.code, on)
    if not due:
        return None
    keep_open(on)
    run = PeriodRun(scheme=scheme.code, on=on, actor=actor.name)
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError as taken:
        raise RunUnderWay(scheme=scheme.code) from taken
    RunChunk.objects.bulk_create(
        RunChunk(run_id=run.id, number=number, entitlement_ids=due[start : start + CHUNK])
        for number, start in enumerate(range(0, len(due), CHUNK), start=1)
    )
    record(actor.name, "run.planned", on=on, subject=run.id, scheme=scheme.code, entitlements=len(due))
    return run.id


@operation
def step_run(*, run_id: UUID, actor: Actor, on: date) -> bool:
    """This will do the next chunk of a run that nobody else is doing, or finish the run; says whether more is left.

    Killed at any point it leaves the chunk undone and whole. `on` is for the trail; the run keeps its own day.
    """
    run = PeriodRun.objects.select_for_update().get(pk=run_id)
    chunk = RunChunk.objects.filter(run=run_id, outcome__isnull=True).order_by("number").first()
    if run.state == RunState.DONE:
        return False
    if chunk is None:
        run.move("finish")
        run.save(update_fields=["state"])
        record(actor.name, "run.finished", on=run.on, subject=run.id)
        return False
    if run.state == RunState.PLANNED:
        run.move("begin")
        run.save(update_fields=["state"])
    with _not_looking_for_cycles():
        chunk.outcome = do_due(chunk.entitlement_ids, run.scheme, on=run.on, run_id=run.id)
    chunk.save(update_fields=["outcome"])
    record(actor.name, "run.stepped", on=run.on, subject=run.id, part=chunk.number, outcome=chunk.outcome)
    return True


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


def do_due(entitlement_ids: Sequence[UUID], scheme_code: str, *, on: date, run_id: UUID) -> dict[str, int]:
    """This will do what is due on a day of at most 1,000 entitlements of a scheme, within the operation that asks;
    gives counts, and sums in minor units. `run_id` is what the hours that it weighs are marked with.
    """
    still = hold_still(entitlement_ids, get_scheme(scheme_code), on=on)
    return carry_out(list(_plans(still, on)), still.funds, on=on, run_id=run_id)


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


def get_outcome(run_id: UUID) -> dict[str, int]:
    """Give the counts and sums (minor units) of a run so far."""
    total: dict[str, int] = {}
    for outcome in RunChunk.objects.filter(run=run_id, outcome__isnull=False).values_list("outcome", flat=True):
        for name, number in (outcome or {}).items():
            total[name] = total.get(name, 0) + number
    return total
