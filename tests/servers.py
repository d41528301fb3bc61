"""A PostgreSQL of one's own, as a child of the tests, with books in it: to be killed or filled up."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from ops import embedded

LONG_ENOUGH_S = 60


class OwnServer:
    """A server on the data in a folder; the default and owner connections of Django lead to it."""

    def __init__(self, folder: Path, *, options: Sequence[str] = (), environment: dict[str, str] | None = None) -> None:
        self.folder = folder
        self._options, self._environment = options, environment or {}
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """This will start the server, and wait until it answers."""
        deadline = time.monotonic() + LONG_ENOUGH_S
        self._launch()
        while not (embedded.is_running(self.folder) and self.accepts()):
            assert time.monotonic() < deadline, "PostgreSQL did not come back"
            time.sleep(0.05)
            if not self.lives():  # Not all processes of the killed one were gone.
                self._launch()

    def accepts(self) -> bool:
        """Say whether it lets one in."""
        try:
            psycopg.connect(embedded.conninfo(self.folder, user="postgres")).close()
        except psycopg.OperationalError:
            return False
        return True

    def lives(self) -> bool:
        """Say whether its first process has not ended."""
        return self._child is not None and self._child.poll() is None

    def kill(self) -> None:
        """This will end its first process by SIGKILL; the others notice, each when it next looks."""
        assert self._child is not None
        self._child.kill()
        self._child.wait()

    def kill_everything(self) -> None:
        """This will end all of its processes by SIGKILL at once, as when the power fails."""
        assert self._child is not None
        others = self._children()
        self.kill()
        for pid in others:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _children(self) -> list[int]:
        assert self._child is not None
        listed = Path(f"/proc/{self._child.pid}/task/{self._child.pid}/children").read_text()
        return [int(pid) for pid in listed.split()]

    def stop(self) -> None:
        """This will end it as an operator does."""
        if self._child is not None and self.lives():
            self._child.send_signal(signal.SIGINT)
            self._child.wait(timeout=LONG_ENOUGH_S)

    def _launch(self) -> None:
        with (self.folder / "server.log").open("ab") as log, suppress(FileNotFoundError):
            self._child = subprocess.Popen(
                [*embedded.server_command(self.folder), *self._options],
                stdout=log, stderr=log, cwd=self.folder, env={**os.environ, **self._environment},
                **embedded.system_user(),
            )  # fmt: skip


def make_folder(name: str) -> Path:
    """Give where the data of a server may be."""
    return Path(settings.VAR) / f"{name}-{os.getpid()}"  # Below the project: the server's user may enter there.


@contextmanager
def books_on(server: OwnServer) -> Iterator[None]:
    """This will make empty books on a server, and lead every connection to it; the data is thrown away at the end."""
    connections.close_all()
    embedded.ensure_running(server.folder)
    embedded.stop(server.folder)
    before = {alias: dict(connections[alias].settings_dict) for alias in connections}
    for alias in connections:
        connections[alias].settings_dict |= {
            "NAME": embedded.DATABASE, "HOST": str(embedded.socket_folder(server.folder)),
            "PORT": str(embedded.PORT), "PASSWORD": "",
        }  # fmt: skip
    try:
        server.start()
        call_command("migrate", verbosity=0)
        yield
    finally:
        connections.close_all()
        server.stop()
        for alias in connections:
            connections[alias].settings_dict |= before[alias]
        shutil.rmtree(server.folder, ignore_errors=True)
