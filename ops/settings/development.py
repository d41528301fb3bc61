"""A newcomer's own machine: nothing to install, nothing secret."""

import os

from ops.settings.base import *

# Off unless asked for: with it Django keeps every statement in memory, and a run over a town becomes several times as
# slow.
DEBUG = os.environ.get("GRONDSLAG_DEBUG") == "1"
SECRET_KEY = "known to everyone: for development only"  # noqa: S105
PASS_KEY = "known to everyone: for development only"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SHOWS_INBOX = True
