"""Parsers of one cell: the text of the cell and the way its file writes numbers in; a value out.

Each raises CellRefused. The text comes without spaces around it and is never empty.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache

from stdnum.exceptions import ValidationError
from stdnum.nl import bsn as eleven_test
from stdnum.nl import postcode as dutch_postcode

from connectors.problem import Reason
from connectors.sepa.iban import IbanRefused, check_iban
from connectors.spreadsheet import cell_reasons as reasons
from connectors.spreadsheet import numerals
from connectors.spreadsheet.dialect import Numbers
from connectors.spreadsheet.numerals import CellRefused, quoted

__all__ = [
    "CellRefused",
    "Parser",
    "cents",
    "choice",
    "day",
    "email",
    "hours",
    "iban",
    "phone",
    "postcode",
    "reference",
    "rsin",
    "text",
    "whole",
]

Parser = Callable[[str, Numbers], object]

FIRST_YEAR, LAST_YEAR = 1900, 2100
_DUTCH_DAY = re.compile(r"(?P<day>[0-9]{1,2})-(?P<month>[0-9]{1,2})-(?P<year>[0-9]{4})")
_ISO_DAY = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_DAY_SHAPES = {Numbers.DUTCH: (_DUTCH_DAY, "31-01-2025"), Numbers.POINT: (_ISO_DAY, "2025-01-31")}
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}")
_EXCEL_DAY = re.compile(r"[0-9]{5}")
_EXCEL_POWER = re.compile(r"[0-9]+([.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
_EMAIL_LENGTH = 254
_EMAIL = re.compile(
    r"(?!\.)[A-Za-z0-9.!#$%&'*+/?^_`{|}~=-]{1,64}(?<!\.)"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_PHONE_SIGNS = re.compile(r"[ ().\u00a0-]")
_PHONE = re.compile(r"(?:\+|00)(?P<foreign>31[1-9][0-9]{8}|(?!31)[1-9][0-9]{6,14})|0(?P<dutch>[1-9][0-9]{8})")
_FORMULA_STARTS = ("=", "+", "@", "'")
# The Dutch short articles are names, not formulas: 't Hart, 's-Gravenhage, 'n Boer.
_ARTICLE = re.compile(r"'[stn][ -]?[^\W\d_]", re.IGNORECASE)
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_LOST_LETTER = "\ufffd"


def text(*, most: int, lines: bool = False) -> Parser:
    """Give a parser of plain text of at most `most` characters; with `lines` it may have line breaks."""

    def parse(cell: str, numbers: Numbers) -> str:
        plain = unicodedata.normalize("NFC", cell.replace("\r\n", "\n").replace("\r", "\n"))
        _refuse_invisible(plain.replace("\n", "") if lines else plain)
        if plain.startswith(_FORMULA_STARTS) and not _ARTICLE.match(plain):
            raise CellRefused(reasons.FORMULA.problem(first=plain[0]))
        if len(plain) > most:
            raise CellRefused(reasons.TOO_LONG.problem(length=len(plain), most=most))
        return plain

    return parse


def reference(*, most: int) -> Parser:
    """Give a parser of numbers that are names, such as a client number: leading zeros stay."""

    def parse(cell: str, numbers: Numbers) -> str:
        if _EXCEL_POWER.fullmatch(cell) and ("+" in cell or "," in cell):
            raise CellRefused(reasons.EXCEL_POWER.problem(value=quoted(cell)))
        if len(cell) > most or not _REFERENCE.fullmatch(cell):
            raise CellRefused(reasons.REFERENCE.problem(most=most))
        return cell

    return parse


def choice(*options: str) -> Parser:
    """Give a parser of one of the options, in capitals or not; the value is the option as declared."""
    known = {option.casefold(): option for option in options}

    def parse(cell: str, numbers: Numbers) -> str:
        if cell.casefold() not in known:
            raise CellRefused(reasons.CHOICE.problem(value=quoted(cell), options=", ".join(options)))
        return known[cell.casefold()]

    return parse


def day(cell: str, numbers: Numbers) -> date:
    """Parse a date: 31-01-2025 or 31-1-2025 in a Dutch file, 2025-01-31 in a file with commas."""
    shape, example = _DAY_SHAPES[numbers]
    found = shape.fullmatch(cell)
    value = quoted(cell)
    if not found:
        raise CellRefused(_why_no_day(cell).problem(value=value, example=example))
    if not FIRST_YEAR <= int(found["year"]) <= LAST_YEAR:
        raise CellRefused(reasons.FAR_YEAR.problem(value=value, first=FIRST_YEAR, last=LAST_YEAR))
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        raise CellRefused(reasons.NO_SUCH_DAY.problem(value=value)) from None


def hours(cell: str, numbers: Numbers) -> Decimal:
    """Parse a number of hours with at most two decimals; a minus is read, and judged by whoever knows the rule."""
    return numerals.decimal(cell, numbers, decimals=2)


def whole(cell: str, numbers: Numbers) -> int:
    """Parse a whole number; a minus is read."""
    return numerals.whole(cell, numbers)


def cents(cell: str, numbers: Numbers) -> int:
    """Parse an amount in euros, with or without the euro sign, into cents; a minus is read."""
    return int(numerals.decimal(cell.removeprefix("€").lstrip(), numbers, decimals=2).scaleb(2))


def iban(cell: str, numbers: Numbers) -> str:
    """Parse an IBAN into capitals without spaces; its own reasons are those of `connectors.sepa.iban`."""
    try:
        return check_iban(cell)
    except IbanRefused as refused:
        raise CellRefused(*refused.problems) from None


def rsin(cell: str, numbers: Numbers) -> str:
    """Parse the number of an organisation into 9 digits; 8 digits are taken as one whose first 0 Excel dropped."""
    if not re.fullmatch(r"[0-9]{8,9}", cell):
        raise CellRefused(reasons.RSIN.problem())
    padded = cell.zfill(9)
    if not _passes_eleven_test(padded):
        raise CellRefused(reasons.RSIN_CHECK.problem())
    return padded


def postcode(cell: str, numbers: Numbers) -> str:
    """Parse a Dutch postcode into the form 1234 AB."""
    try:
        if not cell.isascii():
            raise CellRefused(reasons.POSTCODE.problem())
        return str(dutch_postcode.validate(cell))
    except ValidationError:
        raise CellRefused(reasons.POSTCODE.problem()) from None


def email(cell: str, numbers: Numbers) -> str:
    """Parse an e-mail address; the part after the @ is given in small letters."""
    if len(cell) > _EMAIL_LENGTH or ".." in cell or not _EMAIL.fullmatch(cell):
        raise CellRefused(reasons.EMAIL.problem())
    name, _, domain = cell.rpartition("@")
    return f"{name}@{domain.lower()}"


def phone(cell: str, numbers: Numbers) -> str:
    """Parse a telephone number into its international form, such as +31612345678."""
    # The (0) of +31 (0)6 is for those who dial at home.
    compact = _PHONE_SIGNS.sub("", cell.replace("(0)", "") if cell.startswith(("+", "00")) else cell)
    found = _PHONE.fullmatch(compact)
    if found:
        return f"+{found['foreign']}" if found["foreign"] else f"+31{found['dutch']}"
    if re.fullmatch(r"[1-9][0-9]{8}", compact):
        raise CellRefused(reasons.PHONE_ZERO.problem())
    raise CellRefused(reasons.PHONE.problem())


def _why_no_day(cell: str) -> Reason:
    if _EXCEL_DAY.fullmatch(cell):
        return reasons.EXCEL_DAY
    return reasons.SHORT_YEAR if _SHORT_YEAR.fullmatch(cell) else reasons.DAY


@lru_cache(maxsize=1_000)
def _passes_eleven_test(number: str) -> bool:
    # A file names few organisations on many lines. A citizen number is of the same range and has the same test.
    return bool(eleven_test.is_valid(number))


def _refuse_invisible(plain: str) -> None:
    if plain.isprintable() and _LOST_LETTER not in plain:
        return
    found = [each for each in plain if unicodedata.category(each) in _INVISIBLE or each == _LOST_LETTER]
    if found:
        spelled = ", ".join(f"U+{ord(each):04X}" for each in list(dict.fromkeys(found))[:5])
        raise CellRefused(reasons.CONTROL.problem(characters=spelled))
