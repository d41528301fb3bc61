"""The sum of a forecast, by tables."""

from datetime import date
from fractions import Fraction

import pytest

from budgets.exports.projection import Band, Trend, monthly, months_before, months_to_year_end, project

OCTOBER, NOVEMBER, DECEMBER = (date(2025, month, 1) for month in (10, 11, 12))
END_OF_SEPTEMBER, END_OF_YEAR = date(2025, 9, 30), date(2025, 12, 31)


def free_of(run):
    return [(each.free.low, each.free.mid, each.free.high) for each in run.months]


class TestProjection:
    def test_takes_what_is_known_and_the_trend_off_what_is_free(self):
        run = project(100, on=END_OF_SEPTEMBER, known={NOVEMBER: Band(5, 6, 8)}, trend=Trend((0, 10, 20)))

        # October is whole: the last day of September leaves none of September.
        assert free_of(run) == [(100, 100, 100), (80, 90, 100), (52, 74, 95), (32, 64, 95)]

    @pytest.mark.parametrize(
        ("free", "runs_out", "earliest", "latest"),
        [
            (100, None, None, None),
            (59, None, DECEMBER, None),
            (30, None, NOVEMBER, None),
            (29, DECEMBER, NOVEMBER, None),
            (10, NOVEMBER, OCTOBER, None),
            (9, OCTOBER, OCTOBER, None),
            (0, OCTOBER, OCTOBER, None),
        ],
    )
    def test_says_the_month_in_which_the_money_runs_out(self, free, runs_out, earliest, latest):
        run = project(free, on=END_OF_SEPTEMBER, known={}, trend=Trend((0, 10, 20)))

        assert (run.runs_out, run.earliest, run.latest) == (runs_out, earliest, latest)

    def test_says_the_latest_month_when_each_month_had_awards(self):
        run = project(20, on=END_OF_SEPTEMBER, known={}, trend=Trend((10, 15, 20)))

        assert (run.earliest, run.runs_out, run.latest) == (NOVEMBER, NOVEMBER, DECEMBER)

    def test_has_only_what_is_left_of_the_month(self):
        run = project(100, on=date(2025, 11, 10), known={}, trend=Trend((30,)))

        assert [each.new.mid for each in run.months] == [20, 30]

    def test_without_a_trend_has_only_what_is_known(self):
        run = project(100, on=END_OF_SEPTEMBER, known={DECEMBER: Band(1, 1, 1)}, trend=Trend())

        assert free_of(run)[-1] == (99, 99, 99)

    def test_of_the_last_day_of_the_year_has_one_month_and_nothing_new(self):
        run = project(100, on=END_OF_YEAR, known={OCTOBER: Band(50, 50, 50)}, trend=Trend((30,)))

        assert free_of(run) == [(100, 100, 100)]


class TestMonths:
    def test_go_to_december(self):
        assert months_to_year_end(END_OF_SEPTEMBER) == [date(2025, 9, 1), OCTOBER, NOVEMBER, DECEMBER]

    def test_before_go_back_over_the_year(self):
        assert months_before(date(2025, 2, 28), 3) == [date(2024, 11, 1), date(2024, 12, 1), date(2025, 1, 1)]


class TestTrend:
    def test_counts_a_month_without_awards_as_nothing(self):
        amounts = [(date(2025, 10, 3), 5), (date(2025, 10, 31), 6), (date(2025, 12, 1), 7), (date(2025, 9, 30), 100)]

        assert monthly(amounts, [OCTOBER, NOVEMBER, DECEMBER]) == Trend((11, 0, 7))

    @pytest.mark.parametrize(
        ("months", "part", "expected"),
        [
            ((), Fraction(1), Band(0, 0, 0)),
            ((10,), Fraction(1), Band(10, 10, 10)),
            ((0, 1), Fraction(1), Band(0, 1, 1)),  # half a cent is rounded up
            ((1, 0, 0), Fraction(1), Band(0, 0, 1)),
            ((10, 20, 30), Fraction(1, 4), Band(3, 5, 8)),
        ],
    )
    def test_is_the_average_between_the_lowest_and_the_highest_month(self, months, part, expected):
        assert Trend(months).part_of_month(part) == expected
