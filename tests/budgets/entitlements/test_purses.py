"""Several funds carry one award: every amount is split to the cent, and none of them goes below zero."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from budgets.entitlements.purses import Carrier, Purse, in_turn

FUNDS = [UUID(int=number) for number in (1, 2, 3)]
GEMEENTE, CORPORATIE, WELZIJN = FUNDS
ENOUGH = 10**9
WEIGHTS = st.lists(st.sampled_from([Decimal(each) for each in ("0.20", "0.3333", "0.50", "1")]), min_size=2, max_size=3)
AMOUNT = st.integers(1, 100_003)
# What happens, and how much of what can happen, in a hundredth part.
VERBS = ["commit", "release", "grant", "ahead", "earn", "write off", "stop", "restart"]
DOINGS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 100)), max_size=40)


def a_purse(*weights: Any, free: int = ENOUGH) -> tuple[Purse, list[Carrier], dict[UUID, int]]:
    carriers = [Carrier(fund, weight) for fund, weight in zip(FUNDS, weights, strict=False)]
    left = {each.fund: free for each in carriers}
    return Purse(carriers, left), carriers, left


class TestPromise:
    def test_is_split_by_the_agreed_shares(self) -> None:
        purse, _, free = a_purse(Decimal("0.50"), Decimal("0.30"), Decimal("0.20"), free=500_000)

        assert purse.commit(1_000_000) == ((GEMEENTE, 500_000), (CORPORATIE, 300_000), (WELZIJN, 200_000))
        assert list(free.values()) == [0, 200_000, 300_000]

    def test_needs_each_fund_to_carry_its_share(self) -> None:
        purse, _, _ = a_purse(1, 3, free=75)

        assert (purse.free, purse.covers(100), purse.covers(101)) == (150, True, False)

    def test_gives_a_cent_that_cannot_be_split_to_the_first_in_the_given_order(self) -> None:
        purse, _, _ = a_purse(1, 1, 1)

        assert purse.commit(100) == ((GEMEENTE, 34), (CORPORATIE, 33), (WELZIJN, 33))

    def test_gives_it_to_the_fund_that_a_published_seed_draws(self) -> None:
        carriers = in_turn([Carrier(fund) for fund in FUNDS], "published", UUID(int=7))

        parts = dict(Purse(carriers, dict.fromkeys(FUNDS, 100)).commit(100))

        assert parts[carriers[0].fund] == 34
        assert in_turn([Carrier(fund) for fund in FUNDS], "published", UUID(int=7)) == in_turn(
            [Carrier(fund) for fund in FUNDS], "published", UUID(int=7)
        )

    def test_turns_between_awards(self) -> None:
        carriers = [Carrier(fund) for fund in FUNDS]

        first = {in_turn(carriers, "published", UUID(int=number))[0].fund for number in range(50)}

        assert first == set(FUNDS)


class TestOneFund:
    def test_splits_nothing(self) -> None:
        purse = Purse.of(100)

        assert (purse.commit(60), purse.grant(10, ahead=True), purse.release(50)) == ((), (), ())
        assert purse.free == 90


class Sums:
    """What should be promised, paid ahead and lost in all, beside the purse that splits it."""

    def __init__(self, weights: list[Decimal], first: int) -> None:
        self.purse, self.carriers, self.free = a_purse(*weights)
        self.purse.commit(first)
        self.committed, self.prepaid, self.lost, self.granted = first, 0, 0, 0

    def do(self, doing: str, share: int) -> None:
        of_committed, of_prepaid = self.committed * share // 100, self.prepaid * share // 100
        match doing:
            case "commit":
                self.purse.commit(share)
                self.committed += share
            case "release":
                self.purse.release(of_committed)
                self.committed -= of_committed
            case "grant" | "ahead":
                self.purse.grant(of_committed, ahead=doing == "ahead")
                self.committed, self.granted = self.committed - of_committed, self.granted + of_committed
                self.prepaid += of_committed if doing == "ahead" else 0
            case "earn" | "write off":
                earned = doing == "earn"
                parts = self.purse.earn(of_prepaid) if earned else self.purse.write_off(of_prepaid, lost=False)
                assert sum(part for _fund, part in parts) == of_prepaid
                self.prepaid -= of_prepaid
            case _:
                self.stop_and_perhaps_restart(restart=doing == "restart")

    def stop_and_perhaps_restart(self, *, restart: bool) -> None:
        self.purse.write_off(self.prepaid, lost=True)
        self.prepaid, self.lost = 0, self.lost + self.prepaid
        if restart:
            self.purse.reinstate()
            self.prepaid, self.lost = self.lost, 0

    def check(self) -> None:
        sums = {"committed": self.committed, "prepaid": self.prepaid, "lost": self.lost}
        assert {name: sum(getattr(each, name) for each in self.carriers) for name in sums} == sums
        assert all(min(each.committed, each.prepaid, each.lost) >= 0 for each in self.carriers)
        assert sum(self.free.values()) + self.committed + self.granted == len(self.carriers) * ENOUGH


class TestAnyHistory:
    @given(WEIGHTS, AMOUNT, DOINGS)
    def test_takes_no_fund_below_zero_and_loses_no_cent(
        self, weights: list[Decimal], first: int, doings: list[tuple[str, int]]
    ) -> None:
        sums = Sums(weights, first)
        for doing, share in doings:
            sums.do(doing, share)
            sums.check()

        sums.do("grant", 100)

        assert [each.committed for each in sums.carriers] == [0] * len(sums.carriers)
