"""Settling a shop: everything it is owed of days that are over becomes one settlement, which waits to be paid."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max

from budgets.operation import Actor, operation
from budgets.parties.registers import take_turns
from budgets.settlements.models import SettledEntry, Settlement
from budgets.settlements.queries import OpenEntry, agreed_with, list_open_entries
from budgets.settlements.rules import Agreed, cut_off, work_out
from budgets.shops.finding import find_shop
from budgets.shops.lifecycle import ShopState
from budgets.shops.models import Shop
from budgets.trail.record import record
from ledger.rows import write_rows

REGISTER = "settlements"
_A_DAY = timedelta(days=1)


@operation
def settle_when_due(*, shop_id: UUID, actor: Actor, on: date) -> UUID | None:
    """This will settle what a shop is owed of the days, weeks or months that are over, as was agreed with it; again it
    does nothing. A shop that is blocked stays owed what it is owed.

    Gives the settlement, or nothing when none is due, when it is less than was agreed or when nothing is left to pay.
    """
    take_turns(REGISTER)
    shop = Shop.objects.get(id=shop_id)
    until = cut_off(agreed_with(shop_id, on).rhythm, on)
    # One that was made at once, or dated by mistake, does not stand for this one: what it took in is in no other.
    made = Settlement.objects.filter(shop=shop_id, made_on__gte=until, made_on__lte=on)
    if shop.state != ShopState.APPROVED or made.exists():
        return None
    return _settle(shop, until=until, actor=actor, on=on)


@operation
def settle_now(*, shop: str, actor: Actor, on: date) -> UUID | None:
    """This will settle everything that a shop is owed up to and including a day, whatever the rhythm.

    :raises ShopUnknown: there is no such shop
    """
    take_turns(REGISTER)
    return _settle(find_shop(shop), until=on + _A_DAY, actor=actor, on=on)


def mark_paid(settlement_ids: list[UUID], *, on: date) -> None:
    """This will say of settlements that they were handed over to a bank: part of the operation that does so.

    :raises NotAllowedInState: one was before
    """
    for row in Settlement.objects.select_for_update().filter(id__in=settlement_ids).order_by("id"):
        row.move("pay")
        row.paid_on = on
        row.save(update_fields=["state", "paid_on"])


def _settle(shop: Shop, *, until: date, actor: Actor, on: date) -> UUID | None:
    # What was agreed on the last of the days: a fee that begins on the first of a month is none on the month before.
    agreed = agreed_with(shop.id, until - _A_DAY)
    entries = list_open_entries(shop.id, until)
    due = work_out([each.amount_minor for each in entries], agreed)
    if due is None:
        return None
    row = _write(shop, agreed, entries, until=until, on=on)
    row.spent_minor, row.refunded_minor, row.fee_minor, row.paid_minor = due.spent, due.refunded, due.fee, due.paid
    row.line_count = len(entries)
    row.move("prepare")
    row.save(update_fields=["state", "spent_minor", "refunded_minor", "fee_minor", "paid_minor", "line_count"])
    record(actor.name, "settlement.prepared", on=on, subject=row.id, **_facts(shop, row))
    return row.id


def _write(shop: Shop, agreed: Agreed, entries: list[OpenEntry], *, until: date, on: date) -> Settlement:
    earlier = Settlement.objects.filter(shop=shop).aggregate(number=Max("number"), until=Max("until"))
    first = min(each.happened_on for each in entries)
    row = Settlement.objects.create(
        shop=shop,
        number=(earlier["number"] or 0) + 1,
        # Where one follows another so do their days; what came in later than its day stands between them all the same.
        since=earlier["until"] if earlier["until"] and earlier["until"] < until else first,
        until=until,
        made_on=on,
        flat_fee_minor=agreed.flat_fee,
        fee_basis_points=agreed.fee_basis_points,
    )
    said = [
        {
            "settlement_id": row.id,
            "line": line,
            "entry_id": each.entry_id,
            "happened_on": each.happened_on,
            "amount_minor": each.amount_minor,
        }
        for line, each in enumerate(entries, start=1)
    ]
    write_rows(SettledEntry, said)
    return row


def _facts(shop: Shop, row: Settlement) -> dict[str, object]:
    told = ("number", "until", "line_count", "spent_minor", "refunded_minor", "fee_minor", "paid_minor")
    return {"shop": shop.code, **{name: getattr(row, name) for name in told}}
