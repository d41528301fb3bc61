"""Awarding what a locked round gives: an entitlement for each contribution, and at once what of it is due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Self
from uuid import UUID

from django.db import connection

from budgets.entitlements.awarding import AwardDesk, AwardLine, award_lines
from budgets.entitlements.promising import Room
from budgets.entitlements.runs import do_due
from budgets.operation import Actor
from budgets.parties.lines import RefusedLine
from budgets.rounds.models import AllocationRound, Claim
from budgets.rounds.refusals import RaisedAlready
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.facts import Facts
from budgets.schemes.queries import get_terms


@dataclass(frozen=True, slots=True)
class More:
    """An amount in cents that is awarded, why, and on what facts."""

    amount: int
    reason: str
    facts: Facts

    @classmethod
    def of(cls, row: AllocationRound, claim: Claim) -> Self:
        """Give what a claim gets by the factor; the reason is its round."""
        return cls(claim.contribution_minor or 0, str(row), Facts.from_data(claim.facts))


def check_room(row: AllocationRound, contributions: Iterable[tuple[UUID, int]], *, on: date) -> None:
    """This will refuse a round whose contributions (cents, by claim) the funds of its scheme cannot carry one by one:
    what two funds have left together is not enough for a contribution that neither can carry.

    :raises FundExhausted: one of them cannot be carried
    """
    scheme, terms, room = get_scheme(row.scheme), get_terms(row.scheme, row.cohort), Room()
    for claim, cents in contributions:
        room.promise(scheme, terms, cents, on=on, entitlement_id=claim)


def award_claims(row: AllocationRound, claims: Sequence[Claim], *, actor: Actor, on: date) -> None:
    """This will award at most 1,000 claims what they get, note which entitlement each became, and grant what is due.
    One that cannot be awarded waits, for its person or for a fund, and holds nobody up: `list_left` says why.
    """
    if not claims:
        return
    made = _made(_award(_lines(row, claims, on), row, actor=actor, on=on))
    awarded = [claim for claim in claims if claim.number in made]
    for claim in awarded:
        claim.entitlement_id = made[claim.number]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE rounds_claim c SET entitlement_id = n.entitlement"
            " FROM unnest(%s::uuid[], %s::uuid[]) AS n (id, entitlement) WHERE c.id = n.id",
            [[claim.id for claim in awarded], [claim.entitlement_id for claim in awarded]],
        )


def list_left(row: AllocationRound, claims: Sequence[Claim], *, actor: Actor, on: date) -> list[RefusedLine]:
    """Give why claims of a locked round cannot be awarded on a day, by their numbers; within a rehearsal."""
    return award_lines(_lines(row, claims, on), actor, on).refused


def award_more(row: AllocationRound, claim: Claim, more: More, *, actor: Actor, on: date) -> UUID:
    """This will award an amount beside what a claim got already, and grant what is due; gives the entitlement.

    :raises RaisedAlready: this very amount was added today, on the same facts and for the same reason
    :raises FundExhausted: a fund cannot carry it
    """
    desk = _award([_line(row, claim, more, on)], row, actor=actor, on=on)
    for each in desk.refused:
        raise each.refusal
    return _made(desk)[claim.number]


def _lines(row: AllocationRound, claims: Sequence[Claim], on: date) -> list[AwardLine]:
    return [_line(row, claim, More.of(row, claim), row.locked_on or on) for claim in claims]


def _line(row: AllocationRound, claim: Claim, more: More, starts_on: date) -> AwardLine:
    return AwardLine(
        number=claim.number,
        person_id=claim.person_id,
        scheme_code=row.scheme,
        cohort=row.cohort,
        starts_on=starts_on,
        # The reason tells it from what was awarded before: an award that says the same again changes nothing.
        facts=Facts(MappingProxyType({**more.facts.values, "reason": more.reason})),
        household_id=claim.household_id,
        decided_minor=more.amount,
        applied_on=claim.claimed_on,
    )


def _award(lines: Sequence[AwardLine], row: AllocationRound, *, actor: Actor, on: date) -> AwardDesk:
    desk = award_lines(lines, actor, on)
    if desk.unchanged:
        raise RaisedAlready
    do_due(list(_made(desk).values()), row.scheme, on=on, run_id=row.id)
    return desk


def _made(desk: AwardDesk) -> dict[int, UUID]:
    return {award.line.number: award.row.id for award in desk.awarded}
