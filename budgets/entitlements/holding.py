"""Entitlements held still: their rows locked, and all that the rules need of them read in as few queries as for one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from budgets.entitlements.lifecycle import PeriodState, State
from budgets.entitlements.models import Entitlement
from budgets.entitlements.places import FundAccounts, accounts_of_fund
from budgets.entitlements.purses import Carrier, Purse, in_turn
from budgets.entitlements.standing import WHEN_STOPPED, Given, GivenNotice, RunPeriod, Standing
from budgets.entitlements.standing import Move as MadeMove
from budgets.evidence.queries import list_hours, list_unweighed
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.facts import NO_FACTS, Facts
from budgets.schemes.lapses import Lapsing
from budgets.schemes.queries import get_terms
from budgets.schemes.rules import Budget, HoursOn, Particulars, Pays, Scheme
from budgets.schemes.terms import Terms
from ledger.accounts import lock_accounts
from ledger.amount import Unit
from ledger.balances import AccountBalance, list_balances_of_entitlements, list_unreversed

PLENTY = 10**15
"""More cents than an account can hold."""

Accounts = dict[UUID, dict[str, AccountBalance]]
"""The accounts of an entitlement, by fund and class."""


@dataclass(frozen=True, slots=True)
class WriteOff:
    """One leg of a booked write-off that was not reversed: the accounts debited and credited, and cents."""

    entry_id: int
    debit: int
    credit: int
    amount: int


@dataclass(slots=True)
class Held:
    """An entitlement whose row is locked: its values, its accounts and funds, and the attested hours no run has
    weighed.
    """

    row: Entitlement
    standing: Standing
    accounts: Accounts
    carriers: list[Carrier]
    write_offs: list[WriteOff]
    periods: dict[int, RunPeriod]
    unweighed: list[tuple[UUID, date]] = field(default_factory=list)

    def account(self, account_class: str, fund_id: UUID | None = None) -> int:
        """Give the account of a class, of the first fund unless another is named."""
        return self.accounts[fund_id or self.row.carrier][account_class].account_id

    @property
    def account_ids(self) -> list[int]:
        """Every account there is of it."""
        return [each.account_id for classes in self.accounts.values() for each in classes.values()]


def hold_entitlements(entitlement_ids: Sequence[UUID], *, on: date) -> list[Held]:
    """Give entitlements with all that the rules need, their rows locked; as many queries for one as for a thousand."""
    ids = list(entitlement_ids)
    # NO KEY: a till that has the accounts writes lines that refer to these rows, and must not wait for whoever has them
    # and wants the accounts.
    # Many ids travel as one array: of a list the ORM makes a mark and a parameter each, in every statement anew.
    rows = list(
        Entitlement.objects.raw(
            "SELECT * FROM entitlements_entitlement WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [ids]
        )
    )
    return _Reader(rows, ids, on).read()


@dataclass(frozen=True, slots=True)
class Still:
    """Entitlements of one scheme with every account that may move locked; `free` is what each fund can promise."""

    held: list[Held]
    funds: dict[UUID, FundAccounts]
    free: dict[UUID, int]

    def purse_of(self, held: Held) -> Purse:
        """Give what the funds of one of them can promise; what one takes the next has no more."""
        return Purse(held.carriers, self.free)


def hold_still(entitlement_ids: Sequence[UUID], scheme: Scheme, *, on: date) -> Still:
    """This will lock entitlements of a scheme, then every account that may move in the order of their ids, and give
    what they hold.
    """
    still = hold_apart(entitlement_ids, scheme, on=on)
    wanted = [account for each in still.held for account in each.account_ids]
    balances = lock_accounts([*wanted, *(accounts.free for accounts in still.funds.values())])
    free = {fund: balances[accounts.free] for fund, accounts in still.funds.items()}
    # Tills take from passes without the lock of a row: what was read before the accounts were locked may be old.
    held = hold_entitlements(entitlement_ids, on=on) if scheme.pays is Pays.PASS else still.held
    return Still(held, still.funds, free)


def hold_apart(entitlement_ids: Sequence[UUID], scheme: Scheme, *, on: date) -> Still:
    """This will lock entitlements of a scheme and none of the accounts, so that others go on with those of its funds;
    `free` is more than anybody needs.
    """
    held = hold_entitlements(entitlement_ids, on=on)
    units = {each.row.unit for each in held}
    funds = {
        fund: accounts_of_fund(fund, scheme, units) for fund in {one.fund for each in held for one in each.carriers}
    }
    return Still(held, funds, dict.fromkeys(funds, PLENTY))


class _Reader:
    """What was read of many entitlements, to be put together for each."""

    def __init__(self, rows: Sequence[Entitlement], ids: list[UUID], on: date) -> None:
        self._rows = rows
        self._moves, self._periods = _moves_of(ids), _periods_of(ids)
        self._accounts = _accounts_of(ids)
        self._hours, self._unweighed = _hours_of(rows, self._periods, on)
        self._write_offs = _write_offs_of(rows, self._accounts)
        self._given = _given_of(rows)
        self._notices, self._carried = _notices_of(rows), _carried_of(rows)
        self._weights = _weights_of(rows, self._accounts)
        self._terms: dict[tuple[str, str], Terms] = {}

    def read(self) -> list[Held]:
        """Put each together, in the order of the rows."""
        return [self._held(row) for row in self._rows]

    def _held(self, row: Entitlement) -> Held:
        accounts, lost = self._accounts[row.id], self._write_offs[row.id]
        terms, ran, fresh = self._terms_of(row), self._periods[row.id], self._unweighed[row.person_id]
        carriers = self._carriers(row, accounts, terms)
        on_pass = accounts.get(row.carrier, {}).get("EARMARKED")
        lapsing, over = self._carried.get(row.id, (None, False))
        standing = Standing(
            scheme=get_scheme(row.scheme),
            terms=terms,
            starts_on=row.starts_on,
            moves=tuple(self._moves[row.id]),
            periods=tuple(ran),
            opened=row.opened,
            missed=row.missed_count,
            hours=tuple(self._hours[row.person_id]),
            late=_late(ran, fresh),
            prepaid=sum(each.prepaid for each in carriers),
            committed=sum(each.committed for each in carriers),
            written_off=sum(each.amount for each in lost),
            of=_particulars(row),
            given=tuple(Given(due, minor, own == row.id) for own, due, minor in self._given[row.person_id]),
            earmarked=on_pass.balance if on_pass else 0,
            held=on_pass.held if on_pass else 0,
            notices=tuple(self._notices[row.id]),
            lapsing=lapsing,
            over=over,
        )
        return Held(row, standing, accounts, carriers, lost, {period.number: period for period in ran}, fresh)

    def _terms_of(self, row: Entitlement) -> Terms:
        if (row.scheme, row.cohort) not in self._terms:
            self._terms[row.scheme, row.cohort] = get_terms(row.scheme, row.cohort)
        return self._terms[row.scheme, row.cohort]

    def _carriers(self, row: Entitlement, accounts: Accounts, terms: Terms) -> list[Carrier]:
        weights = self._weights.get(row.id) or [(row.carrier, 1)]
        carriers = [
            Carrier(fund, weight, _balance(accounts, fund, "COMMITTED"), _balance(accounts, fund, "PREPAID_GRANT"))
            for fund, weight in weights
        ]
        if len(carriers) == 1:
            return carriers
        funds = {each["PREPAID_GRANT"].account_id: fund for fund, each in accounts.items() if "PREPAID_GRANT" in each}
        for lost in self._write_offs[row.id]:
            for carrier in carriers:
                carrier.lost += lost.amount if funds[lost.credit] == carrier.fund else 0
        return in_turn(carriers, terms.value("seed", row.starts_on), row.id)


def _balance(accounts: Accounts, fund: UUID, account_class: str) -> int:
    found = accounts.get(fund, {}).get(account_class)
    return found.balance if found else 0


def _particulars(row: Entitlement) -> Particulars:
    return Particulars(
        facts=Facts.from_data(row.facts) if row.facts else NO_FACTS,
        category=row.category,
        budget=row.budget,
        unit=Unit(row.unit),
        decided=row.decided_minor,
        starts_on=row.starts_on,
    )


def _late(ran: Sequence[RunPeriod], fresh: Sequence[tuple[UUID, date]]) -> frozenset[int]:
    return frozenset(period.number for _id, day in fresh for period in ran if period.starts_on <= day < period.ends_on)


def _moves_of(entitlement_ids: list[UUID]) -> dict[UUID, list[MadeMove]]:
    found: dict[UUID, list[MadeMove]] = defaultdict(list)
    for entitlement_id, name, to, on, reason in _fetch(
        'SELECT entitlement_id, name, "to", "on", reason FROM entitlements_move'
        " WHERE entitlement_id = ANY(%s) ORDER BY entitlement_id, number",
        entitlement_ids,
    ):
        found[entitlement_id].append(MadeMove(name, State(to), on, reason))
    return found


def _periods_of(entitlement_ids: list[UUID]) -> dict[UUID, list[RunPeriod]]:
    found: dict[UUID, list[RunPeriod]] = defaultdict(list)
    for entitlement_id, number, starts_on, ends_on, due_on, whole, state, *minor in _fetch(
        "SELECT entitlement_id, number, starts_on, ends_on, due_on, whole, state,"
        " opening_balance_minor, used_minor, granted_minor FROM entitlements_period"
        " WHERE entitlement_id = ANY(%s) ORDER BY entitlement_id, number",
        entitlement_ids,
    ):
        run = RunPeriod(number, starts_on, ends_on, due_on, whole, PeriodState(state), *minor)
        found[entitlement_id].append(run)
    return found


def _accounts_of(entitlement_ids: Iterable[UUID]) -> dict[UUID, Accounts]:
    found: dict[UUID, Accounts] = defaultdict(dict)
    for each in list_balances_of_entitlements(entitlement_ids):
        if each.entitlement and each.fund:
            found[each.entitlement].setdefault(each.fund, {})[each.account_class] = each
    return found


Lines = dict[UUID, list[HoursOn]]
Fresh = dict[UUID, list[tuple[UUID, date]]]


def _hours_of(rows: Sequence[Entitlement], periods: dict[UUID, list[RunPeriod]], on: date) -> tuple[Lines, Fresh]:
    """Give per person the hours that may count and those that no run has weighed."""
    lines: Lines = defaultdict(list)
    fresh: Fresh = defaultdict(list)
    people = [row.person_id for row in rows if get_scheme(row.scheme).attested_by]
    if not people:
        return lines, fresh
    for attestation_id, person_id, day, _hours in list_unweighed(people):
        fresh[person_id].append((attestation_id, day))
    earliest = min(_hours_from(row, periods[row.id], fresh[row.person_id]) for row in rows)
    for _id, person_id, day, hours in list_hours(people, earliest, on + timedelta(days=1)):
        lines[person_id].append(HoursOn(day, hours))
    return lines, fresh


def _hours_from(row: Entitlement, periods: Sequence[RunPeriod], fresh: Sequence[tuple[UUID, date]]) -> date:
    """Give the first day whose hours may matter: after the last period that was met, and before that where something
    came late.
    """
    since = row.starts_on
    touched = min((day for _id, day in fresh), default=date.max)
    for period in periods:
        if period.ends_on > touched:
            break
        if period.state == PeriodState.MET:
            since = period.ends_on
    return since


def _write_offs_of(rows: Sequence[Entitlement], accounts: dict[UUID, Accounts]) -> dict[UUID, list[WriteOff]]:
    """Give what stops wrote off; an advance that was not earned in its time does not come back."""
    found: dict[UUID, list[WriteOff]] = defaultdict(list)
    stopped = {
        classes["PREPAID_GRANT"].account_id: row.id
        for row in rows
        if row.state == State.STOPPED
        for classes in accounts[row.id].values()
        if "PREPAID_GRANT" in classes
    }
    if stopped:
        for entry_id, account_id, debit, credit, amount in list_unreversed(stopped, "write_off", why=WHEN_STOPPED):
            if account_id == credit:
                found[stopped[account_id]].append(WriteOff(entry_id, debit, credit, amount))
    return found


def _given_of(rows: Sequence[Entitlement]) -> dict[UUID, list[tuple[UUID, date, int]]]:
    """Give per person the grants of the scheme, where they count in the sum of the next."""
    found: dict[UUID, list[tuple[UUID, date, int]]] = defaultdict(list)
    people = [row.person_id for row in rows if get_scheme(row.scheme).each_period.counts_grants]
    if not people:
        return found
    for person_id, entitlement_id, due_on, minor in _fetch(
        "SELECT e.person_id, g.entitlement_id, g.due_on, g.amount_minor FROM entitlements_entitlement e"
        " JOIN entitlements_grant g ON g.municipality_id = e.municipality_id AND g.entitlement_id = e.id"
        " WHERE e.person_id = ANY(%s) AND e.scheme = %s ORDER BY g.due_on, g.id",
        people,
        rows[0].scheme,
    ):
        found[person_id].append((entitlement_id, due_on, minor))
    return found


def _notices_of(rows: Sequence[Entitlement]) -> dict[UUID, list[GivenNotice]]:
    """Give the notices of what lies on passes."""
    notices: dict[UUID, list[GivenNotice]] = defaultdict(list)
    for entitlement_id, *notice in _fetch_on_pass(
        "SELECT entitlement_id, number, given_on, lapses_on FROM entitlements_notice WHERE entitlement_id = ANY(%s)",
        rows,
    ):
        notices[entitlement_id].append(GivenNotice(*notice))
    return notices


def _carried_of(rows: Sequence[Entitlement]) -> dict[UUID, tuple[Lapsing, bool]]:
    """Give when what was put on passes lapses, and whether it is over."""
    return {
        entitlement_id: (Lapsing(*lapsing), over)
        for entitlement_id, over, *lapsing in _fetch_on_pass(
            "SELECT entitlement_id, over, lapses_on, keeps_minor, rest_lapses_on FROM entitlements_pass_budget"
            " WHERE entitlement_id = ANY(%s)",
            rows,
        )
    }


def _fetch_on_pass(statement: str, rows: Sequence[Entitlement]) -> list[tuple[Any, ...]]:
    ids = [row.id for row in rows if isinstance(get_scheme(row.scheme).each_period, Budget)]
    return _fetch(statement, ids) if ids else []


def _weights_of(rows: Sequence[Entitlement], accounts: dict[UUID, Accounts]) -> dict[UUID, list[tuple[UUID, Any]]]:
    """Give the shares of the funds, in their order, where several carry an entitlement."""
    found: dict[UUID, list[tuple[UUID, Any]]] = defaultdict(list)
    ids = [row.id for row in rows if len(accounts[row.id]) > 1]
    if not ids:
        return found
    for entitlement_id, fund_id, weight in _fetch(
        "SELECT s.entitlement_id, s.fund_id, s.weight FROM entitlements_fund_share s JOIN funding_fund f"
        " ON f.municipality_id = s.municipality_id AND f.id = s.fund_id WHERE s.entitlement_id = ANY(%s)"
        " ORDER BY s.entitlement_id, f.priority, f.code",
        ids,
    ):
        found[entitlement_id].append((fund_id, weight))
    return found


def _fetch(statement: str, ids: list[UUID], *more: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [ids, *more])
        return cursor.fetchall()
