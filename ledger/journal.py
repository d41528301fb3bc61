"""The only code that can change a balance: it says a whole sentence, and the database books it or refuses it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledger.amount import Amount
from ledger.functions import array, call, call_for_rows


@dataclass(frozen=True, slots=True)
class Leg:
    """One movement of an entry: the accounts by id, and an amount above zero in their unit."""

    debit: int
    credit: int
    amount: Amount


@dataclass(frozen=True, slots=True)
class Entry:
    """A journal entry to be booked: `key` makes saying it twice harmless, `happened_on` is a date in Europe/Amsterdam.

    `reverses` is the id of the entry that this one undoes, with act "reversal" and each leg turned round.
    """

    key: str
    act: str
    happened_on: date
    why: str
    legs: Sequence[Leg]
    reverses: int | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """The answer to a booking: the entry's id, and whether it was there already under the same key."""

    entry_id: int
    replayed: bool


def book(  # noqa: PLR0913 - a booking is one whole sentence
    *, debit: int, credit: int, amount: Amount, act: str, why: str, key: str, happened_on: date
) -> Booked:
    """This will book one movement from `credit` to `debit`.

    :raises Refusal: see `book_all`
    """
    return book_entry(Entry(key, act, happened_on, why, [Leg(debit, credit, amount)]))


def book_entry(entry: Entry) -> Booked:
    """This will book one entry of one leg or more.

    :raises Refusal: see `book_all`
    """
    legs = entry.legs
    answer = call(
        "ledger_book({told}, %s, %s, %s::date, %s, %s, %s::bigint[], %s::bigint[], %s::bigint[], %s::text[])",
        entry.key,
        entry.act,
        entry.happened_on.isoformat(),
        entry.why,
        entry.reverses,
        array(leg.debit for leg in legs),
        array(leg.credit for leg in legs),
        array(leg.amount.minor for leg in legs),
        array(leg.amount.unit.value for leg in legs),
    )
    return _booked(answer)


def book_all(entries: Sequence[Entry]) -> list[Booked]:
    """This will book all entries or none, in one round trip; outside a transaction it is one of its own.

    An entry that was booked before under the same key with the same content is given back as it is.

    :raises IdempotencyKeyReused: the key was used for other content
    :raises ExceedsAvailableBalance: a leg would take an account below its floor
    :raises ReclaimForbidden: a leg would take from a person what was granted
    :raises FlowNotAllowed: the act may not move money between these classes
    :raises UnitMismatch: an account holds another unit than the amount
    :raises UnknownAccount: an account is not there, or is another municipality's
    """
    if not entries:
        return []
    legs = [(number, leg) for number, entry in enumerate(entries, start=1) for leg in entry.legs]
    rows = call_for_rows(
        # Texts are bound in binary: written as text each of them is searched for what must be quoted.
        "ledger_book_all({told}, %b::text[], %b::text[], %s::date[], %b::text[], %b::bigint[],"
        " %s::integer[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[])",
        [entry.key for entry in entries],
        [entry.act for entry in entries],
        array(entry.happened_on.isoformat() for entry in entries),
        [entry.why for entry in entries],
        [entry.reverses for entry in entries],
        array(number for number, _ in legs),
        array(leg.debit for _, leg in legs),
        array(leg.credit for _, leg in legs),
        array(leg.amount.minor for _, leg in legs),
        array(leg.amount.unit.value for _, leg in legs),
    )
    return [Booked(*row) for row in rows]


def reverse(entry_id: int, *, key: str, why: str, happened_on: date) -> Booked:
    """This will book the mirror of an entry; an entry is reversed once.

    :raises AlreadyReversed: it was, under another key
    :raises NotAReversal: the entry is a reversal itself
    :raises ReclaimForbidden: the entry credited a person
    :raises UnknownEntry: the entry is not there, or is another municipality's
    """
    return _booked(call("ledger_reverse({told}, %s, %s::date, %s, %s)", key, happened_on.isoformat(), why, entry_id))


def _booked(answer: int) -> Booked:
    return Booked(abs(answer), replayed=answer < 0)
