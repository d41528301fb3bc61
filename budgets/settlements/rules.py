"""When a shop is settled, and what of it is paid: pure, in euro cents."""

from dataclasses import dataclass
from datetime import date, timedelta

DAILY, WEEKLY, MONTHLY = "DAILY", "WEEKLY", "MONTHLY"
_HALF, _WHOLE = 5_000, 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """How a shop is settled: how often, from what amount, its fee per settlement and in hundredths of a per cent."""

    rhythm: str = MONTHLY
    least: int = 0
    flat_fee: int = 0
    fee_basis_points: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """What a settlement comes to: spent, given back, the fee, and what is paid."""

    spent: int
    refunded: int
    fee: int

    @property
    def paid(self) -> int:
        """Give what is left for the shop."""
        return self.spent - self.refunded - self.fee


def cut_off(rhythm: str, on: date) -> date:
    """Give the first day that is not settled yet on a day: days, weeks from Monday and months are settled when over."""
    if rhythm == DAILY:
        return on
    if rhythm == WEEKLY:
        return on - timedelta(days=on.weekday())
    return on.replace(day=1)


def work_out(amounts: list[int], agreed: Agreed) -> Due | None:
    """Give what receipts (above zero) and refunds (below) come to, or nothing when they wait for the next time: less
    than was agreed, or nothing left to pay.

    The fee is of what was spent and not given back, half a cent up; a refund of what was settled earlier brings the fee
    on that back.
    """
    spent = sum(each for each in amounts if each > 0)
    refunded = -sum(each for each in amounts if each < 0)
    owed = spent - refunded
    if owed <= 0 or owed < agreed.least:
        return None
    due = Due(spent, refunded, agreed.flat_fee + (owed * agreed.fee_basis_points + _HALF) // _WHOLE)
    return due if due.paid > 0 else None
