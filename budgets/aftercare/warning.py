"""When somebody with a benefit must have seen a warning before money comes in one go. Pure; amounts are cents.

Giving to people with a benefit is risky for them (S2:474-480): they decide with open eyes, or it is not awarded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from budgets.aftercare.effects import CASH, Receipt
from budgets.aftercare.thresholds import find
from budgets.schemes.counting import CountsAs
from budgets.schemes.facts import Facts

HOLDS_FOR = timedelta(weeks=8)
"""How long a warning that was seen holds: the longest that a decision may take (S2:838-842)."""


@dataclass(frozen=True, slots=True)
class LumpSum:
    """Money that comes in one go, and how much may: None when every amount asks for a warning."""

    on: date
    minor: int
    limit: int | None
    source: str = ""

    def as_data(self) -> dict[str, Any]:
        """Give it as plain data, ready for JSON."""
        return {
            "code": "lump-sum" if self.limit is None else "lump-sum-above",
            "on": self.on.isoformat(),
            "amount_minor": self.minor,
            "limit_minor": self.limit,
            "source": self.source,
        }


def find_lump_sum(
    receipts: Sequence[Receipt], facts: Facts, *, marked: bool = False, above: int | None = None
) -> LumpSum | None:
    """Give the lump sum that somebody must be warned of, or None when there is none or no benefit is known.

    `marked`: the scheme always warns. `above`: what the terms say; otherwise the gift exemption of the year counts,
    and where none is known every amount does. That exemption is of gifts: a contribution to costs asks for a warning
    only where the scheme or its terms say so.
    """
    said = marked or above is not None
    kinds = CASH if said else CASH - {CountsAs.COSTS}
    days: dict[date, int] = {}
    for each in receipts:
        if each.kind in kinds and each.minor > 0:
            days[each.on] = days.get(each.on, 0) + each.minor
    if facts.get("benefit") is not True or not days:
        return None
    on, most = max(days.items(), key=lambda day: (day[1], -day[0].toordinal()))
    if marked:
        return LumpSum(on, most, None)
    free = find("gifts", on)
    limit = above if above is not None else free.cents if free else None
    if limit is not None and most <= limit:
        return None
    return LumpSum(on, most, limit, free.source if free and above is None else "")


def holds(seen_on: date, on: date) -> bool:
    """Say whether a warning that was seen on a day holds for a decision on another."""
    return seen_on <= on <= seen_on + HOLDS_FOR
