"""What the ledger needs done every few seconds: it stays right without, but reading takes longer and room stays taken.

Each is given the moment, works for the served municipality in a transaction of its own, and may be done by any number
of processes at once.
"""

from collections.abc import Callable
from datetime import datetime

from ledger.holds import expire_due
from ledger.rollup import roll_up


def roll_up_balances(_at: datetime) -> None:
    """This will add what was booked without a lock to the totals per day."""
    roll_up()


def let_go_of_holds(at: datetime) -> None:
    """This will let go of holds whose time is over, a thousand at a time."""
    expire_due(at=at)


UPKEEP: tuple[Callable[[datetime], None], ...] = (roll_up_balances, let_go_of_holds)
