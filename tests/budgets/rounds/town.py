"""A municipality with a woonlastenfonds: households that claim in the round of 2026, by the limits of 2025."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from budgets.funding.operations import open_fund
from budgets.operation import municipal_transaction
from budgets.parties.lines import Tally
from budgets.rounds.deciding import approve_round, award_next, lock_round, propose_factor
from budgets.rounds.models import AllocationRound, Claim
from budgets.rounds.operations import ClaimLine, enter_claims, open_round
from budgets.rounds.queries import list_claims
from budgets.schemes.facts import read_facts
from budgets.schemes.operations import adopt_scheme
from tests.budgets.entitlements.town import fill
from tests.builders import LONG_AGO, TEST

WOONLASTENFONDS = "woonlastenfonds"
FIRST, LAST = date(2026, 9, 30), date(2026, 12, 30)
LOCK_DAY = date(2027, 1, 15)
RENTS = ("600.00", "650.00", "700.00", "480.00")
FULLS = [51_576, 72_576, 98_688, 1_176]
"""What one person is left with of these rents in 2025, in cents over twelve months."""


def open_woonlastenfonds(*, euros: str = "100000.00", year: int = 2026, **terms: Any) -> UUID:
    """Adopt the scheme with a fund, and open the round of a year: of 2026 in autumn, of another one all year."""
    window = [FIRST, LAST] if year == 2026 else [date(year, 1, 1), date(year, 12, 31)]
    given = {"budget": "1000.00", "checks": [], "window": [day.isoformat() for day in window], "reference_year": 2025}
    adopt_scheme(scheme_code=WOONLASTENFONDS, terms=given | terms, actor=TEST, on=LONG_AGO)
    fund = open_fund(code="woon", name="Woon", scheme_code=WOONLASTENFONDS, actor=TEST, on=LONG_AGO)
    fill(fund.id, euros)
    return open_round(scheme_code=WOONLASTENFONDS, year=year, actor=TEST, on=window[0])


def claim_line(number: int, person: UUID | None, *, on: date = FIRST, **facts: Any) -> ClaimLine:
    return ClaimLine(
        number=number, person_id=person, facts=read_facts({"rent": "600.00", "persons": 1} | facts), received_on=on
    )


def claim(round_id: UUID, people: Sequence[UUID], *, rents: Sequence[str] = RENTS, on: date = FIRST) -> Tally:
    """Enter a claim of each person, with a rent each."""
    lines = [
        claim_line(number, person, rent=rent, on=on)
        for number, (person, rent) in enumerate(zip(people, rents, strict=False), start=2)
    ]
    return enter_claims(round_id=round_id, lines=lines, actor=TEST, on=on)


def propose_and_approve(round_id: UUID, officers: Sequence[UUID]) -> None:
    propose_factor(round_id=round_id, officer_id=officers[0], actor=TEST, on=LAST)
    approve_round(round_id=round_id, officer_id=officers[1], actor=TEST, on=LAST)


def lock(round_id: UUID, officers: Sequence[UUID], *, on: date = LOCK_DAY) -> None:
    """Propose, approve and lock a round, and award all of its claims."""
    propose_and_approve(round_id, officers)
    lock_round(round_id=round_id, actor=TEST, on=on)
    while award_next(round_id=round_id, actor=TEST, on=on):
        pass


def the_round(round_id: UUID) -> AllocationRound:
    with municipal_transaction():
        return AllocationRound.objects.get(id=round_id)


def the_claims(round_id: UUID) -> list[Claim]:
    with municipal_transaction():
        return list(Claim.objects.filter(round=round_id).order_by("number"))


def contributions(round_id: UUID) -> list[int | None]:
    """Give what each claim gets now, in cents, with what it rose."""
    with municipal_transaction():
        return [now for _number, _who, _full, now in list_claims(round_id)]
