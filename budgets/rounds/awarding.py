"""Awarding what a locked round gives: an entitlement for each contribution, and at once what of it is due."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from uuid import UUID

from django.db import connection

from budgets.entitlements.awarding import AwardLine, award_lines
from budgets.entitlements.refusals import FundExhausted
from budgets.entitlements.runs import do_due
from budgets.funding.queries import get_position, list_funds
from budgets.operation import Actor
from budgets.rounds.models import AllocationRound, Claim
from budgets.rounds.refusals import RaisedAlready
from budgets.schemes.facts import Facts


@dataclass(frozen=True, slots=True)
class More:
    """An amount in cents that comes on top, why, and on what facts."""

    amount: int
    reason: str
    facts: Facts


def check_room(scheme_code: str, needed: int) -> None:
    """This will refuse a round that the funds of its scheme cannot carry together.

    :raises FundExhausted: they do not have that much free, in cents
    """
    free = sum(get_position(fund).free for fund in list_funds(scheme_code))
    if free < needed:
        raise FundExhausted(scheme=scheme_code, needed_minor=needed, free_minor=free)


def award_claims(row: AllocationRound, claims: Sequence[Claim], *, actor: Actor, on: date) -> None:
    """This will award at most 1,000 claims what they get, note which entitlement each became, and grant what is due.

    :raises FundExhausted: a fund cannot carry a contribution any more
    """
    if not claims:
        return
    lines = [_line(row, claim, claim.contribution_minor or 0, row.locked_on or on) for claim in claims]
    made = _award(lines, row, actor=actor, on=on)
    for claim in claims:
        claim.entitlement_id = made[claim.number]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE rounds_claim c SET entitlement_id = n.entitlement"
            " FROM unnest(%s::uuid[], %s::uuid[]) AS n (id, entitlement) WHERE c.id = n.id",
            [[claim.id for claim in claims], [claim.entitlement_id for claim in claims]],
        )


def award_more(row: AllocationRound, claim: Claim, more: More, *, actor: Actor, on: date) -> UUID:
    """This will award an amount beside what a claim got already, and grant what is due; gives the entitlement.

    :raises RaisedAlready: this very amount was added today, on the same facts and for the same reason
    :raises FundExhausted: a fund cannot carry it
    """
    # The reason tells it from what was awarded before: an award that says the same again changes nothing.
    facts = Facts(MappingProxyType({**more.facts.values, "reason": more.reason}))
    line = replace(_line(row, claim, more.amount, on), facts=facts)
    return _award([line], row, actor=actor, on=on)[claim.number]


def _line(row: AllocationRound, claim: Claim, amount: int, starts_on: date) -> AwardLine:
    return AwardLine(
        number=claim.number,
        person_id=claim.person_id,
        scheme_code=row.scheme,
        cohort=row.cohort,
        starts_on=starts_on,
        facts=Facts.from_data(claim.facts),
        household_id=claim.household_id,
        decided_minor=amount,
        applied_on=claim.claimed_on,
    )


def _award(lines: Sequence[AwardLine], row: AllocationRound, *, actor: Actor, on: date) -> dict[int, UUID]:
    desk = award_lines(lines, actor, on)
    if desk.refused:
        raise desk.refused[0].refusal
    if desk.unchanged:
        raise RaisedAlready
    made = {award.line.number: award.row.id for award in desk.awarded}
    do_due(list(made.values()), row.scheme, on=on, run_id=row.id)
    return made
