"""The settings of a municipality's servers."""

import os
import subprocess
import sys

from ops.settings.database import ROOT

SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "ops.settings.production",
    "DATABASE_URL": "postgresql://nobody@localhost/nothing",
    "SECRET_KEY": "0123456789" * 3 + "abcdefghijklmnopqrstuvwxyz",
    "PASS_KEY": "another one",
    "ALLOWED_HOSTS": "budget.example.nl",
}


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    # Set for the tests in a browser, and nowhere else.
    inherited = {key: value for key, value in os.environ.items() if key != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=inherited | SETTINGS, capture_output=True, text=True, check=False
    )


def test_nothing_of_what_django_warns_of_is_left() -> None:
    checked = run("manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert checked.returncode == 0, checked.stderr


def test_a_cookie_of_a_session_is_of_this_server_only() -> None:
    told = run("-c", "from ops.settings import production as p; print(p.SESSION_COOKIE_NAME, p.SESSION_COOKIE_SECURE)")

    assert told.stdout.split() == ["__Host-grondslag", "True"], told.stderr
