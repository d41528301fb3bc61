"""The decisions of officers: awards, and what they decide about them later. What a run does is in `runs`."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from budgets.entitlements.awarding import AwardLine, award_lines
from budgets.entitlements.booking import carry_out
from budgets.entitlements.closing import close, explain_leaving
from budgets.entitlements.holding import Still, hold_still
from budgets.entitlements.leaving import let_go_of_holds
from budgets.entitlements.lifecycle import NEVER_AWARDED, State
from budgets.entitlements.models import Entitlement
from budgets.entitlements.proposing import hold_proposed
from budgets.entitlements.refusals import EntitlementUnknown, RestExhausted
from budgets.entitlements.rules import decide, settle_before
from budgets.entitlements.standing import FUND_EXHAUSTED, Plan
from budgets.operation import Actor, operation
from budgets.parties.leaving import note_left
from budgets.parties.lines import Tally, in_chunks, settle
from budgets.parties.registers import take_turns
from budgets.schemes.catalogue import get_scheme
from budgets.trail.record import record


@operation
def award(*, lines: Sequence[AwardLine], actor: Actor, on: date, partial: bool = False) -> Tally:
    """This will award entitlements: each promises what its scheme asks from the first fund that can carry all of it.

    A line that asks again what was awarded, with the same cohort and start, changes nothing.

    :raises LinesRefused: a line is refused, unless `partial`; its lines say which and why
    """
    take_turns("awards")  # What a person has is read before it is locked: two awards to one person wait for each other.
    tally = Tally()
    for chunk in in_chunks(lines):
        tally += award_lines(chunk, actor, on).tally
    return settle(tally, partial=partial)


@operation
def suspend(*, entitlement_id: UUID, actor: Actor, on: date, reason: str = "staff") -> None:
    """This will pause an entitlement from a day on; what was granted stays usable.

    :raises NotAllowedInState: it is not active
    """
    _decide("suspend", entitlement_id, actor, on, reason)


@operation
def resume(*, entitlement_id: UUID, actor: Actor, on: date, reason: str = "staff") -> None:
    """This will let a suspended entitlement go on from a day.

    :raises NotAllowedInState: it is not suspended
    :raises RestExhausted: the fund cannot promise what is still to come
    """
    _decide("resume", entitlement_id, actor, on, reason)


@operation
def stop(*, entitlement_id: UUID, actor: Actor, on: date, reason: str = "staff") -> None:
    """This will stop an entitlement: no new grants; what was granted stays with the person and is written off where
    unearned.

    :raises NotAllowedInState: it is not active or suspended
    """
    _decide("stop", entitlement_id, actor, on, reason)


@operation
def restart(*, entitlement_id: UUID, actor: Actor, on: date, reason: str = "staff") -> None:
    """This will start a stopped entitlement again, without an opening grant; the unused balance comes back.

    :raises NotAllowedInState: it is not stopped
    :raises RestExhausted: the fund cannot promise what is to come
    """
    _decide("restart", entitlement_id, actor, on, reason)


@operation
def end(*, entitlement_id: UUID, actor: Actor, on: date, reason: str = "staff") -> None:
    """This will end an entitlement for good; what was granted is still paid, and nothing is claimed.

    :raises NotAllowedInState: it has ended already
    """
    _decide("end", entitlement_id, actor, on, reason)


@operation
def end_all_of_person(*, person_id: UUID, actor: Actor, on: date, reason: str) -> int:
    """This will end every entitlement of a person who died or moved away, and withdraw what they wait for; gives how
    many ended.

    What was granted is still paid, and what lies on a pass can be spent until it lapses by its terms: it is of the
    estate now. What was set aside at a till comes free. Others of their household keep what is theirs.
    """
    note_left(person_id, reason=reason, on=on)
    let_go_of_holds(person_id, on=on)
    for row in hold_proposed(person=person_id):
        close(row, "withdraw", actor, on, reason=reason, told=explain_leaving(row, on, reason=reason))
    live = Entitlement.objects.filter(person=person_id).exclude(state__in=[*NEVER_AWARDED, State.ENDED, State.PROPOSED])
    ids = list(live.values_list("id", flat=True))
    for entitlement_id in ids:
        still = _settle(entitlement_id, on)
        if still.held[0].row.state != State.ENDED:  # What was due last may have completed it.
            _carry_out("end", still, actor, on, reason)
    return len(ids)


def _decide(move: str, entitlement_id: UUID, actor: Actor, on: date, reason: str) -> None:
    still = _settle(entitlement_id, on)
    [held] = still.held
    _refuse_unless_allowed(held.row, move)
    _carry_out(move, still, actor, on, reason)


def _settle(entitlement_id: UUID, on: date) -> Still:
    """What was due before the day comes first, so that a decision never costs a person what they had earned by then."""
    still = _hold(entitlement_id, on)
    [earlier] = still.held
    _apply(still, settle_before(earlier.standing, on=on, free=still.purse_of(earlier)), on)
    return _hold(entitlement_id, on)


def _carry_out(move: str, still: Still, actor: Actor, on: date, reason: str) -> None:
    [held] = still.held
    plan = decide(held.standing, move, on=on, free=still.purse_of(held), reason=reason)
    if plan.moves[-1].reason == FUND_EXHAUSTED:
        raise RestExhausted(scheme=held.row.scheme, free_minor=plan.free)
    _apply(still, plan, on)
    record(actor.name, f"entitlement.{plan.moves[-1].name}", on=on, subject=held.row.id, reason=reason)


def _refuse_unless_allowed(row: Entitlement, move: str) -> None:
    Entitlement(state=row.state).move(move)


def _hold(entitlement_id: UUID, on: date) -> Still:
    scheme = Entitlement.objects.filter(pk=entitlement_id).values_list("scheme", flat=True).first()
    if scheme is None:
        raise EntitlementUnknown
    return hold_still([entitlement_id], get_scheme(scheme), on=on)


def _apply(still: Still, plan: Plan, on: date) -> None:
    [held] = still.held
    carry_out([(held, plan)], still.funds, on=on, run_id=held.row.id)
