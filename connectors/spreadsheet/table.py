"""A table from the bytes of a CSV file or a workbook: every line is a typed row, or has all its problems named.

What Excel and editors leave behind is taken as it is: a byte order mark, `sep=;`, any of three line ends, blank lines,
empty columns at the end, cells with separators or line breaks in quotes, columns in any order.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from connectors.problem import Problem
from connectors.spreadsheet import cell_reasons, reasons
from connectors.spreadsheet.cells import Parser, day
from connectors.spreadsheet.decoding import FileRefused, decode
from connectors.spreadsheet.dialect import WORKBOOK, Dialect, Numbers, announced_delimiter, find_dialect, first_line
from connectors.spreadsheet.numerals import CellRefused, quoted
from connectors.spreadsheet.workbook import MARK, Line, OddCell, open_sheet

MOST_LINES = 200_000
MOST_LINE_LENGTH = 50_000
MOST_PROBLEMS = 10_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column the file must have, unless it `may_be_left_out`. `required` says that no cell in it may be empty; an
    empty cell, and a column that was left out, give None.
    """

    name: str
    parse: Parser
    required: bool = True
    may_be_left_out: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line without problems: its number as an editor shows it, and a value for every declared column."""

    line: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Table:
    """What a file says, line by line. `dialect` None: the file as a whole cannot be taken, and there are no rows.

    `sheet` is the sheet of a workbook that was read.
    """

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    dialect: Dialect | None
    sheet: str | None = None

    @property
    def refused_lines(self) -> tuple[int, ...]:
        """List the numbers of the lines that have a problem, in order, each once."""
        return tuple(dict.fromkeys(problem.line for problem in self.problems if problem.line is not None))


def read(data: bytes, columns: Sequence[Column]) -> Table:
    """Give the rows and all problems of the file; any bytes at all give an answer, and the same bytes the same one."""
    try:
        return _read(data, columns)
    except FileRefused as refused:
        return Table((), refused.problems, None)


def _read(data: bytes, columns: Sequence[Column]) -> Table:
    records, dialect, sheet = _open(data, columns)
    places = _places(records, columns)
    left_out = {column.name: None for column in columns if column not in places.values()}
    rows: list[Row] = []
    problems: list[Problem] = []
    for line, cells in records:
        values, found = _values(cells, places, dialect.numbers)
        if found:
            problems += [problem.at(line=line, column=problem.column) for problem in found]
        else:
            rows.append(Row(line, left_out | values))
        if len(problems) > MOST_PROBLEMS:
            raise FileRefused(reasons.TOO_MANY_PROBLEMS.problem(most=MOST_PROBLEMS), *problems)
    return Table(tuple(rows), tuple(problems), dialect, sheet)


def _open(data: bytes, columns: Sequence[Column]) -> tuple[Iterator[Line], Dialect, str | None]:
    if data.startswith(MARK):
        sheet = open_sheet(data, most_lines=MOST_LINES)
        return sheet.lines, WORKBOOK, sheet.name
    decoded = decode(data)
    dialect = find_dialect(decoded, [column.name for column in columns])
    return _records(decoded.text, dialect.delimiter), dialect, None


def _records(text: str, delimiter: str) -> Iterator[Line]:
    """Give each line with something on it: the number of its first line in the file, and its trimmed cells."""
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            raise FileRefused(reasons.QUOTES.problem().at(line=line)) from None
        if any(cells):
            yield line, cells


def _lines(text: str) -> Iterator[str]:
    announced = announced_delimiter(first_line(text)) is not None
    for number, line in enumerate(StringIO(text, newline=""), start=1):
        if number > MOST_LINES:
            raise FileRefused(reasons.TOO_MANY_LINES.problem(most=MOST_LINES))
        if len(line) > MOST_LINE_LENGTH:
            raise FileRefused(reasons.LINE_TOO_LONG.problem(most=MOST_LINE_LENGTH).at(line=number))
        if announced and line.strip():
            # The line `sep=;` is for Excel; it becomes a blank line so that all others keep their numbers.
            announced, line = False, "\n"
        yield line


def _places(records: Iterator[Line], columns: Sequence[Column]) -> dict[int, Column]:
    """Read the line with the column names; give the column that stands at each position.

    :raises FileRefused: names are missing, unknown or there twice
    """
    known = {column.name.casefold(): column for column in columns}
    line, header = next(records, (0, ()))
    if not header:
        raise FileRefused(reasons.NO_HEADER.problem(names=", ".join(column.name for column in columns)))
    texts = [cell.text if isinstance(cell, OddCell) else cell for cell in header]
    named = {position: name for position, name in enumerate(texts) if name}
    folded = [name.casefold() for name in named.values()]
    faults = (
        (
            reasons.COLUMNS_MISSING,
            [column.name for name, column in known.items() if name not in folded and not column.may_be_left_out],
        ),
        (reasons.COLUMNS_UNKNOWN, [quoted(name) for name in named.values() if name.casefold() not in known]),
        (reasons.COLUMNS_TWICE, [known[name].name for name in known if folded.count(name) > 1]),
    )
    found = [reason.problem(names=_listed(names)).at(line=line) for reason, names in faults if names]
    if found:
        raise FileRefused(*found)
    return {position: known[name.casefold()] for position, name in named.items()}


def _values(
    cells: Sequence[str | OddCell], places: Mapping[int, Column], numbers: Numbers
) -> tuple[dict[str, object], list[Problem]]:
    values: dict[str, object] = {}
    problems: list[Problem] = []
    for position, column in places.items():
        cell = cells[position] if position < len(cells) else ""
        try:
            values[column.name] = _value(cell, column, numbers)
        except CellRefused as refused:
            problems += [problem.at(line=None, column=column.name) for problem in refused.problems]
    outside = [position for position, cell in enumerate(cells) if cell and position not in places]
    if outside:
        problems.append(reasons.OUTSIDE_TABLE.problem(position=outside[0] + 1))
    return values, problems


def _value(cell: str | OddCell, column: Column, numbers: Numbers) -> object:
    if isinstance(cell, OddCell):
        cell = _true_text(cell, column)
    if cell:
        return column.parse(cell, numbers)
    if column.required:
        raise CellRefused(cell_reasons.EMPTY.problem())
    return None


def _true_text(cell: OddCell, column: Column) -> str:
    """Give the text of a cell of a workbook, if its column can take what it is."""
    if cell.reason is not None:
        raise CellRefused(cell.reason.problem())
    if column.parse is not day:
        raise CellRefused(cell_reasons.MADE_DATE.problem())
    return cell.text


def _listed(names: list[str]) -> str:
    # Where a file of something else was sent, its first line can have any number of names.
    return ", ".join(names[:20]) + (", ..." if len(names) > 20 else "")
