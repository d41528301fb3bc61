"""What changes about a claim once it is in: anything before the lock, and only upwards after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from budgets.entitlements.refusals import FundExhausted
from budgets.lifecycles import NotAllowedInState
from budgets.operation import Actor, operation
from budgets.parties.officers import check_officer
from budgets.rounds.awarding import More, award_more
from budgets.rounds.claims import Given, contribution_of, explained, judge, refused
from budgets.rounds.lifecycle import RoundState
from budgets.rounds.models import AllocationRound, Claim, Raise
from budgets.rounds.operations import ClaimCounter, ClaimLine, hold_round, revise
from budgets.rounds.queries import cap_of, divided_of, frame_of, get_contribution
from budgets.rounds.refusals import (
    AboveFull,
    AlreadyClaimed,
    ClaimNotEligible,
    ClaimUnknown,
    RoundUnfinished,
)
from budgets.schemes.facts import Facts
from budgets.schemes.queries import get_terms
from budgets.trail.record import record


@dataclass(frozen=True, slots=True)
class Decision:
    """The word of an officer about one claim after the lock: why, and the contribution in cents where that is to be
    another than the factor gives.
    """

    officer_id: UUID
    reason: str
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """What a contribution is decided on: facts, and the full contribution in cents with its explanation."""

    facts: Facts
    full: int
    explanation: Mapping[str, Any]


@operation
def decide_late_claim(*, round_id: UUID, line: ClaimLine, decision: Decision, actor: Actor, on: date) -> int:
    """This will take in a claim after the lock, because a person decided so, and award what the factor gives; gives
    that in cents.

    What does not fit in what is left of the budget is refused and not cut; the decision may say a smaller amount.

    :raises RoundUnknown: that round is not there
    :raises NotAllowedInState: the round is not locked
    :raises OfficerUnknown: that officer is not there
    :raises Refusal: the claim cannot be taken: see `enter_claims`
    :raises AlreadyClaimed: it is there already: correct it
    :raises AboveFull: the decision says more than the rent allowance leaves
    :raises FundExhausted: it is more than what is left
    """
    row = hold_round(round_id)
    _check_locked(row)
    check_officer(decision.officer_id)
    claim = ClaimCounter(row, frame_of(row, get_terms(row.scheme, row.cohort)), [line]).judge(line)
    if claim is None:
        raise AlreadyClaimed(claim="")
    claim.save(force_insert=True)
    basis = Basis(Facts.from_data(claim.facts), claim.full_minor, claim.explanation)
    amount = _raise(row, claim, basis, decision, actor=actor, on=on)
    record(
        actor.name,
        "claim.decided_late",
        on=on,
        subject=claim.id,
        officer=str(decision.officer_id),
        reason=decision.reason,
        amount_minor=amount,
    )
    return amount


@operation
def correct_claim(*, claim_id: UUID, facts: Facts, decision: Decision, actor: Actor, on: date) -> int:
    """This will judge a claim again on other facts; gives by how many cents a locked contribution rose.

    Before the lock the claim is what the facts say, which may be nothing, and a proposed factor is void. After it the
    facts, or an amount that the officer decides, can only raise: what gives less changes nothing.

    :raises ClaimUnknown: that claim is not there
    :raises OfficerUnknown: that officer is not there
    :raises NotAllowedInState: the round is closed
    :raises RoundUnfinished: the round is locked and this claim is not awarded yet
    :raises AboveFull: the decision says more than the rent allowance leaves
    :raises FundExhausted: the raise is more than what is left of the budget
    :raises RaisedAlready: this very amount was added today, on the same facts and for the same reason
    """
    claim, row = _hold_claim(claim_id)
    check_officer(decision.officer_id)
    basis = _judged(row, facts)
    if row.state in (RoundState.LOCKED, RoundState.CLOSED):
        return _raise_claim(row, claim, basis, decision, actor=actor, on=on)
    revise(row)
    claim.facts, claim.full_minor, claim.explanation = facts.as_data(), basis.full, basis.explanation
    claim.contribution_minor = None
    claim.save(update_fields=["facts", "full_minor", "explanation", "contribution_minor"])
    record(actor.name, "claim.corrected", on=on, subject=claim.id, reason=decision.reason, full_minor=basis.full)
    return 0


def _raise_claim(row: AllocationRound, claim: Claim, basis: Basis, decision: Decision, **frame: Any) -> int:
    _check_locked(row)
    if claim.contribution_minor and claim.entitlement_id is None:
        raise RoundUnfinished(left=1)
    raised = _raise(row, claim, basis, decision, **frame)
    if raised:
        said = {"reason": decision.reason, "officer": str(decision.officer_id), "raised_minor": raised}
        record(frame["actor"].name, "claim.raised", on=frame["on"], subject=claim.id, **said)
    else:
        said = {"reason": decision.reason, "amount_minor": get_contribution(claim)}
        record(frame["actor"].name, "claim.left_as_it_was", on=frame["on"], subject=claim.id, **said)
    return raised


def _raise(row: AllocationRound, claim: Claim, basis: Basis, decision: Decision, **frame: Any) -> int:
    """Award what a claim gets more than it does, and give that in cents; the claim itself stays as it was divided."""
    before = get_contribution(claim)
    after = _wanted(row, basis.full, decision)
    if after <= before:
        return 0
    left = row.budget_minor - (row.total_minor or 0)
    if after - before > left:
        raise FundExhausted(scheme=row.scheme, needed_minor=after - before, free_minor=left)
    entitlement = award_more(row, claim, More(after - before, decision.reason, basis.facts), **frame)
    given = Given(after, decision.amount is not None, before or None)
    Raise.objects.create(
        claim_id=claim.id,
        number=Raise.objects.filter(claim=claim.id).count() + 1,
        on=frame["on"],
        officer_id=decision.officer_id,
        reason=decision.reason,
        facts=basis.facts.as_data(),
        full_minor=basis.full,
        before_minor=before,
        after_minor=after,
        decided_minor=decision.amount,
        entitlement_id=entitlement,
        explanation=explained(basis.explanation, claim.number, divided_of(row), given),
    )
    row.total_minor = (row.total_minor or 0) + after - before
    row.save(update_fields=["total_minor"])
    return after - before


def _judged(row: AllocationRound, facts: Facts) -> Basis:
    try:
        judged = judge(facts, frame_of(row, get_terms(row.scheme, row.cohort)))
    except ClaimNotEligible as refusal:
        return Basis(facts, 0, refused(refusal.steps).as_data())
    return Basis(facts, judged.full, judged.explanation.as_data())


def _wanted(row: AllocationRound, full: int, decision: Decision) -> int:
    if decision.amount is None:
        return contribution_of(full, row.factor_millionths or 0, cap_of(row))
    if decision.amount > full:
        raise AboveFull(full_minor=full)
    return decision.amount


def _check_locked(row: AllocationRound) -> None:
    if row.state != RoundState.LOCKED:
        raise NotAllowedInState(move="raise", state=row.state)


def _hold_claim(claim_id: UUID) -> tuple[Claim, AllocationRound]:
    # The round first, as every operation does: two that wait for each other's rows would wait for ever.
    round_id = Claim.objects.filter(id=claim_id).values_list("round_id", flat=True).first()
    if round_id is None:
        raise ClaimUnknown
    row = hold_round(round_id)
    return Claim.objects.select_for_update().get(id=claim_id), row
