from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.spreadsheet import numerals
from connectors.spreadsheet.dialect import Numbers
from connectors.spreadsheet.numerals import CellRefused, quoted

DUTCH, POINT = Numbers.DUTCH, Numbers.POINT


class TestDecimal:
    @pytest.mark.parametrize(
        ("cell", "numbers", "number"),
        [
            ("7,5", DUTCH, "7.50"),
            ("7", DUTCH, "7.00"),
            ("0,25", DUTCH, "0.25"),
            ("-2,5", DUTCH, "-2.50"),
            ("-0", DUTCH, "0.00"),
            ("007,500", DUTCH, "7.50"),
            ("1.234,5", DUTCH, "1234.50"),
            ("1.234.567", DUTCH, "1234567.00"),
            ("7.5", POINT, "7.50"),
            ("1234.5", POINT, "1234.50"),
        ],
    )
    def test_reads_numbers_as_the_file_writes_them(self, cell, numbers, number):
        assert str(numerals.decimal(cell, numbers, decimals=2)) == number

    @pytest.mark.parametrize(
        ("cell", "numbers", "code"),
        [
            ("7.5", DUTCH, "number-decimal-point"),
            ("1234.567", DUTCH, "number-decimal-point"),
            ("1,5", POINT, "number-decimal-comma"),
            ("1,234.5", POINT, "number-decimal-comma"),
            ("7:30", DUTCH, "number-is-clock-time"),
            ("7,333", DUTCH, "number-too-precise"),
            ("1" * 13, DUTCH, "number-too-large"),
            ("1.23.4", DUTCH, "number-unreadable"),
            ("NaN", DUTCH, "number-unreadable"),
            ("inf", POINT, "number-unreadable"),
            ("1e3", POINT, "number-unreadable"),
            ("1E+3", DUTCH, "number-unreadable"),
            ("1_000", POINT, "number-unreadable"),
            ("+5", DUTCH, "number-unreadable"),
            ("--5", DUTCH, "number-unreadable"),
            ("5-", DUTCH, "number-unreadable"),
            (",5", DUTCH, "number-unreadable"),
            ("5,", DUTCH, "number-unreadable"),
            ("1 000", DUTCH, "number-unreadable"),
            ("1½", DUTCH, "number-unreadable"),
            ("\u0661\u0662", DUTCH, "number-unreadable"),  # Arabic digits
            ("\uff11", POINT, "number-unreadable"),  # a wide digit
            ("7 uur", DUTCH, "number-unreadable"),
            ("9" * 40_000, DUTCH, "number-unreadable"),
            ("1," * 25_000 + "x", POINT, "number-unreadable"),
        ],
    )
    def test_refuses_what_could_mean_something_else(self, cell, numbers, code):
        with pytest.raises(CellRefused) as refused:
            numerals.decimal(cell, numbers, decimals=2)

        assert refused.value.code == code

    @given(st.decimals(min_value=-(10**11), max_value=10**11, places=2))
    def test_reads_back_every_number_in_both_ways_of_writing(self, number):
        plain = str(number)
        dutch = f"{number:,.2f}".translate(str.maketrans(",.", ".,"))

        assert numerals.decimal(plain, POINT, decimals=2) == number
        assert numerals.decimal(dutch, DUTCH, decimals=2) == number
        assert numerals.decimal(plain.replace(".", ","), DUTCH, decimals=2) == number

    @given(st.text(), st.sampled_from(Numbers))
    def test_gives_a_finite_number_or_a_refusal_for_any_text(self, cell, numbers):
        try:
            number = numerals.decimal(cell, numbers, decimals=2)
        except CellRefused:
            return
        assert number.is_finite()
        assert number == Decimal(str(number))


class TestWhole:
    def test_reads_whole_numbers_only(self):
        assert numerals.whole("1.200", DUTCH) == 1200
        assert numerals.whole("12,0", DUTCH) == 12
        with pytest.raises(CellRefused) as refused:
            numerals.whole("1,5", DUTCH)

        assert refused.value.code == "number-not-whole"


class TestQuoted:
    def test_is_short_and_on_one_line(self):
        assert quoted("a\nb") == "'a?b'"
        assert quoted("x" * 100) == f"'{'x' * 40}...'"
