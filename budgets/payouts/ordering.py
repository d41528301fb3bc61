"""From what is due to one payment order: who can be paid, who is left out and why, and how each line reads.

Nothing of a scheme stands in what the bank shows: only who pays, and where to find it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from budgets.payouts.refusals import OrderUnusable
from connectors.contract import CreditTransfer, Debtor, PaymentOrder
from connectors.sepa import pain001
from connectors.sepa.calendar import first_target_day

NO_BANK_ACCOUNT = "no-bank-account"
_NOON, _BANK_TIME = time(12), ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True, kw_only=True)
class Payable:
    """A grant of a person or a settlement of a shop that is due and on its way nowhere yet; in euro cents.

    `goes_to` is whose account it goes to: the person's, or that of an organisation, such as the shop's or another that
    gets it in the name of the person. `number` is that of the settlement, by which the shop knows it.
    """

    id: UUID
    amount_minor: int
    due_on: date
    goes_to: UUID
    to_organisation: bool = True
    person_id: UUID | None = None
    client_number: str = ""
    shop: str = ""
    number: int = 0

    @property
    def grant_id(self) -> UUID | None:
        """Give the grant, if it is one."""
        return self.id if self.person_id else None

    @property
    def settlement_id(self) -> UUID | None:
        """Give the settlement, if it is one."""
        return None if self.person_id else self.id

    @property
    def end_to_end_id(self) -> str:
        """Give the id that comes back from the bank with this payment: 32 characters, the same for ever."""
        return self.id.hex


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is due and is not in the batch, by the code of the reason; it stays due. In euro cents, of a person or of a
    shop.
    """

    client_number: str
    amount_minor: int
    code: str
    shop: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a batch says above its lines."""

    municipality_id: int
    municipality_name: str
    number: int
    debtor: Debtor
    on: date

    @property
    def message_id(self) -> str:
        """Give the id of the file, in at most 35 characters."""
        return f"gs-{self.municipality_id}-{self.number}"

    @property
    def execution_on(self) -> date:
        """Give the first day on which banks settle; all that is in a batch is due already."""
        return first_target_day(self.on)


def sift(
    payables: Sequence[Payable], accounts: Mapping[UUID, tuple[str, str]], heading: Heading
) -> tuple[PaymentOrder, list[Payable], list[LeftOut]]:
    """Give the order with a line for each that can be paid, those in the order of the lines, and the rest.

    `accounts` gives (IBAN, name of the holder) of each person and organisation that has an account. The order may have
    no lines.

    :raises OrderUnusable: not a line but the order itself is wrong
    """
    reachable = [each for each in payables if each.goes_to in accounts]
    reasons = _reasons(_order(reachable, accounts, heading)) if reachable else {}
    kept = [each for line, each in enumerate(reachable, start=1) if line not in reasons]
    refused = {each.id: reasons[line] for line, each in enumerate(reachable, start=1) if line in reasons}
    left_out = [
        LeftOut(each.client_number, each.amount_minor, refused.get(each.id, NO_BANK_ACCOUNT), each.shop)
        for each in payables
        if each.goes_to not in accounts or each.id in refused
    ]
    return _order(kept, accounts, heading), kept, left_out


def _reasons(order: PaymentOrder) -> dict[int, str]:
    found: dict[int, str] = {}
    for problem in pain001.problems(order):
        if problem.line is None:
            raise OrderUnusable(reason=problem.say("en"), problem=problem.code)
        found.setdefault(problem.line, problem.code)
    return found


def _order(payables: Sequence[Payable], accounts: Mapping[UUID, tuple[str, str]], heading: Heading) -> PaymentOrder:
    return PaymentOrder(
        message_id=heading.message_id,
        payment_id=f"{heading.message_id}-1",
        created_at=datetime.combine(heading.on, _NOON, _BANK_TIME),
        execution_on=heading.execution_on,
        debtor=heading.debtor,
        transfers=tuple(
            CreditTransfer(
                end_to_end_id=each.end_to_end_id,
                amount_minor=each.amount_minor,
                creditor_name=accounts[each.goes_to][1],
                creditor_iban=accounts[each.goes_to][0],
                remittance=f"{heading.municipality_name} {_known_as(each, f'{heading.number}/{line}')}",
            )
            for line, each in enumerate(payables, start=1)
        ),
    )


def _known_as(payable: Payable, place: str) -> str:
    """A shop finds its statement by the number of it; people find their payment by its place."""
    return f"afrekening {payable.number}" if payable.settlement_id else place
