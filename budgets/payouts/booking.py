"""Booking a batch that leaves: what people are entitled to and shops are owed is in transit from then on."""

from collections.abc import Iterator
from datetime import date

from budgets.payouts.models import Disbursement, PaymentBatch
from budgets.settlements.queries import SETTLE, payable_to
from ledger.accounts import Place, open_accounts
from ledger.amount import Amount, Unit
from ledger.journal import Entry, Leg, book_all

CHUNK = 1_000
_FACTS = (
    "grant_id",
    "line",
    "amount_minor",
    "person_id",
    "grant__entitlement_id",
    "grant__entitlement__scheme",
    "grant__entitlement__fund_id",
)
_OF_SHOPS = ("settlement_id", "line", "amount_minor", "settlement__shop_id", "settlement__fee_minor")


def book_in_transit(batch: PaymentBatch, *, on: date) -> None:
    """This will book one entry for each line of a batch, 1,000 at a time; said again it books nothing.

    :raises ExceedsAvailableBalance: a line would pay more than the person is entitled to
    """
    entries = [*_to_people(batch, on), *_to_shops(batch, on)]
    # All work that locks accounts does so in the order of their ids.
    entries.sort(key=lambda entry: entry.legs[0].debit)
    for start in range(0, len(entries), CHUNK):
        book_all(entries[start : start + CHUNK])


def _to_people(batch: PaymentBatch, on: date) -> list[Entry]:
    (in_transit,) = open_accounts([Place("IN_TRANSIT")])
    of_people = Disbursement.objects.filter(batch=batch.id, settlement=None)
    rows = list(of_people.order_by("line").values_list(*_FACTS))
    places = [
        Place("ENTITLED", unit=Unit.EUR, holder=person, entitlement=entitlement, scheme=scheme, fund=fund)
        for _grant, _line, _minor, person, entitlement, scheme, fund in rows
    ]
    entitled = [
        account for start in range(0, len(places), CHUNK) for account in open_accounts(places[start : start + CHUNK])
    ]
    return [
        Entry(
            key=f"payout:{grant}",
            act="payout",
            happened_on=on,
            why=f"batch {batch.number}/{line}",
            legs=[Leg(account, in_transit, Amount(minor, Unit.EUR))],
        )
        for (grant, line, minor, *_place), account in zip(rows, entitled, strict=True)
    ]


def _to_shops(batch: PaymentBatch, on: date) -> Iterator[Entry]:
    """What a shop pays for being settled is booked with what it is paid: together they are what it was owed."""
    rows = list(Disbursement.objects.filter(batch=batch.id, grant=None).order_by("line").values_list(*_OF_SHOPS))
    if not rows:
        return
    in_transit, fees = open_accounts([Place("IN_TRANSIT"), Place("FEES")])
    payables = open_accounts([payable_to(shop) for _settlement, _line, _paid, shop, _fee in rows])
    for (settlement, line, paid, _shop, fee), payable in zip(rows, payables, strict=True):
        legs = [Leg(payable, in_transit, Amount(paid, Unit.EUR))]
        if fee:
            legs.append(Leg(payable, fees, Amount(fee, Unit.EUR)))
        why = f"batch {batch.number}/{line}"
        yield Entry(key=f"settle:{settlement}", act=SETTLE, happened_on=on, why=why, legs=legs)
