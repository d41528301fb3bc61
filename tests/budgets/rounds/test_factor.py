"""One factor for all: rounded down, handed out to the cent, and found again by anyone with the list and the seed."""

import random
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest

from budgets.rounds.factor import WHOLE, Cap, allocate, factor, in_turn, lot, percent, share
from ledger.amount import split

MANY = 100_000


class TestFactor:
    def test_is_rounded_down_where_54_percent_would_break_the_budget(self) -> None:
        millionths = factor(70_000_000, 130_000_000)

        assert percent(millionths) == "53.8461"
        assert 130_000_000 * 540_000 // WHOLE > 70_000_000
        assert 130_000_000 * millionths // WHOLE == 69_999_930

    @pytest.mark.parametrize(("budget", "asked"), [(100, 100), (100, 99), (100, 0), (0, 0)])
    def test_is_the_whole_when_the_budget_carries_all(self, budget: int, asked: int) -> None:
        assert percent(factor(budget, asked)) == "100.0000"

    def test_is_nothing_without_a_budget(self) -> None:
        assert percent(factor(0, 1)) == "0.0000"

    def test_is_the_largest_with_four_decimals_that_fits(self) -> None:
        for number in _seeded(2_000):
            asked = number.randint(1, 10**9)
            budget = number.randint(0, asked)

            found = factor(budget, asked)

            assert Fraction(found, WHOLE) * asked <= budget
            assert found == WHOLE or Fraction(found + 1, WHOLE) * asked > budget


class TestShare:
    @pytest.mark.parametrize("millionths", [0, 1, 538_461, 540_000, WHOLE])
    def test_is_a_hundredth_of_the_per_cent(self, millionths: int) -> None:
        assert Decimal(share(millionths)) == Decimal(percent(millionths)) / 100 == Decimal(millionths) / WHOLE


class TestAllocate:
    def test_gives_the_cents_to_the_largest_remainders(self) -> None:
        # 53.8461 % of 1.01, 1.02 and 1.03 is 0.5438…, 0.5492… and 0.5546…; together 1.6476…, so two cents are left.
        assert allocate({"1": 101, "2": 102, "3": 103}, 538_461, "s") == {"1": 54, "2": 55, "3": 55}

    def test_draws_equal_remainders_by_the_seed(self) -> None:
        full = {str(number): 101 for number in range(1, 11)}  # each 50.5 cents; together 5.05

        given = allocate(full, 500_000, "2026")

        first = sorted(full, key=lambda key: lot("2026", key))[:5]
        assert {key for key, cents in given.items() if cents == 51} == set(first)
        assert sum(given.values()) == 505
        assert allocate(full, 500_000, "2026") == given
        assert allocate(full, 500_000, "2027") != given

    def test_agrees_with_the_split_of_the_ledger(self) -> None:
        for number in _seeded(300):
            full = {str(key): number.randint(0, 300_000) for key in range(1, number.randint(2, 40))}
            asked = sum(full.values())
            if not asked:
                continue
            millionths = factor(number.randint(0, asked), asked)
            total = asked * millionths // WHOLE
            seed = str(number.getrandbits(26))
            # The split gives ties in the given order, so it is given the claims in the order of their lots.
            keys = sorted(full, key=lambda key: lot(seed, key))

            given = allocate(full, millionths, seed)

            assert sum(given.values()) == total
            exact = Fraction(millionths, WHOLE)
            assert all(abs(given[key] - full[key] * exact) < 1 for key in full)
            if asked * millionths % WHOLE == 0 and total:
                assert given == dict(zip(keys, split(total, [full[key] for key in keys]), strict=True))

    def test_never_passes_the_budget_nor_what_was_asked(self) -> None:
        for number in _seeded(300):
            full = {str(key): number.randint(0, 300_000) for key in range(number.randint(1, 60))}
            budget = number.randint(0, 2 * sum(full.values()) + 1)

            given = allocate(full, factor(budget, sum(full.values())), "s")

            assert sum(given.values()) <= budget
            assert all(0 <= given[key] <= full[key] for key in full)

    def test_is_in_the_order_of_what_was_asked(self) -> None:
        for number in _seeded(100):
            full = {str(key): number.randint(0, 300_000) for key in range(50)}

            given = allocate(full, number.randint(0, WHOLE), "s")

            ordered = sorted(full, key=lambda key: full[key])
            assert all(given[less] <= given[more] + 1 for less, more in pairwise(ordered))

    def test_of_100_000_claims_adds_up(self) -> None:
        [number] = _seeded(1)
        full = {str(key): number.randint(0, 250_000) for key in range(MANY)}
        asked = sum(full.values())

        given = allocate(full, factor(asked // 2, asked), "s")

        assert sum(given.values()) == asked * factor(asked // 2, asked) // WHOLE
        assert asked // 2 - sum(given.values()) <= asked // WHOLE + 1

    def test_gives_no_cent_to_a_claim_of_nothing(self) -> None:
        assert allocate({"1": 0, "2": 1, "3": 1}, 500_000, "s")["1"] == 0
        assert in_turn({"1": 0, "2": 5}, "s") == ["2"]


class TestCap:
    def test_pays_at_most_the_most_and_nothing_below_the_least(self) -> None:
        cap = Cap(most=10_000, least=500)

        assert [cap.apply(cents) for cents in (499, 500, 10_000, 10_001)] == [0, 500, 10_000, 10_000]


def _seeded(times: int) -> list[random.Random]:
    seed = random.SystemRandom().getrandbits(26)
    print(f"seed {seed}")  # noqa: T201
    return [random.Random(f"{seed}:{each}") for each in range(times)]  # noqa: S311 - nothing secret is drawn
