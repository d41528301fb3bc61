"""The factor of a round: proposed by one officer, approved by another, locked, awarded a thousand claims at a time."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from budgets.operation import Actor, operation
from budgets.parties.lines import RefusedLine
from budgets.parties.officers import check_officer
from budgets.rounds.awarding import award_claims, check_room, list_left
from budgets.rounds.factor import WHOLE, percent
from budgets.rounds.lifecycle import RoundState
from budgets.rounds.models import AllocationRound, Claim
from budgets.rounds.operations import DECIDED, hold_round, revise
from budgets.rounds.queries import divide, forced_factor, fulls_of
from budgets.rounds.refusals import OverBudget, ProposerCannotApprove, RoundUnfinished
from budgets.trail.record import record
from ledger import tenant

CHUNK = 1_000


@operation
def propose_factor(*, round_id: UUID, officer_id: UUID, actor: Actor, on: date) -> str:
    """This will propose the largest factor that fits the budget, or the one that the terms force, with what each claim
    gets; gives it as a per cent. What was proposed or approved before is void.

    :raises RoundUnknown: that round is not there
    :raises OfficerUnknown: that officer is not there
    :raises NotAllowedInState: it is locked already
    :raises OverBudget: the factor that the terms force does not fit the budget
    """
    row = hold_round(round_id)
    check_officer(officer_id)
    revise(row)
    forced = forced_factor(row, on)
    given = divide(row, fulls_of(row.id), budget=row.budget_minor, millionths=forced)
    if given.millionths > WHOLE or given.unspent < 0:
        raise OverBudget(factor=percent(given.millionths), asked_minor=given.total, budget_minor=row.budget_minor)
    _write_contributions(row.id, given.contributions)
    row.factor_millionths, row.forced_millionths = given.millionths, forced
    row.full_minor, row.total_minor = given.asked, given.total
    row.proposed_by_id, row.proposed_on = officer_id, on
    row.move("propose")
    row.save(update_fields=DECIDED)
    record(
        actor.name,
        "factor.proposed",
        on=on,
        subject=row.id,
        factor=percent(given.millionths),
        claims=len(given.contributions),
        asked_minor=given.asked,
        total_minor=given.total,
        officer=str(officer_id),
    )
    return percent(given.millionths)


def _write_contributions(round_id: UUID, contributions: Mapping[str, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE rounds_claim c SET contribution_minor = n.minor
            FROM unnest(%b::integer[], %b::bigint[]) AS n (number, minor)
            WHERE c.municipality_id = %s AND c.round_id = %s AND c.number = n.number
                AND c.contribution_minor IS DISTINCT FROM n.minor
            """,
            [[int(key) for key in contributions], list(contributions.values()), tenant.current(), round_id],
        )


@operation
def approve_round(*, round_id: UUID, officer_id: UUID, actor: Actor, on: date) -> None:
    """This will record that a second officer agrees with the factor and with every contribution that was proposed.

    :raises RoundUnknown: that round is not there
    :raises OfficerUnknown: that officer is not there
    :raises ProposerCannotApprove: the officer proposed it
    :raises NotAllowedInState: nothing waits for approval
    """
    row = hold_round(round_id)
    check_officer(officer_id)
    if row.proposed_by_id == officer_id:
        raise ProposerCannotApprove
    row.move("approve")
    row.approved_by_id, row.approved_on = officer_id, on
    row.save(update_fields=DECIDED)
    record(actor.name, "round.approved", on=on, subject=row.id, officer=str(officer_id))


@operation
def lock_round(*, round_id: UUID, actor: Actor, on: date) -> None:
    """This will fix the contributions for good; `award_next` awards them then.

    :raises RoundUnknown: that round is not there
    :raises NotAllowedInState: it is not approved
    :raises FundExhausted: the funds cannot carry all of it
    """
    row = hold_round(round_id)
    row.move("lock")
    contributions = _waiting(row).values_list("id", "contribution_minor")
    check_room(row, ((claim, cents or 0) for claim, cents in contributions), on=on)
    row.locked_on = on
    row.save(update_fields=DECIDED)
    record(actor.name, "round.locked", on=on, subject=row.id, total_minor=row.total_minor)


@operation
def award_next(*, round_id: UUID, actor: Actor, on: date, after: int = 0) -> int | None:
    """This will award the next thousand claims of a locked round, those after a number, and grant what is due at once;
    gives the last number where there may be more. Killed at any point it leaves them undone and whole.

    A claim that cannot be awarded waits, and holds nobody up: `find_left` says why.

    :raises RoundUnknown: that round is not there
    """
    row = hold_round(round_id)
    if row.state != RoundState.LOCKED:
        return None
    waiting = list(_waiting(row).filter(number__gt=after)[:CHUNK])
    award_claims(row, waiting, actor=actor, on=on)
    return waiting[-1].number if len(waiting) == CHUNK else None


def find_left(*, round_id: UUID, actor: Actor, on: date) -> list[RefusedLine]:
    """Give why claims of a locked round are not awarded on a day, by their numbers: a thousand of them at most. To be
    called within a rehearsal.
    """
    row = hold_round(round_id)
    return list_left(row, list(_waiting(row)[:CHUNK]), actor=actor, on=on) if row.state == RoundState.LOCKED else []


def _waiting(row: AllocationRound) -> QuerySet[Claim]:
    return Claim.objects.filter(round=row.id, entitlement=None, contribution_minor__gt=0).order_by("number")


@operation
def close_round(*, round_id: UUID, actor: Actor, on: date) -> None:
    """This will close a locked round: nothing of it changes any more, and what is left stays with the funds.

    :raises RoundUnknown: that round is not there
    :raises NotAllowedInState: it is not locked
    :raises RoundUnfinished: claims of people who were alive at the lock are not awarded yet
    """
    row = hold_round(round_id)
    row.move("close")
    # Somebody who died before the lock can be awarded nothing: what their household needs is a claim of its own.
    left = _waiting(row).exclude(person__died_on__lt=row.locked_on).count()
    if left:
        raise RoundUnfinished(left=left)
    row.closed_on = on
    row.save(update_fields=DECIDED)
    unspent = row.budget_minor - (row.total_minor or 0)
    record(actor.name, "round.closed", on=on, subject=row.id, unspent_minor=unspent)
