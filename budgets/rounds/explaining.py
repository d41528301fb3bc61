"""What is decided in rounds, as it is told: the factor of a round, its claims, and what rose later."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from budgets.entitlements.explaining import Told
from budgets.operation import reading
from budgets.parties.queries import find_people
from budgets.rounds.claims import explained_factor
from budgets.rounds.models import AllocationRound, Claim, Raise
from budgets.rounds.queries import divided_of, explanation_of
from ledger.amount import Unit


@reading
def find_told(decision_id: UUID) -> Told | None:
    """Give a claim, a raise or the factor of a round by its id; None when it is none of these."""
    claim = Claim.objects.filter(id=decision_id).select_related("round").first()
    if claim is not None:
        return tell_claim(claim.round, claim)
    made = Raise.objects.filter(id=decision_id).select_related("claim__round").first()
    if made is not None:
        return tell_raise(made.claim.round, made)
    row = AllocationRound.objects.filter(id=decision_id, factor_millionths__isnull=False).first()
    return tell_round(row) if row else None


@reading
def list_told_of_claims(client_number: str, scheme: str | None = None) -> list[Told]:
    """Give the claims of a person and what they rose, by day; of one scheme, if one is given."""
    people = find_people([client_number]).values()
    claims = Claim.objects.filter(person__in=people).select_related("round")
    raises = Raise.objects.filter(claim__person__in=people).select_related("claim__round")
    found = [*_told(claims, raises)]
    return sorted((each for each in found if scheme in (None, each.scheme)), key=lambda each: (each.on, each.label))


def _told(claims: Iterable[Claim], raises: Iterable[Raise]) -> Iterator[Told]:
    for claim in claims:
        yield tell_claim(claim.round, claim)
    for made in raises:
        yield tell_raise(made.claim.round, made)


def tell_round(row: AllocationRound) -> Told:
    """Give the factor of a round as a decision; its amount is what it gave together."""
    explanation = explained_factor(divided_of(row), row.total_minor or 0)
    return _one(row, row.id, "round", row.proposed_on or row.opened_on, row.total_minor, explanation)


def tell_claim(row: AllocationRound, claim: Claim) -> Told:
    """Give a claim as a decision: as it was divided; before there is a factor nothing comes with it."""
    on = row.proposed_on if row.proposed_on and claim.contribution_minor is not None else claim.claimed_on
    amount = claim.contribution_minor if row.factor_millionths is not None else None
    return _one(row, claim.id, "claim", on, amount, explanation_of(row, claim), number=claim.number)


def tell_raise(row: AllocationRound, made: Raise) -> Told:
    """Give what a contribution rose as a decision."""
    raised = made.after_minor - made.before_minor
    return _one(row, made.id, "raise", made.on, raised, dict(made.explanation), number=made.number)


def _one(
    row: AllocationRound, id: UUID, kind: str, on: date, amount: int | None, explanation: dict[str, Any], **label: int
) -> Told:
    return Told(
        id=id,
        kind=kind,
        scheme=row.scheme,
        cohort=row.cohort,
        unit=Unit.EUR,
        on=on,
        label=str(label.get("number", row.year)),
        amount=amount,
        explanation=explanation,
    )
