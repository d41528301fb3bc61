"""The real server on a port of its own, on the database of the tests."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

from tests.architecture.test_tidy import ROOT

LONG_ENOUGH_S = 60


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def serving(environment: dict[str, str], *, threads: int = 4) -> Iterator[int]:
    """This will serve the application by granian, and give the port."""
    port = free_port()
    known = {"DJANGO_SETTINGS_MODULE": "ops.settings.development", "GRONDSLAG_LOG_LEVEL": "WARNING"}
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
         "--log-level", "warning", "--blocking-threads", str(threads), "ops.wsgi:application"],
        cwd=ROOT, env=os.environ | known | environment,
    )  # fmt: skip
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=LONG_ENOUGH_S)


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + LONG_ENOUGH_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/api/kassa/v1/openapi.json"):
                return
        except URLError:
            time.sleep(0.1)
    raise AssertionError("the server did not come up")
