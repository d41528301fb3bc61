"""The embedded server: quick to find, hard to lose."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ops import embedded


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder whose path is longer than the system takes for a socket, as in a deep clone."""
    folder = tmp_path_factory.mktemp("a-clone-that-lies-very-deep-" + "x" * 100)
    yield folder
    embedded.stop(folder)


@pytest.mark.slow
class TestEmbedded:
    def test_two_that_start_at_once_find_one_server(self, var: Path) -> None:
        start = [sys.executable, "-m", "ops.embedded", "start"]
        environment = os.environ | {"GRONDSLAG_VAR": str(var)}

        both = [subprocess.Popen(start, env=environment, stdout=subprocess.PIPE) for _ in range(2)]

        said = [process.communicate(timeout=60)[0] for process in both]
        assert [process.returncode for process in both] == [0, 0]
        assert said[0] == said[1]

    def test_is_found_at_once_when_it_runs(self, var: Path) -> None:
        embedded.ensure_running(var)

        begun = time.perf_counter()
        embedded.ensure_running(var)

        assert time.perf_counter() - begun < 0.1

    def test_outlives_the_process_that_started_it(self, var: Path) -> None:
        embedded.stop(var)
        code = "import pathlib, sys, time; from ops import embedded; embedded.ensure_running(pathlib.Path(sys.argv[1]))"
        starter = subprocess.Popen([sys.executable, "-c", f"{code}; print('up', flush=True); time.sleep(60)", var],
                                   stdout=subprocess.PIPE, start_new_session=True)  # fmt: skip
        assert starter.stdout is not None
        starter.stdout.readline()

        os.killpg(starter.pid, signal.SIGKILL)
        starter.communicate()

        assert embedded.is_running(var)

    def test_starts_again_after_it_was_killed(self, var: Path) -> None:
        embedded.ensure_running(var)
        postmaster = embedded.read_postmaster(var)
        assert postmaster is not None
        os.kill(postmaster.pid, signal.SIGKILL)
        _await(var, running=False)

        with psycopg.connect(embedded.ensure_running(var), user="grondslag_app") as connection:
            answer = connection.execute("SELECT 1").fetchone()

        assert answer == (1,)

    def test_is_left_to_others_who_are_connected(self, var: Path) -> None:
        with psycopg.connect(embedded.ensure_running(var), user="grondslag_app"):
            assert not embedded.stop(var, when_idle=True)

        assert embedded.stop(var, when_idle=True)

    def test_runs_as_the_child_of_a_test(self, var: Path) -> None:
        embedded.ensure_running(var)
        embedded.stop(var)

        child = subprocess.Popen(embedded.server_command(var), **embedded.system_user())
        _await(var, running=True)

        postmaster = embedded.read_postmaster(var)
        child.kill()
        child.wait()
        assert postmaster is not None and postmaster.pid == child.pid
        _await(var, running=False)


def _await(var: Path, *, running: bool) -> None:
    deadline = time.monotonic() + 10
    while embedded.is_running(var) is not running:
        assert time.monotonic() < deadline
        time.sleep(0.01)
