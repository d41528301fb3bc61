"""Two processes at one balance, one key or two accounts in opposite order, at the same instant.

With those of test_races_of_holds.py 10,000 races and more, in a minute or two on two cores.
"""

import os
import random
from collections import Counter

import pytest

from ledger import journal
from tests.ledger.contenders import contend

LONG = 10 if os.environ.get("GRONDSLAG_PROOF") == "long" else 1
RACES, FEWER = 3_000 * LONG, 500 * LONG

pytestmark = pytest.mark.slow


def filled(book, amounts):
    """Commit an amount to each of many people, "0", "1", …"""
    book.fill(free=sum(amounts))
    entries = [
        book.entry("commit", (("COMMITTED", str(person)), "FREE", amount)) for person, amount in enumerate(amounts)
    ]
    for first in range(0, len(entries), 1_000):
        journal.book_all(entries[first : first + 1_000])


def drawn(proof, races):
    """Draw what two processes ask, and a balance that is enough for one of them or just for both."""
    seed = int(os.environ.get("GRONDSLAG_SEED") or random.SystemRandom().getrandbits(26))
    proof.seeds.append(seed)
    print(f"GRONDSLAG_SEED={seed}")  # noqa: T201
    dice = random.Random(seed)  # noqa: S311
    asked = [(dice.randint(1, 100), dice.randint(1, 100)) for _ in range(races)]
    return asked, [max(each) + dice.choice([0, min(each) - 1, min(each), min(each) + 5]) for each in asked]


def judged(proof, answers, asked, balances):
    """Give of each race what was taken; it is never more than there was, and none was refused what fitted."""
    for race, (answer, amounts, balance) in enumerate(zip(answers, asked, balances, strict=True)):
        taken = sum(amount for said, amount in zip(answer, amounts, strict=True) if said is False)
        assert taken <= balance, f"race {race} overspent: {answer}"
        if sum(amounts) <= balance:
            assert answer == [False, False], f"race {race} was refused wrongly: {answer}"
            proof.counts["both_fit"] += 1
        else:
            assert sorted(answer, key=str) == [False, "exceeds-available-balance"], f"race {race}: {answer}"
            proof.counts["one_fits"] += 1
        yield taken
    proof.counts["races"] += len(answers)
    assert min(proof.counts["both_fit"], proof.counts["one_fits"]) > len(answers) // 10


def test_two_processes_never_overspend_and_are_never_refused_wrongly(book, proof):
    asked, balances = drawn(proof, RACES)
    filled(book, balances)
    free = book.account("FREE")
    committed = [book.account("COMMITTED", str(person)) for person in range(RACES)]

    answers = contend(
        lambda process, race: (
            book.say("release", (free, committed[race], asked[race][process]), key=f"{race}:{process}").replayed
        ),
        rounds=RACES,
    )

    for race, spent in enumerate(judged(proof, answers, asked, balances)):
        assert book.balance("COMMITTED", str(race)) == balances[race] - spent
    assert book.breaches() == []


def test_the_last_of_a_fund_is_committed_once(book, proof):
    book.fill(free=FEWER)
    people = [book.account("COMMITTED", f"{process}") for process in range(3)]
    free = book.account("FREE")

    answers = contend(
        lambda process, race: book.say("commit", (people[process], free, 1), key=f"{race}:{process}").replayed,
        rounds=FEWER,
        processes=3,
    )

    said = Counter(each for answer in answers for each in answer)
    assert said == {False: FEWER, "exceeds-available-balance": 2 * FEWER}
    assert book.balance("FREE") == 0
    assert book.breaches() == []
    proof.counts["races"] = FEWER


@pytest.mark.parametrize("how", ["one by one", "as an array", "mixed"])
def test_one_sentence_said_twice_at_once_is_booked_once(book, how, proof):
    def say(process, race):
        entry = book.entry("deposit", (bank, fund, 1), key=f"gift:{race}")
        alone = how == "one by one" or (how == "mixed" and process)
        booked = journal.book_entry(entry) if alone else journal.book_all([entry])[0]
        return booked.replayed, booked.entry_id

    bank, fund = book.account("BANK"), book.account("FUND")
    for answer in contend(say, rounds=FEWER):
        assert sorted(replayed for replayed, _ in answer) == [False, True]
        assert len({entry_id for _, entry_id in answer}) == 1

    assert book.balance("BANK") == FEWER
    assert book.breaches() == []
    proof.counts["races"] = FEWER


def test_one_key_for_two_sentences_at_once_is_refused_to_one_of_them(book, proof):
    bank, fund = book.account("BANK"), book.account("FUND")

    answers = contend(lambda process, race: book.say("deposit", (bank, fund, 1 + process), key=f"gift:{race}").replayed,
                      rounds=FEWER)  # fmt: skip

    assert {tuple(sorted(answer, key=str)) for answer in answers} == {(False, "idempotency-key-reused")}
    assert book.count() == FEWER
    assert book.breaches() == []
    proof.counts["races"] = FEWER


def test_one_entry_reversed_twice_at_once_is_reversed_once(book, proof):
    entries = [book.say("deposit", ("BANK", "FUND", 1)).entry_id for _ in range(FEWER)]

    answers = contend(
        lambda process, race: (
            journal.reverse(
                entries[race], key=f"undo:{race}:{process}", why="twice", happened_on=book.entry("deposit").happened_on
            ).replayed
        ),
        rounds=FEWER,
    )

    assert {tuple(sorted(answer, key=str)) for answer in answers} == {(False, "already-reversed")}
    assert book.balance("BANK") == 0
    assert book.breaches() == []
    proof.counts["races"] = FEWER


@pytest.mark.parametrize("how", ["one by one", "as an array", "mixed"])
def test_accounts_in_opposite_order_never_wait_for_each_other(book, how, proof):
    book.fill(free=10, committed=10_000 * LONG, person="a")
    book.fill(committed=10_000 * LONG, person="b")
    free, accounts = book.account("FREE"), [book.account("COMMITTED", person) for person in "ab"]

    def spend(process, race):
        mine, other = accounts if process else reversed(accounts)
        legs = [(free, mine, 1), (mine, free, 1), (free, other, 1), (other, free, 1)]
        entries = [book.entry("release", *legs[::2], key=f"{race}:{process}:release")]
        entries.append(book.entry("commit", *legs[1::2], key=f"{race}:{process}:commit"))
        if how == "as an array" or (how == "mixed" and process):
            return [each.replayed for each in journal.book_all(entries)]
        return [journal.book_entry(entry).replayed for entry in entries]

    answers = contend(spend, rounds=FEWER)

    assert [answer for answer in answers if answer != [[False, False]] * 2] == []
    assert book.breaches() == []
    proof.counts["races"] = FEWER
