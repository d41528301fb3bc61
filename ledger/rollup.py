"""The totals that keep balances quick: of accounts without a floor, which are booked on without a lock."""

from ledger.functions import call


def roll_up() -> int:
    """This will add what was booked since the last time to the totals per day, and say how many of those changed.

    Balances are the same before and after; only reading them takes less. It may be done at any time, by anyone.
    """
    return int(call("ledger_roll_up({told})"))
