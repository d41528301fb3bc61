"""A table as a file that a Dutch Excel opens: semicolons, decimal commas, and texts that stay texts."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

Cell = str | int | date | Decimal
_MARK = "\ufeff"
"""Without it Excel takes the file for one of the Windows letters, and writes ë as Ã«."""
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def write_table(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Give the file: its head, and its rows in the order given. Days as 31-01-2025, amounts as 1234,50.

    A text that a spreadsheet would work out gets an apostrophe before it, which Excel's users know as "this is text".
    """
    written = io.StringIO()
    lines = csv.writer(written, delimiter=";", lineterminator="\r\n")
    lines.writerow([_said(cell) for cell in head])
    lines.writerows([_said(cell) for cell in row] for row in rows)
    return (_MARK + written.getvalue()).encode()


def _said(cell: Cell) -> str:
    if isinstance(cell, date):
        return f"{cell:%d-%m-%Y}"
    if isinstance(cell, Decimal):
        return str(cell).replace(".", ",")
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text.lstrip(" ").startswith(_FORMULA_STARTS) else text
