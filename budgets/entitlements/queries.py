"""Reading entitlements: as the values that the rules work on, and as rows for people and pages."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Sum

from budgets.entitlements.lifecycle import NEVER_AWARDED, PeriodState, RunState, State
from budgets.entitlements.models import Entitlement, Grant, Move, Period, PeriodRun
from budgets.entitlements.standing import Move as MadeMove
from budgets.entitlements.standing import RunPeriod, Standing
from budgets.evidence.queries import list_hours, list_unweighed
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.queries import get_terms
from budgets.schemes.rules import HoursOn
from budgets.schemes.terms import Terms
from ledger.amount import Amount
from ledger.balances import list_balances_of_entitlements, list_statement, list_unreversed


@dataclass(frozen=True, slots=True)
class WriteOff:
    """A booked write-off that was not reversed: its entry, the accounts debited and credited, and minor units."""

    entry_id: int
    debit: int
    credit: int
    amount: int


@dataclass(slots=True)
class Held:
    """An entitlement whose row is locked: its values, its accounts by class, and the attested hours no run has
    weighed.
    """

    row: Entitlement
    standing: Standing
    accounts: dict[str, int]
    write_offs: list[WriteOff]
    periods: dict[int, RunPeriod]
    unweighed: list[tuple[UUID, date]] = field(default_factory=list)


def list_due(scheme_code: str, on: date) -> list[UUID]:
    """Give the entitlements of a scheme with something due on or before a day, or with hours that came too late."""
    due = Entitlement.objects.filter(scheme=scheme_code, next_due_on__lte=on).order_by("id")
    found = list(due.values_list("id", flat=True))
    late = _list_late(scheme_code) if get_scheme(scheme_code).attested_by else set()
    return [*found, *sorted(late.difference(found))]


def find_run_left(*, through: date) -> PeriodRun | None:
    """Give a run that was not finished, of a day in the month of `through` or earlier; None when there is none."""
    runs = PeriodRun.objects.exclude(state=RunState.DONE).order_by("on", "scheme")
    return runs.filter(on__lt=(through.replace(day=1) + timedelta(days=31)).replace(day=1)).first()


def _list_late(scheme_code: str) -> set[UUID]:
    rows = Entitlement.objects.raw(
        """
        SELECT DISTINCT e.id FROM entitlements_entitlement e
        JOIN evidence_attestation a ON a.municipality_id = e.municipality_id AND a.person_id = e.person_id
            AND a.replaced_by_id IS NULL AND a.weighed_by IS NULL
        JOIN entitlements_period p ON p.municipality_id = e.municipality_id AND p.entitlement_id = e.id
            AND a.day >= p.starts_on AND a.day < p.ends_on
        WHERE e.scheme = %s
        """,
        [scheme_code],
    )
    return {row.id for row in rows}


def find_live_entitlement(person_id: UUID, scheme_code: str) -> UUID | None:
    """Give what a person has under a scheme and has not ended, if anything."""
    live = Entitlement.objects.filter(person=person_id, scheme=scheme_code)
    return live.exclude(state__in=[*NEVER_AWARDED, State.ENDED]).values_list("id", flat=True).first()


def hold_entitlements(entitlement_ids: Sequence[UUID], *, on: date) -> list[Held]:
    """Give entitlements with all that the rules need, their rows locked; as many queries for one as for a thousand."""
    ids = list(entitlement_ids)
    # Many ids travel as one array: of a list the ORM makes a mark and a parameter each, in every statement anew.
    rows = list(
        Entitlement.objects.raw(
            "SELECT * FROM entitlements_entitlement WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [ids]
        )
    )
    moves, periods = _moves_of(ids), _periods_of(ids)
    accounts, balances = _accounts_of(ids)
    hours, unweighed = _hours_of(rows, periods, on)
    write_offs = _write_offs_of(rows, accounts)
    terms: dict[tuple[str, str], Terms] = {}
    held = []
    for row in rows:
        if (row.scheme, row.cohort) not in terms:
            terms[row.scheme, row.cohort] = get_terms(row.scheme, row.cohort)
        ran, fresh, lost, balance = periods[row.id], unweighed[row.person_id], write_offs[row.id], balances[row.id]
        standing = Standing(
            scheme=get_scheme(row.scheme),
            terms=terms[row.scheme, row.cohort],
            starts_on=row.starts_on,
            moves=tuple(moves[row.id]),
            periods=tuple(ran),
            opened=row.opened,
            missed=row.missed_count,
            hours=tuple(hours[row.person_id]),
            late=_late(ran, fresh),
            prepaid=balance.get("PREPAID_GRANT", 0),
            committed=balance.get("COMMITTED", 0),
            written_off=sum(each.amount for each in lost),
        )
        held.append(Held(row, standing, accounts[row.id], lost, {period.number: period for period in ran}, fresh))
    return held


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


def _fetch(statement: str, ids: list[UUID]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [ids])
        return cursor.fetchall()


def _accounts_of(entitlement_ids: Iterable[UUID]) -> tuple[dict[UUID, dict[str, int]], dict[UUID, dict[str, int]]]:
    accounts: dict[UUID, dict[str, int]] = defaultdict(dict)
    balances: dict[UUID, dict[str, int]] = defaultdict(dict)
    for each in list_balances_of_entitlements(entitlement_ids):
        if each.entitlement:
            accounts[each.entitlement][each.account_class] = each.account_id
            balances[each.entitlement][each.account_class] = each.balance
    return accounts, balances


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


def _write_offs_of(rows: Sequence[Entitlement], accounts: dict[UUID, dict[str, int]]) -> dict[UUID, list[WriteOff]]:
    found: dict[UUID, list[WriteOff]] = defaultdict(list)
    stopped = {
        accounts[row.id]["PREPAID_GRANT"]: row.id
        for row in rows
        if row.state == State.STOPPED and "PREPAID_GRANT" in accounts[row.id]
    }
    for entry_id, account_id, debit, credit, amount in list_unreversed(stopped, "write_off"):
        found[stopped[account_id]].append(WriteOff(entry_id, debit, credit, amount))
    return found


@dataclass(frozen=True, slots=True)
class Figures:
    """How one entitlement stands, for people: amounts in minor units, grants in the order they were made.

    `balance` is what is left to use; of a gift, what is theirs and was not sent yet. `written_off` is net of what
    came back.
    """

    scheme: str
    state: str
    missed_count: int
    next_due_on: date | None
    grants: tuple[int, ...]
    balance: int
    paid_out: int
    written_off: int


def find_entitlement(person_id: UUID, scheme_code: str) -> UUID | None:
    """Give a person's entitlement under a scheme: the live one, else the last that ended."""
    rows = Entitlement.objects.filter(person=person_id, scheme=scheme_code).exclude(state__in=NEVER_AWARDED)
    live = rows.exclude(state=State.ENDED).first()
    found = live or rows.order_by("-awarded_on", "-starts_on").first()
    return found.id if found else None


def list_entitlements(person_id: UUID) -> list[UUID]:
    """Give all entitlements of a person, of any scheme and state, in the order they were awarded."""
    rows = Entitlement.objects.filter(person=person_id).order_by("awarded_on", "starts_on", "scheme")
    return list(rows.values_list("id", flat=True))


def get_figures(entitlement_id: UUID) -> Figures:
    """Give how an entitlement stands."""
    row = Entitlement.objects.get(pk=entitlement_id)
    accounts = {each.account_class: each for each in list_balances_of_entitlements([row.id])}
    left = accounts["PREPAID_GRANT" if get_scheme(row.scheme).each_period.prepaid else "ENTITLED"]
    moved: dict[tuple[str, str], int] = defaultdict(int)
    for line in list_statement(account.account_id for account in accounts.values()):
        moved[line.account_class, line.act] += line.amount
    return Figures(
        scheme=row.scheme,
        state=row.state,
        missed_count=row.missed_count,
        next_due_on=row.next_due_on,
        grants=tuple(
            Grant.objects.filter(entitlement=row.id).order_by("number").values_list("amount_minor", flat=True)
        ),
        balance=left.balance,
        paid_out=-moved["ENTITLED", "payout"],
        written_off=-(moved["PREPAID_GRANT", "write_off"] + moved["PREPAID_GRANT", "reversal"]),
    )


@dataclass(frozen=True, slots=True)
class Granted:
    """What was granted, and the day on which it was."""

    granted_on: date
    amount: Amount


def list_grants(person_id: UUID) -> list[Granted]:
    """Give everything a person was granted under any scheme, in the order in which it was."""
    rows = Grant.objects.filter(person=person_id).order_by(
        "granted_on", "entitlement__awarded_on", "entitlement__starts_on", "entitlement__scheme", "number"
    )
    return [
        Granted(granted_on, Amount(minor, get_scheme(scheme).unit))
        for granted_on, minor, scheme in rows.values_list("granted_on", "amount_minor", "entitlement__scheme")
    ]


def list_told(entitlement_id: UUID) -> list[tuple[date, dict[str, Any]]]:
    """Give the explanations of an entitlement's grants, periods and moves, by day; each once."""
    grants = Grant.objects.filter(entitlement=entitlement_id).values_list("due_on", "explanation")
    periods = Period.objects.filter(entitlement=entitlement_id).values_list("due_on", "explanation")
    moves = Move.objects.filter(entitlement=entitlement_id, explanation__isnull=False)
    told: list[tuple[date, dict[str, Any]]] = []
    for each in [*grants, *periods, *moves.order_by("number").values_list("on", "explanation")]:
        # A refill is told with its period as well.
        if each not in told:
            told.append(each)
    return sorted(told, key=lambda each: each[0])


@dataclass(frozen=True, slots=True)
class SchemeCounts:
    """How many people have a scheme and in which state, what it granted by kind, and the sum in minor units."""

    scheme: str
    people: int
    active: int
    suspended: int
    stopped: int
    ended: int
    stops: int
    openings: int
    refills: int
    gifts: int
    late: int
    granted_minor: int


def count_people(on: date | None = None) -> int:
    """Give how many people were awarded anything, up to and including a day when one is given."""
    found = Entitlement.objects.filter(awarded_on__lte=on or date.max)
    return found.values("person").distinct().count()


def list_scheme_counts(on: date | None = None) -> list[SchemeCounts]:
    """Give the counts of every scheme that was awarded, up to and including a day when one is given."""
    until = on or date.max
    awarded = Entitlement.objects.filter(awarded_on__lte=until).values("scheme")
    people = awarded.annotate(people=Count("person", distinct=True)).order_by("scheme")
    states, stops = _states_on(until), _stops_until(until)
    grants = {
        (row["entitlement__scheme"], row["label"]): (row["count"], row["sum"])
        for row in Grant.objects.filter(granted_on__lte=until)
        .values("entitlement__scheme", "label")
        .annotate(count=Count("id"), sum=Sum("amount_minor"))
    }
    return [
        SchemeCounts(
            scheme=row["scheme"],
            people=row["people"],
            stops=stops.get(row["scheme"], 0),
            granted_minor=sum(minor for (scheme, _label), (_count, minor) in grants.items() if scheme == row["scheme"]),
            **{name: states.get((row["scheme"], state), 0) for name, state in _STATE_COUNTS.items()},
            **{name: grants.get((row["scheme"], label), (0, 0))[0] for name, label in _GRANT_COUNTS.items()},
        )
        for row in people
    ]


_STATE_COUNTS = {
    "active": State.ACTIVE,
    "suspended": State.SUSPENDED,
    "stopped": State.STOPPED,
    "ended": State.ENDED,
}
_GRANT_COUNTS = {"openings": "opening", "refills": "refill", "gifts": "gift", "late": "late"}


def _states_on(on: date) -> dict[tuple[str, str], int]:
    last = Move.objects.filter(on__lte=on).order_by("entitlement", "-on", "-number").distinct("entitlement")
    found: dict[tuple[str, str], int] = defaultdict(int)
    for scheme, state in last.values_list("entitlement__scheme", "to"):
        found[scheme, state] += 1
    return found


def _stops_until(on: date) -> dict[str, int]:
    rows = Move.objects.filter(on__lte=on, name="stop").values("entitlement__scheme").annotate(count=Count("id"))
    return {row["entitlement__scheme"]: row["count"] for row in rows}
