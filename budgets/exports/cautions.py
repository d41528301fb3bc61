"""What finance staff should see in time: money that runs out, is left over, or is nearly past its date; low stock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from budgets.exports.forecast import Outlook, get_forecast
from budgets.funding.models import Fund
from budgets.funding.queries import list_funds
from budgets.operation import reading
from budgets.stock.queries import list_stock

SOON = timedelta(days=92)
"""How long before its date a fund is said to expire: a quarter, in which a council can still decide."""

RUNNING_OUT, SHORT_IF_BUSY, UNSPENT, EXPIRING, EXPIRED, LOW = (
    "fund-running-out",
    "fund-may-run-out",
    "fund-unspent",
    "fund-expiring",
    "fund-expired",
    "stock-low",
)


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing to look at: a stable code, what it is about, since or by when, and an amount in cents, or packs."""

    code: str
    of: str
    by: date | None
    amount: int


@reading
def list_cautions(*, on: date) -> list[Caution]:
    """Give what should be looked at on a day, in the order of funds and then of issue points."""
    forecast = get_forecast(on=on)
    outlooks = {each.of: each for each in forecast.funds}
    found = [caution for fund in list_funds() for caution in _of_fund(fund, outlooks[fund.code], on)]
    return [*found, *(Caution(LOW, each.point, None, each.packs) for each in list_stock(on=on) if each.is_low)]


def _of_fund(fund: Fund, outlook: Outlook, on: date) -> Iterator[Caution]:
    run = outlook.projection
    if run.runs_out:
        yield Caution(RUNNING_OUT, fund.code, run.runs_out, run.year_end.mid)
    elif run.earliest:
        yield Caution(SHORT_IF_BUSY, fund.code, run.earliest, run.year_end.low)
    if fund.planned_unspent_minor is not None and run.year_end.mid > fund.planned_unspent_minor:
        yield Caution(UNSPENT, fund.code, date(on.year, 12, 31), run.year_end.mid - fund.planned_unspent_minor)
    left = outlook.free + outlook.committed
    if fund.expires_on is not None and left and fund.expires_on - on <= SOON:
        yield Caution(EXPIRED if fund.expires_on <= on else EXPIRING, fund.code, fund.expires_on, left)
