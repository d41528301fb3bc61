"""What is made with the secret of the settings: the keys of phones and the digests of PINs.

Neither can be had from the database alone. A key is derived each time that it is needed, so that none is ever stored.
"""

import hmac
from uuid import UUID

from django.conf import settings


def key_of_device(device_id: UUID) -> bytes:
    """Give the key of a phone: 256 bits, given to it once, when it is paired."""
    return _derive(b"device", device_id.bytes)


def digest_of_pin(person_id: UUID, pin: str) -> str:
    """Give what a PIN of a person is known by.

    A PIN has so few values that no slow digest would protect it: whoever has the database lacks the secret, and at the
    till it is guessed five times at most.
    """
    return _derive(b"pin", person_id.bytes + pin.encode()).hex()


def _derive(purpose: bytes, what: bytes) -> bytes:
    return hmac.digest(settings.PASS_KEY.encode(), b"grondslag:" + purpose + b":" + what, "sha256")
