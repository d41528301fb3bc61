"""What allauth asks of us: nobody signs up by themselves, and secrets of second steps are kept sealed."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from budgets.access.keys import seal, unseal
from budgets.limits.addresses import address_of
from budgets.limits.limiting import network_of


class Accounts(DefaultAccountAdapter):
    """Log-ins are given by the municipality (`manage.py login give`)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Give the address that tries are counted by."""
        return network_of(address_of(request))


class SecondSteps(DefaultMFAAdapter):
    """The secret of an authenticator app is of no use to who has only the database."""

    def encrypt(self, text: str) -> str:
        """Give a secret as it is kept."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Give a secret as it was."""
        return unseal(encrypted_text)
