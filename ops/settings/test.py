"""The tests: a database server of their own, so that the demo's data is never touched."""

import os

from ops.settings.base import *
from ops.settings.database import databases, var_or
from ops.settings.logging import logging_to

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
SECRET_KEY = "known to everyone: for tests only"  # noqa: S105
PASS_KEY = "known to everyone: for tests only"  # noqa: S105
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

VAR = var_or("var/test")
DATABASES = databases(VAR)

# Every process of the tests writes its lines here; at the end they are searched for people (tests/listening.py).
os.environ.setdefault("GRONDSLAG_LOG", str(VAR / "log" / f"{os.getpid()}.jsonl"))
LOGGING = logging_to(os.environ["GRONDSLAG_LOG"], level="WARNING")
