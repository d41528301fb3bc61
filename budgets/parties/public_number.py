"""The public number of a municipality: what every code that opens a door begins with, so that it is known whose door
it is before any secret is looked up.
"""

import re

from stdnum import damm

_DIGITS = re.compile(r"[0-9]{5}")
_MOST = 9_999


def public_number(municipality_id: int) -> str:
    """Give the public number of a municipality: four digits and a check digit, as "00174"."""
    if not 0 < municipality_id <= _MOST:
        raise ValueError(municipality_id)
    digits = f"{municipality_id:04}"
    return digits + damm.calc_check_digit(digits)


def read_public_number(text: str) -> int | None:
    """Give the municipality of a public number; None when it is mistyped, or is none. It may not be there."""
    if not _DIGITS.fullmatch(text) or not damm.is_valid(text):
        return None
    return int(text[:-1]) or None
