"""Tills at one pass, one key, one purchase at the same instant: sums by the books, and never more than there was.

20,000 competing calls and more, in three minutes or so on two cores. Each answer must be one that the two would have
had one after the other, in one of the two orders; refused wrongly is as wrong as paid wrongly.
"""

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from typing import Any

import pytest

from budgets.operation import reading
from budgets.parties.households import MemberLine, register_households
from budgets.parties.queries import find_households
from budgets.passes.operations import block, unblock
from tests.budgets.entitlements.town import balance, enter_people, rows
from tests.budgets.passes.town import code_on, pair
from tests.budgets.redemptions.market import (
    FREE_MINOR,
    SPORT,
    SPORT_MINOR,
    TODAY,
    Card,
    Said,
    a_market,
    fill_all,
    give_cards,
    later,
    new_key,
    on_passes,
    or_refused,
)
from tests.builders import LONG_AGO, TEST
from tests.ledger import contenders

LONG = 10 if os.environ.get("GRONDSLAG_PROOF") == "long" else 1
ROUNDS, FEWER, TILLS, CALLS = 2_000 * LONG, 1_000 * LONG, 50, 60 * LONG
LIFE = 4
"""How many rounds one pass is used for: by then it is empty, or nearly."""

BOOKED, HELD, TOO_MUCH = "BOOKED", "HELD", "exceeds-available-balance"
NOTHING_LEFT = frozenset({TOO_MUCH, "activity-not-allowed"})
"""What is said of a budget that is empty: that there is too little, or that what is left is for other things."""

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("database")]

Asked = list[tuple[int, int]]


def contend(act: Callable[[int, int], Any], **how: Any) -> list[list[Any]]:
    """Let processes do an act at the same instant; none may break on it."""
    answers = contenders.contend(act, **how)
    broken = [each for answer in answers for each in answer if isinstance(each, str)]
    assert broken == []
    return answers


def dice_of(proof) -> random.Random:
    seed = int(os.environ.get("GRONDSLAG_SEED") or random.SystemRandom().getrandbits(26))
    proof.seeds.append(seed)
    print(f"GRONDSLAG_SEED={seed}")  # noqa: T201
    return random.Random(seed)  # noqa: S311


def drawn(proof, rounds: int, most: int) -> Asked:
    """Draw what two tills ask in each round: now and then both fit, and mostly one."""
    dice = dice_of(proof)
    return [(dice.randint(1, most), dice.randint(1, most)) for _ in range(rounds)]


def judge(answers: list[list[Said]], asked: Asked, fits: Callable[[int], int], refusal: str) -> Iterator[int]:
    """Give of each life what was paid; `fits` says what there is for a life at first, of which each answer takes.

    Both answers must be what two tills are told one after the other.
    """
    refusals = NOTHING_LEFT if refusal == TOO_MUCH else {refusal}
    for life in range(0, len(answers), LIFE):
        left = fits(life // LIFE)
        for race in range(life, min(life + LIFE, len(answers))):
            told = [
                said.amount if said.paid else refusal if said.says in refusals else said.says for said in answers[race]
            ]
            assert told in list(orders(asked[race], left, refusal)), f"race {race}, {left} left: {answers[race]}"
            left -= sum(said.amount for said in answers[race])
        yield fits(life // LIFE) - left


def orders(asked: Sequence[int], left: int, refusal: str) -> Iterator[list[int | str]]:
    """Give what those who ask can be told, in each order in which they can come."""
    for order in permutations(range(len(asked))):
        told: list[int | str] = [refusal] * len(asked)
        rest = left
        for who in order:
            if asked[who] <= rest:
                told[who] = asked[who]
                rest -= asked[who]
        yield told


def until_told(act: Callable[..., Said], *arguments: Any, **more: Any) -> list[Said]:
    """Ask under one key until there is an answer to it; gives all that was said, the answer last."""
    more.setdefault("key", new_key())
    found = [or_refused(act, *arguments, **more)]
    while found[-1].says == "in-progress":
        found.append(or_refused(act, *arguments, **more))
    return found


def count(proof, answers: list[list[Said]]) -> None:
    proof.counts["calls"] += sum(map(len, answers))
    for said, number in Counter(each.says for answer in answers for each in answer).items():
        proof.counts[said] += number


def every_answer_is_kept_once(calls: int) -> None:
    assert rows("SELECT count(*), count(DISTINCT (till_id, key)) FROM redemptions_answer") == [(calls, calls)]


def owed() -> int:
    return balance("SHOP_PAYABLE")


class TestOnePassAtTwoTills:
    @pytest.mark.parametrize("how", ["both pay", "one pays and one reserves"])
    def test_never_pays_more_than_it_carries_and_never_refuses_what_fits(self, how, proof):
        rounds = ROUNDS // 2
        asked = drawn(proof, rounds, FREE_MINOR // 3)
        with a_market(people=rounds // LIFE, tills=2) as market:

            def pay(process, race):
                reserve = process == 1 and how != "both pay"
                card = market.cards[race // LIFE]
                return market.pay(market.tills[process], card, asked[race][process], reserve=reserve, key=f"{race}")

            answers = contend(pay, rounds=rounds)

            paid = list(judge(answers, asked, lambda _life: FREE_MINOR, TOO_MUCH))
            lies = on_passes()
            for card, taken in zip(market.cards, paid, strict=True):
                lying, held = lies[card.person_id]
                assert FREE_MINOR + SPORT_MINOR - (lying - held) == taken
            assert owed() == sum(said.amount for answer in answers for said in answer if said.says == BOOKED)
            every_answer_is_kept_once(2 * rounds)
        count(proof, answers)

    def test_pays_from_two_budgets_within_what_they_carry_together(self, proof):
        asked = drawn(proof, FEWER, (FREE_MINOR + SPORT_MINOR) // 3)
        with a_market(people=FEWER // LIFE, tills=2) as market:

            def pay(process, race):
                card = market.cards[race // LIFE]
                return market.pay(market.tills[process], card, asked[race][process], activity=SPORT)

            answers = contend(pay, rounds=FEWER)

            paid = list(judge(answers, asked, lambda _life: FREE_MINOR + SPORT_MINOR, TOO_MUCH))
            assert owed() == sum(paid)
        count(proof, answers)

    def test_pays_what_it_may_when_the_rest_is_paid_otherwise(self, proof):
        asked = drawn(proof, FEWER, FREE_MINOR // 2)
        with a_market(people=FEWER // LIFE, tills=2) as market:

            def pay(process, race):
                return market.pay(market.tills[process], market.cards[race // LIFE], asked[race][process], split=True)

            answers = contend(pay, rounds=FEWER)

            for life in range(0, FEWER, LIFE):
                said = [each for answer in answers[life : life + LIFE] for each in answer]
                wanted = sum(map(sum, asked[life : life + LIFE]))
                assert sum(each.amount for each in said) == min(wanted, FREE_MINOR)
                assert all(each.paid or each.says in NOTHING_LEFT for each in said)
            for answer, amounts in zip(answers, asked, strict=True):
                assert all(not s.paid or s.amount + s.own == a for s, a in zip(answer, amounts, strict=True))
        count(proof, answers)


def test_fifty_tills_drain_one_pass_to_the_last_cent(proof):
    dice = dice_of(proof)
    asks = [[dice.randint(1, 9) for _ in range(CALLS)] for _ in range(TILLS)]
    with a_market(people=1, tills=TILLS) as market:
        [card] = market.cards

        def drain(process, _round):
            # Where so many wait for one pass some are sent away, and ask again under the same key.
            return [until_told(market.pay, market.tills[process], card, amount)[-1] for amount in asks[process]]

        [answers] = contend(drain, rounds=1, processes=TILLS)

        said = [each for told in answers for each in told]
        wanted = [amount for each in asks for amount in each]
        assert {each.says for each in said} <= {BOOKED, *NOTHING_LEFT}
        assert owed() == sum(each.amount for each in said)
        # What a till was refused did not fit any more, and one cent that is left is paid to whoever asks for it.
        left = FREE_MINOR - owed()
        assert 0 <= left < max(wanted)
        assert market.pay(market.tills[0], card, left or 1).says in ({BOOKED} if left else NOTHING_LEFT)
        assert sum(wanted) > FREE_MINOR
        every_answer_is_kept_once(TILLS * CALLS + 1)
    count(proof, [said])


class TestOneKey:
    def test_books_once_whoever_asks_how_often(self, proof):
        with a_market(people=FEWER // 50, tills=1) as market:
            [till] = market.tills

            def pay(_process, race):
                card = market.cards[race // 50]
                return until_told(market.pay, till, card, 3_00, key=f"{race}", split=race % 2 == 0)

            answers = contend(pay, rounds=FEWER)

            for race, told in enumerate(answers):
                last = [said[-1] for said in told]
                assert sorted(each.replayed for each in last) == [False, True], f"race {race}: {told}"
                assert len({(each.says, each.id, each.amount) for each in last}) == 1
            assert owed() == sum(told[0][-1].amount for told in answers)
            every_answer_is_kept_once(FEWER)
        count(proof, [said for told in answers for said in told])

    def test_of_two_different_questions_answers_one(self, proof):
        with a_market(people=FEWER // 50, tills=1) as market:
            [till] = market.tills

            def pay(process, race):
                return until_told(market.pay, till, market.cards[race // 50], 1_00 + process, key=f"{race}")[-1]

            answers = contend(pay, rounds=FEWER // 2)

            for race, told in enumerate(answers):
                assert sorted(each.paid for each in told) == [False, True], f"race {race}: {told}"
                assert {each.says for each in told} == {BOOKED, "idempotency-key-reused"}
            every_answer_is_kept_once(FEWER // 2)
        count(proof, answers)


def test_a_pass_that_is_blocked_pays_no_more(proof):
    rounds = FEWER // 2
    with a_market(people=rounds // 50, tills=2) as market:
        cards = [market.cards[race // 50] for race in range(rounds)]

        def block_or_pay(process, race):
            if process:
                block(pass_id=cards[race].pass_id, actor=TEST, on=TODAY)
                # From here on it pays nowhere, whatever the other till is doing.
                return market.pay(market.tills[1], cards[race], 1_00)
            return market.pay(market.tills[0], cards[race], 1_00)

        def unblock_it(race):
            if race:
                unblock(pass_id=cards[race - 1].pass_id, actor=TEST, on=TODAY)

        answers = contend(block_or_pay, rounds=rounds, before=unblock_it)

        assert {answer[1].says for answer in answers} == {"pass-unknown"}
        says = Counter(answer[0].says for answer in answers)
        assert set(says) <= {BOOKED, "pass-unknown"}
        assert owed() == says[BOOKED] * 1_00
    count(proof, answers)


def test_a_budget_on_two_passes_of_a_household_is_never_overspent(proof):
    rounds = FEWER // 2
    asked = drawn(proof, rounds, FREE_MINOR // 3)
    with a_market(people=0, tills=2) as market:
        cards = cards_of_households(rounds // LIFE)

        # Each of the two passes is locked by another till: only the account stands between them.
        answers = contend(
            lambda process, race: market.pay(market.tills[process], cards[process][race // LIFE], asked[race][process]),
            rounds=rounds,
        )

        assert owed() == sum(judge(answers, asked, lambda _life: FREE_MINOR, TOO_MUCH))
    count(proof, answers)


def cards_of_households(how_many: int) -> list[list[Card]]:
    """Give two passes for each household, of people who have nothing: both carry what a third was awarded with it."""
    people = enter_people(3 * how_many)
    members = [
        MemberLine(number=number, household=f"h{number % how_many}", client_number=f"k{number:04}", from_on=LONG_AGO)
        for number in range(len(people))
    ]
    register_households(lines=members, actor=TEST, on=LONG_AGO)
    known = reading(find_households)([f"h{number}" for number in range(how_many)])
    households = [known[f"h{number}"] for number in range(how_many)]
    fill_all(people[2 * how_many :], "stadspas", households=households)
    return [give_cards(people[n * how_many : (n + 1) * how_many], households=households) for n in range(2)]


class TestALimit:
    @pytest.mark.parametrize("activity", ["", SPORT], ids=["of one budget", "across budgets"])
    def test_holds_for_all_that_a_person_spends(self, activity, proof):
        most = 50_00 if not activity else 90_00
        asked = drawn(proof, FEWER, most // 3)
        with a_market(people=FEWER // LIFE, tills=2) as market:
            market.limit(most)

            def pay(process, race):
                card = market.cards[race // LIFE]
                return market.pay(
                    market.tills[process], card, asked[race][process], activity=activity, reserve=race % 3 == 0
                )

            answers = contend(pay, rounds=FEWER)

            list(judge(answers, asked, lambda _life: most, "limit-reached"))
        count(proof, answers)

    def test_holds_across_budgets_that_have_no_account_in_common(self, proof):
        asked = drawn(proof, FEWER, 50_00 // 3)
        budgets = {each: {"amount": "60.00", "activities": [each]} for each in (SPORT, "cultuur")}
        with a_market(people=FEWER // LIFE, tills=2, terms={"budgets": budgets}) as market:
            market.limit(50_00)

            def pay(process, race):
                activity = "cultuur" if process else SPORT
                return market.pay(
                    market.tills[process], market.cards[race // LIFE], asked[race][process], activity=activity
                )

            answers = contend(pay, rounds=FEWER)

            # Only the pass stands between the two tills.
            list(judge(answers, asked, lambda _life: 50_00, "limit-reached"))
        count(proof, answers)

    def test_in_times_holds_for_all_that_a_person_spends(self, proof):
        with a_market(people=FEWER // LIFE, tills=2) as market:
            market.limit(3, unit=None)

            answers = contend(
                lambda process, race: market.pay(market.tills[process], market.cards[race // LIFE], 1), rounds=FEWER
            )

            for life in range(0, FEWER, LIFE):
                said = [each.says for answer in answers[life : life + LIFE] for each in answer]
                assert Counter(said) == {BOOKED: 3, "limit-reached": 2 * LIFE - 3}
        count(proof, answers)

    def test_of_a_printed_code_holds_for_a_day(self, proof):
        asked = drawn(proof, FEWER, 50_00 // 3)
        with a_market(people=0, tills=2) as market:
            cards = capped_cards(FEWER // LIFE)

            answers = contend(
                lambda process, race: market.pay(market.tills[process], cards[race // LIFE], asked[race][process]),
                rounds=FEWER,
            )

            list(judge(answers, asked, lambda _life: 50_00, "limit-reached"))
        count(proof, answers)


def capped_cards(how_many: int) -> list[Card]:
    people = enter_people(how_many)
    fill_all(people, "stadspas")
    return give_cards(people, day_limit=50_00)


def test_a_code_of_a_phone_pays_once_and_a_refusal_burns_nothing(proof):
    with a_market(people=FEWER // 100, tills=2) as market:
        phones = [pair(card.pass_id) for card in market.cards]

        def pay(process, race):
            at = later(minutes=race)
            code = code_on(phones[race % len(phones)], at)
            # Every fifth time one of them asks for more than there is.
            amount = FREE_MINOR + SPORT_MINOR + 1 if process and race % 5 == 0 else 50
            return market.pay(market.tills[process], market.cards[race % len(phones)], amount, code=code, at=at)

        answers = contend(pay, rounds=FEWER)

        for race, told in enumerate(answers):
            says = sorted(said.says for said in told)
            assert BOOKED in says, f"race {race}: {told}"
            other = ["code-used", TOO_MUCH] if race % 5 == 0 else ["code-used"]
            assert set(says) - {BOOKED} <= set(other), f"race {race}: {told}"
            assert says.count(BOOKED) == 1
        assert rows("SELECT count(*) FROM passes_used_step") == [(FEWER,)]
        assert owed() == FEWER * 50
    count(proof, answers)
