from dataclasses import dataclass
from datetime import date
from uuid import UUID

from budgets.funding.models import Fund
from ledger.accounts import Place
from ledger.amount import Unit
from ledger.balances import list_balances_of_fund


@dataclass(frozen=True, slots=True)
class FundPosition:
    """What a fund was given, can still promise, has promised and has spent, in cents; and what of its grants was
    written off.
    """

    code: str
    name: str
    scheme: str
    appropriated: int
    free: int
    committed: int
    spent: int
    written_off: int


def list_funds(scheme_code: str | None = None) -> list[Fund]:
    """Give the funds of a scheme, or all, in the order in which they promise."""
    funds = Fund.objects.order_by("scheme", "priority", "code")
    return list(funds if scheme_code is None else funds.filter(scheme=scheme_code))


def get_position(fund: Fund, *, as_of: date | None = None) -> FundPosition:
    """Give how a fund stands, now or at the end of a day."""
    totals = list_balances_of_fund(fund.id, as_of=as_of)
    return FundPosition(
        code=fund.code,
        name=fund.name,
        scheme=fund.scheme,
        appropriated=totals.get("APPROPRIATED", 0),
        free=totals.get("FREE", 0),
        committed=totals.get("COMMITTED", 0),
        spent=totals.get("SPENT", 0),
        written_off=totals.get("WRITE_OFF", 0),
    )


def place_of(account_class: str, *, fund: UUID, scheme: str | None = None, unit: Unit = Unit.EUR) -> Place:
    """Give where a fund keeps an account: FUND, APPROPRIATED and FREE for the fund as a whole, the others for one
    scheme.
    """
    return Place(account_class, unit=unit, fund=fund, scheme=scheme)
