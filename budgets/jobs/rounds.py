"""Rounds in one call, for commands and worked examples: each does its operations one after the other."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from budgets.operation import Actor, municipal_transaction, reading, rehearsal
from budgets.parties.lines import RefusedLine
from budgets.rounds.correcting import Decision, correct_claim, decide_late_claim
from budgets.rounds.deciding import approve_round, award_next, find_left, lock_round
from budgets.rounds.factor import percent
from budgets.rounds.lifecycle import RoundState
from budgets.rounds.operations import ClaimLine, enter_claims, open_round
from budgets.rounds.queries import contributions_of, find_claim, find_round, get_round, get_state
from budgets.schemes.facts import FactsRefused, read_facts


def round_of(scheme_code: str, *, actor: Actor, on: date) -> UUID:
    """This will give the latest round of a scheme, opening the first one with the terms of the day.

    :raises Refusal: see `open_round`
    """
    known = reading(find_round)(scheme_code)
    return known.id if known else open_round(scheme_code=scheme_code, actor=actor, on=on)


def claim_in_any_state(
    *, round_id: UUID, person_id: UUID, given: Mapping[str, Any], decision: Decision, actor: Actor, on: date
) -> None:
    """This will take in one claim: after the lock by `decision`, the word of the officer who is asked then.

    :raises FactsRefused: the facts cannot be
    :raises Refusal: see `enter_claims` and, after the lock, `decide_claim`
    """
    line = ClaimLine(number=1, person_id=person_id, facts=read_facts(given), received_on=on)
    if reading(get_state)(round_id) == RoundState.LOCKED:
        decide_claim(round_id=round_id, line=line, decision=decision, actor=actor, on=on)
    else:
        enter_claims(round_id=round_id, lines=[line], actor=actor, on=on)


def decide_claim(*, round_id: UUID, line: ClaimLine, decision: Decision, actor: Actor, on: date) -> int:
    """This will do what an officer decided about one claim: correct it if it is there, else take it in as a late one;
    gives by how many cents a contribution rose.

    :raises Refusal: see `correct_claim` and `decide_late_claim`
    """
    known = reading(find_claim)(round_id, line.person_id) if line.person_id else None
    if known is None or isinstance(line.facts, FactsRefused):
        return decide_late_claim(round_id=round_id, line=line, decision=decision, actor=actor, on=on)
    return correct_claim(claim_id=known.id, facts=line.facts, decision=decision, actor=actor, on=on)


def lock_and_award(*, round_id: UUID, actor: Actor, on: date, approved_by: UUID | None = None) -> None:
    """This will lock a round and award all of its claims; a round that was left halfway is taken up again.

    `approved_by` is a second officer whose approval is given in the same call.

    :raises Refusal: see `approve_round`, `lock_round` and `award_next`
    """
    if approved_by is not None:
        approve_round(round_id=round_id, officer_id=approved_by, actor=actor, on=on)
    if reading(get_state)(round_id) != RoundState.LOCKED:
        lock_round(round_id=round_id, actor=actor, on=on)
    after: int | None = 0
    while after is not None:
        after = award_next(round_id=round_id, actor=actor, on=on, after=after)


def why_left(*, round_id: UUID, actor: Actor, on: date) -> list[RefusedLine]:
    """Give why claims of a locked round are not awarded, by their numbers, and leave nothing behind."""
    with rehearsal(), municipal_transaction():
        return find_left(round_id=round_id, actor=actor, on=on)


@reading
def figures_of(scheme_code: str) -> tuple[str, dict[UUID, int]]:
    """Give the factor of the latest round as a per cent, "53.8461", and what each person gets in cents.

    :raises RoundUnknown: there is no round
    """
    row = get_round(scheme_code)
    return percent(row.factor_millionths or 0), contributions_of(row.id)
