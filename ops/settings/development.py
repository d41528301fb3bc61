"""A newcomer's own machine: nothing to install, nothing secret."""

from ops.settings.base import *

DEBUG = True
SECRET_KEY = "known to everyone: for development only"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
