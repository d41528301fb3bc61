from datetime import date, timedelta

import pytest

from connectors.sepa.calendar import easter_sunday, first_target_day, is_target_day
from tests.connectors.facts import table_of_facts

CLOSING_DAYS = table_of_facts("target_days")["closing_days"]


class TestIsTargetDay:
    @pytest.mark.parametrize("year", sorted(CLOSING_DAYS))
    def test_agrees_with_the_published_table_on_every_day_of_the_year(self, year):
        start, end = date(int(year), 1, 1), date(int(year) + 1, 1, 1)
        days = [start + timedelta(days=number) for number in range((end - start).days)]

        closed = [day for day in days if not is_target_day(day)]

        published = {date.fromisoformat(day) for day in CLOSING_DAYS[year]}
        assert closed == [day for day in days if day.weekday() >= 5 or day in published]

    def test_is_true_on_dutch_holidays_on_which_banks_do_settle(self):
        assert is_target_day(date(2026, 4, 27))  # King's Day
        assert is_target_day(date(2026, 5, 14))  # Ascension Day


class TestFirstTargetDay:
    @pytest.mark.parametrize(
        ("on", "first"),
        [
            (date(2026, 4, 1), date(2026, 4, 1)),
            (date(2026, 4, 3), date(2026, 4, 7)),  # Good Friday until after Easter Monday
            (date(2026, 1, 1), date(2026, 1, 2)),
            (date(2025, 12, 25), date(2025, 12, 29)),
            (date(2027, 5, 1), date(2027, 5, 3)),
        ],
    )
    def test_moves_on_to_the_next_day_on_which_banks_settle(self, on, first):
        assert first_target_day(on) == first


class TestEasterSunday:
    @pytest.mark.parametrize(
        "easter", [date(1818, 3, 22), date(1943, 4, 25), date(2000, 4, 23), date(2025, 4, 20), date(2038, 4, 25)]
    )
    def test_is_the_known_day(self, easter):
        assert easter_sunday(easter.year) == easter
