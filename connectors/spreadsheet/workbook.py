"""The lines of a workbook (.xlsx), as the texts that a Dutch Excel would save as CSV: 7,5 and 31-01-2025.

Only what a person sees is read: the values of formulas as they were last worked out, on the one visible sheet with
something on it. What a text cannot say truly is an `OddCell`: a date, or a cell that must be mended first.
"""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

from connectors.problem import Reason
from connectors.spreadsheet import cell_reasons, reasons
from connectors.spreadsheet.decoding import MOST_BYTES, FileRefused
from connectors.spreadsheet.numerals import quoted
from connectors.spreadsheet.workbook_marks import merged_away, without_value

MARK = b"PK\x03\x04"
MOST_UNPACKED = 150_000_000
"""Bytes of all parts together, as the archive declares them; it gives no more of a part than was declared."""
MOST_OTHER = 10_000_000
"""Bytes of the parts that are read whole: styles, relations and the like, but no sheets and no texts."""
MOST_COLUMNS = 1_000
MOST_ROWS = 1_048_576
_STREAMED = ("xl/worksheets/", "xl/sharedStrings", "xl/media/")
_BINARY, _OPEN_DOCUMENT = "xl/workbook.bin", "mimetype"
_EXACT = 10**15  # Excel keeps 15 digits of a number; those after them are lost


@dataclass(frozen=True, slots=True)
class OddCell:
    """A cell that is more than its text. `reason` says what to mend; None: it is a date, fit for a column of dates."""

    text: str
    reason: Reason | None = None


Line = tuple[int, Sequence[str | OddCell]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The name of the sheet that was read, and its lines that have something on them, with their row numbers."""

    name: str
    lines: Iterator[Line]


def open_sheet(data: bytes, *, most_lines: int) -> Sheet:
    """Give the one visible sheet with something on it. Its lines are read as they are asked for.

    :raises FileRefused: too large, damaged, of another kind, or with several sheets that could be meant
    """
    _refuse_by_size(data)
    with _any_damage_refused():
        book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in visible:
            sheet.reset_dimensions()  # what a file says about its own size need not be so
        filled = [sheet for sheet in visible if any(_has_something(row) for row in _rows(sheet))]
    if len(filled) > 1:
        names = ", ".join(quoted(sheet.title) for sheet in filled[:20])
        raise FileRefused(reasons.SHEETS_SEVERAL.problem(names=names))
    if not filled:
        raise FileRefused(reasons.EMPTY.problem())
    return Sheet(filled[0].title, _lines(data, filled[0], most_lines))


def _refuse_by_size(data: bytes) -> None:
    """Judge the archive by its table of contents, before anything in it is unpacked."""
    if len(data) > MOST_BYTES:
        raise FileRefused(reasons.TOO_LARGE.problem(most=MOST_BYTES // 1_000_000))
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        raise FileRefused(reasons.WORKBOOK_DAMAGED.problem()) from None
    names = {part.filename for part in parts}
    if _OPEN_DOCUMENT in names or _BINARY in names:
        kind = "LibreOffice (.ods)" if _OPEN_DOCUMENT in names else "Excel (.xlsb)"
        raise FileRefused(reasons.NOT_CSV.problem(kind=kind))
    if "[Content_Types].xml" not in names:
        raise FileRefused(reasons.NOT_CSV.problem(kind="zip"))
    whole = [part.file_size for part in parts if not part.filename.startswith(_STREAMED)]
    if sum(part.file_size for part in parts) > MOST_UNPACKED or max(whole) > MOST_OTHER:
        raise FileRefused(reasons.UNPACKS_TOO_LARGE.problem(most=MOST_UNPACKED // 1_000_000))


@contextmanager
def _any_damage_refused() -> Iterator[None]:
    """Refuse a damaged file in plain words; a file from outside can make its reader fail in any way there is."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about charts and styles that we do not read
        try:
            yield
        except FileRefused:
            raise
        except Exception:
            raise FileRefused(reasons.WORKBOOK_DAMAGED.problem()) from None


def _rows(sheet) -> Iterator[Sequence]:
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if len(row) > MOST_COLUMNS:
            raise FileRefused(reasons.TOO_MANY_COLUMNS.problem(most=MOST_COLUMNS).at(line=number))
        if number > MOST_ROWS:
            raise FileRefused(reasons.WORKBOOK_DAMAGED.problem())
        yield row


def _has_something(row: Sequence) -> bool:
    return any(cell.value is not None for cell in row)


def _lines(data: bytes, sheet, most_lines: int) -> Iterator[Line]:
    with _any_damage_refused():
        with ZipFile(BytesIO(data)) as archive:
            part = archive.read(sheet._worksheet_path)
        marks = {**merged_away(part), **without_value(part)}
        del part
        read = 0
        for number, row in enumerate(_rows(sheet), start=1):
            cells = [
                OddCell("", marks[number, position])
                if cell.value is None and (number, position) in marks
                else _said(cell)
                for position, cell in enumerate(row, start=1)
            ]
            if not any(cells):
                continue
            read += 1
            if read > most_lines:
                raise FileRefused(reasons.TOO_MANY_LINES.problem(most=most_lines))
            yield number, cells


def _said(cell) -> str | OddCell:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        return OddCell(str(value), cell_reasons.FORMULA_FAILED)
    if isinstance(value, str):
        return value.replace("_x000D_", "").strip()  # how Excel keeps one half of a Windows line end
    if isinstance(value, bool):
        return "WAAR" if value else "ONWAAR"
    if isinstance(value, int | float):
        return _number(value, cell.number_format or "General")
    return _moment(value)


def _number(value: float, shown_as: str) -> str | OddCell:
    if not -_EXACT < value < _EXACT:
        return OddCell(str(value), cell_reasons.TOO_LONG_FOR_EXCEL)
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    if "%" in shown_as:
        return _plain(exact * 100) + "%"
    if value >= 0 and set(shown_as) == {"0"}:
        return _plain(exact).zfill(len(shown_as))  # 00123 is kept as 123 that is shown with five digits
    return _plain(exact)


def _plain(exact: Decimal) -> str:
    text = f"{exact:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def _moment(value: date | time | timedelta) -> str | OddCell:
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    if isinstance(value, time):
        return f"{value.hour}:{value.minute:02}"
    clock = f" {value:%H:%M}" if isinstance(value, datetime) and value.time() != time() else ""
    return OddCell(f"{value.day:02}-{value.month:02}-{value.year:04}{clock}")
