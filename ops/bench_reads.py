"""How long balances take as the books grow, and how long it takes to verify them: `measure_reads(sizes)`.

One municipality grows from size to size by the product's own bookings, spread over a year: payments of a thousand
people to one shop, and money that comes into one fund. At each size the balance of one person, of the shop and of the
fund is asked many times.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from uuid import UUID, uuid4

from django.db import connection, connections, transaction

from ledger import journal, tenant
from ledger.accounts import Place, open_accounts
from ledger.amount import Amount, Unit
from ledger.balances import get_balance, list_balances_of_fund, list_balances_of_holder
from ledger.invariants import list_breaches
from ledger.rollup import roll_up

MOST_GROWTH, MOST_VERIFY_S, VERIFIED = 1.5, 60.0, 1_000_000
PEOPLE, CHUNK, ASKED = 1_000, 1_000, 5_000
FIRST_DAY = date(2025, 1, 1)
POSTINGS_OF_A_ROUND = 6  # a payment has two, money into the fund has four
ONE = Amount(1, Unit.EUR)


@dataclass(frozen=True)
class ReadResult:
    """Milliseconds to ask one balance, medians, with so many postings in the book; seconds to verify it, if it was."""

    postings: int
    person_ms: float
    shop_ms: float
    fund_ms: float
    verify_s: float | None = None


@dataclass(frozen=True)
class _Books:
    person: UUID
    shop: int
    fund: UUID
    payments: list[journal.Leg]
    income: list[journal.Leg]


def measure_reads(sizes: Sequence[int], told: Callable[[str], None]) -> list[ReadResult]:
    """This will grow a book to each size in turn, and ask its balances there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_open_book(%s, 'Bench')", [f"r{uuid4().hex}"])
        (municipality_id,) = cursor.fetchone()
    found = []
    with tenant.serving(municipality_id):
        books, there = _open(), 0
        for size in sizes:
            told(f"growing to {size:,} postings")
            there = _grow(books, there, size)
            roll_up()
            with connections["owner"].cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
            found.append(_ask(books, size, told))
    return found


def _open() -> _Books:
    people, fund = [uuid4() for _ in range(PEOPLE)], uuid4()
    with transaction.atomic():
        tenant.tell_database()
        entitled = open_accounts([Place("ENTITLED", holder=person, entitlement=person) for person in people])
        shop, expense, bank = open_accounts([Place("IN_TRANSIT"), Place("GRANT_EXPENSE"), Place("BANK")])
        of_fund = [Place(name, fund=fund) for name in ("FUND", "FREE", "APPROPRIATED")]
        given, free, appropriated = open_accounts(of_fund)
    granted = Amount(10**9, Unit.EUR)
    journal.book_all(
        [
            journal.Entry(f"grant:{account}", "grant", FIRST_DAY, "bench", [journal.Leg(expense, account, granted)])
            for account in entitled
        ]
    )
    payments = [journal.Leg(account, shop, ONE) for account in entitled]
    income = [journal.Leg(bank, given, ONE), journal.Leg(free, appropriated, ONE)]
    return _Books(people[0], shop, fund, payments, income)


def _grow(books: _Books, there: int, size: int) -> int:
    for first in range(there // POSTINGS_OF_A_ROUND, size // POSTINGS_OF_A_ROUND, CHUNK // 2):
        rounds = range(first, min(first + CHUNK // 2, size // POSTINGS_OF_A_ROUND))
        journal.book_all([entry for number in rounds for entry in _round(books, number)])
    return size


def _round(books: _Books, number: int) -> list[journal.Entry]:
    on = FIRST_DAY + timedelta(days=number % 365)
    return [
        journal.Entry(f"pay:{number}", "payout", on, "bench", [books.payments[number % PEOPLE]]),
        journal.Entry(f"in:{number}", "deposit", on, "bench", books.income),
    ]


def _ask(books: _Books, size: int, told: Callable[[str], None]) -> ReadResult:
    with transaction.atomic():
        tenant.tell_database()
        person, shop, fund = (
            _milliseconds(ask)
            for ask in (
                lambda: list_balances_of_holder(books.person),
                lambda: get_balance(books.shop),
                lambda: list_balances_of_fund(books.fund),
            )
        )
        return ReadResult(size, person, shop, fund, _verify(told) if size == VERIFIED else None)


def _verify(told: Callable[[str], None]) -> float:
    told("verifying")
    begun = time.monotonic()
    breaches = list_breaches()
    if breaches:
        raise RuntimeError(f"the bench broke the books: {breaches[0]}")
    return round(time.monotonic() - begun, 1)


def _milliseconds(ask: Callable[[], object]) -> float:
    taken = []
    for _ in range(ASKED):
        begun = time.monotonic()
        ask()
        taken.append(time.monotonic() - begun)
    return round(1_000 * median(taken), 3)


def growth(found: Sequence[ReadResult]) -> float:
    """Give how many times longer the slowest of the three takes at the last size than at the first."""
    first, last = found[0], found[-1]
    return round(
        max(
            last.person_ms / first.person_ms,
            last.shop_ms / first.shop_ms,
            last.fund_ms / first.fund_ms,
        ),
        2,
    )
