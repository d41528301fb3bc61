"""The form of the second step."""

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from django.utils import timezone

from budgets.limits.limiting import SECOND_STEP, TooManyTries, take_try


class SecondStep(AuthenticateForm):
    """A code of an authenticator app opens once, whichever process of ours it comes to: who looked along is late."""

    def clean_code(self) -> str:
        """Give the code, when it is right for the first time."""
        code: str = super().clean_code()
        try:
            take_try(SECOND_STEP, f"{self.user.pk}:{normalize_user_code(code)}", at=timezone.now())
        except TooManyTries:
            raise get_adapter().validation_error("incorrect_code") from None
        return code
