"""The settings of a municipality's servers."""

import os
import subprocess
import sys

import pytest

from ops.settings.database import ROOT

SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "ops.settings.production",
    "DATABASE_URL": "postgresql://nobody@localhost/nothing",
    "SECRET_KEY": "0123456789" * 3 + "abcdefghijklmnopqrstuvwxyz",
    "PASS_KEY": "another one",
    "ALLOWED_HOSTS": "budget.example.nl",
}


def run(*arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    # Set for the tests in a browser, and nowhere else.
    inherited = {key: value for key, value in os.environ.items() if key != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=inherited | SETTINGS | more,
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_of_what_django_warns_of_is_left() -> None:
    checked = run("manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert checked.returncode == 0, checked.stderr


def test_a_cookie_of_a_session_is_of_this_server_only() -> None:
    told = run("-c", "from ops.settings import production as p; print(p.SESSION_COOKIE_NAME, p.SESSION_COOKIE_SECURE)")

    assert told.stdout.split() == ["__Host-grondslag", "True"], told.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "PASS_KEY", "ALLOWED_HOSTS"])
def test_what_is_left_empty_stops_the_start(missing: str) -> None:
    stopped = run("manage.py", "check", **{missing: ""})

    assert stopped.returncode == 1
    assert f"{missing} is not set." in stopped.stderr


SENDER = ("-c", "from ops.settings import production as p; print(p.MESSAGES_BY, p.DEFAULT_FROM_EMAIL)")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "GRONDSLAG_MAIL_FROM is not set."),
        ({"GRONDSLAG_MAIL_FROM": ""}, "GRONDSLAG_MAIL_FROM is not set."),
        ({"GRONDSLAG_MAIL_FROM": "Gemeente X"}, "GRONDSLAG_MAIL_FROM must be an address"),
        ({"GRONDSLAG_MAIL_FROM": "Zorg, Gemeente X <pas@x.nl>"}, "GRONDSLAG_MAIL_FROM must be an address"),
    ],
)
def test_a_server_for_mail_without_a_sender_stops_the_start(given: dict[str, str], says: str) -> None:
    stopped = run(*SENDER, GRONDSLAG_SMTP_HOST="mail.example.nl", **given)

    assert stopped.returncode == 1
    assert says in stopped.stderr


def test_a_server_for_mail_and_a_sender_are_used() -> None:
    told = run(*SENDER, GRONDSLAG_SMTP_HOST="mail.example.nl", GRONDSLAG_MAIL_FROM="Gemeente X <pas@x.nl>")

    assert told.stdout.strip() == "smtp Gemeente X <pas@x.nl>", told.stderr


def test_a_sender_is_not_asked_where_messages_wait() -> None:
    assert run(*SENDER).returncode == 0
