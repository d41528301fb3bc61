"""How funds stand, for people and machines. Amounts in cents."""

from dataclasses import asdict
from datetime import date
from typing import Any

from budgets.funding.models import Fund
from budgets.funding.queries import FundPosition, get_positions, list_funds
from budgets.operation import reading


@reading
def get_funds(*, as_of: date | None = None) -> dict[str, Any]:
    """Give every fund and every scheme with what is given, free, committed, spent, lapsed and written off; at the end
    of a day, or now.
    """
    funds = list_funds()
    positions = get_positions(funds, as_of=as_of)
    return {
        "as_of": as_of.isoformat() if as_of else None,
        "funds": [_fund(fund, position) for fund, position in zip(funds, positions.funds, strict=True)],
        "schemes": [asdict(position) for position in positions.schemes],
        "total": asdict(positions.total),
    }


def _fund(fund: Fund, position: FundPosition) -> dict[str, Any]:
    return asdict(position) | {
        "priority": fund.priority,
        "share": str(fund.share.normalize()) if fund.share else None,
        "lasting": fund.lasting,
        "legal_ground": fund.legal_ground,
        "opened_on": fund.opened_on.isoformat(),
        "expires_on": fund.expires_on.isoformat() if fund.expires_on else None,
        "planned_unspent": fund.planned_unspent_minor,
    }
