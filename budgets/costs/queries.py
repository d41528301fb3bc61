"""What cost was borne by whom, which losses were taken, and what jobs cost; amounts in cents."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Sum

from budgets.costs.models import JobCost, LossReason, Reattribution, WriteOff
from budgets.entitlements.models import Entitlement
from budgets.entitlements.standing import UNEARNED_ADVANCE, WHEN_STOPPED
from budgets.funding.models import Fund
from budgets.funding.queries import list_funds
from ledger.amount import Unit, split
from ledger.balances import (
    list_balances_of_entitlements,
    list_balances_of_funds,
    list_counterparts,
    list_first_promises,
    list_postings_of_class,
)


def get_past_cost(fund_id: UUID, scheme: str, entitlement_id: UUID | None = None) -> int:
    """Give what a fund bears of a scheme, or of one entitlement: what was granted and is cost by now, in cents."""
    if entitlement_id is not None:
        return list_past_cost(scheme, entitlement_id).get(fund_id, 0)
    return _borne([fund_id], scheme)[fund_id]


def list_past_cost(scheme: str, entitlement_id: UUID) -> dict[UUID, int]:
    """Give per fund what it bears of one entitlement, in cents: what was granted and is cost by now, less what went to
    another fund or was written off.
    """
    own = _own_parts(entitlement_id, min)
    borne = _borne(own, scheme)
    return {fund: min(borne[fund], minor) for fund, minor in own.items()}


def list_granted(entitlement_id: UUID) -> dict[UUID, int]:
    """Give per fund what it granted on one entitlement, in cents, be it cost already or still ahead of it; less what
    went to another fund or was written off.
    """
    return _own_parts(entitlement_id, max)


def _own_parts(entitlement_id: UUID, measure: Callable[[Iterable[int]], int]) -> dict[UUID, int]:
    own: dict[UUID, int] = defaultdict(int)
    counterparts = list_counterparts(entitlement_id)
    for fund, _class in counterparts:
        own[fund] = measure(counterparts.get((fund, each), 0) for each in _COST)
    for row in Reattribution.objects.filter(entitlement=entitlement_id):
        own[row.to_fund_id] += row.amount_minor
        own[row.from_fund_id] -= row.amount_minor
    lost = get_written_off(entitlement_id, LossReason.OVER_AWARD)
    gone = split(lost, [max(0, minor) for minor in own.values()]) if lost else [0] * len(own)
    return {fund: max(0, minor - less) for (fund, minor), less in zip(own.items(), gone, strict=True)}


_COST = ("GRANT_EXPENSE", "SPENT")


def _borne(funds: Iterable[UUID], scheme: str) -> dict[UUID, int]:
    found = {(fund, each): 0 for fund in funds for each in _COST}
    for row in list_balances_of_funds({fund for fund, _class in found}):
        if row.account_class in _COST and row.scheme == scheme and row.unit == Unit.EUR and row.fund:
            found[row.fund, row.account_class] += row.balance
    return {fund: max(0, min(found[fund, each] for each in _COST)) for fund, _class in found}


def get_written_off(entitlement_id: UUID, reason: LossReason) -> int:
    """Give what officers wrote off of an entitlement for a reason."""
    found = WriteOff.objects.filter(entitlement=entitlement_id, reason=reason).aggregate(sum=Sum("amount_minor"))
    return found["sum"] or 0


@dataclass(frozen=True, slots=True)
class Loss:
    """One loss, or one that came back (below zero); `booked` is False where it is only noted."""

    on: date
    reason: str
    fund: str
    scheme: str
    amount: int
    entry: int | None
    reference: str
    booked: bool


OTHER = "other"


def list_write_offs(year: int) -> list[Loss]:
    """Give the losses of a year: those that follow from the rules as the books say them, and those that officers
    decided to take.
    """
    since, before = date(year, 1, 1), date(year + 1, 1, 1)
    funds = {fund.id: fund.code for fund in list_funds()}
    decided = {row.booked_as: row for row in WriteOff.objects.filter(booked_as__isnull=False)}
    found: list[Loss] = []
    for line in list_postings_of_class("WRITE_OFF", since=since, before=before):
        row = decided.get(line.entry_id)
        fund = funds.get(line.fund, "") if line.fund else ""
        reason = row.reason if row else _reason_of(line.act, line.why)
        reference = row.reference if row else ""
        found.append(
            Loss(line.happened_on, reason, fund, line.scheme or "", line.amount, line.entry_id, reference, booked=True)
        )
    noted = WriteOff.objects.filter(booked_as=None, decided_on__gte=since, decided_on__lt=before)
    for row in noted.select_related("entitlement", "entitlement__fund"):
        fund = row.entitlement.fund.code if row.entitlement.fund else ""
        found.append(
            Loss(
                row.decided_on,
                row.reason,
                fund,
                row.entitlement.scheme,
                row.amount_minor,
                None,
                row.reference,
                booked=False,
            )
        )
    return sorted(found, key=lambda each: (each.on, each.entry or 0))


def _reason_of(act: str, why: str) -> str:
    if act == "reversal":
        return WHEN_STOPPED  # Only a restart takes a loss back.
    return next((reason for reason in (UNEARNED_ADVANCE, WHEN_STOPPED) if why.startswith(reason)), OTHER)


@dataclass(frozen=True, slots=True)
class Job:
    """One job: what was planned for it when it was awarded, what it really cost, and what is still promised for it."""

    entitlement: UUID
    scheme: str
    fund: str
    state: str
    starts_on: date
    planned: int
    real: int
    committed: int


def list_jobs(scheme_code: str) -> list[Job]:
    """Give the jobs of a scheme, in the order they started; as many queries for one as for all."""
    rows = list(Entitlement.objects.filter(scheme=scheme_code, fund__isnull=False).order_by("starts_on", "id"))
    ids = [row.id for row in rows]
    codes = dict(Fund.objects.values_list("id", "code"))
    real = dict(
        JobCost.objects.filter(entitlement__in=ids).values_list("entitlement").annotate(sum=Sum("amount_minor"))
    )
    committed: dict[UUID, int] = dict.fromkeys(ids, 0)
    for each in list_balances_of_entitlements(ids):
        if each.account_class == "COMMITTED" and each.entitlement:
            committed[each.entitlement] += each.balance
    planned: dict[UUID, int] = defaultdict(int)
    for entitlement, _fund, minor in list_first_promises(ids):
        planned[entitlement] += minor
    return [
        Job(
            row.id,
            row.scheme,
            codes.get(row.carrier, ""),
            row.state,
            row.starts_on,
            planned[row.id],
            real.get(row.id, 0),
            committed[row.id],
        )
        for row in rows
    ]
