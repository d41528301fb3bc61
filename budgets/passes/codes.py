"""The codes of a pass, as texts: the one printed on a card, the one that a phone shows, and the number people read out.

Every code begins with the public number of the municipality. Signs are those of Crockford's base 32: none looks like
another, and small letters, spaces and hyphens are read as they were meant. No database, no clock, no secret of ours.
"""

import hmac
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from stdnum.iso7064 import mod_97_10

from budgets.parties.public_number import public_number, read_public_number

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011", "-")
_OPENING = 5  # the public number of the municipality
_SECRET = 28  # 140 random bits
_HANDLE = 16  # 80 random bits: a name for the phone, no secret
_STEP = 6  # 30 bits: enough for twenty more lifetimes of steps
_PROOF = 16  # 80 bits of an HMAC
_NUMBER = 8

STEP = timedelta(seconds=20)
"""How long a phone shows one code."""
EARLY_OR_LATE = 1
"""How many steps a code may be early or late."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Purpose(StrEnum):
    """What a phone proves that it has its key for; a proof for one is none for the other."""

    PAY = "pay"
    RENEW = "renew"


@dataclass(frozen=True, slots=True)
class PrintedCode:
    """What a card carries: whoever has it has the pass, so it is known by its digest only."""

    municipality_id: int
    digest: str


@dataclass(frozen=True, slots=True)
class ShownCode:
    """What a phone shows for one step: a handle that changes, the step, and a proof that the phone has its key."""

    municipality_id: int
    handle: str
    step: int
    proof: str


def make_printed_code(municipality_id: int) -> str:
    """Give a new code for a card, of 140 random bits, in groups: it can be shown once and is never kept."""
    return in_groups(public_number(municipality_id) + _random_signs(_SECRET))


def make_shown_code(municipality_id: int, handle: str, step: int, *, key: bytes, purpose: Purpose = Purpose.PAY) -> str:
    """Give the code that a phone shows for a step, without hyphens: a short text makes a QR code that is read fast."""
    proof = prove(key, municipality_id, handle, step, purpose=purpose)
    return public_number(municipality_id) + handle + _in_signs(step, _STEP) + proof


def prove(key: bytes, municipality_id: int, handle: str, step: int, *, purpose: Purpose) -> str:
    """Give the proof of a phone that it has its key: 80 bits of HMAC-SHA256 over all else that its code says."""
    message = f"grondslag:{purpose}:{public_number(municipality_id)}:{handle}:{step}"
    digest = hmac.digest(key, message.encode(), "sha256")
    return _in_signs(int.from_bytes(digest[:10], "big"), _PROOF)


def proves(code: ShownCode, key: bytes, *, purpose: Purpose = Purpose.PAY) -> bool:
    """Say whether a code was made with a key, in a time that does not depend on how nearly it was."""
    proof = prove(key, code.municipality_id, code.handle, code.step, purpose=purpose)
    return hmac.compare_digest(proof, code.proof)


def make_handle() -> str:
    """Give a new name for a phone, by which shops see it until it is renewed."""
    return _random_signs(_HANDLE)


def make_number(municipality_id: int) -> str:
    """Give a new number for a pass: the public number, eight random digits and two check digits. It opens nothing."""
    digits = public_number(municipality_id) + "".join(secrets.choice("0123456789") for _ in range(_NUMBER))
    return digits + mod_97_10.calc_check_digits(digits)


def read_code(text: str) -> PrintedCode | ShownCode | None:
    """Give what a code says; None where it is no code of a pass, or a mistyped one."""
    signs = _clean(text)
    municipality_id = read_public_number(signs[:_OPENING])
    if municipality_id is None or not set(signs) <= set(SIGNS):
        return None
    rest = signs[_OPENING:]
    if len(rest) == _SECRET:
        return PrintedCode(municipality_id, digest_of(signs))
    if len(rest) == _HANDLE + _STEP + _PROOF:
        handle, step, proof = rest[:_HANDLE], rest[_HANDLE : _HANDLE + _STEP], rest[-_PROOF:]
        return ShownCode(municipality_id, handle, _number_of(step), proof)
    return None


def readable(text: str) -> PrintedCode | ShownCode:
    """Give what a code says; what is no code at all is one that nobody has, and is looked up as well."""
    return read_code(text) or PrintedCode(0, "")


def digest_of(signs: str) -> str:
    """Give the digest by which a printed code is known; of so many random bits a plain one suffices."""
    return sha256(f"grondslag:pass:{signs}".encode()).hexdigest()


def read_number(text: str) -> str | None:
    """Give the number of a pass as fifteen digits; None where it is none, or a mistyped one."""
    digits = text.replace(" ", "").replace("-", "")
    if len(digits) != _OPENING + _NUMBER + 2 or not (digits.isascii() and digits.isdigit()):
        return None
    if read_public_number(digits[:_OPENING]) is None or not mod_97_10.is_valid(digits):
        return None
    return digits


def number_in_groups(number: str) -> str:
    """Give the number of a pass as people read it: the municipality, and twice five digits."""
    return " ".join(_pieces(number, 5))


def in_groups(code: str) -> str:
    """Give a printed code as people read it: the public number, and groups of four signs."""
    signs = _clean(code)
    return "-".join([signs[:_OPENING], *_pieces(signs[_OPENING:], 4)])


def step_at(at: datetime, *, offset: timedelta = timedelta(0)) -> int:
    """Give the step that a phone is in, whose clock is so much ahead of ours."""
    return (at + offset - _EPOCH) // STEP


def is_in_time(step: int, at: datetime, *, offset: timedelta = timedelta(0)) -> bool:
    """Say whether a step may still, or already, be accepted."""
    return abs(step - step_at(at, offset=offset)) <= EARLY_OR_LATE


def _clean(text: str) -> str:
    return "".join(text.split()).upper().translate(_READ_AS) if text.isascii() else ""


def _random_signs(how_many: int) -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(how_many))


def _in_signs(number: int, length: int) -> str:
    if not 0 <= number < 32**length:
        raise ValueError(number)
    return "".join(SIGNS[number >> 5 * place & 31] for place in reversed(range(length)))


def _number_of(signs: str) -> int:
    number = 0
    for sign in signs:
        number = number << 5 | SIGNS.index(sign)
    return number


def _pieces(text: str, length: int) -> Iterator[str]:
    return (text[begin : begin + length] for begin in range(0, len(text), length))
