"""Working days of the Netherlands."""

from datetime import date

import pytest

from budgets.shops.working_days import after_working_days, holidays, is_working_day


class TestHolidays:
    @pytest.mark.parametrize(
        ("year", "easter_monday"),
        [(2024, date(2024, 4, 1)), (2025, date(2025, 4, 21)), (2026, date(2026, 4, 6)), (2038, date(2038, 4, 26))],
    )
    def test_follow_easter(self, year, easter_monday):
        assert easter_monday in holidays(year)

    def test_of_2026_are_these(self):
        assert sorted(day.strftime("%d-%m") for day in holidays(2026)) == sorted(
            ["01-01", "03-04", "06-04", "27-04", "05-05", "14-05", "25-05", "25-12", "26-12"]
        )

    def test_keep_the_kings_birthday_a_day_early_on_a_sunday(self):
        assert date(2025, 4, 26) in holidays(2025)
        assert date(2025, 4, 27) not in holidays(2025)


class TestWorkingDays:
    @pytest.mark.parametrize(
        ("day", "count", "then"),
        [
            (date(2026, 3, 2), 0, date(2026, 3, 2)),
            (date(2026, 3, 2), 3, date(2026, 3, 5)),
            (date(2026, 3, 5), 3, date(2026, 3, 10)),
            (date(2026, 4, 2), 1, date(2026, 4, 7)),  # over Easter
            (date(2026, 12, 24), 2, date(2026, 12, 29)),
        ],
    )
    def test_are_counted_from_the_next(self, day, count, then):
        assert after_working_days(day, count) == then

    def test_are_no_weekends(self):
        assert [is_working_day(date(2026, 3, number)) for number in range(6, 10)] == [True, False, False, True]
