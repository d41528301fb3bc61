from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.schemes.periods import MONTHLY, QUARTERLY, Period, PeriodUnreadable, Rhythm, parse_period


class TestPeriod:
    def test_is_half_open(self) -> None:
        quarter = Period(date(2024, 1, 1), date(2024, 4, 1))

        assert quarter.last_day == date(2024, 3, 31)
        assert quarter.contains(date(2024, 1, 1))
        assert quarter.contains(date(2024, 3, 31))
        assert not quarter.contains(date(2024, 4, 1))
        assert not quarter.contains(date(2023, 12, 31))


class TestRhythm:
    @pytest.mark.parametrize(
        ("rhythm", "day", "starts_on", "ends_on"),
        [
            (QUARTERLY, date(2024, 2, 29), date(2024, 1, 1), date(2024, 4, 1)),
            (QUARTERLY, date(2024, 12, 31), date(2024, 10, 1), date(2025, 1, 1)),
            (QUARTERLY, date(2025, 4, 1), date(2025, 4, 1), date(2025, 7, 1)),
            (MONTHLY, date(2024, 2, 29), date(2024, 2, 1), date(2024, 3, 1)),
            (MONTHLY, date(2024, 12, 31), date(2024, 12, 1), date(2025, 1, 1)),
            (MONTHLY, date(2025, 1, 31), date(2025, 1, 1), date(2025, 2, 1)),
        ],
    )
    def test_gives_the_calendar_period_of_a_day(
        self, rhythm: Rhythm, day: date, starts_on: date, ends_on: date
    ) -> None:
        assert rhythm.containing(day) == Period(starts_on, ends_on)

    @given(st.sampled_from([MONTHLY, QUARTERLY]), st.dates(date(1900, 1, 1), date(2200, 1, 1)))
    def test_cuts_time_without_gaps(self, rhythm: Rhythm, day: date) -> None:
        period = rhythm.containing(day)

        assert period.contains(day)
        assert rhythm.containing(period.starts_on) == rhythm.containing(period.last_day) == period
        assert rhythm.containing(period.ends_on).starts_on == period.ends_on


class TestParsePeriod:
    def test_reads_a_quarter(self) -> None:
        assert parse_period("2024-Q1") == Period(date(2024, 1, 1), date(2024, 4, 1))
        assert parse_period("2024-Q4") == Period(date(2024, 10, 1), date(2025, 1, 1))

    def test_reads_a_month(self) -> None:
        assert parse_period("2024-02") == Period(date(2024, 2, 1), date(2024, 3, 1))

    @pytest.mark.parametrize(
        "text",
        [
            *(
                "",
                "2024",
                "2024-Q0",
                "2024-Q5",
                "2024-q1",
                "24-Q1",
                " 2024-Q1",
                "2024-Q1\n",
                "\u0662\u0660\u0662\u0664-Q1",
            ),
            *("2024-00", "2024-13", "2024-2", "2024-02-01", "0000-Q1", "0000-01", "9999-Q4", "9999-12"),
        ],
    )
    def test_refuses_anything_else(self, text: str) -> None:
        with pytest.raises(PeriodUnreadable) as refused:
            parse_period(text)

        assert refused.value.text == text
