"""What is made with the secret of the settings, so that the database alone opens no door."""

import base64
import hmac
from uuid import UUID

from cryptography.fernet import Fernet
from django.conf import settings


def digest_of_code(code_id: UUID, code: str) -> str:
    """Give what a code that was sent is known by; of so few digits no plain digest would protect it."""
    return hmac.digest(_key(b"code"), code_id.bytes + code.encode(), "sha256").hex()


def seal(secret: str) -> str:
    """Give the secret of a second step as it is kept."""
    return _sealer().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Give the secret of a second step as it was."""
    return _sealer().decrypt(sealed.encode()).decode()


def _sealer() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key(b"second step")))


def _key(purpose: bytes) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), b"grondslag:" + purpose, "sha256")
