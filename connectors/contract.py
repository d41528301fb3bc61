"""The words all rails share: what we ask a bank to pay, and what carries it there."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from connectors.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditTransfer:
    """One payment to one account: one line of a bank file. The amount is in euro cents."""

    end_to_end_id: str
    amount_minor: int
    creditor_name: str
    creditor_iban: str
    remittance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Debtor:
    """Whose account pays. `bic` None means: the bank finds it from the IBAN."""

    name: str
    iban: str
    bic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentOrder:
    """One bank file: transfers from one account, on one day. `created_at` is aware; ids are given, never made up."""

    message_id: str
    payment_id: str
    created_at: datetime
    execution_on: date
    debtor: Debtor
    transfers: tuple[CreditTransfer, ...]

    @property
    def total_minor(self) -> int:
        """Give the sum of all transfers in euro cents."""
        return sum(transfer.amount_minor for transfer in self.transfers)


class Rail(Protocol):
    """A way for money to travel: it judges an order as a whole, and turns a good one into the bytes a bank takes."""

    def problems(self, order: PaymentOrder) -> list[Problem]:
        """Give everything that is wrong with the order, of all lines at once."""

    def write(self, order: PaymentOrder) -> bytes:
        """Give the file; the same order always gives the same bytes.

        :raises connectors.problem.Refused: the order has problems
        """
