"""A plain model of the books: dicts and integers, and nothing of the ledger but its words."""

from collections import defaultdict
from dataclasses import dataclass, field

FLOORED = {"COMMITTED": 1, "PREPAID_GRANT": 1, "FREE": 1, "ENTITLED": -1}
"""The classes with a floor, and the side on which they may not go below zero."""

Leg = tuple[str, str, int]
"""(debit, credit, minor units); an account is named "CLASS" or "CLASS person"."""


class No(Exception):
    """What the model expects to be refused, by code."""


@dataclass
class Model:
    """The books as they should be; amounts in minor units, debit above zero."""

    balances: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    versions: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    by_day: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    said: dict[str, tuple] = field(default_factory=dict)
    reversed_by: dict[str, str] = field(default_factory=dict)

    def say(self, key: str, act: str, day: int, legs: list[Leg]) -> bool:
        """Book a sentence, or say that it was booked before.

        :raises No: it must be refused
        """
        if key in self.said:
            if self.said[key] != (act, day, legs):
                raise No("idempotency-key-reused")
            return False
        after, steps = dict(self.balances), 0
        for debit, credit, amount in legs:
            for account, change in ((debit, amount), (credit, -amount)):
                after[account] = after.get(account, 0) + change
                if after[account] * FLOORED.get(account.split()[0], 0) < 0:
                    raise No("exceeds-available-balance")
                steps += 1
        self._keep(key, act, day, legs)
        return True

    def reverse(self, key: str, earlier: str, day: int) -> bool:
        """Book the mirror of what was said under an earlier key.

        :raises No: it must be refused
        """
        act, _, legs = self.said[earlier]
        if act == "reversal":
            raise No("not-a-reversal")
        if self.reversed_by.get(earlier, key) != key:
            raise No("already-reversed")
        if any(credit.startswith("ENTITLED") for _, credit, _ in legs):
            raise No("reclaim-forbidden")
        mirror = [(credit, debit, amount) for debit, credit, amount in legs]
        fresh = self.say(key, "reversal", day, mirror)
        self.reversed_by[earlier] = key
        return fresh

    def as_of(self, account: str, day: int) -> int:
        return sum(amount for (name, when), amount in self.by_day.items() if name == account and when <= day)

    def _keep(self, key: str, act: str, day: int, legs: list[Leg]) -> None:
        self.said[key] = (act, day, legs)
        for debit, credit, amount in legs:
            for account, change in ((debit, amount), (credit, -amount)):
                self.balances[account] += change
                self.by_day[account, day] += change
                self.versions[account] += account.split()[0] in FLOORED
