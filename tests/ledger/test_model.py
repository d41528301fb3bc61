"""Random acts in many small books, each beside a plain model; every invariant is asked after every act.

`GRONDSLAG_SEED=<seed> pytest tests/ledger/test_model.py` plays one book again; a failure prints its seed.
"""

import os
import random
from collections import Counter
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connections

from ledger import journal, tenant
from ledger.refusal import Refusal
from tests.ledger.books import Book, open_book
from tests.ledger.model import FLOORED, Leg, Model, No

BOOKS = 1_000 if os.environ.get("GRONDSLAG_PROOF") == "long" else 100
ACTS_IN_A_BOOK = 110
FIRST_DAY = date(2026, 1, 1)
PEOPLE = ("Zoë", "Ömer", "Fatima")

pytestmark = pytest.mark.slow


class Play:
    """One book, its model, and the dice."""

    def __init__(self, book: Book, seed: int) -> None:
        self.book, self.model, self.dice = book, Model(), random.Random(seed)  # noqa: S311
        self.seen: Counter[str] = Counter()
        self.booked: dict[str, int] = {}

    def act(self) -> None:
        """Do one act in both books: the same answer, and the same books after it."""
        kind = self.dice.choices(["single", "array", "reverse", "replay", "reuse", "as of"], [60, 10, 10, 8, 6, 6])[0]
        {
            "single": self._single,
            "array": self._array,
            "reverse": self._reverse,
            "replay": self._replay,
            "reuse": self._reuse,
            "as of": self._as_of,
        }[kind]()
        self.seen[kind] += 1
        self.check()

    def check(self) -> None:
        assert self.book.breaches() == []
        found = self.book.rows(
            """SELECT class, entitlement, CASE WHEN floored THEN balance * side ELSE coalesce(summed, 0) END,
                coalesce(version, 0)
            FROM ledger_account a LEFT JOIN ledger_balance b ON b.account_id = a.id
                LEFT JOIN (SELECT account_id, sum(amount) AS summed FROM ledger_posting GROUP BY 1) p
                ON p.account_id = a.id"""
        )
        people = {self.book.uuid(person): person for person in PEOPLE}
        for account_class, entitlement, balance, version in found:
            name = f"{account_class} {people[entitlement]}" if entitlement else account_class
            assert (name, balance, version) == (name, self.model.balances[name], self.model.versions[name])

    def _sentence(self) -> tuple[str, list[Leg]]:
        person, other = self.dice.sample(PEOPLE, 2)
        amount, less = self.dice.randint(1, 60), self.dice.randint(1, 40)
        committed, prepaid, entitled = (f"{name} {person}" for name in ("COMMITTED", "PREPAID_GRANT", "ENTITLED"))
        sentences: list[tuple[str, list[Leg]]] = [
            ("deposit", [("BANK", "FUND", 3 * amount), ("FREE", "APPROPRIATED", 3 * amount)]),
            ("commit", [(committed, "FREE", amount)]),
            ("commit", [(committed, "FREE", amount), (f"COMMITTED {other}", "FREE", less)]),
            ("release", [("FREE", committed, less)]),
            ("grant", [(prepaid, entitled, less), ("SPENT", committed, less)]),
            ("grant", [("GRANT_EXPENSE", entitled, less), ("SPENT", committed, less)]),
            ("earn", [("GRANT_EXPENSE", prepaid, less)]),
            ("write_off", [("WRITE_OFF", prepaid, less)]),
            ("payout", [(entitled, "IN_TRANSIT", less)]),
            ("reclassify", [("WRITE_OFF", "GRANT_EXPENSE", less)]),
        ]
        return self.dice.choice(sentences)

    def _new(self) -> tuple[str, str, int, list[Leg]]:
        act, legs = self._sentence()
        return f"{act}:{len(self.model.said)}:{self.dice.getrandbits(40)}", act, self.dice.randint(0, 90), legs

    def _single(self) -> None:
        self._both([self._new()], as_array=False)

    def _array(self) -> None:
        sayings = [self._new() for _ in range(self.dice.randint(1, 6))]
        if self.model.said and self.dice.random() < 0.5:
            key = self.dice.choice(list(self.model.said))
            if self.model.said[key][0] != "reversal":
                sayings.insert(self.dice.randint(0, len(sayings)), (key, *self.model.said[key]))
        self._both(sayings, as_array=True)

    def _replay(self) -> None:
        known = [(key, *said) for key, said in self.model.said.items() if said[0] != "reversal"]
        if known:
            self._both([self.dice.choice(known)], as_array=self.dice.random() < 0.5)

    def _reuse(self) -> None:
        if self.model.said:
            _, act, day, legs = self._new()
            self._both([(self.dice.choice(list(self.model.said)), act, day, legs)], as_array=self.dice.random() < 0.5)

    def _reverse(self) -> None:
        if not self.model.said:
            return
        earlier, day = self.dice.choice(list(self.model.said)), self.dice.randint(0, 90)
        again = self.dice.random() < 0.3 and self.model.reversed_by.get(earlier)
        key = again or f"reversal:{self.dice.getrandbits(40)}"
        day = self.model.said[key][1] if again else day
        expected = self._expect(lambda model: [model.reverse(key, earlier, day)])
        answer = self._answer(
            lambda: [journal.reverse(self.booked[earlier], key=key, why="model", happened_on=self._day(day))]
        )
        self._compare(expected, answer, [key])

    def _as_of(self) -> None:
        if not self.model.balances:
            return
        account, day = self.dice.choice(list(self.model.balances)), self.dice.randint(-1, 91)
        name, _, person = account.partition(" ")
        side = FLOORED.get(name) or (1 if name in {"BANK", "SPENT", "GRANT_EXPENSE", "WRITE_OFF"} else -1)
        assert self.book.balance(name, person or None, self._day(day)) * side == self.model.as_of(account, day)

    def _both(self, sayings: list[tuple[str, str, int, list[Leg]]], *, as_array: bool) -> None:
        entries = [
            self.book.entry(
                act, *[(*map(self._name, leg[:2]), leg[2]) for leg in legs], key=key, on=self._day(day), why="model"
            )
            for key, act, day, legs in sayings
        ]
        expected = self._expect(lambda model: self._say_all(model, sayings))
        answer = self._answer(lambda: journal.book_all(entries) if as_array else [journal.book_entry(entries[0])])
        self._compare(expected, answer, [key for key, *_ in sayings])

    def _say_all(self, model: Model, sayings: list[tuple[str, str, int, list[Leg]]]) -> list[bool]:
        # An array looks at its keys first, whatever else is wrong with it.
        if any(key in model.said and model.said[key] != (act, day, legs) for key, act, day, legs in sayings):
            raise No("idempotency-key-reused")
        return [model.say(*saying) for saying in sayings]

    def _expect(self, act: Any) -> list[bool] | str:
        trial = deepcopy(self.model)
        try:
            fresh = act(trial)
        except No as no:
            return str(no)
        self.model = trial
        return fresh

    def _answer(self, act: Any) -> list[journal.Booked] | str:
        try:
            return act()
        except Refusal as refusal:
            return refusal.code

    def _compare(self, expected: list[bool] | str, answer: list[journal.Booked] | str, keys: list[str]) -> None:
        if isinstance(answer, str):
            assert answer == expected
            self.seen[answer] += 1
            return
        assert [not each.replayed for each in answer] == expected
        for key, booked in zip(keys, answer, strict=True):
            assert self.booked.setdefault(key, booked.entry_id) == booked.entry_id

    def _day(self, number: int) -> date:
        return FIRST_DAY + timedelta(days=number)

    def _name(self, account: str) -> Any:
        name, _, person = account.partition(" ")
        return (name, person) if person else name


def play(seed: int) -> Counter[str]:
    """Play one book to its end, and give what was seen."""
    book = open_book()
    with tenant.serving(book.municipality_id):
        played = Play(book, seed)
        for _ in range(ACTS_IN_A_BOOK):
            try:
                played.act()
            except BaseException:
                print(f"GRONDSLAG_SEED={seed}")  # noqa: T201
                raise
    return played.seen


def test_random_acts_leave_the_books_as_a_plain_model_says(database):
    chosen = os.environ.get("GRONDSLAG_SEED")
    seeds = [int(chosen)] if chosen else [random.SystemRandom().getrandbits(32) for _ in range(BOOKS)]
    print(f"seeds {seeds}")  # noqa: T201
    seen: Counter[str] = Counter()

    for number, seed in enumerate(seeds):
        seen += play(seed)
        if number in (1, 10, 100):
            # Plans made for empty tables are slow on full ones.
            connections["owner"].cursor().execute("ANALYZE ledger_account, ledger_entry, ledger_posting, ledger_outbox")
            connections["default"].close()

    acts = sum(seen[kind] for kind in ("single", "array", "reverse", "replay", "reuse", "as of"))
    assert acts == len(seeds) * ACTS_IN_A_BOOK
    if not chosen:
        refusals = {"exceeds-available-balance", "idempotency-key-reused", "already-reversed", "not-a-reversal"}
        assert {kind for kind in (*refusals, "reclaim-forbidden") if not seen[kind]} == set()
    print(dict(seen))  # noqa: T201
