"""Batches out: prepared from what is due, approved by two officers, handed over once and given again at will."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max

from budgets.operation import Actor, operation
from budgets.parties.models import Officer
from budgets.parties.officers import OfficerUnknown
from budgets.parties.queries import bank_accounts_of, bank_accounts_of_organisations, own_bank_account
from budgets.parties.registers import take_turns
from budgets.payouts.booking import book_in_transit
from budgets.payouts.lifecycle import BatchState
from budgets.payouts.models import Approval, Disbursement, PaymentBatch
from budgets.payouts.ordering import Heading, LeftOut, Payable, sift
from budgets.payouts.queries import Batch, get_batch, list_blocked_shops, list_payables
from budgets.payouts.refusals import (
    BatchUnknown,
    ContentDiffers,
    OwnAccountMissing,
    PaysBlockedShop,
    PreparerCannotApprove,
)
from budgets.restores.queries import check_not_restored
from budgets.settlements.operations import mark_paid
from budgets.trail.record import record
from connectors.contract import Debtor, PaymentOrder
from connectors.sepa import pain001
from ledger import tenant
from ledger.models import Municipality

APPROVALS_NEEDED = 2
ROWS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """What preparing gave: the batch, or None when nobody can be paid, and who was left out."""

    batch: Batch | None
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A file for the bank: the name it goes by, and its bytes."""

    file_name: str
    content: bytes


@operation
def prepare_batch(*, actor: Actor, on: date, prepared_by: UUID | None = None) -> Prepared:
    """This will put everything that is due on or before a day and is in no batch yet into one batch, with its file.

    `prepared_by` is the officer who does it, who can then not approve it; None is the schedule.

    :raises OfficerUnknown: that officer is not there
    :raises OwnAccountMissing: the municipality has no account to pay from
    :raises OrderUnusable: no file can be made, whatever its lines
    """
    return _prepare(actor=actor, on=on, prepared_by=prepared_by)


@operation
def approve_batch(*, batch_id: UUID, officer_id: UUID, sha256: str, actor: Actor, on: date) -> Batch:
    """This will record that an officer approves the file with this SHA-256; the second officer makes it approved.

    The same officer again changes nothing.

    :raises BatchUnknown: that batch is not there
    :raises OfficerUnknown: that officer is not there
    :raises PreparerCannotApprove: the officer prepared it
    :raises ContentDiffers: the batch holds another file
    :raises PaysBlockedShop: a shop in it was blocked since
    :raises NotAllowedInState: it does not wait for approval
    """
    batch = _held(batch_id)
    _approve(batch, officer_id=officer_id, sha256=sha256, actor=actor, on=on)
    return get_batch(batch.id)


@operation
def hand_over_batch(*, batch_id: UUID, actor: Actor, on: date) -> HandedOver:
    """This will give out the file of an approved batch and book its lines as in transit; again it gives the same file
    and books nothing.

    :raises BatchUnknown: that batch is not there
    :raises RestoreMode: the books were put back from a backup, and nobody has confirmed them yet
    :raises NotAllowedInState: it is not approved
    :raises PaysBlockedShop: a shop in it was blocked since
    :raises ContentDiffers: the stored bytes are not those that were approved
    """
    return _hand_over(_held(batch_id), actor=actor, on=on)


@operation
def discard_batch(*, batch_id: UUID, reason: str, actor: Actor, on: date) -> Batch:
    """This will let go of a batch that has not left: what it would have paid is due again, and in the next batch.

    :raises BatchUnknown: that batch is not there
    :raises RestoreMode: the books were put back from a backup, and it may have left without their knowing
    :raises NotAllowedInState: it has left, or was let go before
    """
    batch = _held(batch_id)
    check_not_restored()
    batch.move("discard")
    batch.save(update_fields=["state"])
    record(actor.name, "batch.discarded", on=on, subject=batch.id, number=batch.number, reason=reason)
    return get_batch(batch.id)


@operation
def hand_over_all(*, officer_ids: Sequence[UUID], actor: Actor, on: date) -> tuple[HandedOver, ...]:
    """This will prepare what is due, let these officers approve it and hand it over, all in one; none when nobody can
    be paid.

    :raises Refusal: see `prepare_batch`, `approve_batch` and `hand_over_batch`
    """
    prepared = _prepare(actor=actor, on=on, prepared_by=None)
    if prepared.batch is None:
        return ()
    batch = _held(prepared.batch.id)
    for officer_id in officer_ids:
        _approve(batch, officer_id=officer_id, sha256=batch.sha256, actor=actor, on=on)
    return (_hand_over(batch, actor=actor, on=on),)


def _prepare(*, actor: Actor, on: date, prepared_by: UUID | None) -> Prepared:
    # Whoever comes second sees the lines of the first, and a number of its own.
    take_turns("payouts")
    if prepared_by is not None:
        _check_officer(prepared_by)
    payables = list_payables(on)
    if not payables:
        return Prepared(None, ())
    order, kept, left_out = sift(payables, _accounts_of(payables), _heading(on))
    if not kept:
        return Prepared(None, tuple(left_out))
    batch = _write(order, kept, on=on, prepared_by=prepared_by)
    record(
        actor.name,
        "batch.prepared",
        on=on,
        subject=batch.id,
        number=batch.number,
        lines=batch.line_count,
        total_minor=batch.total_minor,
        sha256=batch.sha256,
        left_out=dict(Counter(each.code for each in left_out)),
    )
    return Prepared(get_batch(batch.id), tuple(left_out))


def _accounts_of(payables: Sequence[Payable]) -> dict[UUID, tuple[str, str]]:
    # A statement takes at most 65,535 parameters.
    found: dict[UUID, tuple[str, str]] = {}
    for start in range(0, len(payables), ROWS_AT_ONCE):
        chunk = payables[start : start + ROWS_AT_ONCE]
        found |= bank_accounts_of(each.goes_to for each in chunk if not each.to_organisation)
        found |= bank_accounts_of_organisations(each.goes_to for each in chunk if each.to_organisation)
    return found


def _heading(on: date) -> Heading:
    own = own_bank_account()
    if own is None:
        raise OwnAccountMissing
    iban, name = own
    municipality = Municipality.objects.get(id=tenant.current())
    return Heading(
        municipality_id=municipality.id,
        municipality_name=municipality.name,
        number=(PaymentBatch.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
        debtor=Debtor(name=name, iban=iban),
        on=on,
    )


def _write(order: PaymentOrder, kept: Sequence[Payable], *, on: date, prepared_by: UUID | None) -> PaymentBatch:
    content = pain001.write(order)
    batch = PaymentBatch.objects.create(
        number=int(order.message_id.rpartition("-")[2]),
        execution_on=order.execution_on,
        prepared_by_id=prepared_by,
        prepared_on=on,
        message_id=order.message_id,
    )
    Disbursement.objects.bulk_create(
        [
            Disbursement(
                grant_id=each.grant_id,
                person_id=each.person_id,
                settlement_id=each.settlement_id,
                batch_id=batch.id,
                line=line,
                amount_minor=each.amount_minor,
                due_on=each.due_on,
                end_to_end_id=each.end_to_end_id,
            )
            for line, each in enumerate(kept, start=1)
        ],
        batch_size=ROWS_AT_ONCE,
    )
    batch.content, batch.sha256 = content, hashlib.sha256(content).hexdigest()
    batch.total_minor, batch.line_count = order.total_minor, len(kept)
    batch.move("prepare")
    batch.save(update_fields=["state", "content", "sha256", "total_minor", "line_count"])
    return batch


def _approve(batch: PaymentBatch, *, officer_id: UUID, sha256: str, actor: Actor, on: date) -> None:
    _check_officer(officer_id)
    if sha256 != batch.sha256:
        raise ContentDiffers(number=batch.number)
    if officer_id == batch.prepared_by_id:
        raise PreparerCannotApprove(number=batch.number)
    approvals = Approval.objects.filter(batch=batch.id, sha256=sha256)
    if approvals.filter(officer=officer_id).exists():
        return
    if batch.state != BatchState.PREPARED:
        batch.move("approve")  # Refuses, and says in which state it is.
    _check_shops(batch)
    Approval.objects.create(batch_id=batch.id, officer_id=officer_id, sha256=sha256, approved_on=on)
    record(actor.name, "batch.approved", on=on, subject=batch.id, officer=str(officer_id), sha256=sha256)
    if approvals.count() >= APPROVALS_NEEDED:
        batch.move("approve")
        batch.save(update_fields=["state"])


def _hand_over(batch: PaymentBatch, *, actor: Actor, on: date) -> HandedOver:
    check_not_restored()  # Given again is handed over too: who has the file may send it a second time.
    again = batch.state == BatchState.HANDED_OVER
    if not again:
        batch.move("hand_over")
        _check_shops(batch)
    content = _approved_content(batch)
    if not again:
        batch.handed_over_on = on
        batch.save(update_fields=["state", "handed_over_on"])
        book_in_transit(batch, on=on)
        mark_paid(_settlements_in(batch), on=on)
        record(
            actor.name,
            "batch.handed_over",
            on=on,
            subject=batch.id,
            number=batch.number,
            total_minor=batch.total_minor,
            sha256=batch.sha256,
        )
    return HandedOver(get_batch(batch.id).file_name, content)


def _check_shops(batch: PaymentBatch) -> None:
    blocked = list_blocked_shops(batch.id)
    if blocked:
        raise PaysBlockedShop(number=batch.number, shops=", ".join(blocked))


def _settlements_in(batch: PaymentBatch) -> list[UUID]:
    of_shops = Disbursement.objects.filter(batch=batch.id, grant=None)
    return list(of_shops.values_list("settlement_id", flat=True))


def _approved_content(batch: PaymentBatch) -> bytes:
    content = bytes(batch.content or b"")
    found = hashlib.sha256(content).hexdigest()
    if Approval.objects.filter(batch=batch.id, sha256=found).count() < APPROVALS_NEEDED:
        raise ContentDiffers(number=batch.number)
    return content


def _held(batch_id: UUID) -> PaymentBatch:
    batch = PaymentBatch.objects.select_for_update().filter(id=batch_id).first()
    if batch is None:
        raise BatchUnknown
    return batch


def _check_officer(officer_id: UUID) -> None:
    if not Officer.objects.filter(id=officer_id).exists():
        raise OfficerUnknown
