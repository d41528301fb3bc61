"""Pay per hour by a table: a quarter goes in, what it earns comes out."""

from datetime import date
from typing import Any

import pytest

from budgets.schemes.periods import QUARTERLY
from budgets.schemes.rules import Outcome, PerHour
from budgets.schemes.terms import money
from tests.budgets.schemes.cases import a_case, assess, of, terms_of, worked

KEYS = (
    money("value", "a decision", "6.40"),
    money("quarter_cap", "a decision", "475.00"),
    money("year_cap", "a decision", "1900.00"),
    money("advance", "a decision", "475.00"),
)
PAY = PerHour("value", period_cap="quarter_cap", year_cap="year_cap", advance="advance")
MARCH, JUNE, OCTOBER = date(2025, 3, 29), date(2025, 6, 1), date(2025, 10, 1)


def quarter(on: date, **given: Any) -> Any:
    return a_case(QUARTERLY, on, **{"due_on": QUARTERLY.containing(on).ends_on, **given})


class TestPerHour:
    @pytest.mark.parametrize(
        ("hours", "used", "granted", "written_off"),
        [
            ("50", 32_000, 0, 15_500),  # 320.00 of the advance of 475.00
            ("80", 47_500, 0, 0),  # 512.00 is above the cap; the advance equals it
            ("0", 0, 0, 47_500),
            ("74.21", 47_494, 0, 6),
        ],
    )
    def test_lets_the_first_quarter_earn_the_advance(
        self, hours: str, used: int, granted: int, written_off: int
    ) -> None:
        case = quarter(MARCH, hours=worked(hours, day=MARCH), balance=47_500, granted_before=47_500)

        assessed = assess(PAY, case, terms_of(KEYS))

        assert (assessed.used, assessed.granted, assessed.written_off) == (used, granted, written_off)
        assert (assessed.outcome, assessed.last, assessed.ahead) == (Outcome.CLOSED, False, False)

    def test_pays_what_the_first_quarter_earned_above_a_lower_advance(self) -> None:
        case = quarter(MARCH, hours=worked("70", day=MARCH), balance=30_000, granted_before=30_000)

        assessed = assess(PAY, case, terms_of(KEYS, advance="300.00"))

        assert (assessed.used, assessed.granted, assessed.written_off) == (30_000, 14_800, 0)

    @pytest.mark.parametrize(
        ("hours", "before", "granted", "last"),
        [
            (("50",), 47_500, 32_000, False),
            (("80",), 47_500, 47_500, False),
            (("20", "30.5"), 47_500, 32_320, False),
            (("80",), 150_000, 40_000, True),  # 400.00 is left of the year
            (("80",), 190_000, 0, True),
            (("80",), 200_000, 0, True),
            ((), 47_500, 0, False),
        ],
    )
    def test_pays_a_later_quarter_afterwards_within_both_caps(
        self, hours: tuple[str, ...], before: int, granted: int, *, last: bool
    ) -> None:
        case = quarter(JUNE, hours=worked(*hours, day=JUNE), granted_before=before)

        assessed = assess(PAY, case, terms_of(KEYS))

        assert (assessed.used, assessed.granted, assessed.written_off) == (0, granted, 0)
        assert assessed.last is last

    @pytest.mark.parametrize(
        ("starts_on", "last"), [(date(2025, 1, 1), True), (date(2025, 3, 31), True), (date(2025, 4, 1), False)]
    )
    def test_ends_after_four_quarters_the_one_of_the_start_included(self, starts_on: date, *, last: bool) -> None:
        assert assess(PAY, quarter(OCTOBER, starts_on=starts_on, granted_before=47_500), terms_of(KEYS)).last is last

    def test_pays_nothing_for_a_paused_quarter(self) -> None:
        case = quarter(MARCH, hours=worked("50", day=MARCH), balance=47_500, granted_before=47_500, paused=True)

        assessed = assess(PAY, case, terms_of(KEYS))

        assert (assessed.outcome, assessed.granted, assessed.written_off) == (Outcome.PAUSED, 0, 47_500)

    def test_cites_each_term_that_it_used(self) -> None:
        case = quarter(JUNE, hours=worked("50", day=JUNE), granted_before=47_500)

        cited = assess(PAY, case, terms_of(KEYS)).explanation.terms

        assert [row["key"] for row in cited] == ["year_cap", "value", "quarter_cap"]

    @pytest.mark.parametrize(("before", "cents"), [(0, 142_500), (47_500, 142_500), (100_000, 90_000), (190_000, 0)])
    def test_needs_the_rest_of_the_year_besides_the_advance(self, before: int, cents: int) -> None:
        assert PAY.commitment(terms_of(KEYS), on=MARCH, of=of(granted_before=before)) == cents
