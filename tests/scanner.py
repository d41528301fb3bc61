"""Finding people in text: citizen numbers, accounts, e-mail addresses and the names of who lives in the demo and the
tests.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from stdnum import iban
from stdnum.nl import bsn

from ops.demo_data.town import FIRST_NAMES, LAST_NAMES, ORGANISATIONS
from tests.builders import OWN_IBAN

NAMES = frozenset({*FIRST_NAMES, *LAST_NAMES, "Joost", "Sven", "Ömer"})
KNOWN = frozenset({OWN_IBAN, "001234560", *(each.rsin for each in ORGANISATIONS)})
"""What looks like a person's and is not: the account of the municipality, and the RSINs of organisations."""

# Nine digits on their own, also as 1234.56.782; not the decimals of a number, nor an amount in cents.
_NINE = re.compile(r"(?<![\w])(?<!\d[.,])(?<!_minor\":\s)(?<!_minor=)(\d{9}|\d{4}\.\d{2}\.\d{3})(?!\w|[.,]\d)")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,}")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a person: "bsn", "iban", "e-mail" or "name", what it says, and on which line."""

    kind: str
    says: str
    line: int


def find_personal_data(text: str, *, names: Collection[str] = NAMES, known: Collection[str] = KNOWN) -> list[Finding]:
    """Give everything in a text that is about a person, line by line; `known` is left out."""
    readable = unicodedata.normalize("NFC", _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text))
    called = _any_of(names)
    return [
        Finding(kind, says, number)
        for number, line in enumerate(readable.split("\n"), start=1)
        for kind, says in _look(line, called)
        if says not in known
    ]


def _look(line: str, called: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    for found in _NINE.finditer(line):
        if bsn.is_valid(digits := found[1].replace(".", "")):
            yield "bsn", digits
    for found in _IBAN.finditer(line):
        if iban.is_valid(account := found[0].replace(" ", ""), check_country=False):
            yield "iban", account
    for found in _E_MAIL.finditer(line):
        yield "e-mail", found[0]
    for found in called.finditer(line):
        yield "name", found[0]


def _any_of(names: Collection[str]) -> re.Pattern[str]:
    # The longest first, so that "van der Linden" is one finding.
    longest_first = sorted((unicodedata.normalize("NFC", each) for each in names), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
