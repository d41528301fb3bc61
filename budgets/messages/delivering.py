"""Who delivers messages: a server for mail, or the inbox of the demo. One port; what it says when it does not."""

import smtplib
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from budgets.messages.models import Channel


class NotDelivered(Exception):
    """It was refused for good, and did not arrive."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotNow(NotDelivered):
    """It was refused for now, and did not arrive."""


class Unreachable(Exception):
    """Who delivers cannot be reached, or takes nothing from us: nothing was handed over, or said of the message.

    Its text is the name of a class, and the server's number if it said one.
    """


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message on its way out."""

    id: UUID
    channel: Channel
    address: str
    subject: str
    body: str


class Deliverer(Protocol):
    """Who delivers messages of some channels."""

    channels: frozenset[Channel]

    def deliver(self, message: Outgoing) -> None:
        """This will hand over a message; coming back says that it was taken.

        :raises NotDelivered: it was refused
        :raises NotNow: it was refused for now
        :raises Unreachable: nothing was handed over
        :raises Exception: nobody knows whether it was taken
        """


class Inbox:
    """Delivers nothing: the row is the message, and the inbox of the demo shows it."""

    channels = frozenset(Channel)

    def deliver(self, message: Outgoing) -> None:
        """This will do nothing."""


class Smtp:
    """A server for mail; and for text messages, where a gateway takes mail to `<number>@<gateway>`."""

    def __init__(self, *, sender: str, sms_gateway: str = "") -> None:
        self._sender = sender
        self._sms_gateway = sms_gateway
        self.channels = frozenset({Channel.MAIL, Channel.SMS} if sms_gateway else {Channel.MAIL})

    def deliver(self, message: Outgoing) -> None:
        """This will hand over one mail, on a connection of its own."""
        to = f"{message.address}@{self._sms_gateway}" if message.channel is Channel.SMS else message.address
        connection = get_connection()
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as failure:
            raise _unreachable(failure) from None
        # The same id when it is sent again: who receives it twice can see that it is one.
        headers = {"Message-ID": f"<{message.id}@{_domain_of(self._sender)}>"}
        mail = EmailMessage(message.subject, message.body, self._sender, [to], headers=headers, connection=connection)
        try:
            mail.send()
        except (smtplib.SMTPHeloError, smtplib.SMTPSenderRefused) as failure:
            raise _unreachable(failure) from None
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as refused:
            raise _refusal(refused) from None  # What the server says quotes the address.
        except ValueError:  # An address or a subject that cannot stand in a mail: it never left.
            raise NotDelivered("mail-unusable") from None
        finally:
            connection.close()


_OF_US = frozenset({530, 534, 535, 538})
"""We must say who we are, or failed to (RFC 4954): that is not about the message, at whatever step a server says so."""


def _refusal(refused: smtplib.SMTPException) -> NotDelivered | Unreachable:
    """Give what the server's number says: from 500 it is for good."""
    if isinstance(refused, smtplib.SMTPResponseException):
        code = refused.smtp_code
    else:
        [(code, _words)] = refused.recipients.values()  # type: ignore[attr-defined]
    if code in _OF_US:
        return Unreachable(f"{type(refused).__name__} {code}")
    return NotDelivered(f"smtp-{code}") if code >= 500 else NotNow(f"smtp-{code}")


def _unreachable(failure: OSError) -> Unreachable:
    """Give why we are not heard: what the server says is left out, because it may quote an address."""
    code = getattr(failure, "smtp_code", "")
    return Unreachable(f"{type(failure).__name__} {code}".strip())


def _domain_of(sender: str) -> str:
    """Give the domain of an address, as it stands alone or behind a name."""
    return parseaddr(sender)[1].rpartition("@")[2]


def get_deliverer() -> Deliverer | None:
    """Give who delivers by the settings; None: nobody does yet, and messages wait."""
    if settings.MESSAGES_BY == "inbox":
        return Inbox()
    if settings.MESSAGES_BY == "smtp":
        return Smtp(sender=settings.DEFAULT_FROM_EMAIL, sms_gateway=settings.SMS_GATEWAY)
    return None
