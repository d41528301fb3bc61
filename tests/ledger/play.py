"""Random acts in a book and in a plain model of it: the same answers, and the same books after each of them."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction

from ledger import balances, holds, journal, outbox, seals
from ledger.closes import close_month, reopen_month
from ledger.refusal import Refusal
from ledger.rollup import roll_up
from tests.ledger.books import Book
from tests.ledger.model import MONTHS, Hold, Leg, Model, No, Saying, floor
from tests.ledger.reader import Reader

FIRST_DAY, LAST_DAY = date(2026, 1, 1), 130
BEGINNING = datetime(2026, 1, 1, 12, tzinfo=UTC)
PEOPLE = ("a", "b", "c")
DEBIT_SIDE = {"BANK", "SPENT", "GRANT_EXPENSE", "WRITE_OFF", "FREE", "COMMITTED", "PREPAID_GRANT"}
ALL_ACCOUNTS, ALL_INVARIANTS = 10, 20
"""After how many acts all accounts are compared, and every invariant asked, when it is not done after each."""


class Play:
    """One book, its model, and the dice."""

    def __init__(self, book: Book, reader: Reader, seed: int, *, closely: bool) -> None:
        self.book, self.model, self.dice, self.closely = book, Model(), random.Random(seed), closely  # noqa: S311
        self.reader = reader
        reader.serve(book.municipality_id)
        self.seen: Counter[str] = Counter()
        self.booked: dict[str, int] = {}
        self.placed: dict[str, int] = {}
        self.acts, self.now, self.touched = 0, 0, set[str]()
        self._kinds: dict[str, tuple[int, Callable[[], None]]] = {
            "single": (36, self._single),
            "array": (9, self._array),
            "reverse": (8, self._reverse),
            "replay": (5, self._replay),
            "reuse": (5, self._reuse),
            "as of": (6, self._as_of),
            "hold": (13, self._hold),
            "post": (9, self._post),
            "void": (3, self._void),
            "end again": (3, self._end_again),
            "expire": (2, self._expire),
            "roll up": (3, self._roll_up),
            "close": (4, self._close),
            "reopen": (3, self._reopen),
            "relay": (3, self._relay),
            "seal": (2, self._seal),
        }

    def act(self) -> None:
        """Do one act in both books: the same answer, and the same books after it."""
        weights = [weight for weight, _ in self._kinds.values()]
        [kind] = self.dice.choices(list(self._kinds), weights)
        self.now += self.dice.randint(0, 120)
        self.touched = set()
        self._kinds[kind][1]()
        self.acts += 1
        self.seen[kind] += 1
        if self.closely or self.acts % ALL_ACCOUNTS == 0:
            self._compare_accounts(list(self.model.balances))
            self._compare_days()
            self._compare_as_read()
        else:
            self._compare_accounts(list(self.touched))
        if self.closely or self.acts % ALL_INVARIANTS == 0:
            self.check_invariants()

    def check_invariants(self) -> None:
        assert self.book.breaches() == []
        self.seen["every invariant"] += 1

    # What there is to say.

    def _sentence(self) -> tuple[str, tuple[Leg, ...]]:
        person, other = self.dice.sample(PEOPLE, 2)
        amount, less = self.dice.randint(1, 60), self.dice.randint(1, 40)
        committed, prepaid, entitled = (f"{name} {person}" for name in ("COMMITTED", "PREPAID_GRANT", "ENTITLED"))
        sentences: list[tuple[str, tuple[Leg, ...]]] = [
            ("deposit", (("BANK", "FUND", 3 * amount), ("FREE", "APPROPRIATED", 3 * amount))),
            ("commit", ((committed, "FREE", amount),)),
            ("commit", ((committed, "FREE", amount), (f"COMMITTED {other}", "FREE", less))),
            ("release", (("FREE", committed, less),)),
            ("grant", ((prepaid, entitled, less), ("SPENT", committed, less))),
            ("grant", (("GRANT_EXPENSE", entitled, less), ("SPENT", committed, less))),
            ("earn", (("GRANT_EXPENSE", prepaid, less),)),
            ("write_off", (("WRITE_OFF", prepaid, less),)),
            ("payout", ((entitled, "IN_TRANSIT", less),)),
            ("payout", ((entitled, "IN_TRANSIT", amount), (f"ENTITLED {other}", "IN_TRANSIT", less))),
            ("reclassify", (("WRITE_OFF", "GRANT_EXPENSE", less),)),
            ("deposit", ((entitled, "FUND", less),)),  # To take back from a person, which nothing may.
        ]
        return self.dice.choices(sentences, [6, *[2] * (len(sentences) - 2), 1])[0]

    def _new(self) -> Saying:
        act, legs = self._sentence()
        return Saying(f"{act}:{len(self.model.said)}:{self.dice.getrandbits(40)}", act, self._some_day(), legs)

    def _some_day(self) -> int:
        # Mostly after what is closed: otherwise a book would end with its months.
        open_from = self.model.closed_before or 0
        return self.dice.randint(open_from if self.dice.random() < 0.9 else 0, LAST_DAY)

    def _known(self) -> list[Saying]:
        return [saying for saying in self.model.said.values() if saying.undoes is None]

    # Acts on entries.

    def _single(self) -> None:
        self._say([self._new()], as_array=False)

    def _array(self) -> None:
        sayings = [self._new() for _ in range(self.dice.randint(1, 6))]
        known = self._known()
        if known and self.dice.random() < 0.5:
            sayings.insert(self.dice.randint(0, len(sayings)), self.dice.choice(known))
        self._say(sayings, as_array=True)

    def _replay(self) -> None:
        self._say([self.dice.choice(self._known() or [self._new()])], as_array=self.dice.random() < 0.5)

    def _reuse(self) -> None:
        new = self._new()
        key = self.dice.choice([*self.model.said, *self.model.voided, new.key])
        self._say([Saying(key, new.act, new.day, new.legs)], as_array=self.dice.random() < 0.5)

    def _reverse(self) -> None:
        if not self.model.said:
            return self._single()
        earlier, day = self.dice.choice(list(self.model.said)), self._some_day()
        self._touch(self.model.said[earlier].legs)
        again = self.dice.random() < 0.3 and self.model.reversed_by.get(earlier)
        key = again or f"reversal:{self.dice.getrandbits(40)}"
        day = self.model.said[key].day if again and self.dice.random() < 0.8 else day
        return self._compare_booked(
            [key],
            lambda: [self.model.reverse(key, earlier, day)],
            lambda: [journal.reverse(self.booked[earlier], key=key, why="model", happened_on=_day(day))],
        )

    def _say(self, sayings: list[Saying], *, as_array: bool) -> None:
        entries = [
            self.book.entry(saying.act, *map(_named, saying.legs), key=saying.key, on=_day(saying.day), why="model")
            for saying in sayings
        ]
        for saying in sayings:
            self._touch(saying.legs)
        self._compare_booked(
            [saying.key for saying in sayings],
            lambda: self.model.say_all(sayings) if as_array else [self.model.say(sayings[0])],
            lambda: journal.book_all(entries) if as_array else [journal.book_entry(entries[0])],
        )

    # Acts on holds.

    def _hold(self) -> None:
        act, legs = self._sentence()
        asked = Hold(f"hold:{len(self.model.holds)}", act, legs, self._some_moment())
        if self.model.holds and self.dice.random() < 0.2:
            known = self.dice.choice(list(self.model.holds.values()))
            asked = Hold(known.key, *self.dice.choice([(act, legs), (known.act, known.legs)]), self._some_moment())
        if self.dice.random() < 0.06:
            asked.until = self.now
        self._touch(legs)
        at, legs_of_book = self.now, self.book.entry(act, *map(_named, asked.legs)).legs
        found = self._same(
            lambda: self.model.hold(asked, at),
            lambda: holds.hold(
                legs_of_book, act=asked.act, why="model", key=asked.key, at=_moment(at), until=_moment(asked.until)
            ),
        )
        if found:
            fresh, held = found
            assert (held.replayed, self.placed.setdefault(asked.key, held.hold_id)) == (not fresh, held.hold_id)

    def _some_moment(self) -> int:
        # Of its own for each hold: which of two expires first would be anybody's guess.
        until, taken = self.now + self.dice.randint(1, 4_000), {hold.until for hold in self.model.holds.values()}
        while until in taken:
            until += 1
        return until

    def _post(self) -> None:
        if hold := self._some_hold():
            self._post_or_void(hold, self._end_key("post"), self._some_day(), self._some_amounts(hold))

    def _void(self) -> None:
        if hold := self._some_hold():
            self._post_or_void(hold, self._end_key("void"), None, None)

    def _end_again(self) -> None:
        ended = [hold for hold in self.model.holds.values() if hold.ended]
        if not ended:
            return
        hold = self.dice.choice(ended)
        key, request = hold.ended or ("", ())
        if self.dice.random() < 0.3:
            self._post_or_void(hold, key, *self.dice.choice([(None, None), (self._some_day(), None)]))
        elif hold.outcome == "POSTED":
            self._post_or_void(hold, key, *request)
        else:
            self._post_or_void(hold, key, None, None)

    def _some_hold(self) -> Hold | None:
        still_open = [hold for hold in self.model.holds.values() if hold.outcome is None]
        among = still_open if still_open and self.dice.random() < 0.8 else list(self.model.holds.values())
        return self.dice.choice(among) if among else self._hold()

    def _end_key(self, kind: str) -> str:
        used = [*self.model.said, *self.model.voided]
        return self.dice.choice(used) if used and self.dice.random() < 0.08 else f"{kind}:{self.dice.getrandbits(40)}"

    def _some_amounts(self, hold: Hold) -> tuple[int, ...] | None:
        whole = tuple(leg[2] for leg in hold.legs)
        part = tuple(self.dice.randint(0, minor) for minor in whole)
        more = (*whole[:-1], whole[-1] + 1)
        return self.dice.choices([None, whole, part, more, (*whole, 1)], [6, 2, 10, 1, 1])[0]

    def _post_or_void(self, hold: Hold, key: str, day: int | None, amounts: Sequence[int] | None) -> None:
        at = self.dice.choices([self.now, hold.until - 1, hold.until], [16, 1, 1])[0]
        hold_id = self.placed[hold.key]
        self._touch(hold.legs)
        if day is None:
            found = self._same(
                lambda: self.model.void(hold, key, at), lambda: holds.void(hold_id, key=key, at=_moment(at))
            )
            assert found is None or found[0] is not found[1]
            return
        asked = None if amounts is None else tuple(amounts)
        self._compare_booked(
            [key],
            lambda: [self.model.post(hold, key, day, at, asked)],
            lambda: [holds.post(hold_id, key=key, happened_on=_day(day), at=_moment(at), amounts=asked)],
        )

    def _expire(self) -> None:
        most = self.dice.choice([1, 2, 1_000])
        for hold in self.model.holds.values():
            self._touch(hold.legs)
        assert holds.expire_due(at=_moment(self.now), most=most) == self.model.expire(self.now, most)

    # Acts on the whole book.

    def _as_of(self) -> None:
        accounts = self.dice.sample(list(self.model.balances), min(3, len(self.model.balances)))
        asked = [(each, self.dice.choice([None, self.dice.randint(-1, LAST_DAY + 1)])) for each in accounts]
        with self.book.transaction():
            for account, day in asked:
                expected = self.model.balances[account] if day is None else self.model.as_of(account, day)
                account_id, on = self.book.account(*account.split()), None if day is None else _day(day)
                found = balances.get_balance(account_id, as_of=on)
                assert (account, day, _from_its_side(account, found)) == (account, day, expected)

    def _roll_up(self) -> None:
        # Processes beside this one may keep it from taking the last bookings, so how many it takes is not known.
        roll_up()
        self.touched |= set(self.model.balances)

    def _close(self) -> None:
        following = [begin > (self.model.closed_before or 0) for begin in MONTHS[1:]].index(True)
        month = self.dice.choices([min(following, 3), self.dice.randint(0, 3)], [4, 1])[0]
        on = self.dice.choices([200, MONTHS[month + 1] - 1], [6, 1])[0]
        found = self._same(
            lambda: self.model.close(month, on),
            lambda: self._in_transaction(
                lambda: close_month(_day(MONTHS[month]), by=self.book.uuid("officer"), on=_day(on))
            ),
        )
        assert found is None or found[0] == (found[1].number, found[1].replayed)

    def _reopen(self) -> None:
        following = MONTHS.index(self.model.closed_before or 0)
        month = self.dice.choice([max(following - 1, 0), self.dice.randint(0, min(following, 3))])
        by, agreed_by = self.book.uuid("officer"), self.book.uuid("controller")
        found = self._same(
            lambda: self.model.reopen(month),
            lambda: self._in_transaction(
                lambda: reopen_month(_day(MONTHS[month]), by=by, agreed_by=agreed_by, reason="model")
            ),
        )
        assert found is None or found[0] == found[1]

    def _relay(self) -> None:
        most, undone, told = self.dice.choice([1, 5, 1_000]), self.dice.random() < 0.2, list[int]()
        outbox.LISTENERS.append(told.extend)
        try:
            with self.book.transaction():
                outbox.relay(most=most)
                transaction.set_rollback(undone)
        finally:
            outbox.LISTENERS.pop()
        expected = self.model.waiting[:most] if undone else self.model.relay(most)
        assert told == [self.booked[key] for key in expected]

    def _seal(self) -> None:
        day = self.dice.choice([LAST_DAY, *(saying.day for saying in self._known()[-10:])])
        made = self._in_transaction(lambda: seals.seal_day(_day(day)))
        assert [seal.entries for seal in made] == self.model.seal(day)

    # The same answer, and the same books.

    def _in_transaction(self, act: Callable[[], Any]) -> Any:
        with self.book.transaction():
            return act()

    def _same(self, expect: Callable[[], Any], act: Callable[[], Any]) -> tuple[Any, Any] | None:
        """Give what the model and the book answer, or nothing when both refuse."""
        expected, answer = _or(expect, No), _or(act, Refusal)
        if not isinstance(answer, Refusal) and not isinstance(expected, No):
            return expected, answer
        # Of several reasons it may give any; that it gives one says that nothing was changed.
        assert isinstance(answer, Refusal) and isinstance(expected, No), (answer, expected)
        assert answer.code in expected.codes, (answer, expected)
        self.seen[answer.code] += 1
        return None

    def _compare_booked(self, keys: list[str], expect: Callable[[], Any], act: Callable[[], Any]) -> None:
        if found := self._same(expect, act):
            fresh, booked = found
            assert [not each.replayed for each in booked] == fresh
            for key, each in zip(keys, booked, strict=True):
                assert self.booked.setdefault(key, each.entry_id) == each.entry_id

    def _touch(self, legs: Sequence[Leg]) -> None:
        self.touched |= {account for leg in legs for account in leg[:2]}

    def _compare_accounts(self, names: list[str]) -> None:
        ids = {self.book.account(*account.split()): account for account in names}
        model = self.model
        expected = {name: (model.balances[name], model.held[name], model.versions[name]) for name in names}
        rows = self.reader.rows(self.book.municipality_id, list(ids)) if ids else []
        assert {ids[account_id]: tuple(row) for account_id, *row in rows} == expected

    def _compare_days(self) -> None:
        found = self.reader.rows_by_day(self.book.municipality_id)
        expected = {
            (self.book.account(*account.split()), day): amount
            for (account, day), amount in self.model.by_day.items()
            if amount
        }
        assert {(account_id, day): amount for account_id, day, amount in found} == expected

    def _compare_as_read(self) -> None:
        """Read the accounts of people as a page does: balance and held."""
        with self.book.transaction():
            found = balances.list_balances_of_entitlements(self.book.uuid(person) for person in PEOPLE)
        people = {self.book.uuid(person): person for person in PEOPLE}
        for each in found:
            account = f"{each.account_class} {people[each.entitlement]}" if each.entitlement else ""
            expected = (self.model.balances[account] * floor(account), self.model.held[account])
            assert (account, each.balance, each.held) == (account, *expected)


def _or(act: Callable[[], Any], refused: type[Exception]) -> Any:
    try:
        return act()
    except refused as refusal:
        return refusal


def _from_its_side(account: str, balance: int) -> int:
    return balance if account.split()[0] in DEBIT_SIDE else -balance


def _day(number: int) -> date:
    return FIRST_DAY + timedelta(days=number)


def _moment(seconds: int) -> datetime:
    return BEGINNING + timedelta(seconds=seconds)


def _named(leg: Leg) -> tuple[Any, Any, int]:
    debit, credit = (tuple(account.split()) if " " in account else account for account in leg[:2])
    return debit, credit, leg[2]
