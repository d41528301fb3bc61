"""Reading rounds and their claims, and trying out other factors and budgets without writing anything."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from budgets.lifecycles import NotAllowedInState
from budgets.rounds.claims import Divided, Given, explained, explained_factor
from budgets.rounds.eligibility import YEARS_OF_INCOME, Frame
from budgets.rounds.factor import WHOLE, Cap, allocate, factor, percent
from budgets.rounds.models import AllocationRound, Claim, Raise
from budgets.rounds.parameters import limits_of
from budgets.rounds.refusals import ClaimUnknown, RoundUnknown
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.queries import get_terms
from budgets.schemes.terms import Terms
from ledger import tenant

GROUPS = ("single", "single_aow", "several", "several_aow")


@dataclass(frozen=True, slots=True)
class Division:
    """What a budget and a factor would give each claim, in cents by the number of the claim."""

    millionths: int
    budget: int
    asked: int
    contributions: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.contributions.values())

    @property
    def unspent(self) -> int:
        return self.budget - self.total


def find_round(scheme_code: str, year: int | None = None) -> AllocationRound | None:
    """Give the round of a year, or the latest one."""
    rounds = AllocationRound.objects.filter(scheme=scheme_code).order_by("-year")
    return (rounds if year is None else rounds.filter(year=year)).first()


def get_round(scheme_code: str, year: int | None = None) -> AllocationRound:
    """Give the round of a year, or the latest one.

    :raises RoundUnknown: there is none
    """
    found = find_round(scheme_code, year)
    if found is None:
        raise RoundUnknown(scheme=scheme_code, year=year or "any year")
    return found


def get_state(round_id: UUID) -> str:
    """Give the state of a round.

    :raises RoundUnknown: it is not there
    """
    state = AllocationRound.objects.filter(id=round_id).values_list("state", flat=True).first()
    if state is None:
        raise RoundUnknown(scheme="that scheme", year="that year")
    return str(state)


def find_claim(round_id: UUID, person_id: UUID) -> Claim | None:
    """Give what a person claimed in a round."""
    return Claim.objects.filter(round=round_id, person=person_id).first()


def get_explanation(row: AllocationRound, client_number: str) -> dict[str, Any]:
    """Give how a person's claim was judged and, once there is a factor, what the factor made of it.

    :raises ClaimUnknown: this client number has no claim in the round
    """
    claim = Claim.objects.filter(round=row.id, person__client_number=client_number).first()
    if claim is None:
        raise ClaimUnknown
    last = Raise.objects.filter(claim=claim.id).order_by("-number").first()
    return explanation_of(row, claim) if last is None else dict(last.explanation)


def explanation_of(row: AllocationRound, claim: Claim) -> dict[str, Any]:
    """Give how a claim was judged and, once there is a factor, what the factor made of it when it was divided."""
    if row.factor_millionths is None or claim.contribution_minor is None:
        return dict(claim.explanation)
    return explained(claim.explanation, claim.number, divided_of(row), Given(claim.contribution_minor))


def get_factor_explained(row: AllocationRound) -> dict[str, Any]:
    """Give how the factor of a round was found.

    :raises NotAllowedInState: no factor is proposed
    """
    if row.factor_millionths is None:
        raise NotAllowedInState(move="explain", state=row.state)
    return explained_factor(divided_of(row), row.total_minor or 0)


def divided_of(row: AllocationRound) -> Divided:
    """Give what a round divides once there is a factor, with the terms that said so when it was opened."""
    return Divided(
        millionths=row.factor_millionths or 0,
        budget=row.budget_minor,
        asked=row.full_minor or 0,
        seed=row.seed,
        forced=row.forced_millionths is not None,
        terms=tuple(_cited(row)),
    )


def _cited(row: AllocationRound) -> Iterator[Mapping[str, str]]:
    named, terms = get_scheme(row.scheme).shared_out, get_terms(row.scheme, row.cohort).noting()
    if named is None:
        return
    for key in (named.budget, named.reference_year, named.checks, named.cap_amount, named.minimum_payout):
        terms.value(key, row.opened_on)
    if row.forced_millionths is not None:
        terms.value(named.factor, row.proposed_on or row.opened_on)
    if row.cap_minor is not None:
        terms.value(named.cap_period, row.opened_on)
    yield from terms.cited()


def list_claims(round_id: UUID) -> list[tuple[int, str, int, int | None]]:
    """Give the claims of a round as number, client number, full contribution and contribution, in cents: as they are
    now, with what they rose.
    """
    rows = _as_now(round_id).order_by("number")
    return list(rows.values_list("number", "person__client_number", "full_now", "now"))


def get_contribution(claim: Claim) -> int:
    """Give what a claim gets now, in cents, with what it rose."""
    last = Raise.objects.filter(claim=claim.id).order_by("-number").first()
    return last.after_minor if last else claim.contribution_minor or 0


def _as_now(round_id: UUID) -> "QuerySet[Any]":
    last = Raise.objects.filter(claim=OuterRef("pk")).order_by("-number")
    return Claim.objects.filter(round=round_id).annotate(
        now=Coalesce(Subquery(last.values("after_minor")[:1]), F("contribution_minor")),
        full_now=Coalesce(Subquery(last.values("full_minor")[:1]), F("full_minor")),
    )


def summary_of(row: AllocationRound) -> dict[str, Any]:
    """Give how a round stands, as plain data; amounts are cents."""
    counted = _as_now(row.id).aggregate(
        claims=Count("id"),
        full=Sum("full_now"),
        waiting=Count("id", filter=Q(contribution_minor__gt=0, entitlement=None)),
    )
    total = row.total_minor
    return {
        "scheme": row.scheme,
        "year": row.year,
        "state": str(row.state),
        "reference_year": row.reference_year,
        "seed": row.seed,
        "window_from": row.window_from,
        "window_until": row.window_until,
        "claim_count": counted["claims"],
        "waiting": counted["waiting"],
        "budget_minor": row.budget_minor,
        "full_minor": counted["full"] or 0,
        "factor": None if row.factor_millionths is None else percent(row.factor_millionths),
        "total_minor": total,
        "unspent_minor": None if total is None else row.budget_minor - total,
    }


def contributions_of(round_id: UUID) -> dict[UUID, int]:
    """Give what each person of a round gets now, in cents; empty while no factor is proposed."""
    rows = _as_now(round_id).filter(now__isnull=False)
    return dict(rows.values_list("person_id", "now"))


def cap_of(row: AllocationRound) -> Cap:
    """Give the limits of one contribution in a round."""
    return Cap(row.cap_minor, row.least_minor)


def frame_of(row: AllocationRound, terms: Terms) -> Frame:
    """Give what claims of a round are judged by.

    :raises ParameterMissing: nothing is known of the reference year
    """
    return Frame(
        scheme=row.scheme,
        year=row.year,
        limits=limits_of(row.reference_year),
        months=row.months,
        checks=row.checks,
        thresholds=_thresholds(row, terms),
    )


def _thresholds(row: AllocationRound, terms: Terms) -> dict[tuple[int, str], int]:
    found: dict[tuple[int, str], int] = {}
    named = get_scheme(row.scheme).shared_out
    for year in range(row.reference_year - YEARS_OF_INCOME + 1, row.reference_year + 1):
        said: Any = terms.value(named.income_threshold, date(year, 1, 1)) if named else None
        table = said if isinstance(said, Mapping) else {} if said is None else dict.fromkeys(GROUPS, said)
        found |= {(year, group): cents for group, cents in table.items()}
    return found


def forced_factor(row: AllocationRound, on: date) -> int | None:
    """Give the factor that the terms of a day force, in millionths; None when the budget alone decides."""
    named = get_scheme(row.scheme).shared_out
    said: Decimal | None = get_terms(row.scheme, row.cohort).value(named.factor, on) if named else None
    return None if said is None else int(said * WHOLE)


def fulls_of(round_id: UUID) -> dict[str, int]:
    """Give the full contribution of each claim in cents, by the number of the claim."""
    # Of a hundred thousand claims two columns: objects would cost more than all sums together.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number::text, full_minor FROM rounds_claim"
            " WHERE municipality_id = %s AND round_id = %s ORDER BY number",
            [tenant.current(), round_id],
        )
        return dict(cursor.fetchall())


def divide(row: AllocationRound, fulls: dict[str, int], *, budget: int, millionths: int | None) -> Division:
    """Give what a budget gives each claim, by the largest factor that fits unless another is given."""
    asked = sum(fulls.values())
    chosen = factor(budget, asked) if millionths is None else millionths
    cap = cap_of(row)
    given = allocate(fulls, chosen, row.seed)
    return Division(chosen, budget, asked, {key: cap.apply(cents) for key, cents in given.items()})
