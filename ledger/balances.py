"""What is there, as of when: in minor units of each account's unit, on its normal side.

`as_of` is a date in Europe/Amsterdam and means up to the end of that day; without it, everything that is booked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max

from ledger import tenant
from ledger.amount import Unit
from ledger.database import UnknownAccount
from ledger.models import Account, JournalEntry


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """One account with what it is kept for; its balance, and what of it is held now, in minor units."""

    account_id: int
    account_class: str
    unit: str
    holder: UUID | None
    entitlement: UUID | None
    scheme: str | None
    fund: UUID | None
    balance: int
    held: int


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One class and unit of the trial balance, in minor units; a class stands on its normal side."""

    account_class: str
    unit: str
    debit: int
    credit: int


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One posting of a statement; `amount` and `balance` in minor units of the account's normal side."""

    entry_id: int
    account_id: int
    account_class: str
    unit: str
    happened_on: date
    act: str
    why: str
    amount: int
    balance: int


def get_balance(account_id: int, *, as_of: date | None = None) -> int:
    """Give the balance of one account.

    :raises UnknownAccount: it is not there, or is another municipality's
    """
    rows = _balances("a.id = %(account_id)s", {"account_id": account_id}, as_of)
    if not rows:
        raise UnknownAccount(debit=account_id, credit=account_id)
    return rows[0].balance


def list_balances_of_entitlements(
    entitlement_ids: Iterable[UUID], *, as_of: date | None = None
) -> list[AccountBalance]:
    """Give the balances of all accounts that are kept for these entitlements."""
    return _balances("a.entitlement = ANY (%(ids)s::uuid[])", {"ids": list(entitlement_ids)}, as_of)


def list_balances_of_holder(holder: UUID, *, as_of: date | None = None) -> list[AccountBalance]:
    """Give the balances of all accounts of one person."""
    return _balances("a.holder = %(holder)s", {"holder": holder}, as_of)


def list_balances_of_holders(holders: Iterable[UUID], *, as_of: date | None = None) -> list[AccountBalance]:
    """Give the balances of all accounts of people, or of issue points."""
    return _balances("a.holder = ANY (%(holders)s::uuid[])", {"holders": list(holders)}, as_of)


def list_balances_of_funds(funds: Iterable[UUID], *, as_of: date | None = None) -> list[AccountBalance]:
    """Give the balances of all accounts that these funds keep for themselves, of every scheme and unit."""
    # As the index on what makes an account one goes: of nobody, for these funds.
    where = (
        "a.municipality_id = %(m)s AND a.entitlement IS NULL AND a.holder IS NULL AND a.fund = ANY (%(funds)s::uuid[])"
    )
    return _balances(where, {"m": tenant.current(), "funds": list(funds)}, as_of)


def list_balances_of_fund(fund: UUID, *, as_of: date | None = None) -> dict[str, int]:
    """Give in cents the balance of each class that a fund keeps for itself, and what it has committed, summed over its
    schemes.

    Committed is what was appropriated and is neither free nor spent: the invariant `funds-add-up` says so, and adding
    it up person by person would take longer the more people there are.
    """
    totals: dict[str, int] = {}
    for row in list_balances_of_funds([fund], as_of=as_of):
        if row.unit == Unit.EUR:
            totals[row.account_class] = totals.get(row.account_class, 0) + row.balance
    appropriated, free, spent = (totals.get(name, 0) for name in ("APPROPRIATED", "FREE", "SPENT"))
    return totals | {"COMMITTED": appropriated - free - spent}


def _balances(where: str, parameters: dict[str, Any], as_of: date | None) -> list[AccountBalance]:
    with connection.cursor() as cursor:
        # The condition is our own text; what is asked travels as parameters.
        cursor.execute(
            f"""
            SELECT a.id, a.class, a.unit, a.holder, a.entitlement, a.scheme, a.fund,
                CASE WHEN a.floored AND %(as_of)s::date IS NULL THEN b.balance
                     ELSE a.side * ledger_sum(a.municipality_id, a.id, a.floored, %(as_of)s::date) END,
                coalesce(b.held, 0)
            FROM ledger_account a
            LEFT JOIN ledger_balance b ON b.municipality_id = a.municipality_id AND b.account_id = a.id
            WHERE {where} ORDER BY a.id
            """,  # noqa: S608
            {**parameters, "as_of": as_of},
        )
        return [AccountBalance(*row) for row in cursor.fetchall()]


def list_trial_balance(*, as_of: date | None = None) -> list[TrialLine]:
    """Give the trial balance: per class and unit what stands on its debit and on its credit side; both add up to the
    same per unit.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT class, unit, greatest(sum(amount), 0)::bigint, greatest(-sum(amount), 0)::bigint
            FROM ledger_posting WHERE %(as_of)s::date IS NULL OR happened_on <= %(as_of)s::date
            GROUP BY class, unit ORDER BY unit, class
            """,
            {"as_of": as_of},
        )
        return [TrialLine(*row) for row in cursor.fetchall()]


def list_statement(account_ids: Iterable[int], *, as_of: date | None = None) -> list[StatementLine]:
    """Give the postings of accounts, by day and then in the order they were booked, each with the balance after it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.entry_id, a.id, p.class, p.unit, p.happened_on, p.act, e.why, p.amount * a.side,
                (sum(p.amount * a.side) OVER (PARTITION BY a.id ORDER BY p.happened_on, p.entry_id, p.line))::bigint
            FROM ledger_posting p
            JOIN ledger_account a ON a.municipality_id = p.municipality_id AND a.id = p.account_id
            JOIN ledger_entry e ON e.municipality_id = p.municipality_id AND e.id = p.entry_id
            WHERE a.id = ANY (%(ids)s) AND (%(as_of)s::date IS NULL OR p.happened_on <= %(as_of)s::date)
            ORDER BY p.happened_on, p.entry_id, p.line
            """,
            {"ids": list(account_ids), "as_of": as_of},
        )
        return [StatementLine(*row) for row in cursor.fetchall()]


def list_unreversed(account_ids: Iterable[int], act: str, *, why: str = "") -> list[tuple[int, int, int, int, int]]:
    """Give the entries of one act on these accounts that were not reversed, for a reason that begins so: entry,
    account, debited, credited, minor units above zero.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.entry_id, p.account_id, d.account_id, c.account_id, d.amount
            FROM ledger_posting p
            JOIN ledger_posting d ON d.municipality_id = p.municipality_id AND d.entry_id = p.entry_id AND d.amount > 0
            JOIN ledger_posting c ON c.municipality_id = p.municipality_id AND c.entry_id = p.entry_id AND c.line =
            d.line + 1
            WHERE p.account_id = ANY (%(ids)s) AND p.act = %(act)s AND p.line IN (d.line, c.line) AND NOT EXISTS (
                SELECT 1 FROM ledger_entry r WHERE r.municipality_id = p.municipality_id AND r.reverses = p.entry_id)
              AND EXISTS (SELECT 1 FROM ledger_entry e WHERE e.municipality_id = p.municipality_id
                AND e.id = p.entry_id AND starts_with(e.why, %(why)s))
            ORDER BY p.entry_id
            """,
            {"ids": list(account_ids), "act": act, "why": why},
        )
        return [(entry, account, debit, credit, minor) for entry, account, debit, credit, minor in cursor.fetchall()]


def find_account(account_id: int) -> Account | None:
    """Give an account of the municipality that is being served, or nothing."""
    return Account.objects.filter(id=account_id).first()


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One leg of a journal entry: the class debited, the class credited, and minor units above zero."""

    entry_id: int
    happened_on: date
    act: str
    why: str
    debit_class: str
    credit_class: str
    unit: str
    amount: int


def list_journal() -> list[JournalLine]:
    """Give every journal entry of the served municipality, leg by leg, in the order they were booked."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT e.id, e.happened_on, e.act, e.why, d.class, c.class, d.unit, d.amount
            FROM ledger_entry e
            JOIN ledger_posting d ON d.municipality_id = e.municipality_id AND d.entry_id = e.id AND d.line % 2 = 1
            JOIN ledger_posting c ON c.municipality_id = e.municipality_id AND c.entry_id = e.id AND c.line =
            d.line + 1
            ORDER BY e.id, d.line
            """
        )
        return [JournalLine(*row) for row in cursor.fetchall()]


def sum_act(act: str, account_class: str, *, as_of: date | None = None) -> dict[str, int]:
    """Give per scheme what one act took off accounts of a class, in minor units."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT a.scheme, (-sum(p.amount * a.side))::bigint
            FROM ledger_posting p JOIN ledger_account a ON a.municipality_id = p.municipality_id AND a.id = p.account_id
            WHERE p.act = %(act)s AND p.class = %(class)s AND (%(as_of)s::date IS NULL OR p.happened_on <= %(as_of)s)
            GROUP BY a.scheme
            """,
            {"act": act, "class": account_class, "as_of": as_of},
        )
        return {scheme: minor for scheme, minor in cursor.fetchall() if scheme}


def find_last_day() -> date | None:
    """Give the last day on which anything is booked, if anything is."""
    last: date | None = JournalEntry.objects.aggregate(last=Max("happened_on"))["last"]
    return last


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One posting on an account of a class that funds keep per scheme; minor units of the class's normal side."""

    entry_id: int
    happened_on: date
    act: str
    why: str
    fund: UUID | None
    scheme: str | None
    unit: str
    amount: int


def list_postings_of_class(account_class: str, *, since: date, before: date) -> list[ClassLine]:
    """Give what was booked on the accounts of a class from a day up to but not including another, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.entry_id, p.happened_on, p.act, e.why, a.fund, a.scheme, p.unit, p.amount * a.side
            FROM ledger_account a
            JOIN ledger_posting p ON p.municipality_id = a.municipality_id AND p.account_id = a.id
            JOIN ledger_entry e ON e.municipality_id = p.municipality_id AND e.id = p.entry_id
            WHERE a.class = %(class)s AND p.happened_on >= %(since)s AND p.happened_on < %(before)s
            ORDER BY p.happened_on, p.entry_id, p.line
            """,
            {"class": account_class, "since": since, "before": before},
        )
        return [ClassLine(*row) for row in cursor.fetchall()]


def list_counterparts(entitlement_id: UUID) -> dict[tuple[UUID, str], int]:
    """Give per fund and class what stands on a fund's accounts against those of one entitlement: its part of what they
    hold, in minor units of their normal side.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT f.fund, f.class, sum(other.amount * f.side)::bigint
            FROM ledger_account own
            JOIN ledger_posting p ON p.municipality_id = own.municipality_id AND p.account_id = own.id
            JOIN ledger_posting other ON other.municipality_id = p.municipality_id AND other.entry_id = p.entry_id
                AND other.line = CASE p.line %% 2 WHEN 1 THEN p.line + 1 ELSE p.line - 1 END
            JOIN ledger_account f ON f.municipality_id = other.municipality_id AND f.id = other.account_id
            WHERE own.entitlement = %s AND f.entitlement IS NULL AND f.fund IS NOT NULL
            GROUP BY f.fund, f.class
            """,
            [entitlement_id],
        )
        return {(fund, account_class): minor for fund, account_class, minor in cursor.fetchall()}


def list_first_promises(entitlement_ids: Iterable[UUID]) -> list[tuple[UUID, UUID, int]]:
    """Give what was promised first on each entitlement and by which fund, in cents: the promise of its award."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT a.entitlement, a.fund, p.amount * a.side
            FROM ledger_account a
            JOIN ledger_posting p ON p.municipality_id = a.municipality_id AND p.account_id = a.id AND p.version = 1
            WHERE a.entitlement = ANY (%s) AND a.class = 'COMMITTED'
            """,
            [list(entitlement_ids)],
        )
        return [(entitlement, fund, minor) for entitlement, fund, minor in cursor.fetchall()]
