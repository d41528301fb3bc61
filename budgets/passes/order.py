"""Which budget of a pass pays first: what can buy the least, then what lapses the soonest."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from ledger.amount import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedBudget:
    """One budget on a pass, in minor units of its unit: what is there, and what of it is not set aside at a till.

    `activities` are what it may be spent on; None: anything, "": what a till does not name. `caps` are the most per
    activity. `until` is the last day to spend it; None: it stays. `worth` is what a unit is worth, in cents; None: the
    terms do not say.
    """

    entitlement_id: UUID
    person_id: UUID
    scheme: str
    budget: str
    unit: Unit
    account_id: int
    balance: int
    available: int
    granted_on: date
    activities: frozenset[str] | None = None
    until: date | None = None
    caps: dict[str, int] = field(default_factory=dict)
    worth: int | None = 1

    @property
    def purposes(self) -> list[str]:
        """What it is for, in the order of the alphabet; none: anything."""
        return sorted(filter(None, self.activities or ()))


def in_order(budgets: Iterable[CarriedBudget]) -> list[CarriedBudget]:
    """Give budgets in the order in which they pay: those for some activities only go before those for anything, then
    what lapses the soonest, then the oldest; the id decides between what is alike.
    """
    return sorted(budgets, key=_turn)


def _turn(budget: CarriedBudget) -> tuple[bool, date, date, UUID]:
    return budget.activities is None, budget.until or date.max, budget.granted_on, budget.entitlement_id
