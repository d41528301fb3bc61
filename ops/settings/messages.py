"""Messages to people: which server takes mail, and who signs. Without one they stay here, in the inbox of the demo."""

import os

EMAIL_HOST = os.environ.get("GRONDSLAG_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("GRONDSLAG_SMTP_PORT") or 587)
EMAIL_HOST_USER = os.environ.get("GRONDSLAG_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("GRONDSLAG_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("GRONDSLAG_SMTP_TLS", "true") == "true"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("GRONDSLAG_MAIL_FROM", "noreply@localhost")

MESSAGES_BY = "smtp" if EMAIL_HOST else "inbox"
"""`smtp`, `inbox` (the row is the message) or nobody: then they wait."""

SMS_GATEWAY = os.environ.get("GRONDSLAG_SMS_GATEWAY", "")
"""A domain that takes mail to `<number>@<domain>` as a text message; without it text messages wait."""

SHOWS_INBOX = False
"""Whether anybody may read what would be sent: only the demo says so."""
