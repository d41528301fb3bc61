"""Booking a batch that leaves: what people are entitled to is in transit from then on."""

from datetime import date

from budgets.payouts.models import Disbursement, PaymentBatch
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


def book_in_transit(batch: PaymentBatch, *, on: date) -> None:
    """This will book one entry for each line of a batch, 1,000 at a time; said again it books nothing.

    :raises ExceedsAvailableBalance: a line would pay more than the person is entitled to
    """
    entries = _entries(batch, on)
    # All work that locks accounts does so in the order of their ids.
    entries.sort(key=lambda entry: entry.legs[0].debit)
    for start in range(0, len(entries), CHUNK):
        book_all(entries[start : start + CHUNK])


def _entries(batch: PaymentBatch, on: date) -> list[Entry]:
    (in_transit,) = open_accounts([Place("IN_TRANSIT")])
    rows = list(Disbursement.objects.filter(batch=batch.id).order_by("line").values_list(*_FACTS))
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
