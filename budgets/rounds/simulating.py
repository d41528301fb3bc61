"""Trying out: what other budgets and factors would do with the claims of a round. It reads once and writes nothing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low
from uuid import UUID

from django.db import connection

from budgets.rounds.models import AllocationRound
from budgets.rounds.queries import Division, divide
from ledger import tenant

EDGES = (0, 10_000, 25_000, 50_000, 100_000, 200_000)
"""Where the bands of the distribution begin, in cents; what gets nothing is counted by itself."""


@dataclass(frozen=True, slots=True)
class ClaimAsked:
    """What a claim asks in cents, and the kind of household it is of."""

    key: str
    full: int
    group: str


@dataclass(frozen=True, slots=True)
class GroupEffect:
    """What a kind of household asks and gets together, in cents."""

    group: str
    claims: int
    asked: int
    total: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What a budget and a factor do: per kind of household, and how contributions spread. Amounts are cents."""

    division: Division
    groups: tuple[GroupEffect, ...]
    nothing: int
    bands: tuple[tuple[int, int], ...]  # where a band begins, and how many contributions lie in it
    median: int
    highest: int

    @property
    def fits(self) -> bool:
        """Whether the sum stays within the budget: a factor that is asked for may not."""
        return self.division.unspent >= 0


def list_asked(round_id: UUID) -> list[ClaimAsked]:
    """Give all claims of a round, in the order in which they came in."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT number::text, full_minor,
                CASE WHEN (facts->>'persons')::integer > 1 THEN 'several' ELSE 'single' END
                    || CASE WHEN (facts->>'aow_age')::boolean THEN '_aow' ELSE '' END
            FROM rounds_claim WHERE municipality_id = %s AND round_id = %s ORDER BY number
            """,
            [tenant.current(), round_id],
        )
        return [ClaimAsked(*row) for row in cursor.fetchall()]


def simulate(row: AllocationRound, asked: Sequence[ClaimAsked], *, budget: int, millionths: int | None) -> Effect:
    """Give what a budget (cents) would do, by the largest factor that fits unless another is given (millionths)."""
    division = divide(row, {claim.key: claim.full for claim in asked}, budget=budget, millionths=millionths)
    given = division.contributions
    paid = sorted(cents for cents in given.values() if cents)
    return Effect(
        division=division,
        groups=tuple(_groups(asked, given)),
        nothing=len(given) - len(paid),
        bands=tuple((edge, _count_between(paid, edge, until)) for edge, until in _bands()),
        median=median_low(paid) if paid else 0,
        highest=paid[-1] if paid else 0,
    )


def _groups(asked: Sequence[ClaimAsked], given: Mapping[str, int]) -> list[GroupEffect]:
    of_groups: dict[str, list[ClaimAsked]] = defaultdict(list)
    for claim in asked:
        of_groups[claim.group].append(claim)
    return [
        GroupEffect(group, len(claims), sum(claim.full for claim in claims), sum(given[claim.key] for claim in claims))
        for group, claims in sorted(of_groups.items())
    ]


def _bands() -> list[tuple[int, int | None]]:
    return list(zip(EDGES, [*EDGES[1:], None], strict=True))


def _count_between(paid: Sequence[int], edge: int, until: int | None) -> int:
    return sum(1 for cents in paid if cents >= edge and (until is None or cents < until))
