"""Log-ins are given and ended, by an administrator of the municipality."""

import re
import secrets
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user_model

from budgets.access.audience import Audience
from budgets.access.models import Access
from budgets.access.queries import name_of_login
from budgets.access.refusals import LoginExists, LoginNameUnusable, LoginUnknown
from budgets.operation import Actor, operation
from budgets.trail.record import record

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginAsked:
    """A log-in for one, a person or an officer. A password and a secret are made unless they are given."""

    name: str
    person_id: UUID | None = None
    officer_id: UUID | None = None
    password: str = field(default="", repr=False)
    totp_secret: str = field(default="", repr=False)

    @property
    def audience(self) -> Audience:
        return Audience.OFFICER if self.officer_id else Audience.PARTICIPANT


@dataclass(frozen=True, slots=True)
class GivenLogin:
    """A log-in, with what is said here and never again: its password, and for an officer the secret of the second
    step, which an authenticator app takes.
    """

    name: str
    password: str = field(repr=False)
    totp_secret: str = field(repr=False)


@operation
def give_login(*, asked: LoginAsked, actor: Actor, on: date) -> GivenLogin:
    """This will give somebody a log-in. Asked again for the same one, it gets a new password and a new secret.

    :raises LoginNameUnusable: the name cannot be one
    :raises LoginExists: it is of somebody else
    """
    if not _NAME.fullmatch(asked.name):
        raise LoginNameUnusable
    name = name_of_login(asked.name)
    whose = {"person_id": asked.person_id, "officer_id": asked.officer_id}
    user, _is_new = get_user_model().objects.get_or_create(username=name)
    access = Access.objects.filter(user=user).first()
    if access is None:
        access = Access.objects.create(user=user, audience=asked.audience, given_on=on, **whose)
    elif any(getattr(access, key) != value for key, value in whose.items()):
        raise LoginExists
    password = asked.password or secrets.token_urlsafe(12)
    user.set_password(password)
    user.save(update_fields=["password"])
    Access.objects.filter(pk=access.id).update(ended_on=None)
    secret = _second_step(user, asked) if asked.audience is Audience.OFFICER else ""
    record(actor.name, "login.given", on=on, subject=access.id, audience=asked.audience.value)
    return GivenLogin(name, password, secret)


def _second_step(user: object, asked: LoginAsked) -> str:
    secret = asked.totp_secret or generate_totp_secret()
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
    TOTP.activate(user, secret)
    return secret


@operation
def end_login(*, name: str, actor: Actor, on: date) -> None:
    """This will end a log-in at once: its next page is refused.

    :raises LoginUnknown: there is none of that name
    """
    access = Access.objects.filter(user__username=name_of_login(name)).first()
    if access is None:
        raise LoginUnknown
    Access.objects.filter(pk=access.id, ended_on=None).update(ended_on=on)
    record(actor.name, "login.ended", on=on, subject=access.id)
