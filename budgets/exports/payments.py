"""What was handed over to banks, for reports."""

from datetime import date
from typing import Any

from budgets.payouts.lifecycle import BatchState
from budgets.payouts.queries import list_batches
from ledger.balances import sum_act


def sum_paid_out(on: date | None = None) -> dict[str, int]:
    """Give per scheme what was handed over to people up to the end of a day, in minor units."""
    return sum_act("payout", "ENTITLED", as_of=on)


def list_payment_files(on: date | None = None) -> list[dict[str, Any]]:
    """Give the payment files that were made up to the end of a day."""
    handed_over = list_batches(states=[BatchState.HANDED_OVER])
    return [
        {
            "file": batch.file_name,
            "lines": batch.line_count,
            "total_minor": batch.total_minor,
            "handed_over_on": str(batch.handed_over_on),
            "execution_on": batch.execution_on.isoformat(),
            "sha256": batch.sha256,
        }
        for batch in handed_over
        if batch.handed_over_on and batch.handed_over_on <= (on or date.max)
    ]
