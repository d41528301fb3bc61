"""The funds that carry one entitlement: what each can still promise, has promised and has paid ahead, to the cent.

What is promised is split by the shares that were agreed. What is granted, released or lapses is split by what each fund
still has promised, and what is earned or written off by what each has paid ahead: no fund goes below zero by it, and
the last of it empties all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Self
from uuid import UUID

from ledger.amount import split

Parts = tuple[tuple[UUID, int], ...]
"""Amounts above zero by fund; nothing where one fund carries it all."""

ONLY = UUID(int=0)


@dataclass(slots=True)
class Carrier:
    """What one fund carries, in cents: promised, paid ahead, and of that written off by a stop."""

    fund: UUID
    weight: Decimal | int = 1
    committed: int = 0
    prepaid: int = 0
    lost: int = 0


def in_turn(carriers: Sequence[Carrier], seed: str | None, entitlement_id: UUID) -> list[Carrier]:
    """Give the funds in the order in which they take a cent that cannot be split: as given, or drawn by a seed."""
    if seed is None:
        return list(carriers)
    first = int(sha256(f"{seed}:{entitlement_id}".encode()).hexdigest(), 16) % len(carriers)
    return [*carriers[first:], *carriers[:first]]


class Purse:
    """What the funds of one entitlement can still promise; `free` is by fund, and shared with all others of a run."""

    def __init__(self, carriers: Sequence[Carrier], free: dict[UUID, int]) -> None:
        self._carriers, self._free = carriers, free
        self._only = carriers[0].fund if len(carriers) == 1 else None

    @classmethod
    def of(cls, free: int) -> Self:
        """Give the purse of one fund that can still promise so much."""
        return cls([Carrier(ONLY)], {ONLY: free})

    @property
    def free(self) -> int:
        """What its funds can still promise together."""
        return sum(self._free[each.fund] for each in self._carriers)

    def covers(self, need: int) -> bool:
        """Say whether each fund can promise its share of an amount."""
        if self._only:
            return need <= self._free[self._only]
        return need <= 0 or all(part <= self._free[fund] for fund, part in self._by_weight(need))

    def commit(self, amount: int) -> Parts:
        """Promise an amount by the shares that were agreed."""
        if self._only:
            self._free[self._only] -= amount
            return ()
        return self._moved(self._by_weight(amount), committed=1, free=-1)

    def release(self, amount: int) -> Parts:
        """Let go of what was promised."""
        if self._only:
            self._free[self._only] += amount
            return ()
        return self._moved(self.by_committed(amount), committed=-1, free=1)

    def grant(self, amount: int, *, ahead: bool) -> Parts:
        """Grant what was promised, ahead of what earns it or not."""
        return () if self._only else self._moved(self.by_committed(amount), committed=-1, prepaid=int(ahead))

    def earn(self, amount: int) -> Parts:
        """Earn what was paid ahead."""
        return () if self._only else self._moved(self._by_prepaid(amount), prepaid=-1)

    def write_off(self, amount: int, *, lost: bool) -> Parts:
        """Write off what was paid ahead; what is `lost` by a stop comes back with a restart."""
        return () if self._only else self._moved(self._by_prepaid(amount), prepaid=-1, lost=int(lost))

    def reinstate(self) -> None:
        """Bring back what a stop wrote off."""
        for each in self._carriers:
            each.prepaid, each.lost = each.prepaid + each.lost, 0

    def by_committed(self, amount: int) -> Parts:
        """Split an amount by what each fund still has promised."""
        return () if self._only else self._split(amount, [each.committed for each in self._carriers])

    def _by_weight(self, amount: int) -> Parts:
        return self._split(amount, [each.weight for each in self._carriers])

    def _by_prepaid(self, amount: int) -> Parts:
        return self._split(amount, [each.prepaid for each in self._carriers])

    def _split(self, amount: int, weights: Sequence[Decimal | int]) -> Parts:
        if not amount:
            return ()
        funds = [each.fund for each in self._carriers]
        if not any(weights):
            weights = [each.weight for each in self._carriers]
        return tuple((fund, part) for fund, part in zip(funds, split(amount, weights), strict=True) if part)

    def _moved(self, parts: Parts, *, committed: int = 0, prepaid: int = 0, lost: int = 0, free: int = 0) -> Parts:
        by_fund = dict(parts)
        for each in self._carriers:
            part = by_fund.get(each.fund, 0)
            each.committed += committed * part
            each.prepaid += prepaid * part
            each.lost += lost * part
            self._free[each.fund] += free * part
        return parts
