"""How one file writes its columns, numbers and dates; it follows from the separator, as in the Excel that made it."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from connectors.spreadsheet import reasons
from connectors.spreadsheet.decoding import Decoded, FileRefused

_READABLE = (";", ",")
_OTHERS = {"\t": "tab", "|": "|"}
_FILLED, _LINE_END = re.compile(r"\S"), re.compile(r"[\r\n]")
_READ_OF_FIRST_LINE = 10_000


class Numbers(StrEnum):
    """DUTCH: 1.234,50 and 31-01-2025. POINT: 1234.50 and 2025-01-31."""

    DUTCH = "dutch"
    POINT = "point"


@dataclass(frozen=True, slots=True)
class Dialect:
    """The encoding and the separator of a file, and with them its way of writing numbers and dates."""

    encoding: str
    delimiter: str

    @property
    def numbers(self) -> Numbers:
        """Give the way numbers and dates are written: a Dutch Excel separates with semicolons, others with commas."""
        return Numbers.DUTCH if self.delimiter == ";" else Numbers.POINT


WORKBOOK = Dialect("xlsx", ";")
"""Numbers and dates of a workbook are given as a Dutch Excel would save them, and texts were typed by its users."""


def find_dialect(decoded: Decoded, names: Iterable[str]) -> Dialect:
    """Give the dialect: as `sep=` says, otherwise the separator that shows most of the known column names.

    :raises FileRefused: the columns are separated by something else
    """
    first = first_line(decoded.text)
    delimiter = announced_delimiter(first)
    if delimiter is None:
        delimiter = _most_telling(first, {name.casefold() for name in names})
    if delimiter not in _READABLE:
        shown = _OTHERS.get(delimiter, delimiter)
        raise FileRefused(reasons.DELIMITER.problem(delimiter=shown or "?"))
    return Dialect(decoded.encoding, delimiter)


def first_line(text: str) -> str:
    """Give the first line that has something on it, as far as it can hold column names, or an empty text."""
    found = _FILLED.search(text)
    if not found:
        return ""
    start = max(text.rfind(end, 0, found.start()) for end in "\r\n") + 1
    return _LINE_END.split(text[start : start + _READ_OF_FIRST_LINE], maxsplit=1)[0]


def announced_delimiter(line: str) -> str | None:
    """Give the separator that Excel's own first line `sep=;` announces, or None if this is not such a line."""
    plain = line.strip().strip('"')
    if plain[:4].casefold() != "sep=" or len(plain) > len("sep=;"):
        return None
    return plain[4:] or "\t"


def _most_telling(line: str, known: set[str]) -> str:
    def score(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([line], delimiter=delimiter), [])
        return sum(cell.strip().casefold() in known for cell in cells), len(cells)

    # max() keeps the first of equals, so a file of one column is read as a Dutch one.
    return max((*_READABLE, *_OTHERS), key=score)
