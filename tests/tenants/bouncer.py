"""pgbouncer in transaction mode, between a test and its server: started on a free port, stopped by its own process.

Its settings are those of ops/runbooks/pgbouncer.md.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from ops import embedded

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
STATEMENT_TIMEOUT = "15s"

_SETTINGS = """
[databases]
{name} = host={host} port={port} {password} connect_query='SET statement_timeout = ''{timeout}'''

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
pool_mode = transaction
default_pool_size = {size}
max_client_conn = 100
auth_type = trust
auth_file = {folder}/users.txt
logfile = {folder}/pgbouncer.log
"""


@contextmanager
def pgbouncer(given: dict[str, Any], *, size: int) -> Iterator[str]:
    """Start one with `size` connections to the server of Django's settings `given`, and give the address of it."""
    assert PROGRAM is not None, "pgbouncer is not installed: apt-get install pgbouncer"
    with tempfile.TemporaryDirectory(prefix="pgbouncer-") as name:
        folder, listen = Path(name), _free_port()
        _write_settings(folder, given, size, listen)
        # It refuses to run as root, and the embedded server's socket is open to the server's own user only.
        running = subprocess.Popen([PROGRAM, "-q", str(folder / "pgbouncer.ini")], **embedded.system_user())
        try:
            _wait_for(listen, running, folder)
            yield f"postgresql://{given['USER']}@127.0.0.1:{listen}/{given['NAME']}?pgbouncer=true"
        finally:
            running.terminate()
            running.wait(timeout=10)


def _write_settings(folder: Path, given: dict[str, Any], size: int, listen: int) -> None:
    text = _SETTINGS.format(
        name=given["NAME"],
        host=given["HOST"],
        port=given["PORT"] or 5432,
        password=f"password={given['PASSWORD']}" if given["PASSWORD"] else "",
        timeout=STATEMENT_TIMEOUT,
        listen=listen,
        size=size,
        folder=folder,
    )
    (folder / "pgbouncer.ini").write_text(text)
    (folder / "users.txt").write_text(f'"{given["USER"]}" ""\n')
    if "user" in embedded.system_user():
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, embedded.system_user()["user"])


def _free_port() -> int:
    with socket.socket() as knock:
        knock.bind(("127.0.0.1", 0))
        return int(knock.getsockname()[1])


def _wait_for(port: int, running: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(100):
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        if running.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError((folder / "pgbouncer.log").read_text() or "pgbouncer does not answer")


def connect(address: str) -> psycopg.Connection[Any]:
    """Connect through it as any client does."""
    return psycopg.connect(address.partition("?")[0], autocommit=True)
