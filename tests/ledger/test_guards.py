"""Every guard of the books is shown to work by taking it away: then, and only then, the act it stops goes through.

Each seeded bug runs in one transaction that is rolled back.
"""

from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import Error, transaction

from ledger import tenant
from ledger.amount import eur
from ledger.invariants import INVARIANTS, list_breaches
from ledger.outbox import relay
from ledger.refusal import Refusal
from tests.ledger.books import Book, open_book
from tests.ledger.seeds import OWNER, SEEDS, TWICE, Seed, run, sql
from tests.ledger.seeds_of_closes import SEEDS_OF_CLOSES
from tests.ledger.seeds_of_holds import SEEDS_OF_HOLDS
from tests.ledger.seeds_of_notices import SEEDS_OF_NOTICES
from tests.ledger.seeds_of_seals import SEEDS_OF_SEALS

ALL_SEEDS = [*SEEDS, *SEEDS_OF_CLOSES, *SEEDS_OF_HOLDS, *SEEDS_OF_NOTICES, *SEEDS_OF_SEALS]


@pytest.fixture
def filled(administering: None, database: None) -> Book:
    """Give a book with a little of everything, beside one of another municipality."""
    other, book = open_book("Elders"), open_book()
    with tenant.serving(other.municipality_id):
        other.fill(free=5)
        relay(most=1)
        other.fill(free=5)
        stranger = other.account("FUND")
        settle()
    with tenant.serving(book.municipality_id):
        book.fill(free=100, entitled=50, committed=20)
        relay(most=1)
        book.account("SUSPENSE"), book.account("WRITE_OFF"), book.account("GRANT_EXPENSE")
        run(f"SELECT set_config('test.other', '{other.municipality_id}', true)")
        run(f"SELECT set_config('test.others_account', '{stranger}', true)")
        with book.transaction():
            settle()
        yield book


def settle() -> None:
    """Check now what is checked at commit, while its municipality is still the one being served."""
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def acting_as(role: str):
    run(f"SET LOCAL ROLE {role}")
    yield
    run("SET LOCAL ROLE NONE")


def answer(seed: Seed, book: Book, *, away: str = "") -> str:
    """Give the code of the refusal of an act, "" when it goes through."""
    if away:
        with acting_as(OWNER):
            run(away)
    try:
        with transaction.atomic(), acting_as(seed.role):
            seed.act(book)
            run("SET CONSTRAINTS ALL IMMEDIATE")
    except Refusal as refusal:
        return refusal.code
    except Error as error:
        return error.__cause__.sqlstate
    except AssertionError as nothing:
        return str(nothing).split("\n")[0]
    return ""


@pytest.mark.parametrize("seed", ALL_SEEDS, ids=lambda seed: seed.name)
class TestGuard:
    def test_refuses(self, filled, seed):
        assert answer(seed, filled) == seed.refused
        assert list_breaches() == []

    def test_is_the_one_that_refuses(self, filled, seed):
        assert answer(seed, filled, away=seed.away) == ""

        with filled.transaction():
            assert seed.found in {"", *(breach.invariant for breach in list_breaches())}


@pytest.mark.parametrize(("name", "away", "refused"), TWICE)
def test_a_guard_behind_the_guard_still_refuses(filled, name, away, refused):
    [seed] = [each for each in SEEDS if each.name == name]

    assert answer(replace(seed, away=""), filled, away=away) == refused


DRIFTS = {
    "totals-are-sums": "INSERT INTO ledger_day_total VALUES ({m}, {bank}, '2026-03-31', 1)",
    "balances-are-sums": "UPDATE ledger_balance SET balance = balance + 1 WHERE account_id = {free}",
    "entries-are-announced ": "INSERT INTO ledger_outbox VALUES ({m}, 0)",
    "entries-are-announced": "DELETE FROM ledger_outbox WHERE entry_id = {last}",
    "entries-are-announced   ": "UPDATE ledger_outbox_taken SET entries = entries + 1",
    "entries-are-announced  ": "UPDATE ledger_outbox_taken SET ids = ids + 1",
    "closed-months-stay": "INSERT INTO ledger_close VALUES ({m}, 1, 'CLOSE', '2026-03-01', '2026-04-01',"
    " gen_random_uuid(), NULL, NULL, '2026-04-01')",
    "funds-add-up": "ALTER TABLE ledger_account DISABLE TRIGGER USER;"
    "UPDATE ledger_account SET fund = gen_random_uuid() WHERE id = {free}",
}


ELSEWHERE = {
    "passes-are-carried": "tests/budgets/entitlements/test_spent_passes.py",
    "purchases-are-booked": "tests/budgets/redemptions/test_guards.py",
    "refunds-are-booked": "tests/budgets/redemptions/test_guards.py",
    "lines-are-booked": "tests/budgets/redemptions/test_guards.py",
    "settlements-add-up": "tests/budgets/settlements/test_guards.py",
    "settlements-are-transfers": "tests/budgets/settlements/test_guards.py",
}
"""The invariants of other contexts, with the tests that show them to find something."""


class TestInvariant:
    @pytest.mark.parametrize(("name", "drift"), DRIFTS.items(), ids=DRIFTS)
    def test_finds_what_only_the_owner_could_spoil(self, filled, name, drift):
        with acting_as(OWNER):
            sql(drift)(filled)

        assert name.strip() in {breach.invariant for breach in list_breaches()}

    def test_is_shown_to_find_something(self):
        shown = {seed.found for seed in ALL_SEEDS} | set(DRIFTS) | set(ELSEWHERE)

        assert {each.name for each in INVARIANTS} - shown == set()

    def test_says_which_row(self, filled):
        with acting_as(OWNER):
            sql(DRIFTS["balances-are-sums"])(filled)

        [breach] = list_breaches()

        assert breach.row["account_id"] == filled.account("FREE")
        assert breach.row["balance"] - breach.row["summed"] == eur("0.01").minor
