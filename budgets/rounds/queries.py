"""Reading rounds and their claims, and trying out other factors and budgets without writing anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, Sum

from budgets.rounds.claims import explained
from budgets.rounds.eligibility import YEARS_OF_INCOME, Frame
from budgets.rounds.factor import WHOLE, Cap, allocate, factor, percent
from budgets.rounds.models import AllocationRound, Claim
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
    if row.factor_millionths is None or claim.contribution_minor is None:
        return dict(claim.explanation)
    return explained(claim.explanation, row.factor_millionths, claim.contribution_minor)


def list_claims(round_id: UUID) -> list[tuple[int, str, int, int | None]]:
    """Give the claims of a round as number, client number, full contribution and contribution, in cents."""
    rows = Claim.objects.filter(round=round_id).order_by("number")
    return list(rows.values_list("number", "person__client_number", "full_minor", "contribution_minor"))


def summary_of(row: AllocationRound) -> dict[str, Any]:
    """Give how a round stands, as plain data; amounts are cents."""
    claims = Claim.objects.filter(round=row.id)
    counted = claims.aggregate(
        claims=Count("id"),
        full=Sum("full_minor"),
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
    """Give what each person of a round gets, in cents; empty while no factor is proposed."""
    rows = Claim.objects.filter(round=round_id, contribution_minor__isnull=False)
    return {person: cents or 0 for person, cents in rows.values_list("person_id", "contribution_minor")}


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
