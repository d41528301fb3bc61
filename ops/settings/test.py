"""The tests: a database server of their own, so that the demo's data is never touched."""

from ops.settings.base import *
from ops.settings.database import databases, var_or

DEBUG = False
SECRET_KEY = "known to everyone: for tests only"  # noqa: S105
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

VAR = var_or("var/test")
DATABASES = databases(VAR)
