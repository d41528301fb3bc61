"""The two secrets of a till, as texts: the short code by which it joins, and the token by which it is known after that.

Both begin with the public number of the municipality, so that it is known whose they are before anything is looked up.
Only digests are ever kept.
"""

import base64
import secrets
from datetime import timedelta
from hashlib import sha256

from budgets.parties.public_number import public_number, read_public_number

PAIRING_LASTS = timedelta(minutes=10)
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: none looks like another.
_READ_AS = str.maketrans("OIL", "011", " -")
_LENGTH = 8
_TOKEN_BYTES = 32
_MOST = 200
"""No text of ours is longer; what is longer is not worth a digest."""


def make_pairing_code(municipality_id: int) -> str:
    """Give a new code to type over, of 40 random bits, as "00174-7KQ2-M9XF"."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
    return f"{public_number(municipality_id)}-{signs[:4]}-{signs[4:]}"


def make_token(municipality_id: int) -> str:
    """Give a new token of 256 random bits, as "00174.<43 signs>"."""
    secret = base64.urlsafe_b64encode(secrets.token_bytes(_TOKEN_BYTES)).rstrip(b"=").decode()
    return f"{public_number(municipality_id)}.{secret}"


def municipality_of(code_or_token: str) -> int | None:
    """Give the municipality that a pairing code or a token says it is of; None when it is neither. It may not be
    there.
    """
    return read_public_number(_as_meant(code_or_token)[:5]) if len(code_or_token) <= _MOST else None


def digest_of_token(token: str) -> str:
    """Give what is kept of a token."""
    return sha256(token[:_MOST].encode("utf-8", "surrogatepass")).hexdigest()


def digest_of_pairing_code(code: str) -> str:
    """Give what is kept of a pairing code: small letters, spaces and hyphens are read as they were meant."""
    return sha256(_as_meant(code[:_MOST]).encode("utf-8", "surrogatepass")).hexdigest()


def _as_meant(code: str) -> str:
    return code.strip().upper().translate(_READ_AS)
