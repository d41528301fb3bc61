"""Workbooks as Excel and others save them: made here by openpyxl, and damaged here by hand."""

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from connectors.spreadsheet import cells, workbook
from connectors.spreadsheet.table import Column, read

HOURS = [
    Column("organisatie_rsin", cells.rsin),
    Column("klantnummer", cells.reference(most=20)),
    Column("datum", cells.day),
    Column("uren", cells.hours),
    Column("omschrijving", cells.text(most=140, lines=True), required=False),
]
HEADER = [column.name for column in HOURS]
GOOD = [111222333, "K001", date(2025, 2, 1), 7.5, "koffie schenken"]
GOOD_VALUES = {
    "organisatie_rsin": "111222333",
    "klantnummer": "K001",
    "datum": date(2025, 2, 1),
    "uren": Decimal("7.50"),
    "omschrijving": "koffie schenken",
}


def saved(book):
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def a_book(*rows, title="Uren"):
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return book


def read_rows(*rows):
    return read(saved(a_book(HEADER, *rows)), HOURS)


def found(table):
    return [(problem.line, problem.column, problem.code) for problem in table.problems]


def with_part(data, name, change):
    """Give the workbook with one of its parts changed, as another program might have written it."""
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return into.getvalue()


WHOLE = saved(a_book(HEADER, GOOD, GOOD))
SHEET = "xl/worksheets/sheet1.xml"


CONTENTS, STRINGS = "[Content_Types].xml", "xl/sharedStrings.xml"
INLINE = re.compile(rb't="inlineStr"><is><t[^>]*>([^<]*)</t></is>')


def with_shared_texts(data):
    """Give the workbook with its texts in a part of their own, each once, as Excel keeps them."""
    texts = []

    def share(found):
        texts.append(found[1])
        return b't="s"><v>%d</v>' % (len(texts) - 1)

    shared = with_part(data, SHEET, lambda part: INLINE.sub(share, part))
    override = b'<Override PartName="/%s" ContentType="%s"/></Types>' % (STRINGS.encode(), SHARED_STRINGS.encode())
    listed = io.BytesIO(with_part(shared, CONTENTS, lambda part: part.replace(b"</Types>", override)))
    with zipfile.ZipFile(listed, "a") as archive:
        space = SHEET_MAIN_NS.encode()
        items = b"".join(b"<si><t>%s</t></si>" % text for text in texts)
        archive.writestr(STRINGS, b'<?xml version="1.0"?><sst xmlns="%s">%s</sst>' % (space, items))
    return listed.getvalue()


class TestCells:
    def test_are_read_as_the_column_asks(self):
        table = read_rows(GOOD)

        assert table.problems == ()
        assert table.sheet == "Uren"
        assert [(row.line, row.values) for row in table.rows] == [(2, GOOD_VALUES)]

    def test_may_share_their_texts_as_excel_lets_them(self):
        table = read(with_shared_texts(saved(a_book(HEADER, GOOD))), HOURS)

        assert [(row.line, row.values) for row in table.rows] == [(2, GOOD_VALUES)]

    def test_may_all_be_texts_as_a_dutch_user_types_them(self):
        table = read_rows(["111222333", "K001", "01-02-2025", "7,5", " koffie schenken "])

        assert table.problems == ()
        assert table.rows[0].values == GOOD_VALUES

    @pytest.mark.parametrize(
        ("value", "hours"),
        [
            (7, "7.00"),
            (7.25, "7.25"),
            (7.250000000000001, "7.25"),
            (0.1 + 0.2, "0.30"),
            (1e3, "1000.00"),
            (-2, "-2.00"),
        ],
    )
    def test_have_numbers_as_excel_shows_them(self, value, hours):
        assert str(read_rows([*GOOD[:3], value, None]).rows[0].values["uren"]) == hours

    def test_keep_the_zeros_that_a_format_shows(self):
        book = a_book(HEADER, [*GOOD[:1], 123, *GOOD[2:]])
        book.active["B2"].number_format = "00000"

        assert read(saved(book), HOURS).rows[0].values["klantnummer"] == "00123"

    def test_get_back_one_zero_of_an_rsin_and_no_more(self):
        assert read_rows([10000021, *GOOD[1:]]).rows[0].values["organisatie_rsin"] == "010000021"

        table = read_rows([1234560, *GOOD[1:]])
        assert found(table) == [(2, "organisatie_rsin", "rsin-unreadable")]
        assert "Zet de kolom op Tekst" in table.problems[0].nl

    @pytest.mark.parametrize(
        ("position", "value", "column", "code"),
        [
            (1, 1234567890123456, "klantnummer", "excel-changed-number"),
            (1, 1.5e20, "klantnummer", "excel-changed-number"),
            (1, date(2025, 2, 1), "klantnummer", "excel-made-date"),
            (1, True, None, None),
            (1, "#N/A", "klantnummer", "formula-failed"),
            (2, 45689, "datum", "date-is-excel-number"),
            (2, datetime.fromisoformat("2025-02-01T09:30"), "datum", "date-unreadable"),
            (2, "1-2-25", "datum", "date-short-year"),
            (2, True, "datum", "date-unreadable"),
            (3, date(2025, 2, 1), "uren", "excel-made-date"),
            (3, time(1, 30), "uren", "number-is-clock-time"),
            (3, timedelta(hours=30, minutes=15), "uren", "number-is-clock-time"),
            (3, "7.5", "uren", "number-decimal-point"),
            (3, 7.333, "uren", "number-too-precise"),
            (3, None, "uren", "cell-empty"),
            (4, "+31 x", "omschrijving", "text-is-formula"),
            (4, date(2025, 2, 1), "omschrijving", "excel-made-date"),
        ],
    )
    def test_are_refused_by_row_and_column(self, position, value, column, code):
        row = [*GOOD]
        row[position] = value

        table = read_rows(GOOD, row)

        assert found(table) == ([(3, column, code)] if code else [])

    def test_with_a_percentage_are_not_taken_for_a_number(self):
        book = a_book(HEADER, [*GOOD[:3], 0.54, None])
        book.active["D2"].number_format = "0%"

        assert found(read(saved(book), HOURS)) == [(2, "uren", "number-unreadable")]

    def test_with_line_breaks_keep_them(self):
        row = [*GOOD[:4], "twee\r\nregels"]

        assert read_rows(row).rows[0].values["omschrijving"] == "twee\nregels"

    def test_outside_the_table_are_refused(self):
        assert found(read_rows([*GOOD, None, "x"])) == [(2, None, "cell-outside-table")]

    def test_count_days_from_1904_where_the_file_does(self):
        book = a_book(HEADER, GOOD)
        book.epoch = datetime.fromisoformat("1904-01-01")

        assert read(saved(book), HOURS).rows[0].values["datum"] == date(2025, 2, 1)


class TestFormulas:
    def test_give_the_value_that_was_worked_out(self):
        book = saved(a_book(HEADER, [*GOOD[:3], "=3.5+4", "=A1"]))
        worked_out = with_part(
            book, SHEET, lambda part: part.replace(b"<v></v>", b"<v>7.5</v>").replace(b"<v />", b"<v>7.5</v>")
        )

        assert read(worked_out, HOURS).rows[0].values["uren"] == Decimal("7.50")

    def test_that_were_not_worked_out_are_refused_also_where_a_cell_may_be_empty(self):
        table = read(saved(a_book(HEADER, [*GOOD[:3], "=3.5+4", "=A1"])), HOURS)

        assert found(table) == [(2, "uren", "formula-not-worked-out"), (2, "omschrijving", "formula-not-worked-out")]

    def test_may_give_an_empty_text(self):
        book = saved(a_book(HEADER, [*GOOD[:4], '=""']))
        empty = with_part(book, SHEET, lambda part: part.replace(b'r="E2"', b'r="E2" t="str"'))

        assert read(empty, HOURS).rows[0].values["omschrijving"] is None


class TestSheets:
    def test_keep_the_row_numbers_that_excel_shows(self):
        table = read(saved(a_book([], HEADER, GOOD, [], [None] * 5, [" "], GOOD)), HOURS)

        assert table.problems == ()
        assert [row.line for row in table.rows] == [3, 7]

    def test_that_are_hidden_or_empty_are_not_read(self):
        book = a_book(HEADER, GOOD)
        book.create_sheet("Leeg")
        for state in ("hidden", "veryHidden"):
            hidden = book.create_sheet(state)
            hidden.sheet_state = state
            hidden.append(["geheim"])

        table = read(saved(book), HOURS)

        assert (table.sheet, len(table.rows), table.problems) == ("Uren", 1, ())

    def test_that_could_both_be_meant_are_refused(self):
        book = a_book(HEADER, GOOD)
        book.create_sheet("Toelichting").append(["Lees dit"])

        (problem,) = read(saved(book), HOURS).problems

        assert problem.code == "sheets-several"
        assert "'Uren', 'Toelichting'" in problem.nl

    def test_with_nothing_on_them_are_an_empty_file(self):
        assert found(read(saved(a_book()), HOURS)) == [(None, None, "file-empty")]

    def test_with_merged_cells_say_which(self):
        book = a_book(HEADER, GOOD, [None, *GOOD[1:]], GOOD)
        book.active.merge_cells("A2:A3")

        assert found(read(saved(book), HOURS)) == [(3, "organisatie_rsin", "cell-merged")]

    def test_have_their_column_names_judged_as_in_csv(self):
        table = read(saved(a_book(["klantnummer", "uren", "bsn"])), HOURS)

        assert found(table) == [(1, None, "columns-missing"), (1, None, "columns-unknown")]

    def test_may_have_far_empty_columns_and_not_far_filled_ones(self):
        book = a_book(HEADER, GOOD)
        book.active.cell(row=3, column=5_000, value="x")

        assert found(read(saved(book), HOURS)) == [(3, None, "too-many-columns")]

    def test_that_lie_about_their_size_are_read_as_they_are(self):
        lying = with_part(saved(a_book(HEADER, GOOD)), SHEET, lambda part: part.replace(b"A1:E2", b"A1:XFD1048576"))

        assert len(read(lying, HOURS).rows) == 1

    def test_have_no_more_lines_than_a_csv_file_may(self, monkeypatch):
        monkeypatch.setattr("connectors.spreadsheet.table.MOST_LINES", 2)

        assert found(read_rows(GOOD, GOOD)) == [(None, None, "too-many-lines")]


class TestFilesThatCannotBeTaken:
    def code(self, data):
        table = read(data, HOURS)
        assert (table.rows, table.dialect) == ((), None)
        return table.problems[0].code

    def zipped(self, *names):
        into = io.BytesIO()
        with zipfile.ZipFile(into, "w") as archive:
            for name in names:
                archive.writestr(name, b"x")
        return into.getvalue()

    @pytest.mark.parametrize(
        ("names", "kind"),
        [
            (["mimetype", "content.xml"], ".ods"),
            (["[Content_Types].xml", "xl/workbook.bin"], ".xlsb"),
            (["a.txt"], "zip"),
        ],
    )
    def test_are_other_kinds_of_archive(self, names, kind):
        (problem,) = read(self.zipped(*names), HOURS).problems

        assert problem.code == "file-not-csv"
        assert kind in problem.nl

    def test_are_word_documents_and_archives_cut_short(self):
        assert self.code(self.zipped("[Content_Types].xml", "word/document.xml")) == "workbook-damaged"
        assert self.code(saved(a_book(HEADER, GOOD))[:-50]) == "workbook-damaged"
        assert self.code(b"PK\x03\x04rest of a workbook") == "workbook-damaged"

    def test_unpack_to_more_than_a_table_can_be(self):
        def bomb(part):
            return part.replace(b"</sheetData>", b" " * (workbook.MOST_UNPACKED + 1) + b"</sheetData>")

        data = with_part(saved(a_book(HEADER, GOOD)), SHEET, bomb)

        assert len(data) < 1_000_000
        assert self.code(data) == "workbook-unpacks-too-large"

    def test_have_a_part_that_would_be_read_whole_and_is_too_large(self):
        data = with_part(
            saved(a_book(HEADER, GOOD)), "xl/styles.xml", lambda part: part + b" " * (workbook.MOST_OTHER + 1)
        )

        assert self.code(data) == "workbook-unpacks-too-large"

    @pytest.mark.parametrize("part", [SHEET, STRINGS, "xl/workbook.xml", "xl/styles.xml"])
    def test_define_entities(self, part):
        lol = (
            b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 1_000 + b'"><!ENTITY c "' + b"&b;" * 1_000 + b'">]>'
        )

        def change(xml):
            body = xml[xml.index(b"?>") + 2 :] if xml.startswith(b"<?xml") else xml
            return lol + body.replace(b">", b">&c;", 1)

        assert self.code(with_part(with_shared_texts(WHOLE), part, change)) == "workbook-damaged"

    def test_are_larger_than_we_take(self):
        assert self.code(b"PK\x03\x04" + b"x" * 20_000_001) == "file-too-large"

    @given(st.data())
    @settings(max_examples=150, deadline=None)
    def test_are_damaged_anywhere_and_still_give_an_answer(self, data):
        whole = bytearray(WHOLE)
        for _ in range(data.draw(st.integers(1, 4))):
            whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))

        table = read(bytes(whole), HOURS)

        assert all(problem.code and problem.nl and problem.en for problem in table.problems)

    @given(st.binary(max_size=300))
    @settings(max_examples=100, deadline=None)
    def test_have_any_sheet_at_all_and_still_give_an_answer(self, junk):
        table = read(with_part(saved(a_book(HEADER, GOOD)), SHEET, lambda part: part[:200] + junk + part[200:]), HOURS)

        assert all(problem.code for problem in table.problems)


REMARK = st.text(alphabet="ab;\"'=\n é€", max_size=20)
LINE = st.tuples(
    st.sampled_from(["111222333", "111222334", "10000021", ""]),
    st.sampled_from(["K001", "000123", "1E4", "K 1", ""]),
    st.one_of(st.dates(date(1905, 1, 1), date(2099, 12, 31)), st.sampled_from(["31-02-2025", "1-2-25", "45689", ""])),
    st.one_of(st.integers(-9_999, 9_999_999), st.sampled_from(["7.5", "vier", "1:30", "1.234,5", ""])),
    REMARK,
)


def in_csv(line):
    rsin, client, day, hours, remark = line
    said = [
        rsin,
        client,
        f"{day.day}-{day.month}-{day.year}" if isinstance(day, date) else day,
        f"{hours / 100:.2f}".replace(".", ",") if isinstance(hours, int) else hours,
    ]
    return ";".join([*said, '"' + remark.replace('"', '""') + '"'])


def in_excel(line, book):
    rsin, client, day, hours, remark = line
    shown = WriteOnlyCell(book.active, value=remark)
    shown.data_type = "s"  # a text that begins as a formula stays a text, as it does when it is typed so
    return [int(rsin) if rsin else None, client, day, hours / 100 if isinstance(hours, int) else hours, shown]


class TestTheSameTable:
    @given(st.lists(LINE, max_size=8))
    @settings(max_examples=150, deadline=None)
    def test_gives_the_same_lines_and_refusals_as_csv_and_as_workbook(self, lines):
        # Blank lines are kept apart from the table: one that is only in quotes would take two lines of text.
        lines = [(*line[:4], line[4].replace("\n", " ")) for line in lines]
        book = a_book(HEADER)
        for line in lines:
            book.active.append(in_excel(line, book))
        text = read("\r\n".join([";".join(HEADER), *map(in_csv, lines)]).encode(), HOURS)

        table = read(saved(book), HOURS)

        assert table.rows == text.rows
        assert table.problems == text.problems
