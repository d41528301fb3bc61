"""Moving cost between funds, taking losses and recording what jobs cost: all on the municipality's own side."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from budgets.costs.models import JobCost, LossReason, Reattribution, WriteOff
from budgets.costs.queries import get_past_cost, get_written_off, list_granted
from budgets.costs.refusals import (
    EntitlementUnknown,
    ExceedsPastCost,
    FundExhausted,
    FundUnknown,
    NoJob,
    NothingUndelivered,
    ReferenceUsed,
    SameFund,
    StillDeliverable,
)
from budgets.entitlements.models import Entitlement, FundShare
from budgets.funding.models import Fund
from budgets.funding.queries import place_of
from budgets.operation import Actor, operation
from budgets.parties.officers import check_officer, check_two
from budgets.parties.registers import take_turns
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.queries import get_terms
from budgets.schemes.rules import PlannedCost
from budgets.trail.record import record
from ledger.accounts import lock_accounts, open_accounts
from ledger.amount import Amount, Unit, split
from ledger.balances import AccountBalance, list_balances_of_entitlements
from ledger.journal import Entry, Leg, book_all, book_entry

REGISTER = "costs"


@dataclass(frozen=True, slots=True, kw_only=True)
class CostMove:
    """Past cost of a scheme, or of one entitlement, that goes from fund to fund; `amount` None is all of it."""

    reference: str
    from_fund: UUID
    to_fund: UUID
    scheme_code: str
    amount: Amount | None = None
    entitlement_id: UUID | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LossFound:
    """A loss on one entitlement that officers take, by the reference of what it rests on."""

    reference: str
    entitlement_id: UUID
    amount: Amount


@operation
def reattribute(*, move: CostMove, decided_by: UUID, agreed_by: UUID, actor: Actor, on: date) -> Reattribution:
    """This will let another fund bear past cost; what people have does not move. The same reference again changes
    nothing.

    :raises FundUnknown: one of the funds is not there
    :raises SameFund: they are one
    :raises SecondOfficerNeeded: two different officers decide this
    :raises ExceedsPastCost: the fund bears less of it
    :raises FundExhausted: the other fund has too little free
    :raises ReferenceUsed: the reference is of another re-attribution
    """
    take_turns(REGISTER)
    check_two(decided_by, agreed_by)
    said: dict[str, Any] = {
        "scheme": get_scheme(move.scheme_code).code,
        "entitlement_id": move.entitlement_id,
        "from_fund_id": move.from_fund,
        "to_fund_id": move.to_fund,
    }
    known = Reattribution.objects.filter(reference=move.reference).first()
    if known is not None:
        _refuse_unless_same(known, said | ({"amount_minor": move.amount.minor} if move.amount else {}))
        return known
    _check_funds(move.from_fund, move.to_fund)
    if move.entitlement_id is not None:
        _entitlement(move.entitlement_id, move.scheme_code)
    borne = get_past_cost(move.from_fund, move.scheme_code, move.entitlement_id)
    minor = borne if move.amount is None else move.amount.minor
    if not 0 < minor <= borne:
        raise ExceedsPastCost(asked_minor=minor, borne_minor=borne)
    officers = {"decided_by_id": decided_by, "agreed_by_id": agreed_by}
    row = Reattribution.objects.create(
        reference=move.reference, amount_minor=minor, reason=move.reason, decided_on=on, **officers, **said
    )
    _book_reattribution(row, on)
    told = {"reference": move.reference, "amount_minor": minor, "officers": [decided_by, agreed_by]}
    record(actor.name, "cost.reattributed", on=on, subject=move.from_fund, to=move.to_fund, **told)
    return row


def _check_funds(from_fund: UUID, to_fund: UUID) -> None:
    if from_fund == to_fund:
        raise SameFund
    known = set(Fund.objects.filter(pk__in=[from_fund, to_fund]).values_list("id", flat=True))
    for fund in (from_fund, to_fund):
        if fund not in known:
            raise FundUnknown(fund=fund)


def _book_reattribution(row: Reattribution, on: date) -> None:
    old, new = _accounts_of(row.from_fund_id, row.scheme), _accounts_of(row.to_fund_id, row.scheme)
    free = lock_accounts([old["FREE"], new["FREE"]])[new["FREE"]]
    if free < row.amount_minor:
        raise FundExhausted(scheme=row.scheme, needed_minor=row.amount_minor, free_minor=free)
    amount = Amount(row.amount_minor, Unit.EUR)
    legs = [
        Leg(new["GRANT_EXPENSE"], old["GRANT_EXPENSE"], amount),
        Leg(new["SPENT"], new["FREE"], amount),
        Leg(old["FREE"], old["SPENT"], amount),
    ]
    book_entry(Entry(f"reattribute:{row.id}", "reattribute", on, f"re-attribution of {row.scheme}", legs))


def _accounts_of(fund_id: UUID, scheme: str) -> dict[str, int]:
    places = [
        place_of("FREE", fund=fund_id),
        *(place_of(each, fund=fund_id, scheme=scheme) for each in ("SPENT", "GRANT_EXPENSE", "WRITE_OFF")),
    ]
    return {place.account_class: found for place, found in zip(places, open_accounts(places), strict=True)}


def _entitlement(entitlement_id: UUID, scheme_code: str | None = None) -> Entitlement:
    row = Entitlement.objects.filter(pk=entitlement_id, fund__isnull=False).first()
    if row is None or scheme_code not in (None, row.scheme):
        raise EntitlementUnknown
    return row


def _refuse_unless_same(known: Any, said: dict[str, Any]) -> None:
    if any(getattr(known, name) != value for name, value in said.items()):
        raise ReferenceUsed(reference=known.reference)


def _said(loss: LossFound, reason: LossReason) -> dict[str, Any]:
    return {"entitlement_id": loss.entitlement_id, "amount_minor": loss.amount.minor, "reason": reason.value}


def _find_loss(loss: LossFound, said: dict[str, Any]) -> WriteOff | None:
    known = WriteOff.objects.filter(reference=loss.reference).first()
    if known is not None:
        _refuse_unless_same(known, said)
    return known


@operation
def write_off_over_award(
    *, loss: LossFound, decided_by: UUID, agreed_by: UUID | None = None, actor: Actor, on: date
) -> WriteOff:
    """This will move what an audit found to be granted too much from cost to loss; the person keeps it and their
    figures stay. The same reference again changes nothing.

    :raises EntitlementUnknown: that entitlement is not there
    :raises SecondOfficerNeeded: with what was written off before it is above what one officer may by the terms
    :raises ExceedsPastCost: less was granted, or is left after earlier findings
    :raises ReferenceUsed: the reference is of another write-off
    """
    take_turns(REGISTER)
    row, said = _entitlement(loss.entitlement_id), _said(loss, LossReason.OVER_AWARD)
    known = _find_loss(loss, said)
    if known is not None:
        return known
    _check_eyes(row, loss.amount.minor, decided_by, agreed_by, on)
    borne = list_granted(row.id)
    if not 0 < loss.amount.minor <= sum(borne.values()):
        raise ExceedsPastCost(asked_minor=loss.amount.minor, borne_minor=sum(borne.values()))
    found = WriteOff.objects.create(
        reference=loss.reference,
        booked_as=_book_loss(row, loss, borne, on),
        decided_by_id=decided_by,
        agreed_by_id=agreed_by,
        decided_on=on,
        **said,
    )
    record(actor.name, "loss.written_off", on=on, subject=row.id, reference=loss.reference, **_told(found))
    return found


def _book_loss(row: Entitlement, loss: LossFound, borne: dict[UUID, int], on: date) -> int:
    parts = split(loss.amount.minor, list(borne.values()))
    legs = []
    for fund, minor in zip(borne, parts, strict=True):
        if minor:
            accounts = _accounts_of(fund, row.scheme)
            legs.append(Leg(accounts["WRITE_OFF"], accounts["GRANT_EXPENSE"], Amount(minor, Unit.EUR)))
    why = "over-award found by an audit"
    return book_entry(Entry(f"over-award:{row.id}:{uuid4()}", "reclassify", on, why, legs)).entry_id


def _told(found: WriteOff) -> dict[str, Any]:
    officers = [each for each in (found.decided_by_id, found.agreed_by_id) if each]
    return {"amount_minor": found.amount_minor, "reason": found.reason, "officers": officers}


def _check_eyes(row: Entitlement, minor: int, decided_by: UUID, agreed_by: UUID | None, on: date) -> None:
    alone = get_terms(row.scheme, row.cohort).value("write_off_alone_up_to", on)
    # Together with what was written off before: a large loss in small parts is a large one.
    total = minor + get_written_off(row.id, LossReason.OVER_AWARD)
    if agreed_by is None and alone is not None and total <= alone:
        check_officer(decided_by)
    else:
        check_two(decided_by, agreed_by)


@operation
def note_undeliverable(*, loss: LossFound, returned_on: date, decided_by: UUID, actor: Actor, on: date) -> WriteOff:
    """This will note that money which came back from the bank cannot be delivered: nothing is booked, and it stays
    owed to the person for ever.

    :raises EntitlementUnknown: that entitlement is not there
    :raises StillDeliverable: the term after it came back is not over
    :raises NothingUndelivered: less is owed and not sent, or it was noted before
    :raises ReferenceUsed: the reference is of another write-off
    """
    take_turns(REGISTER)
    row, said = _entitlement(loss.entitlement_id), _said(loss, LossReason.UNDELIVERABLE)
    known = _find_loss(loss, said)
    if known is not None:
        return known
    check_officer(decided_by)
    until = _months_later(returned_on, get_terms(row.scheme, row.cohort).value("undeliverable_months", on))
    if on < until:
        raise StillDeliverable(returned_on=returned_on, until_on=until)
    owed = sum(each.balance for each in _held(row.id, "ENTITLED"))
    left = owed - get_written_off(row.id, LossReason.UNDELIVERABLE)
    if not 0 < loss.amount.minor <= left:
        raise NothingUndelivered(asked_minor=loss.amount.minor, owed_minor=max(0, left))
    found = WriteOff.objects.create(reference=loss.reference, decided_by_id=decided_by, decided_on=on, **said)
    record(actor.name, "loss.noted", on=on, subject=row.id, reference=loss.reference, **_told(found))
    return found


def _months_later(day: date, months: int) -> date:
    # The first of the month after: nobody loses a day by a short month.
    year, month = divmod(day.year * 12 + day.month + months, 12)
    return date(year, month + 1, 1)


def _held(entitlement_id: UUID, account_class: str) -> list[AccountBalance]:
    return [each for each in list_balances_of_entitlements([entitlement_id]) if each.account_class == account_class]


@operation
def record_job_cost(*, reference: str, entitlement_id: UUID, amount: Amount, actor: Actor, on: date) -> JobCost:
    """This will take what a job really cost from what was promised for it; when that is not enough, its fund promises
    the rest. What is left is released when the entitlement ends. The same reference again changes nothing.

    :raises EntitlementUnknown: that entitlement is not there
    :raises NoJob: its scheme plans no cost of jobs
    :raises FundExhausted: it cost more than was planned, and the fund has too little free
    :raises ReferenceUsed: the reference is of another cost of this job
    """
    take_turns(REGISTER)
    row = _entitlement(entitlement_id)
    if not isinstance(get_scheme(row.scheme).each_period, PlannedCost):
        raise NoJob(scheme=row.scheme)
    known = JobCost.objects.filter(entitlement=row.id, reference=reference).first()
    if known is not None:
        _refuse_unless_same(known, {"amount_minor": amount.minor})
        return known
    lock_accounts([each.account_id for each in _held(row.id, "COMMITTED")])
    made = JobCost.objects.create(reference=reference, entitlement_id=row.id, amount_minor=amount.minor, recorded_on=on)
    _book_job_cost(row, made, on)
    record(actor.name, "job.cost_recorded", on=on, subject=row.id, reference=reference, amount_minor=amount.minor)
    return made


def _book_job_cost(row: Entitlement, made: JobCost, on: date) -> None:
    committed = {each.account_id: (each.fund or row.carrier, each.balance) for each in _held(row.id, "COMMITTED")}
    entries: list[Entry] = []
    short = made.amount_minor - sum(balance for _fund, balance in committed.values())
    if short > 0:
        parts = _shares_of(row, short)
        entries.append(_promise(row, made, parts, on))
        committed = {account: (fund, balance + parts.get(fund, 0)) for account, (fund, balance) in committed.items()}
    used = split(made.amount_minor, [balance for _fund, balance in committed.values()])
    legs = [
        Leg(_accounts_of(fund, row.scheme)["SPENT"], account, Amount(minor, Unit.EUR))
        for (account, (fund, _balance)), minor in zip(committed.items(), used, strict=True)
        if minor
    ]
    entries.append(Entry(f"job_cost:{made.id}", "job_cost", on, f"cost of a job, {made.reference}", legs))
    book_all(entries)


def _shares_of(row: Entitlement, minor: int) -> dict[UUID, int]:
    shares = list(FundShare.objects.filter(entitlement=row.id).order_by("fund_id").values_list("fund_id", "weight"))
    funds, weights = zip(*shares, strict=True) if shares else ((row.carrier,), (1,))
    return dict(zip(funds, split(minor, weights), strict=True))


def _promise(row: Entitlement, made: JobCost, parts: dict[UUID, int], on: date) -> Entry:
    own = {each.fund: each.account_id for each in _held(row.id, "COMMITTED")}
    accounts = {fund: _accounts_of(fund, row.scheme)["FREE"] for fund in parts}
    free = lock_accounts(list(accounts.values()))
    for fund, minor in parts.items():
        if free[accounts[fund]] < minor:
            raise FundExhausted(scheme=row.scheme, needed_minor=minor, free_minor=free[accounts[fund]])
    legs = [Leg(own[fund], accounts[fund], Amount(minor, Unit.EUR)) for fund, minor in parts.items() if minor]
    return Entry(f"job_cost:{made.id}:promise", "commit", on, "a job cost more than was planned", legs)
