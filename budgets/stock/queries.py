"""What lies at issue points, in packs; as many queries for one as for all."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from budgets.schemes.catalogue import get_scheme
from budgets.schemes.queries import get_terms
from budgets.schemes.rules import Stock
from budgets.stock.models import IssuePoint
from ledger.accounts import Place
from ledger.amount import Unit
from ledger.balances import list_balances_of_holders

SCHEME = "uitgiftepunt"
COHORT = "1"


@dataclass(frozen=True, slots=True)
class PointStock:
    """How one issue point stands on a day: what lies there, what was ever supplied and issued, and the level at which
    it is time to bring more, if the terms say one.
    """

    point: str
    name: str
    packs: int
    supplied: int
    issued: int
    reorder_level: int | None

    @property
    def is_low(self) -> bool:
        return self.reorder_level is not None and self.packs <= self.reorder_level


def place_of(account_class: str, point_id: UUID) -> Place:
    """Give where the packs of an issue point are kept."""
    return Place(account_class, unit=Unit.PACK, holder=point_id, scheme=SCHEME)


def list_stock(*, on: date) -> list[PointStock]:
    """Give what lies at each issue point at the end of a day."""
    points = list(IssuePoint.objects.filter(opened_on__lte=on).order_by("code"))
    level = reorder_level(on)
    found: dict[tuple[UUID | None, str], int] = {}
    for row in list_balances_of_holders([point.id for point in points], as_of=on):
        found[row.holder, row.account_class] = row.balance
    return [
        PointStock(
            point=point.code,
            name=point.name,
            packs=found.get((point.id, "STOCK"), 0),
            supplied=found.get((point.id, "SUPPLIED"), 0),
            issued=found.get((point.id, "ISSUED"), 0),
            reorder_level=level,
        )
        for point in points
    ]


def reorder_level(on: date) -> int | None:
    """Give the number of packs at which it is time to bring more, if the terms say one."""
    level: int | None = get_terms(SCHEME, COHORT).value(rule().reorder_level, on)
    return level


def packs_per_visit(on: date) -> int | None:
    """Give how many packs someone may take at a time, if the terms say it."""
    most: int | None = get_terms(SCHEME, COHORT).value(rule().packs_per_visit, on)
    return most


def rule() -> Stock:
    """Give the rule of the scheme."""
    found = get_scheme(SCHEME).each_period
    if not isinstance(found, Stock):
        raise TypeError(SCHEME)
    return found
