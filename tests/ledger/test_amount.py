from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.amount import BOUND_MINOR, Amount, AmountUnreadable, Unit, eur, parse_amount

UNITS = st.sampled_from(Unit)
MINOR = st.integers(0, BOUND_MINOR)


class TestAmount:
    def test_adds_subtracts_and_compares_within_one_unit(self) -> None:
        twelve, five = eur("12.50"), eur("5.25")

        assert twelve + five == eur("17.75")
        assert five - twelve == -eur("7.25")
        assert five < twelve <= twelve
        assert twelve > five >= five

    @pytest.mark.parametrize("other", [Amount(100, Unit.POINT), 100, Decimal(1), "1.00", None, True])
    def test_refuses_anything_but_its_own_unit(self, other: Any) -> None:
        euro = eur("1.00")

        for name in ("__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"):
            with pytest.raises(TypeError):
                getattr(euro, name)(other)

    def test_is_not_equal_to_the_same_number_of_another_unit(self) -> None:
        assert Amount(100, Unit.EUR) != Amount(100, Unit.POINT)

    @pytest.mark.parametrize("minor", [1.0, True, Decimal(1), "1", None])
    def test_is_a_whole_number_of_minor_units_and_nothing_else(self, minor: Any) -> None:
        with pytest.raises(TypeError):
            Amount(minor, Unit.EUR)

    def test_cannot_be_changed(self) -> None:
        with pytest.raises(AttributeError):
            eur("1.00").minor = 2  # type: ignore[misc]

    @pytest.mark.parametrize("minor", [BOUND_MINOR + 1, -BOUND_MINOR - 1])
    def test_is_never_more_than_the_books_can_hold(self, minor: int) -> None:
        with pytest.raises(OverflowError):
            Amount(minor, Unit.EUR)

    def test_checks_the_bound_of_a_sum_too(self) -> None:
        with pytest.raises(OverflowError):
            Amount(BOUND_MINOR, Unit.EUR) + Amount(1, Unit.EUR)

    @pytest.mark.parametrize(
        ("amount", "text"),
        [
            (Amount(0, Unit.EUR), "0.00"),
            (Amount(5, Unit.EUR), "0.05"),
            (Amount(-5, Unit.EUR), "-0.05"),
            (Amount(-1234, Unit.EUR), "-12.34"),
            (Amount(BOUND_MINOR, Unit.EUR), "1000000000000.00"),
            (Amount(40, Unit.POINT), "40"),
            (Amount(-40, Unit.LESSON), "-40"),
        ],
    )
    def test_writes_itself_exactly(self, amount: Amount, text: str) -> None:
        assert str(amount) == text


class TestParseAmount:
    @given(UNITS, MINOR)
    def test_reads_back_whatever_an_amount_writes(self, unit: Unit, minor: int) -> None:
        amount = Amount(minor, unit)

        assert parse_amount(str(amount), unit) == amount

    @pytest.mark.parametrize(("text", "minor"), [("1", 100), ("1.5", 150), ("1.50", 150), ("007.01", 701), ("0.00", 0)])
    def test_reads_at_most_the_decimals_of_the_unit(self, text: str, minor: int) -> None:
        assert eur(text).minor == minor

    @pytest.mark.parametrize(
        "text",
        [
            "", " ", ".", "1.", ".5", "-0", "-1", "--1", "+1", "1e3", "1E3", "1e400", "0x10", "1_000",
            "NaN", "sNaN", "Infinity", "-Infinity", "1,50", "1.000,00", "1,000.00", "€ 1",
            "12\n", " 12", "12 ", "12\x00", "1.005", "10.001",
            "\u0661\u0662", "\uff11\uff12", "\u00b2",  # digits, but not ASCII
            "9223372036854775808", "1000000000000.01", "1000000000000000",  # more than the books can hold
        ],
    )  # fmt: skip
    def test_refuses_every_other_way_to_write_one(self, text: str) -> None:
        with pytest.raises(AmountUnreadable) as refused:
            eur(text)

        assert refused.value.text == text
        assert refused.value.code == "amount-unreadable"

    @pytest.mark.parametrize("text", [None, 12, 12.5, True, b"12", Decimal(12)])
    def test_refuses_what_is_not_text(self, text: Any) -> None:
        with pytest.raises(AmountUnreadable):
            parse_amount(text, Unit.EUR)

    @pytest.mark.parametrize("unit", [Unit.POINT, Unit.LESSON, Unit.PACK])
    def test_refuses_decimals_of_what_is_counted(self, unit: Unit) -> None:
        with pytest.raises(AmountUnreadable, match=r"12$"):
            parse_amount("12.0", unit)

    @given(st.text(max_size=20))
    def test_reads_ascii_digits_and_one_point_or_nothing(self, text: str) -> None:
        try:
            eur(text)
        except AmountUnreadable:
            return
        assert set(text) <= set("0123456789.")
