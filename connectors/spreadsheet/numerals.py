"""Numbers as people write them, 1.234,5 in a Dutch file and 1234.5 in one with commas; never a guess between them."""

import re
from decimal import Decimal

from connectors.problem import Reason, Refused
from connectors.spreadsheet import cell_reasons as reasons
from connectors.spreadsheet.dialect import Numbers

MOST_DIGITS = 12
"""Digits before the decimal sign; what is longer is not a number of hours or euros."""
MOST_LENGTH = 40
"""Characters of a cell that can still be a number at all."""

# Only the digits 0-9: other scripts have digits that Python would read and a person here would not.
_SHAPES = {
    Numbers.DUTCH: re.compile(r"(?P<sign>-?)(?P<whole>[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)(?:,(?P<part>[0-9]+))?"),
    Numbers.POINT: re.compile(r"(?P<sign>-?)(?P<whole>[0-9]+)(?:\.(?P<part>[0-9]+))?"),
}
_EXAMPLES = {Numbers.DUTCH: "1,5", Numbers.POINT: "1.5"}
_POINT_NUMBER = re.compile(r"-?[0-9]+\.[0-9]+")
_COMMA_NUMBER = re.compile(r"-?[0-9.,]*,[0-9.,]*")
_CLOCK = re.compile(r"[0-9]{1,3}:[0-9]{2}(:[0-9]{2})?")


class CellRefused(Refused):
    """A cell cannot be read as what its column holds; its code says why."""


def quoted(cell: str) -> str:
    """Give the cell as it may be quoted in a reason: on one line, and not longer than a person needs."""
    plain = "".join(each if each.isprintable() else "?" for each in cell[:40])
    return f"'{plain}{'...' if len(cell) > len(plain) else ''}'"


def decimal(cell: str, numbers: Numbers, *, decimals: int) -> Decimal:
    """Parse a number with at most so many decimals.

    :raises CellRefused: no number, the other way of writing, too large or too precise
    """
    found = _SHAPES[numbers].fullmatch(cell) if len(cell) <= MOST_LENGTH else None
    if not found:
        raise _refused(_why_no_number(cell, numbers), cell, example=_EXAMPLES[numbers])
    whole_part = found["whole"].replace(".", "").lstrip("0") or "0"
    part = (found["part"] or "").rstrip("0")
    if len(whole_part) > MOST_DIGITS:
        raise _refused(reasons.TOO_BIG, cell)
    if len(part) > decimals:
        raise _refused(reasons.DECIMALS, cell, most=decimals)
    number = Decimal(f"{whole_part}.{part or '0'}").quantize(Decimal(1).scaleb(-decimals))
    return -number if found["sign"] and number else number


def whole(cell: str, numbers: Numbers) -> int:
    """Parse a whole number.

    :raises CellRefused: no number, too large or not whole
    """
    number = decimal(cell, numbers, decimals=6)
    if number != int(number):
        raise _refused(reasons.NOT_WHOLE, cell)
    return int(number)


def _why_no_number(cell: str, numbers: Numbers) -> Reason:
    if len(cell) > MOST_LENGTH:
        return reasons.NUMBER
    if _CLOCK.fullmatch(cell):
        return reasons.CLOCK
    if numbers is Numbers.DUTCH and _POINT_NUMBER.fullmatch(cell):
        return reasons.POINT_IN_DUTCH
    if numbers is Numbers.POINT and _COMMA_NUMBER.fullmatch(cell):
        return reasons.COMMA_IN_POINT
    return reasons.NUMBER


def _refused(reason: Reason, cell: str, **facts: object) -> CellRefused:
    return CellRefused(reason.problem(value=quoted(cell), **facts))
