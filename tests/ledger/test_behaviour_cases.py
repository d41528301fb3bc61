"""What other ledgers were seen to do (`tests/fixtures/behaviour_cases.json`), done with ours or explained.

The free accounts A, B and C of the cases are GRANT_EXPENSE, WRITE_OFF and SUSPENSE under `reclassify`, the one act
that moves amounts to and fro; a budget that may not go below zero is COMMITTED, filled from the fund. Balances are told
with debit above zero.
"""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from ledger import accounts, balances, journal
from ledger.amount import Unit, eur, split
from ledger.database import (
    AmountNotPositive,
    EntryWithoutLegs,
    ExceedsAvailableBalance,
    SameAccount,
    UnitMismatch,
    UnknownAccount,
)
from tests.ledger.books import DAY, Book

CASES = json.loads((Path(__file__).parents[1] / "fixtures" / "behaviour_cases.json").read_text())
A, B, C = "GRANT_EXPENSE", "WRITE_OFF", "SUSPENSE"
RUN: dict[str, Callable[[Book], None]] = {}

ELSEWHERE = {
    "B23": "a fund's end date belongs to the periods of funds, which come with lapsing",
    "S12": "a waterfall over pots is a decision of the caller; the ledger books the legs it is told, and floors hold",
    "S13": "paying from several budgets in order of expiry comes with redemptions",
    "S14": "there is no overdraft: an account has a floor of zero or no floor",
    "S17": "a floored account is never negative, so there is nothing to top up",
    "A08": "accounts have no names and no parents: totals are by class, holder, entitlement or fund (see A09)",
}


def case(name: str) -> Callable[[Callable[[Book], None]], Callable[[Book], None]]:
    def add(test: Callable[[Book], None]) -> Callable[[Book], None]:
        RUN[name] = test
        return test

    return add


def move(book: Book, *moves: tuple[str, str, int], **said: Any) -> None:
    """Move amounts from the first account to the second, in one entry."""
    book.say("reclassify", *((to, source, amount) for source, to, amount in moves), **said)


def debits(book: Book, *classes: str) -> list[int]:
    side = dict(book.rows("SELECT code, side FROM ledger_class"))
    return [book.balance(each) * side[each] for each in classes]


@case("L01")
def moves_exactly(book: Book) -> None:
    move(book, (A, B, eur("12.34").minor))
    assert debits(book, A, B) == [-1234, 1234]
    # Ours differs: accounts without a floor keep no version, so that a busy one is never locked; floored ones do.
    assert book.version(A) == 0


@case("L02")
def moves_a_batch(book: Book) -> None:
    move(book, (A, B, 10), (B, C, 20), (C, A, 50))
    assert debits(book, A, B, C) == [40, -10, -30]
    # Versions on floored accounts (L01).
    book.fill(free=9)
    book.say("commit", ("COMMITTED", "FREE", 4), ("COMMITTED", "FREE", 5))
    assert (book.version("FREE"), book.version("COMMITTED")) == (3, 2)


@case("L03")
def undoes_a_batch_with_a_bad_leg(book: Book) -> None:
    # ENTITLED, which stands on the credit side, may not become a debit.
    entries = [book.entry("reclassify", (B, A, 10)), book.entry("payout", ("ENTITLED", "IN_TRANSIT", 20))]
    for together in (lambda: journal.book_all(entries), lambda: one_by_one(book, entries)):
        # Ours differs: the refusal names no account; whoever asks knows which floored account the leg takes from.
        with pytest.raises(ExceedsAvailableBalance):
            together()
    assert debits(book, A, B, "ENTITLED") == [0, 0, 0]
    assert book.version("ENTITLED") == 0


def one_by_one(book: Book, entries: list[journal.Entry]) -> None:
    with book.transaction():
        for entry in entries:
            journal.book_entry(entry)


@case("L04")
def undoes_a_transaction_that_overspends(book: Book) -> None:
    with pytest.raises(ExceedsAvailableBalance), book.transaction():
        book.say("deposit", ("FREE", "APPROPRIATED", 10))
        book.say("deposit", ("FREE", "APPROPRIATED", 20))
        book.say("commit", ("COMMITTED", "FREE", 50))
    book = reopened(book)
    assert debits(book, "FREE", "APPROPRIATED", "COMMITTED") == [0, 0, 0]


def reopened(book: Book) -> Book:
    # Accounts that a failed transaction opened are gone with it.
    again = Book(book.municipality_id)
    again.fund = book.fund
    return again


@case("L05")
def undoes_a_transaction_that_fails(book: Book) -> None:
    debits(book, A, B)
    with book.transaction():
        move(book, (A, B, 10))
        transaction.set_rollback(True)
    assert debits(book, A, B) == [0, 0]


@case("L06")
def refuses_nothing(book: Book) -> None:
    with pytest.raises(AmountNotPositive):
        move(book, (A, B, 0))


@case("L07")
@case("B05")
def refuses_less_than_nothing(book: Book) -> None:
    with pytest.raises(AmountNotPositive):
        move(book, (A, B, -1))
    with pytest.raises(AmountNotPositive):
        book.say("deposit", ("BANK", "FUND", -100))


@case("L08")
def refuses_an_account_to_itself(book: Book) -> None:
    with pytest.raises(SameAccount):
        move(book, (A, A, 10))


@case("L09")
def refuses_two_units_in_one_leg(book: Book) -> None:
    points = book.account("FUND", unit=Unit.POINT)
    with pytest.raises(UnitMismatch):
        book.say("deposit", ("BANK", points, 10))
    assert book.count() == 0


@case("L10")
def converts_by_two_legs(book: Book) -> None:
    book.say("deposit", ("BANK", "FUND", 1000), ("BANK", "FUND", 926, Unit.POINT))
    with book.transaction():
        lines = balances.list_trial_balance()
    assert [(line.unit, line.debit, line.credit) for line in lines] == [
        ("EUR", 1000, 0),
        ("EUR", 0, 1000),
        ("POINT", 926, 0),
        ("POINT", 0, 926),
    ]


@case("L11")
def refuses_an_unknown_account(book: Book) -> None:
    with pytest.raises(UnknownAccount):
        book.say("reclassify", (2**50, A, 10))
    assert book.count() == 0


@case("L12")
def keeps_the_balance_after_each_posting(book: Book) -> None:
    # Ours differs: only floored accounts keep it, and those do not go below zero; so the story starts at 20.
    book.fill(free=20)
    for act, leg in (("commit", ("COMMITTED", "FREE", 5)), ("commit", ("COMMITTED", "FREE", 10))):
        book.say(act, leg)
    book.say("release", ("FREE", "COMMITTED", 15))
    history = "SELECT amount, balance_after, version FROM ledger_posting WHERE account_id = %s ORDER BY version"
    assert book.rows(history, book.account("FREE")) == [(20, 20, 1), (-5, 15, 2), (-10, 5, 3), (15, 20, 4)]
    assert book.rows(history, book.account("COMMITTED")) == [(5, 5, 1), (10, 15, 2), (-15, 0, 3)]


@case("L15")
def tells_the_balance_as_of(book: Book) -> None:
    # Ours differs: `as of` is a day, up to its end; the hours of the case are days here.
    days = [DAY + timedelta(days=2 * n) for n in range(3)]
    for day, amount in zip(days, (10, 20, 50), strict=True):
        move(book, (A, B, amount), on=day)
    asked = [day + timedelta(days=later) for day in days for later in (0, 1)]
    assert [book.balance(B, as_of=day) for day in asked] == [10, 10, 30, 30, 80, 80]


@case("L16")
def keeps_two_days_apart(book: Book) -> None:
    # Ours differs: the day is always said, because nothing below the interface reads the clock.
    move(book, (A, B, 1), on=date(2025, 7, 1))
    [(happened_on, recorded_later)] = book.rows("SELECT happened_on, booked_at > '2026-01-01' FROM ledger_entry")
    assert (happened_on, recorded_later) == (date(2025, 7, 1), True)


@case("B01")
def leaves_no_trace_of_a_bad_group(book: Book) -> None:
    book.fill(committed=20)
    spend = ("FREE", "COMMITTED", 15)
    with pytest.raises(SameAccount):
        book.say("release", spend, ("FREE", "FREE", 1), key="group")
    book.say("release", spend, key="group")
    assert book.balance("COMMITTED") == 5


@case("B02")
def refuses_to_spend_from_nothing(book: Book) -> None:
    with pytest.raises(ExceedsAvailableBalance):
        book.say("release", ("FREE", "COMMITTED", 1))


@case("B03")
def refuses_one_too_many(book: Book) -> None:
    book.fill(committed=999)
    with pytest.raises(ExceedsAvailableBalance):
        book.say("release", ("FREE", "COMMITTED", 1000))
    assert book.balance("COMMITTED") == 999


@case("B04")
def refuses_a_correction_below_the_floor(book: Book) -> None:
    deposit = book.say("deposit", ("FREE", "APPROPRIATED", 100))
    book.say("commit", ("COMMITTED", "FREE", 50))
    with pytest.raises(ExceedsAvailableBalance):
        journal.reverse(deposit.entry_id, key="undo", why="adjustment", happened_on=DAY)
    assert (book.balance("FREE"), book.count()) == (50, 2)


@case("S10")
def splits_by_a_decimal_part(book: Book) -> None:
    assert split(10_000, [19, 9_981]) == [19, 9_981]


@case("S11")
def splits_by_weight(book: Book) -> None:
    # Ours differs: parts are weights of a whole, so they cannot be more than all of it; what is no weight is refused.
    assert sum(split(100, [1001, 1])) == 100
    with pytest.raises(ValueError, match="weights"):
        split(100, [-1, 2])


@case("S15")
def refuses_what_two_sources_lack(book: Book) -> None:
    book.fill(committed=3, person="Zoë")
    book.fill(committed=12, person="Ömer")
    with pytest.raises(ExceedsAvailableBalance):
        book.say("release", ("FREE", ("COMMITTED", "Zoë"), 3), ("FREE", ("COMMITTED", "Ömer"), 13))
    assert (book.balance("COMMITTED", "Zoë"), book.balance("COMMITTED", "Ömer")) == (3, 12)


@case("S16")
def refuses_when_one_of_the_sources_lacks(book: Book) -> None:
    book.fill(committed=1, person="Zoë")
    book.fill(committed=1_000, person="Ömer")
    with pytest.raises(ExceedsAvailableBalance):
        book.say("release", ("FREE", ("COMMITTED", "Zoë"), 10), ("FREE", ("COMMITTED", "Ömer"), 90))


@case("S18")
def books_no_zero_lines(book: Book) -> None:
    # Ours differs: an entry of nothing is refused rather than booked empty.
    with pytest.raises(EntryWithoutLegs):
        book.say("reclassify")


@case("A01")
def shows_both_sides_above_zero(book: Book) -> None:
    book.say("deposit", ("BANK", "FUND", 100_000))
    assert (book.balance("BANK"), book.balance("FUND")) == (100_000, 100_000)
    assert book.breaches() == []


@case("A02")
def earns_what_was_prepaid(book: Book) -> None:
    book.fill(entitled=3000)
    seen = []
    for _ in range(3):
        book.say("earn", ("GRANT_EXPENSE", "PREPAID_GRANT", 1000))
        seen.append((book.balance("PREPAID_GRANT"), book.balance("GRANT_EXPENSE"), book.balance("ENTITLED")))
        assert book.breaches() == []
    assert seen == [(2000, 1000, 3000), (1000, 2000, 3000), (0, 3000, 3000)]


@case("A03")
def owes_until_it_is_paid(book: Book) -> None:
    book.fill(committed=300)
    for _ in range(3):
        book.say("grant", ("GRANT_EXPENSE", "ENTITLED", 100), ("SPENT", "COMMITTED", 100))
    assert book.balance("ENTITLED") == 300
    book.say("payout", ("ENTITLED", "IN_TRANSIT", 300))
    assert (book.balance("ENTITLED"), book.balance("IN_TRANSIT"), book.balance("GRANT_EXPENSE")) == (0, 300, 300)


@case("A05")
def refuses_legs_that_are_none(book: Book) -> None:
    # In the database: `posting_sides` and the triggers, see test_guards.
    for amount in (0, -1):
        with pytest.raises(AmountNotPositive):
            move(book, (A, B, amount))
    with pytest.raises(SameAccount):
        move(book, (B, B, 1))


@case("A06")
def orders_a_statement_by_day(book: Book) -> None:
    for day, amount in ((DAY, 1), (DAY - timedelta(days=1), 10), (DAY, 100)):
        move(book, (A, B, amount), on=day)
    with book.transaction():
        assert [line.balance for line in balances.list_statement([book.account(B)])] == [10, 11, 111]


@case("A09")
def totals_a_group_of_accounts(book: Book) -> None:
    book.fill(committed=100, person="Zoë")
    book.fill(committed=10, person="Ömer")
    book.fill(free=15)
    with book.transaction():
        found = balances.list_balances_of_fund(book.fund)
        held = accounts.lock_accounts([book.account("COMMITTED", "Zoë")])
    assert (found["COMMITTED"], found["FREE"], sum(held.values())) == (110, 15, 100)


@pytest.mark.parametrize("name", sorted(RUN))
def test_behaviour_case(book: Book, name: str) -> None:
    RUN[name](book)

    assert book.breaches() == []


def test_every_case_is_run_or_explained() -> None:
    assert sorted([*RUN, *ELSEWHERE]) == sorted(each["id"] for each in CASES)
