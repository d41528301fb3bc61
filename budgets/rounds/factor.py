"""One factor for all, and cents that are handed out so that anyone with the list and the seed finds the same.

A factor is kept in millionths: 538461 is 53.8461 %. It is rounded down, so the sum never passes the budget.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

WHOLE = 1_000_000


@dataclass(frozen=True, slots=True)
class Cap:
    """Limits of one contribution over the whole round, in cents: at most so much, and nothing when it is less than."""

    most: int | None = None
    least: int = 0

    def apply(self, contribution: int) -> int:
        """Give what is paid of a contribution."""
        kept = contribution if self.most is None else min(contribution, self.most)
        return kept if kept >= self.least else 0


NO_CAP = Cap()


def factor(budget: int, asked: int) -> int:
    """Give the part of what is asked that a budget can carry, in millionths, rounded down and at most the whole."""
    if asked <= budget:
        return WHOLE
    return budget * WHOLE // asked


def percent(millionths: int) -> str:
    """Write a factor as a per cent with four decimals: "53.8461"."""
    return f"{millionths // 10_000}.{millionths % 10_000:04d}"


def share(millionths: int) -> str:
    """Write a factor as a share of one: "0.538461"."""
    return f"{millionths // WHOLE}.{millionths % WHOLE:06d}"


def allocate(full: Mapping[str, int], millionths: int, seed: str) -> dict[str, int]:
    """Give each claim its part of its full contribution (cents), by the claim's key.

    Each part is rounded down; the cents up to the sum rounded down go to the largest remainders. Equal remainders take
    the order of the SHA-256 of the seed, a colon and the claim's key.
    """
    parts, remainders = {}, {}
    for key, cents in full.items():
        parts[key], remainders[key] = divmod(cents * millionths, WHOLE)
    left = sum(remainders.values()) // WHOLE
    for key in in_turn(remainders, seed)[:left]:
        parts[key] += 1
    return parts


def in_turn(remainders: Mapping[str, int], seed: str) -> Sequence[str]:
    """Give the claims that have a remainder, the largest first and equal ones in the order of the lot."""
    candidates = [key for key, remainder in remainders.items() if remainder]
    return sorted(candidates, key=lambda key: (-remainders[key], lot(seed, key)))


def lot(seed: str, key: str) -> str:
    """Give the lot of a claim under a published seed."""
    return sha256(f"{seed}:{key}".encode()).hexdigest()
