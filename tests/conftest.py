"""The database of the tests: made by the owner, used as the application's role, which may do less.

A test that needs it asks for `database`. Nothing is cleaned between tests: each makes a municipality of its own.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql
from pytest_django import DjangoDbBlocker

from ops import embedded
from tests import evidence, listening

_PREFIX = "test_grondslag_"
_PATTERN = f"{_PREFIX}pattern_{os.getpid()}"  # Migrated once, and copied from then on: that takes a second.
_PROVED = pytest.StashKey[list[dict[str, Any]]]()
_PASSED = pytest.StashKey[bool]()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """This will listen in on what a test and the commands in it printed."""
    if report.when == "teardown":
        for heading, text in report.sections:
            # What pytest itself catches of the logs was not made fit to be read; the file has it as it goes out.
            if "stdout" in heading or "stderr" in heading:
                listening.hear(report.nodeid, text)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """This will fail a run that said something about a person, throw away a log without findings, and write down what
    was proved.
    """
    listening.hear("the log", listening.read_log())
    if not listening.FINDINGS:
        listening.log_file().unlink(missing_ok=True)
    elif session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    session.config.stash[_PROVED] = evidence.gather(passed=session.exitstatus == pytest.ExitCode.OK)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """This will show what the run proved, in numbers; and what was said about people, and where."""
    if proved := config.stash.get(_PROVED, []):
        terminalreporter.section("proved")
        for each in proved:
            terminalreporter.line(evidence.tell(each))
    if listening.FINDINGS:
        terminalreporter.section("said about people", red=True)
        for where, finding in listening.FINDINGS[:50]:
            terminalreporter.line(f"{where}, line {finding.line}: {finding.kind} {finding.says}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """This will let fixtures know how the test went."""
    report: Any = yield
    if report.when == "call":
        item.stash[_PASSED] = report.passed
    return report


@pytest.fixture
def proof(request: pytest.FixtureRequest) -> Iterator[evidence.Proof]:
    """Give what a test counts in; it is kept as evidence, with the time it took, when the test passes."""
    begun, counted = time.monotonic(), evidence.Proof()
    yield counted
    if request.node.stash.get(_PASSED, False):
        name = request.node.nodeid.rpartition("/")[2]
        evidence.note(name, seeds=counted.seeds, seconds=time.monotonic() - begun, **counted.counts)


@pytest.fixture
def logged() -> listening.Logged:
    """Give the lines that are logged from here on."""
    return listening.Logged()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """This replaces the one of pytest-django: the application's role may make neither a database nor a table."""
    embedded.start_if_used()
    with _administering() as admin:
        _drop(admin, _left_behind(admin))
    with django_db_blocker.unblock(), _made(_PATTERN, "template1"):
        call_command("migrate", verbosity=0)
        with _made(f"{_PREFIX}{os.getpid()}", _PATTERN):
            yield


@pytest.fixture(scope="module")
def own_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give the tests of a module a database that no other test sees: for what they break in it for good."""
    with django_db_blocker.unblock(), _made(f"{_PREFIX}own_{os.getpid()}", _PATTERN):
        yield


@contextmanager
def _made(name: str, pattern: str) -> Iterator[None]:
    """This will make a database after the pattern of another, which nobody may use meanwhile, and lead every connection
    to it until the block ends.
    """
    connections.close_all()
    before = {alias: connections[alias].settings_dict["NAME"] for alias in connections}
    with _administering() as admin:
        _drop(admin, [name])
        embedded.create_database(admin, name, pattern)
    with _administering(name) as admin:
        embedded.apply_roles(admin)
    _lead_to(dict.fromkeys(before, name))
    yield
    _lead_to(before)
    with _administering() as admin:
        _drop(admin, [name])


def _lead_to(names: dict[str, str]) -> None:
    connections.close_all()
    for alias, name in names.items():
        connections[alias].settings_dict["NAME"] = name


@pytest.fixture(scope="session")
def database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """This will let tests use the database as the application does: with real transactions, never rolled back."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def owner(database: None) -> Any:
    """Give the connection of the owner, for what the application's role may not do."""
    return connections["owner"]


@pytest.fixture
def database_environment(database: None) -> dict[str, str]:
    """Give the variables that lead a process started by a test to the same database."""
    return urls_of_database()


def urls_of_database() -> dict[str, str]:
    """Give the variables that lead a process to the database that the tests use now."""
    found = {"DATABASE_URL": "default", "DATABASE_OWNER_URL": "owner"}
    return {variable: _url(connections[alias].settings_dict) for variable, alias in found.items()}


def _administering(name: str = "postgres") -> psycopg.Connection[Any]:
    if "DATABASE_URL" not in os.environ:
        return psycopg.connect(embedded.conninfo(settings.VAR, user="postgres", dbname=name), autocommit=True)
    return psycopg.connect(os.environ["DATABASE_ADMIN_URL"], dbname=name, autocommit=True)


def _left_behind(admin: psycopg.Connection[Any]) -> list[str]:
    rows = admin.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [_PREFIX])
    # Only here does a number in the name say that its session is over: another machine may use the same server.
    return [name for (name,) in rows if "DATABASE_URL" not in os.environ and not _runs(int(name.rpartition("_")[2]))]


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _drop(admin: psycopg.Connection[Any], names: list[str]) -> None:
    for name in names:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _url(given: dict[str, Any]) -> str:
    login = quote(given["USER"]) + (f":{quote(given['PASSWORD'], safe='')}" if given["PASSWORD"] else "")
    place = urlencode({"host": given["HOST"], "port": given["PORT"] or "5432"})
    return f"postgresql://{login}@/{quote(given['NAME'])}?{place}"
