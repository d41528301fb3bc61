"""Random acts in many small books, each beside a plain model, in as many processes as there are cores: 100,000 acts, in
about three minutes on two cores.

`GRONDSLAG_SEED=<seed> pytest tests/ledger/test_model.py` plays one book again, looking at everything after each act; a
failure prints its seed.
"""

import os
import random
import time
import traceback
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import connections

from ledger import tenant
from tests import evidence
from tests.ledger.books import open_book
from tests.ledger.contenders import heard, start
from tests.ledger.play import Play
from tests.ledger.reader import Reader

LONG = 10 if os.environ.get("GRONDSLAG_PROOF") == "long" else 1
ACTS_IN_A_BOOK = 200
BOOKS, BOOKS_PLAYED_CLOSELY = 500 * LONG, 50 * LONG
PROCESSES = min(os.cpu_count() or 1, 8)
REFUSALS = {
    "exceeds-available-balance",
    "idempotency-key-reused",
    "already-reversed",
    "not-a-reversal",
    "reclaim-forbidden",
    "period-closed",
    "months-close-in-order",
    "month-not-over",
    "month-not-last-closed",
    "hold-expired",
    "hold-ended",
    "exceeds-hold",
    "hold-lasts-no-time",
}

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("database")]


def some_seed() -> int:
    # Shorter than the number of a citizen, for which the tests listen.
    return random.SystemRandom().getrandbits(26)


def play(seed: int, reader: Reader, *, closely: bool) -> Play:
    """Play one book; what goes wrong says the seed and the number of the act."""
    book = open_book()
    with tenant.serving(book.municipality_id):
        played = Play(book, reader, seed, closely=closely)
        try:
            for _ in range(ACTS_IN_A_BOOK):
                played.act()
            played.check_invariants()
        except Exception as error:
            error.add_note(f"GRONDSLAG_SEED={seed}, act {played.acts + 1}")
            raise
    return played


def play_many(seeds: list[tuple[int, bool]]) -> Iterator[Counter[str] | str]:
    """Play books in several processes; gives what each book saw, or how the first went wrong."""

    def run(number: int, answers) -> None:
        reader = Reader()
        for played, (seed, closely) in enumerate(seeds[number::PROCESSES]):
            if played in (1, 5, 25, 125, 625):
                forget_plans()
            try:
                answers.send(play(seed, reader, closely=closely).seen)
            except Exception:
                answers.send(traceback.format_exc())
                return

    started = [start(run, number) for number in range(PROCESSES)]
    for process, answers in started:
        yield from heard(answers)
        process.join()


def forget_plans() -> None:
    """Plans made for empty tables are slow on full ones."""
    connections["owner"].cursor().execute(
        "ANALYZE ledger_account, ledger_balance, ledger_entry, ledger_posting, ledger_outbox, ledger_hold"
    )
    connections["default"].close()


def test_random_acts_leave_the_books_as_a_plain_model_says():
    chosen, begun = os.environ.get("GRONDSLAG_SEED"), time.monotonic()
    seeds = [(int(chosen), True)] if chosen else [(some_seed(), n < BOOKS_PLAYED_CLOSELY) for n in range(BOOKS)]
    print(f"seeds {[seed for seed, _ in seeds]}")  # noqa: T201

    seen: Counter[str] = Counter()
    for found in play_many(seeds):
        assert isinstance(found, Counter), found
        seen += found + Counter(books=1)

    assert seen["books"] == len(seeds)
    if not chosen:
        assert {refusal for refusal in REFUSALS if not seen[refusal]} == set()
        assert seen["every invariant"] >= 10_000 * LONG
        evidence.note(
            "random acts against a model",
            seeds=[seed for seed, _ in seeds],
            seconds=time.monotonic() - begun,
            acts=len(seeds) * ACTS_IN_A_BOOK,
            **seen,
        )
    print(dict(seen))  # noqa: T201
