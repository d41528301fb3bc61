"""What the tests of pages share: a municipality, the real server, and Debian's Chromium."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from ops.settings.database import ROOT
from tests.conftest import urls_of_database
from tests.web.looking import Watched
from tests.web.till_town import AtTill, TillTown, a_till_town
from tests.web.town import Site, a_site

CHROMIUM = "/usr/bin/chromium"
LONG_ENOUGH_S = 30

# Playwright keeps a loop in this thread, and Django would take our own calls for ones from within it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture
def site(database: None) -> Iterator[Site]:
    """Give a municipality with everything that pages show, and serve it to the test."""
    with a_site() as made:
        yield made


@pytest.fixture(scope="session")
def served(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of the real server, on the database of the tests."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    said = tmp_path_factory.mktemp("server") / "said.log"
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--log-level", "warning", "--blocking-threads", "4", "--backpressure", "512", "ops.wsgi:application",
    ]  # fmt: skip
    environment = {**os.environ, **urls_of_database()}
    with said.open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log)
    try:
        _wait(port, server, said)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=LONG_ENOUGH_S)


def _wait(port: int, server: "subprocess.Popen[bytes]", said: Path) -> None:
    deadline = time.monotonic() + LONG_ENOUGH_S
    while server.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise AssertionError(said.read_text()[-2_000:])


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Let the browser be Debian's; as root it has no sandbox, and its camera is a file (`GRONDSLAG_CAMERA`)."""
    feed = os.environ.get("GRONDSLAG_CAMERA")
    camera = [f"--use-file-for-fake-video-capture={feed}"] if feed else []
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", *camera],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Let pages be those of a narrow phone in Dutch."""
    return {**browser_context_args, "locale": "nl-NL", "viewport": {"width": 320, "height": 640}}


@pytest.fixture
def watched(page: Page, served: str) -> Iterator[Watched]:
    """Give a page whose every complaint is kept; one that broke its own rules fails the test."""
    looking = Watched(page, served)
    yield looking
    assert looking.complaints == []


@pytest.fixture
def town(database: None) -> Iterator[TillTown]:
    """Give a municipality with a shop and passes, and serve it to the test."""
    with a_till_town() as made:
        yield made


@pytest.fixture
def cashier(watched: Watched, town: TillTown) -> AtTill:
    """Give who works at a till of that shop."""
    return AtTill(watched, town)
