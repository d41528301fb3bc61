"""Holds, closes and roll-ups at the same instant as whatever could come between."""

import os
from collections import Counter
from datetime import date

import pytest

from ledger import holds, journal
from ledger.rollup import roll_up
from tests.ledger.contenders import contend
from tests.ledger.test_closes import close
from tests.ledger.test_holds import HOUR, NOON
from tests.ledger.test_races import drawn, judged

LONG = 10 if os.environ.get("GRONDSLAG_PROOF") == "long" else 1
RACES = 500 * LONG

pytestmark = pytest.mark.slow


def fill_each(book, balances):
    """Entitle many people, "0", "1", …, to an amount each; gives their accounts, and the one that they are paid by."""
    book.fill(committed=sum(balances), person="all")
    spent, committed, expense = (book.account(name, "all") for name in ("SPENT", "COMMITTED", "GRANT_EXPENSE"))
    people = [book.account("ENTITLED", str(person)) for person in range(len(balances))]
    grants = [
        book.entry("grant", (expense, person, minor), (spent, committed, minor))
        for person, minor in zip(people, balances, strict=True)
    ]
    journal.book_all(grants)
    return people, book.account("IN_TRANSIT")


def place(book, *legs, key, until=NOON + HOUR):
    return holds.hold(book.entry("payout", *legs).legs, act="payout", why="race", key=key, at=NOON, until=until)


def place_each(book, *, until=lambda race: NOON + HOUR):
    """Set 10 of 10 aside for each of many people; gives the holds."""
    people, bank = fill_each(book, [10] * RACES)
    return [
        place(book, (person, bank, 10), key=f"hold:{race}", until=until(race)).hold_id
        for race, person in enumerate(people)
    ]


def post(hold_id, *, key, at=NOON, amounts=None):
    return holds.post(hold_id, key=key, happened_on=NOON.date(), at=at, amounts=amounts)


def held(book):
    """Give what is held in all, and what people have."""
    return book.rows("SELECT sum(held), sum(balance) FROM ledger_balance b JOIN ledger_account a"
                     " ON a.id = b.account_id AND a.class = 'ENTITLED'")[0]  # fmt: skip


@pytest.mark.parametrize("how", ["two holds", "a hold and a booking"])
def test_what_is_held_is_never_more_than_there_is(book, how, proof):
    asked, balances = drawn(proof, RACES)
    people, bank = fill_each(book, balances)

    def take(process, race):
        leg = (people[race], bank, asked[race][process])
        if process and how == "a hold and a booking":
            return book.say("payout", leg, key=f"{race}").replayed
        return place(book, leg, key=f"{race}:{process}").replayed

    answers = contend(take, rounds=RACES)

    taken = list(judged(proof, answers, asked, balances))
    in_holds, left = held(book)
    assert sum(balances) - left + in_holds == sum(taken)
    assert book.breaches() == []


def test_a_hold_is_posted_or_voided_and_never_both(book, proof):
    placed = place_each(book)

    def end(process, race):
        if process:
            return "voided" if holds.void(placed[race], key=f"void:{race}", at=NOON) is False else "again"
        return "posted" if not post(placed[race], key=f"post:{race}").replayed else "again"

    ends = Counter(tuple(sorted(answer)) for answer in contend(end, rounds=RACES))

    posted = ends["hold-ended", "posted"]
    assert ends == {("hold-ended", "posted"): posted, ("hold-ended", "voided"): RACES - posted}
    assert held(book) == (0, 10 * (RACES - posted))
    assert book.breaches() == []
    proof.counts.update(races=RACES, posted=posted)


def test_a_hold_is_posted_or_expires_and_never_both(book, proof):
    def until(race):
        return NOON + race * HOUR + HOUR

    placed = place_each(book, until=until)

    def end(process, race):
        if process:
            return holds.expire_due(at=until(race))
        return "posted" if not post(placed[race], key=f"post:{race}", at=until(race) - HOUR / 2).replayed else "again"

    ends = Counter(tuple(answer) for answer in contend(end, rounds=RACES))

    posted = ends["posted", 0]
    assert ends == Counter({("posted", 0): posted, ("hold-expired", 1): RACES - posted})
    assert held(book) == (0, 10 * (RACES - posted))
    assert book.breaches() == []
    proof.counts.update(races=RACES, posted=posted)


def test_a_hold_asked_twice_at_once_is_one_hold(book, proof):
    people, bank = fill_each(book, [10] * RACES)

    def ask(_process, race):
        found = place(book, (people[race], bank, 10), key=f"hold:{race}")
        return found.replayed, found.hold_id

    answers = contend(ask, rounds=RACES)

    assert all(sorted(replayed for replayed, _ in answer) == [False, True] for answer in answers)
    assert all(len({hold_id for _, hold_id in answer}) == 1 for answer in answers)
    assert held(book) == (10 * RACES, 10 * RACES)
    assert book.breaches() == []
    proof.counts["races"] = RACES


@pytest.mark.parametrize("amounts", [None, (4,)], ids=["whole", "part"])
def test_a_hold_posted_twice_at_once_is_booked_once(book, amounts, proof):
    placed = place_each(book)

    def say(_process, race):
        booked = post(placed[race], key=f"post:{race}", amounts=amounts)
        return booked.replayed, booked.entry_id

    answers = contend(say, rounds=RACES)

    assert all(sorted(replayed for replayed, _ in answer) == [False, True] for answer in answers)
    assert all(len({entry_id for _, entry_id in answer}) == 1 for answer in answers)
    assert held(book) == (0, RACES * (10 - (amounts or (10,))[0]))
    assert book.breaches() == []
    proof.counts["races"] = RACES


def test_holds_in_opposite_order_never_wait_for_each_other(book, proof):
    people, bank = fill_each(book, [10 * RACES, 10 * RACES])

    def hold_and_end(process, race):
        first, second = people if process else reversed(people)
        found = place(book, (first, bank, 2), (second, bank, 1), key=f"hold:{race}:{process}")
        if race % 2:
            return holds.void(found.hold_id, key=f"void:{race}:{process}", at=NOON)
        return post(found.hold_id, key=f"post:{race}:{process}").replayed

    answers = contend(hold_and_end, rounds=RACES)

    assert [answer for answer in answers if answer != [False, False]] == []
    assert held(book) == (0, 20 * RACES - 3 * RACES)
    assert book.breaches() == []
    proof.counts["races"] = RACES


def test_a_month_is_closed_before_or_after_what_is_booked_in_it(book, proof):
    months = [date(1960 + number // 12, number % 12 + 1, 1) for number in range(RACES)]
    bank, fund = book.account("BANK"), book.account("FUND")
    close(book, date(1959, 12, 1))

    def close_or_book(process, race):
        if process:
            return book.say("deposit", (bank, fund, 1), on=months[race], key=f"{race}").replayed
        close(book, months[race])
        return book.count()

    booked = 0
    for counted, said in contend(close_or_book, rounds=RACES):
        assert said in (False, "period-closed")
        booked += said is False
        assert counted == booked, "what was booked was booked before the close"
    assert book.breaches() == []
    proof.counts.update(races=RACES, booked=booked)


def test_a_roll_up_beside_bookings_loses_none_and_counts_none_twice(book, proof):
    bank, fund = book.account("BANK"), book.account("FUND")

    def roll_up_or_book(process, race):
        if process:
            return book.say("deposit", (bank, fund, 1), key=f"{race}:{process}").replayed
        roll_up()
        return book.balance("BANK")

    answers = contend(roll_up_or_book, rounds=RACES, processes=3)

    for race, (seen, *said) in enumerate(answers):
        assert said == [False, False]
        assert 2 * race <= seen <= 2 * race + 2, "those of the rounds before are there, each once"
    roll_up()
    assert book.balance("BANK") == 2 * RACES
    assert book.breaches() == []
    proof.counts["races"] = RACES
