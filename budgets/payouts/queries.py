"""Reading what is due, what waits and what was handed over."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from budgets.entitlements.models import Grant
from budgets.payouts.lifecycle import BatchState
from budgets.payouts.models import Approval, Disbursement, PaymentBatch
from budgets.payouts.ordering import Payable
from budgets.schemes.catalogue import list_schemes
from budgets.schemes.rules import Pays
from budgets.settlements.lifecycle import SettlementState
from budgets.settlements.models import Settlement
from budgets.shops.lifecycle import ShopState
from ledger import tenant
from ledger.models import Municipality


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One batch as people see it, without its bytes; the total is in euro cents."""

    id: UUID
    number: int
    state: str
    execution_on: date
    prepared_on: date
    handed_over_on: date | None
    line_count: int
    total_minor: int
    sha256: str
    approval_count: int
    file_name: str


def list_batches(
    *, states: Iterable[str] | None = None, handed_over_on: date | None = None, number: int | None = None
) -> list[Batch]:
    """Give batches by number: all, or those in one of the states, handed over on a day, or of a number."""
    found = PaymentBatch.objects.all()
    if states is not None:
        found = found.filter(state__in=list(states))
    if handed_over_on is not None:
        found = found.filter(handed_over_on=handed_over_on)
    if number is not None:
        found = found.filter(number=number)
    return _as_batches(found)


def list_to_reconcile(since: date) -> list[Batch]:
    """Give the batches of which the bank knows more than the books may, when the books were put back to a moment on or
    after `since`: every one that may still leave according to them, and every one that left on that day or later.
    """
    not_left = ~Q(state__in=[BatchState.HANDED_OVER, BatchState.DISCARDED])
    return _as_batches(PaymentBatch.objects.filter(not_left | Q(handed_over_on__gte=since)))


def get_batch(batch_id: UUID) -> Batch:
    """Give one batch that is known to be there."""
    (found,) = _as_batches(PaymentBatch.objects.filter(id=batch_id))
    return found


def _as_batches(rows: QuerySet[PaymentBatch]) -> list[Batch]:
    code = Municipality.objects.values_list("code", flat=True).get(id=tenant.current())
    # The bytes of a large batch are tens of megabytes; a list does without them.
    found = list(rows.defer("content").order_by("number"))
    approvals = Counter(Approval.objects.filter(batch__in=found).values_list("batch_id", flat=True))
    return [
        Batch(
            id=row.id,
            number=row.number,
            state=row.state,
            execution_on=row.execution_on,
            prepared_on=row.prepared_on,
            handed_over_on=row.handed_over_on,
            line_count=row.line_count,
            total_minor=row.total_minor,
            sha256=row.sha256,
            approval_count=approvals[row.id],
            file_name=f"{code}-{row.number}-{row.execution_on.isoformat()}.xml",
        )
        for row in found
    ]


def list_payables(on: date) -> list[Payable]:
    """Give what is due on or before a day and is in no batch, the longest due first: grants of cash, and settlements of
    shops that are not blocked.
    """
    return [*_list_grants(on), *_list_settlements(on)]


def _list_settlements(on: date) -> list[Payable]:
    in_a_batch = _going(settlement=OuterRef("id"))
    found = (
        Settlement.objects.filter(
            ~Exists(in_a_batch), made_on__lte=on, state=SettlementState.PREPARED, shop__state=ShopState.APPROVED
        )
        .order_by("made_on", "shop__code", "number")
        .values_list("id", "number", "shop__code", "shop__organisation_id", "paid_minor", "made_on")
    )
    return [
        Payable(id=row, number=number, shop=shop, goes_to=payee, amount_minor=minor, due_on=made_on)
        for row, number, shop, payee, minor, made_on in found
    ]


def _list_grants(on: date) -> list[Payable]:
    in_a_batch = _going(grant=OuterRef("id"))
    in_cash = [scheme.code for scheme in list_schemes() if scheme.pays in (Pays.PERSON, Pays.PAYEE)]
    found = (
        Grant.objects.filter(~Exists(in_a_batch), due_on__lte=on, entitlement__scheme__in=in_cash)
        .order_by("due_on", "person__client_number", "number", "id")
        .values_list("id", "person_id", "person__client_number", "amount_minor", "due_on", "entitlement__payee_id")
    )
    return [
        Payable(
            id=grant,
            person_id=person,
            client_number=number,
            amount_minor=minor,
            due_on=due_on,
            goes_to=payee or person,
            to_organisation=payee is not None,
        )
        for grant, person, number, minor, due_on, payee in found
    ]


def _going(**what: OuterRef) -> QuerySet[Disbursement]:
    return Disbursement.objects.filter(municipality=OuterRef("municipality"), discarded=False, **what)


def list_blocked_shops(batch_id: UUID) -> list[str]:
    """Give the codes of the shops that a batch pays and that are blocked now."""
    blocked = ~Q(settlement__shop__state=ShopState.APPROVED)
    found = Disbursement.objects.filter(blocked, batch=batch_id, grant=None)
    return sorted(found.values_list("settlement__shop__code", flat=True))


def get_paid_out(entitlement_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Give what was handed over for each of these entitlements, in euro cents; nothing counts as 0."""
    wanted = list(entitlement_ids)
    sums = (
        _handed_over()
        .filter(grant__entitlement__in=wanted)
        .values_list("grant__entitlement_id")
        .annotate(paid=Sum("amount_minor"))
    )
    paid = dict(sums)
    return {entitlement_id: int(paid.get(entitlement_id, 0)) for entitlement_id in wanted}


def get_paid_out_to(person_id: UUID) -> int:
    """Give what was handed over to a person's own account, in euro cents."""
    to_person = _handed_over().filter(person=person_id, grant__entitlement__payee=None)
    return int(to_person.aggregate(paid=Sum("amount_minor"))["paid"] or 0)


def get_paid_out_in_all() -> int:
    """Give what was handed over for all people and shops, in euro cents."""
    handed_over = PaymentBatch.objects.filter(state=BatchState.HANDED_OVER)
    return int(handed_over.aggregate(paid=Sum("total_minor"))["paid"] or 0)


def _handed_over() -> QuerySet[Disbursement]:
    return Disbursement.objects.filter(batch__state=BatchState.HANDED_OVER)
