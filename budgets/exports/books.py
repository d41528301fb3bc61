"""The books as people read them: statements, the trial balance and the check of every invariant. Only readings."""

from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from budgets.operation import reading
from budgets.parties.people import person_of
from ledger.amount import Amount, Unit
from ledger.balances import StatementLine, find_account, list_balances_of_holder, list_statement, list_trial_balance
from ledger.invariants import INVARIANTS
from ledger.refusal import Refusal


class AccountNotThere(Refusal):
    code, says = "account-unknown", _("There is no account {account}.")


@dataclass(frozen=True, slots=True)
class AccountStatement:
    """What was booked on one account, oldest first; amounts in minor units of `unit`."""

    account: int
    account_class: str
    unit: str
    scheme: str
    balance: int
    lines: tuple[StatementLine, ...]

    def as_data(self) -> dict[str, Any]:
        """Give it ready for JSON."""
        return {
            "account": self.account,
            "class": self.account_class,
            "unit": self.unit,
            "scheme": self.scheme,
            "balance_minor": self.balance,
            "lines": [
                {
                    "entry": line.entry_id,
                    "on": line.happened_on.isoformat(),
                    "act": line.act,
                    "why": line.why,
                    "amount_minor": line.amount,
                    "balance_minor": line.balance,
                }
                for line in self.lines
            ],
        }


@dataclass(frozen=True, slots=True)
class Check:
    """One invariant, and the rows that break it."""

    name: str
    says: str
    rows: tuple[dict[str, object], ...]


@reading
def get_account_statement(account_id: int, *, as_of: date | None = None) -> AccountStatement:
    """Give the statement of one account up to the end of a day, or of all that is booked.

    :raises AccountNotThere: it is not there, or is another municipality's
    """
    account = find_account(account_id)
    if account is None:
        raise AccountNotThere(account=account_id)
    lines = tuple(list_statement([account_id], as_of=as_of))
    return _statement(account_id, account.account_class, account.unit, account.scheme, lines)


@reading
def list_person_statements(client_number: str, *, as_of: date | None = None) -> list[AccountStatement]:
    """Give the statements of all accounts that are kept for a person.

    :raises PersonUnknown: nobody has this client number
    """
    accounts = list_balances_of_holder(person_of(client_number), as_of=as_of)
    found: dict[int, list[StatementLine]] = defaultdict(list)
    for line in list_statement([account.account_id for account in accounts], as_of=as_of):
        found[line.account_id].append(line)
    return [
        _statement(each.account_id, each.account_class, each.unit, each.scheme, tuple(found[each.account_id]))
        for each in accounts
    ]


@reading
def get_trial_balance(*, as_of: date | None = None) -> dict[str, Any]:
    """Give debit and credit per class and unit in minor units, with the totals per unit, which are equal."""
    lines = list_trial_balance(as_of=as_of)
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for line in lines:
        totals[line.unit][0] += line.debit
        totals[line.unit][1] += line.credit
    return {
        "as_of": as_of.isoformat() if as_of else None,
        "lines": [asdict(line) for line in lines],
        "totals": [{"unit": unit, "debit": debit, "credit": credit} for unit, (debit, credit) in totals.items()],
        "equal": all(debit == credit for debit, credit in totals.values()),
    }


@reading
def check_books() -> list[Check]:
    """Give every invariant with the rows of the served municipality that break it; nothing of it is kept."""
    return try_invariants()


@reading
def check_since_seal() -> list[Check]:
    """Give the invariants that can be asked of only what the last seal covers and what came after it, with the rows
    that break them.
    """
    asked = [(each, each.find_since_seal) for each in INVARIANTS]
    return [Check(each.name, each.says, tuple(find())) for each, find in asked if find is not None]


def try_invariants() -> list[Check]:
    """Give the same within an operation."""
    return [Check(each.name, each.says, tuple(each.find_breaches())) for each in INVARIANTS]


def write_amount(minor: int, unit: str) -> str:
    """Write minor units of a unit as Dutch finance staff do: "1.234,50", "40"."""
    point = str(Amount(abs(minor), Unit(unit)))
    whole, comma, cents = point.partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    return ("-" if minor < 0 else "") + grouped + (f",{cents}" if comma else "")


def _statement(
    account_id: int, account_class: str, unit: str, scheme: str | None, lines: tuple[StatementLine, ...]
) -> AccountStatement:
    balance = lines[-1].balance if lines else 0
    return AccountStatement(account_id, account_class, unit, scheme or "", balance, lines)
