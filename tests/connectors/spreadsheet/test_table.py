from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.spreadsheet import cells
from connectors.spreadsheet.table import MOST_LINES, MOST_PROBLEMS, Column, read

HOURS = [
    Column("organisatie_rsin", cells.rsin),
    Column("klantnummer", cells.reference(most=20)),
    Column("datum", cells.day),
    Column("uren", cells.hours),
    Column("omschrijving", cells.text(most=140, lines=True), required=False),
]
HEADER = "organisatie_rsin;klantnummer;datum;uren;omschrijving"
GOOD = "111222333;K001;01-02-2025;7,5;koffie schenken"
GOOD_VALUES = {
    "organisatie_rsin": "111222333",
    "klantnummer": "K001",
    "datum": date(2025, 2, 1),
    "uren": Decimal("7.50"),
    "omschrijving": "koffie schenken",
}


def found(table):
    return [(problem.line, problem.column, problem.code) for problem in table.problems]


def lines(table):
    return [row.line for row in table.rows]


class TestWhatExcelWrites:
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
    def test_is_read_in_every_encoding_and_with_every_line_end(self, end, encoding):
        remark = "café ’s ochtends"
        data = end.join([HEADER, GOOD, f"111222333;K002;2-2-2025;0,25;{remark}", ""]).encode(encoding)

        table = read(data, HOURS)

        assert table.problems == ()
        assert lines(table) == [2, 3]
        assert table.rows[0].values == GOOD_VALUES
        assert table.rows[1].values["omschrijving"] == remark

    def test_with_commas_has_point_decimals_and_iso_dates(self):
        data = f"{HEADER}\n{GOOD}".replace("7,5", "7.5").replace("01-02-2025", "2025-02-01").replace(";", ",")

        table = read(data.encode(), HOURS)

        assert table.problems == ()
        assert table.rows[0].values == GOOD_VALUES

    def test_has_columns_in_any_order_and_names_in_any_case(self):
        data = " UREN ;Datum;Omschrijving;KLANTNUMMER;Organisatie_RSIN\n7,5;01-02-2025;koffie schenken;K001;111222333"

        assert read(data.encode(), HOURS).rows[0].values == GOOD_VALUES

    def test_keeps_the_line_numbers_an_editor_shows(self):
        data = f'sep=;\r\n\r\n{HEADER}\r\n{GOOD}\r\n;;;;\r\n\r\n{GOOD[:-15]}"twee\r\nregels; en meer"\r\n{GOOD}\r\n'

        table = read(data.encode(), HOURS)

        assert table.problems == ()
        assert lines(table) == [4, 7, 9]
        assert table.rows[1].values["omschrijving"] == "twee\nregels; en meer"

    def test_may_have_empty_columns_and_short_lines_at_the_end(self):
        data = f"{HEADER};;;\n{GOOD};;;\n111222333;K001;02-02-2025;1"

        table = read(data.encode(), HOURS)

        assert table.problems == ()
        assert table.rows[1].values["omschrijving"] is None

    def test_has_quotes_doubled_inside_quotes(self):
        data = f'{HEADER}\n111222333;K001;01-02-2025;1;"de ""Buurt"""'

        assert read(data.encode(), HOURS).rows[0].values["omschrijving"] == 'de "Buurt"'

    def test_gives_the_same_answer_every_time(self):
        data = f"{HEADER}\n{GOOD}\nx;;;;\n".encode()

        assert read(data, HOURS) == read(data, HOURS)


class TestLines:
    def test_have_all_their_problems_named_at_once(self):
        data = f"{HEADER}\n{GOOD}\n111222334;K 1;31-02-2025;7.5;=a;rest\n;;;;x\n{GOOD}"

        table = read(data.encode(), HOURS)

        assert lines(table) == [2, 5]
        assert found(table) == [
            (3, "organisatie_rsin", "rsin-wrong-checksum"),
            (3, "klantnummer", "reference-unreadable"),
            (3, "datum", "date-does-not-exist"),
            (3, "uren", "number-decimal-point"),
            (3, "omschrijving", "text-is-formula"),
            (3, None, "cell-outside-table"),
            (4, "organisatie_rsin", "cell-empty"),
            (4, "klantnummer", "cell-empty"),
            (4, "datum", "cell-empty"),
            (4, "uren", "cell-empty"),
        ]
        assert table.refused_lines == (3, 4)

    def test_say_their_problem_in_dutch_and_english(self):
        (problem,) = read(f"{HEADER}\n{GOOD.replace('7,5', '7.5')}".encode(), HOURS).problems

        assert problem.say("nl").startswith("regel 2, kolom uren: '7.5' heeft een punt")
        assert problem.say("en").startswith("line 2, column uren: '7.5' has a decimal point")

    def test_with_something_under_a_column_without_a_name_are_refused(self):
        data = f"{HEADER};;extra\n".replace("extra", "") + f"{GOOD};;x\n"

        assert found(read(data.encode(), HOURS)) == [(2, None, "cell-outside-table")]


class TestHeader:
    def test_names_all_columns_that_are_missing_unknown_or_there_twice(self):
        table = read(b"organisatie_rsin;KLANTNUMMER;klantnummer;uren;plaats;\n", HOURS)

        assert table.dialect is None
        assert found(table) == [(1, None, "columns-missing"), (1, None, "columns-unknown"), (1, None, "columns-twice")]
        missing, unknown, twice = table.problems
        assert "datum, omschrijving" in missing.nl
        assert "'plaats'" in unknown.nl
        assert "klantnummer" in twice.nl

    def test_may_do_without_an_optional_column(self):
        columns = (*HOURS, Column("plaats", cells.text(most=20), required=False, may_be_left_out=True))

        without, with_it = (
            read(data.encode(), columns) for data in (f"{HEADER}\n{GOOD}\n", f"{HEADER};plaats\n{GOOD};Zuid\n")
        )

        assert [table.rows[0].values["plaats"] for table in (without, with_it)] == [None, "Zuid"]
        assert without.problems == with_it.problems == ()

    def test_is_missed_when_the_file_starts_with_people(self):
        table = read(GOOD.encode(), HOURS)

        assert [problem.code for problem in table.problems] == ["columns-missing", "columns-unknown"]
        assert table.rows == ()

    def test_is_missed_when_there_is_only_an_announcement(self):
        assert found(read(b"sep=;\n", HOURS)) == [(None, None, "header-missing")]

    def test_alone_is_a_table_without_rows(self):
        table = read(HEADER.encode(), HOURS)

        assert (table.rows, table.problems) == ((), ())
        assert table.dialect is not None


class TestFile:
    @pytest.mark.parametrize(
        ("data", "line", "code"),
        [
            (f'{HEADER}\n{GOOD}\n"111222333;K001;01-02-2025;1;x\n{GOOD}\n', 3, "quotes-broken"),
            (f'{HEADER}\n111222333;"K001"x;01-02-2025;1;x\n{GOOD}\n', 2, "quotes-broken"),
            (f'{HEADER}\n111222333;K001;01-02-2025;1;"' + ("x" * 40_000 + "\n") * 5 + '"', 2, "quotes-broken"),
            (f"{HEADER}\n" + "x" * 60_000, 2, "line-too-long"),
            (f"{HEADER}\n" + "\n" * MOST_LINES + GOOD, None, "too-many-lines"),
            (HEADER.replace(";", "\t"), None, "delimiter-unknown"),
            ("", None, "file-empty"),
        ],
    )
    def test_that_cannot_be_trusted_as_a_whole_gives_no_rows(self, data, line, code):
        table = read(data.encode(), HOURS)

        assert (table.rows, table.dialect) == ((), None)
        assert found(table) == [(line, None, code)]

    def test_of_something_else_altogether_is_not_read_to_the_end(self):
        table = read((HEADER + "\n" + "x;y z;x;x;x\n" * MOST_PROBLEMS).encode(), HOURS)

        assert table.rows == ()
        assert table.problems[0].code == "too-many-problems"
        assert MOST_PROBLEMS < len(table.problems) <= MOST_PROBLEMS + 10

    def test_of_the_largest_size_is_read(self):
        table = read((HEADER + "\n" + f"{GOOD}\n" * (MOST_LINES - 1)).encode(), HOURS)

        assert len(table.rows) == MOST_LINES - 1


TABLE_TEXT = st.text(
    alphabet="organisatie_rsin;klantnummer;datum;uren;omschrijving,\"'=\r\n\t 0123456789-.é€", max_size=300
)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "windows-1252", "utf-16", "cp850"])


def answers(data):
    table = read(data, HOURS)

    assert table == read(data, HOURS)
    assert all(problem.code and problem.nl and problem.en for problem in table.problems)
    assert not set(lines(table)) & set(table.refused_lines)
    assert table.dialect is not None or table.rows == ()
    assert all(set(row.values) == {column.name for column in HOURS} for row in table.rows)


class TestAnyBytes:
    @given(st.binary(max_size=2_000))
    @settings(max_examples=300, deadline=None)
    def test_give_an_answer(self, data):
        answers(data)

    @given(TABLE_TEXT, ENCODINGS)
    @settings(max_examples=300, deadline=None)
    def test_under_a_good_header_give_an_answer(self, text, encoding):
        answers(f"{HEADER}\n{GOOD}\n{text}".encode(encoding, errors="replace"))

    @given(st.binary(max_size=500))
    @settings(max_examples=300, deadline=None)
    def test_after_a_good_header_give_an_answer(self, data):
        answers(HEADER.encode() + b"\r\n" + data)

    @given(st.lists(st.tuples(st.integers(1, 28), st.integers(0, 2400), st.text(alphabet='ab;"\n é', max_size=20))))
    @settings(max_examples=150, deadline=None)
    def test_written_by_a_spreadsheet_are_read_back_whole(self, entries):
        written = [HEADER]
        for day, hundredths, remark in entries:
            quoted_remark = '"' + remark.replace('"', '""') + '"'
            hours = f"{hundredths // 100},{hundredths % 100:02}"
            written.append(f"111222333;K001;{day}-2-2025;{hours};{quoted_remark}")

        table = read("\r\n".join(written).encode("windows-1252"), HOURS)

        assert table.problems == ()
        assert [(row.values["datum"].day, row.values["uren"], row.values["omschrijving"]) for row in table.rows] == [
            (day, Decimal(hundredths) / 100, remark.strip() or None) for day, hundredths, remark in entries
        ]
