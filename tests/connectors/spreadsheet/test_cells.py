from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.spreadsheet import cells
from connectors.spreadsheet.cells import CellRefused
from connectors.spreadsheet.dialect import Numbers
from tests.connectors.facts import table_of_facts

DUTCH, POINT = Numbers.DUTCH, Numbers.POINT
NAME = cells.text(most=70)
REMARK = cells.text(most=140, lines=True)
CLIENT = cells.reference(most=20)
KIND = cells.choice("ANBI", "SBBI")
PARSERS = [NAME, REMARK, CLIENT, KIND, cells.day, cells.hours, cells.whole, cells.cents]
PARSERS += [cells.iban, cells.rsin, cells.postcode, cells.email, cells.phone]


def code_of(parse, cell, numbers=DUTCH):
    with pytest.raises(CellRefused) as refused:
        parse(cell, numbers)
    return refused.value.code


class TestText:
    @pytest.mark.parametrize(
        "name", ["Jan", "'t Hart", "'s-Gravenhage", "'n Boer", "’t Hooft", "van 't Hof", "El-Ouali", "Zoë", "李明", "-"]
    )
    def test_takes_names_as_they_are(self, name):
        assert NAME(name, DUTCH) == name

    @pytest.mark.parametrize("name", ["=1+1", "+31", "@sum", "'Jan", "'=1", "'", "'t", "=cmd|' /C calc'!A0"])
    def test_refuses_formulas(self, name):
        assert code_of(NAME, name) == "text-is-formula"

    @pytest.mark.parametrize(
        "name", ["a\tb", "a\nb", "a\x00b", "a\u202eb", "a\u200bb", "a\ufeffb", "a\u2028b", "a\ufffd"]
    )
    def test_refuses_what_cannot_be_seen(self, name):
        assert code_of(NAME, name) == "text-control-character"

    def test_takes_line_breaks_only_where_they_are_asked(self):
        assert REMARK("koffie\r\nschenken", DUTCH) == "koffie\nschenken"
        assert code_of(REMARK, "koffie\tschenken") == "text-control-character"

    def test_counts_composed_characters(self):
        assert NAME("e\u0301" * 70, DUTCH) == "é" * 70
        assert code_of(NAME, "x" * 71) == "text-too-long"


class TestReference:
    def test_keeps_leading_zeros(self):
        assert CLIENT("000123", DUTCH) == "000123"

    @pytest.mark.parametrize("cell", ["K 1", "é", "x" * 21, "-1", "=1", "1\u06602"])
    def test_refuses_what_is_no_number_or_code(self, cell):
        assert code_of(CLIENT, cell) == "reference-unreadable"

    def test_sees_what_excel_did_to_a_long_number(self):
        assert code_of(CLIENT, "1,23457E+11") == "excel-changed-number"
        assert CLIENT("12E4", DUTCH) == "12E4"


class TestChoice:
    def test_does_not_mind_capitals(self):
        assert KIND("anbi", DUTCH) == "ANBI"

    def test_names_the_options(self):
        with pytest.raises(CellRefused) as refused:
            KIND("BV", DUTCH)

        assert refused.value.problems[0].nl == "'BV' kan hier niet. Kies uit: ANBI, SBBI."


class TestDay:
    @pytest.mark.parametrize(
        ("cell", "numbers"), [("01-02-2025", DUTCH), ("1-2-2025", DUTCH), ("01-2-2025", DUTCH), ("2025-02-01", POINT)]
    )
    def test_reads_days_as_the_file_writes_them(self, cell, numbers):
        assert cells.day(cell, numbers) == date(2025, 2, 1)

    @pytest.mark.parametrize(
        ("cell", "numbers", "code"),
        [
            ("31-02-2025", DUTCH, "date-does-not-exist"),
            ("29-02-2025", DUTCH, "date-does-not-exist"),
            ("12-13-2025", DUTCH, "date-does-not-exist"),
            ("00-01-2025", DUTCH, "date-does-not-exist"),
            ("1-2-25", DUTCH, "date-short-year"),
            ("1/2/25", DUTCH, "date-short-year"),
            ("45689", DUTCH, "date-is-excel-number"),
            ("1-1-0025", DUTCH, "date-out-of-range"),
            ("1-1-2101", DUTCH, "date-out-of-range"),
            ("01/02/2025", DUTCH, "date-unreadable"),
            ("2025-02-01", DUTCH, "date-unreadable"),
            ("1-2-2025", POINT, "date-unreadable"),
            ("2025-2-1", POINT, "date-unreadable"),
            ("1 februari 2025", DUTCH, "date-unreadable"),
            ("01-02-2025 00:00", DUTCH, "date-unreadable"),
            ("\u0661-\u0662-\u0662\u0660\u0662\u0665", DUTCH, "date-unreadable"),
        ],
    )
    def test_refuses_what_could_be_another_day(self, cell, numbers, code):
        assert code_of(cells.day, cell, numbers) == code

    @given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
    def test_reads_back_every_day(self, day):
        assert cells.day(day.strftime("%d-%m-%Y"), DUTCH) == day
        assert cells.day(f"{day.day}-{day.month}-{day.year}", DUTCH) == day
        assert cells.day(day.isoformat(), POINT) == day


class TestAmounts:
    @pytest.mark.parametrize(
        ("cell", "numbers", "minor"),
        [
            ("1.000,00", DUTCH, 100_000),
            ("€ 12,5", DUTCH, 1_250),
            ("€12", DUTCH, 1_200),
            ("-0,01", DUTCH, -1),
            ("12.50", POINT, 1_250),
        ],
    )
    def test_are_read_into_cents(self, cell, numbers, minor):
        assert cells.cents(cell, numbers) == minor

    def test_have_no_parts_of_a_cent(self):
        assert code_of(cells.cents, "1,005") == "number-too-precise"

    def test_hours_may_be_negative_here_and_are_judged_elsewhere(self):
        assert cells.hours("-1,5", DUTCH) == Decimal("-1.50")


class TestIban:
    def test_is_normalised(self):
        assert cells.iban("nl91 abna 0417 1643 00", DUTCH) == "NL91ABNA0417164300"

    def test_keeps_the_reason_of_the_check(self):
        assert code_of(cells.iban, "NL92ABNA0417164300") == "iban-wrong-checksum"


class TestRsin:
    def test_gets_back_the_zero_that_excel_dropped(self):
        assert cells.rsin("111222333", DUTCH) == "111222333"
        assert cells.rsin("10000021", DUTCH) == "010000021"

    @pytest.mark.parametrize(
        ("cell", "code"),
        [
            ("111222334", "rsin-wrong-checksum"),
            ("000000000", "rsin-wrong-checksum"),
            ("1112223", "rsin-unreadable"),
            ("1112223330", "rsin-unreadable"),
            ("1112.22.333", "rsin-unreadable"),
            ("\u0661\u0661\u0661222333", "rsin-unreadable"),
        ],
    )
    def test_refuses_typing_errors(self, cell, code):
        assert code_of(cells.rsin, cell) == code


class TestPostcode:
    @pytest.mark.parametrize("vector", table_of_facts("id_vectors")["postcode"], ids=lambda vector: vector["input"])
    def test_agrees_with_the_vectors(self, vector):
        if vector["valid"]:
            assert cells.postcode(vector["input"], DUTCH) == vector["normalised_or_error"]
        else:
            assert code_of(cells.postcode, vector["input"]) == "postcode-unreadable"


class TestEmail:
    @pytest.mark.parametrize(
        ("cell", "address"),
        [
            ("jan@voorbeeld.nl", "jan@voorbeeld.nl"),
            ("J.de-Wit+uren@Mail.Voorbeeld.NL", "J.de-Wit+uren@mail.voorbeeld.nl"),
        ],
    )
    def test_is_taken(self, cell, address):
        assert cells.email(cell, DUTCH) == address

    @pytest.mark.parametrize(
        "cell",
        [
            *("jan", "jan@", "@voorbeeld.nl", "jan@voorbeeld", "jan@@voorbeeld.nl", "jan de wit@voorbeeld.nl"),
            *(".jan@a.nl", "jan.@a.nl", "jan@a..nl", "jan@-a.nl", "jan@a.nl, piet@a.nl"),
            *("x" * 65 + "@a.nl", "jan@" + "a." * 130 + "nl"),
        ],
    )
    def test_is_refused_when_no_mail_would_arrive(self, cell):
        assert code_of(cells.email, cell) == "email-unreadable"


class TestPhone:
    @pytest.mark.parametrize(
        ("cell", "number"),
        [
            ("0612345678", "+31612345678"),
            ("06-12 34 56 78", "+31612345678"),
            ("(020) 123 45 67", "+31201234567"),
            ("+31 6 12345678", "+31612345678"),
            ("+31 (0)6 12345678", "+31612345678"),
            ("0031612345678", "+31612345678"),
            ("+32 470 12 34 56", "+32470123456"),
        ],
    )
    def test_is_given_in_its_international_form(self, cell, number):
        assert cells.phone(cell, DUTCH) == number

    @pytest.mark.parametrize("cell", ["06123", "061234567890", "+310612345678", "bellen na 18 uur", "+" + "1" * 16])
    def test_is_refused_when_it_cannot_be_dialled(self, cell):
        assert code_of(cells.phone, cell) == "phone-unreadable"

    def test_misses_the_zero_that_excel_dropped(self):
        assert code_of(cells.phone, "612345678") == "phone-zero-lost"


class TestEveryParser:
    @given(st.sampled_from(PARSERS), st.text(min_size=1), st.sampled_from(Numbers))
    def test_gives_a_value_or_a_refusal_in_two_languages_for_any_text(self, parse, cell, numbers):
        try:
            parse(cell, numbers)
        except CellRefused as refused:
            assert all(problem.code and problem.nl and problem.en for problem in refused.problems)

    @pytest.mark.parametrize("parse", [cells.iban, cells.email, cells.phone, cells.postcode, cells.rsin, NAME, CLIENT])
    def test_does_not_repeat_what_identifies_a_person(self, parse):
        secret = "=geheim-12345678-geheim"

        with pytest.raises(CellRefused) as refused:
            parse(secret, DUTCH)

        assert "12345678-geheim" not in str(refused.value.problems)
