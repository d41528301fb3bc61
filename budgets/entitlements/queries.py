"""Reading entitlements: as the values that the rules work on, and as rows for people and pages."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from budgets.entitlements.lifecycle import NEVER_AWARDED, RunState, State
from budgets.entitlements.models import Entitlement, Grant, Lapse, Move, Notice, Period, PeriodRun
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.rules import Pays, Scheme
from ledger.amount import Amount, Unit
from ledger.balances import list_balances_of_entitlements, list_statement


def list_due(scheme_code: str, on: date) -> list[tuple[UUID, UUID]]:
    """Give person and entitlement where something of a scheme is due on or before a day, where hours came too late, or
    where tills left nothing on a pass or put something back; what one person has stands together.
    """
    scheme = get_scheme(scheme_code)
    due = Entitlement.objects.filter(scheme=scheme_code, next_due_on__lte=on)
    found = set(due.values_list("person_id", "id"))
    if scheme.attested_by:
        found |= _list_late(scheme_code)
    if scheme.pays is Pays.PASS:
        found |= _list_touched(scheme_code)
    return sorted(found)


def find_run_left(*, through: date) -> PeriodRun | None:
    """Give a run that was not finished, of a day in the month of `through` or earlier; None when there is none."""
    runs = PeriodRun.objects.exclude(state=RunState.DONE).order_by("on", "scheme")
    return runs.filter(on__lt=(through.replace(day=1) + timedelta(days=31)).replace(day=1)).first()


def _list_late(scheme_code: str) -> set[tuple[UUID, UUID]]:
    rows = Entitlement.objects.raw(
        """
        SELECT DISTINCT e.id, e.person_id FROM entitlements_entitlement e
        JOIN evidence_attestation a ON a.municipality_id = e.municipality_id AND a.person_id = e.person_id
            AND a.replaced_by_id IS NULL AND a.weighed_by IS NULL
        JOIN entitlements_period p ON p.municipality_id = e.municipality_id AND p.entitlement_id = e.id
            AND a.day >= p.starts_on AND a.day < p.ends_on
        WHERE e.scheme = %s
        """,
        [scheme_code],
    )
    return {(row.person_id, row.id) for row in rows}


def _list_touched(scheme_code: str) -> set[tuple[UUID, UUID]]:
    """Give what is spent to nothing and did not end, and what came back on what had ended."""
    rows = Entitlement.objects.raw(
        """
        SELECT e.id, e.person_id FROM entitlements_pass_budget b
        JOIN entitlements_entitlement e ON e.municipality_id = b.municipality_id AND e.id = b.entitlement_id
        JOIN ledger_balance l ON l.municipality_id = b.municipality_id AND l.account_id = b.account
        WHERE NOT b.over AND e.scheme = %s
            AND (l.balance = 0 OR e.next_due_on IS NULL AND b.lapses_on IS NOT NULL)
        """,
        [scheme_code],
    )
    return {(row.person_id, row.id) for row in rows}


def find_live_entitlement(person_id: UUID, scheme_code: str) -> UUID | None:
    """Give what a person has under a scheme and has not ended, if anything."""
    live = Entitlement.objects.filter(person=person_id, scheme=scheme_code)
    return live.exclude(state__in=[*NEVER_AWARDED, State.ENDED]).values_list("id", flat=True).first()


@dataclass(frozen=True, slots=True)
class Figures:
    """How one entitlement stands, for people: amounts in minor units, grants in the order they were made.

    `balance` is what is left to use: of a gift, what is theirs and was not sent yet; `available` is that without what
    is set aside at a till. `paid_out` went to an account of their own. `written_off` and `lapsed` are net of what came
    back. What is written off is in cents, all else in the unit.
    """

    scheme: str
    state: str
    missed_count: int
    next_due_on: date | None
    grants: tuple[int, ...]
    balance: int
    paid_out: int
    written_off: int
    unit: Unit = Unit.EUR
    available: int = 0
    lapsed: int = 0


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
    accounts = list_balances_of_entitlements([row.id])
    left = [each for each in accounts if each.account_class == _shows(get_scheme(row.scheme))]
    moved: dict[tuple[str, str], int] = defaultdict(int)
    for line in list_statement(account.account_id for account in accounts):
        moved[line.account_class, line.act] += line.amount
    return Figures(
        scheme=row.scheme,
        state=row.state,
        missed_count=row.missed_count,
        next_due_on=row.next_due_on,
        grants=tuple(
            Grant.objects.filter(entitlement=row.id).order_by("number").values_list("amount_minor", flat=True)
        ),
        balance=sum(each.balance for each in left),
        available=sum(each.balance - each.held for each in left),
        paid_out=0 if row.payee_id else -moved["ENTITLED", "payout"],
        written_off=-(moved["PREPAID_GRANT", "write_off"] + moved["PREPAID_GRANT", "reversal"]),
        lapsed=-(moved["EARMARKED", "lapse"] + moved["EARMARKED", "reversal"]),
        unit=Unit(row.unit),
    )


def _shows(scheme: Scheme) -> str:
    """Give the class of the account that says what someone has left to use."""
    if scheme.pays is Pays.PASS:
        return "EARMARKED"
    # An advance is theirs and paid out; a budget that hours use is what is left of it.
    rule = scheme.each_period
    return "PREPAID_GRANT" if rule.prepaid and rule.replenishes else "ENTITLED"


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
        Granted(granted_on, Amount(minor, Unit(unit)))
        for granted_on, minor, unit in rows.values_list("granted_on", "amount_minor", "entitlement__unit")
    ]


def list_told(entitlement_id: UUID) -> list[tuple[date, dict[str, Any]]]:
    """Give the explanations of an entitlement's grants, periods, notices, lapses and moves, by day; each once."""
    grants = Grant.objects.filter(entitlement=entitlement_id).values_list("due_on", "explanation")
    periods = Period.objects.filter(entitlement=entitlement_id).values_list("due_on", "explanation")
    notices = Notice.objects.filter(entitlement=entitlement_id).values_list("given_on", "explanation")
    lapses = Lapse.objects.filter(entitlement=entitlement_id).values_list("lapsed_on", "explanation")
    moves = Move.objects.filter(entitlement=entitlement_id, explanation__isnull=False)
    told: list[tuple[date, dict[str, Any]]] = []
    for each in [*grants, *periods, *notices, *lapses, *moves.order_by("number").values_list("on", "explanation")]:
        # A refill is told with its period as well.
        if each not in told:
            told.append(each)
    return sorted(told, key=lambda each: each[0])
