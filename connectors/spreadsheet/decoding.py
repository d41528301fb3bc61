"""From the bytes of a file to its text, or a clear word on why this is not the text of a table."""

import re
from dataclasses import dataclass

from connectors.problem import Reason, Refused
from connectors.spreadsheet import reasons

MOST_BYTES = 20_000_000

# A workbook with a password is an old container around what is locked; this is the name of that part.
_OLD_CONTAINER, _LOCKED_PART = b"\xd0\xcf\x11\xe0", "EncryptedPackage".encode("utf-16-le")
_KINDS = (
    (_OLD_CONTAINER, "Excel 97-2003 (.xls)"),
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "gzip"),
)
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# A UTF-8 letter in a file that is not UTF-8 as a whole: two files were glued together, or it is damaged.
_UTF8_LETTER = rb"[\xc3-\xc5][\x80-\xbf]"
# Accented letters of DOS and old Macs: as Windows-1252 they are signs that never follow a letter in real text.
_OLD_LETTER = rb"[A-Za-z][\x82-\x84\x86-\x89\x8b\x91\x95]|[a-z][\x8a\x8e\x9f]|[A-Za-z]\x94[a-z]"
_NOT_WINDOWS = re.compile(_UTF8_LETTER + b"|" + _OLD_LETTER)
# UTF-8 that a spreadsheet once opened as Windows-1252 and saved again: "RenÃ©".
_TWICE_ENCODED = re.compile("Ã[^\x00-\x7fÀ-ÿ]")


class FileRefused(Refused):
    """A file cannot be read as a table; its problems say why."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file without its byte order mark, and how it was written."""

    text: str
    encoding: str


def decode(data: bytes) -> Decoded:
    """Give the text: UTF-8 where it is, otherwise Windows-1252, which a Dutch Excel writes.

    :raises FileRefused: empty, too large, another kind of file, or letters that cannot be read with certainty
    """
    _refuse_other_kinds(data)
    if data.startswith(_UTF8_MARK):
        return Decoded(_once_encoded(_strict(data, "utf-8-sig")), "utf-8")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return Decoded(_windows(data), "windows-1252")
    return Decoded(_once_encoded(text), "utf-8")


def _refuse_other_kinds(data: bytes) -> None:
    if not data.strip(b" \t\r\n;,") or data == _UTF8_MARK:
        raise FileRefused(reasons.EMPTY.problem())
    if len(data) > MOST_BYTES:
        raise FileRefused(reasons.TOO_LARGE.problem(most=MOST_BYTES // 1_000_000))
    for mark, kind in _KINDS:
        if data.startswith(mark):
            locked = mark == _OLD_CONTAINER and _LOCKED_PART in data
            raise FileRefused(reasons.LOCKED.problem() if locked else reasons.NOT_CSV.problem(kind=kind))
    if data.startswith(_UTF16_MARKS):
        raise FileRefused(reasons.UTF16.problem())
    if b"\0" in data:
        raise _refused_at(reasons.NUL_BYTES, data, data.index(b"\0"))


def _windows(data: bytes) -> str:
    misread = _NOT_WINDOWS.search(data)
    if misread:
        raise _refused_at(reasons.ENCODING, data, misread.start())
    return _strict(data, "windows-1252")


def _once_encoded(text: str) -> str:
    damage = _TWICE_ENCODED.search(text)
    if damage:
        raise FileRefused(reasons.ENCODING.problem().at(line=_line_number(text[: damage.start()])))
    return text


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _refused_at(reasons.ENCODING, data, error.start) from None


def _refused_at(reason: Reason, data: bytes, position: int) -> FileRefused:
    return FileRefused(reason.problem().at(line=_line_number(data[:position].decode("latin-1"))))


def _line_number(text: str) -> int:
    """Give the number of the line on which the text ends, by any of the three line ends."""
    return text.count("\n") + text.count("\r") - text.count("\r\n") + 1
