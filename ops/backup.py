"""Make a backup of everything in the database: `ops/backup FOLDER`.

The folder gets a dump, a manifest of what must be in it, and the SHA-256 of both. It appears whole or not at all. The
database is the embedded one, or that of `DATABASE_BACKUP_URL`, whose role is `grondslag_backup`. The programs of
PostgreSQL are those of `GRONDSLAG_PG_BIN`, else those installed of the server's version, else the embedded ones.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

import psycopg
from psycopg import IsolationLevel
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ops import embedded
from ops.content import read_content
from ops.manifest import DUMP, Manifest

ROOT = Path(__file__).resolve().parents[1]
INSTALLED = ("/usr/lib/postgresql/{}/bin", "/usr/pgsql-{}/bin")
"""Where Debian and the makers of PostgreSQL put the programs of a version."""
NOT_COMPARED = frozenset({"restores_restore", "ledger_day_total", "ledger_rolled_up"})
"""Tables that a restore itself writes in, or builds anew from others; they are in the dump like all."""


class NotPossible(Exception):
    """The work was not done; the text says why, in one line."""


def make_backup(folder: Path) -> Manifest:
    """This will write a backup of the database as it is at this moment, and give its manifest.

    :raises NotPossible: the folder is not empty, or the database cannot be read
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotPossible(f"{folder} is there already; a backup goes into a new folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Made beside its place and then renamed; for its owner only, which is what mkdtemp makes.
    draft = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        manifest = _fill(draft)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return manifest


def reach(variable: str, role: str) -> str:
    """Give how to reach the database as a role: the address in a variable, else the embedded server.

    :raises NotPossible: `DATABASE_URL` names another database, and the variable is not set
    """
    if variable in os.environ:
        return make_conninfo(os.environ[variable])
    if "DATABASE_URL" in os.environ:
        raise NotPossible(f"set {variable}: it says how {role} reaches the database")
    embedded.ensure_running()
    return embedded.conninfo(user=role)


def run_program(name: str, conninfo: str, server: int, *arguments: str) -> None:
    """This will run a program of PostgreSQL on a database; `server` is the version of its server, as 180004.

    :raises NotPossible: it ended badly
    """
    # The password goes by the environment: arguments can be read by everyone on the machine.
    place: dict[str, Any] = conninfo_to_dict(conninfo)
    secret = {"PGPASSWORD": str(place.pop("password"))} if "password" in place else {}
    command = [
        str(_folder_of(name, server // 10_000) / name),
        "--dbname",
        make_conninfo("", **place),
        "--no-password",
        *arguments,
    ]
    ended = subprocess.run(command, env=os.environ | secret, capture_output=True, text=True, check=False)  # noqa: S603
    if ended.returncode:
        raise NotPossible(f"{name} failed: {ended.stderr.strip()}")


def _folder_of(name: str, major: int) -> Path:
    # Those of the server's own version: a newer pg_restore says words that an older server does not know.
    if "GRONDSLAG_PG_BIN" in os.environ:
        return Path(os.environ["GRONDSLAG_PG_BIN"])
    installed = (Path(place.format(major)) for place in INSTALLED)
    return next((folder for folder in installed if (folder / name).exists()), embedded.binaries())


def describe_program() -> str:
    """Say which version of Grondslag this is, as git describes it."""
    command = ["git", "-C", str(ROOT), "describe", "--always", "--tags", "--dirty"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError:
        return "unknown"
    return found.stdout.strip() or "unknown"


def _fill(folder: Path) -> Manifest:
    conninfo = reach("DATABASE_BACKUP_URL", "grondslag_backup")
    with psycopg.connect(conninfo) as connection:
        # One snapshot for the dump and for what is said of it: the town goes on booking meanwhile.
        connection.isolation_level, connection.read_only = IsolationLevel.REPEATABLE_READ, True
        [snapshot, taken_at, server] = _one(connection, "SELECT pg_export_snapshot(), now(), version()")
        run_program(
            "pg_dump", conninfo, connection.info.server_version, "--format=custom", "--lock-wait-timeout=60s",
            f"--snapshot={snapshot}", "--file", str(folder / DUMP),
        )  # fmt: skip
        municipalities = connection.execute("SELECT id::text, code FROM ledger_municipality ORDER BY id").fetchall()
        content = read_content(connection, leaving_out=NOT_COMPARED)
        seals = _last_seals(connection)
    at, made_with = taken_at.astimezone(UTC), server.split(" on ")[0]
    manifest = Manifest(at, made_with, describe_program(), dict(municipalities), seals, content)
    manifest.write(folder)
    for path in folder.iterdir():
        path.chmod(0o600)
    return manifest


def _last_seals(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """Give the number and the digest of the last seal of each municipality: the word that may have been published."""
    last = """SELECT DISTINCT ON (municipality_id) municipality_id::text, number || ' ' || encode(digest, 'hex')
        FROM ledger_seal ORDER BY municipality_id, number DESC"""
    return dict(connection.execute(last).fetchall())


def _one(connection: psycopg.Connection[Any], statement: str) -> Sequence[Any]:
    row = connection.execute(statement).fetchone()
    assert row is not None  # noqa: S101  (a SELECT without FROM)
    return tuple(row)


def main(arguments: list[str]) -> int:
    """Make the backup and say what is in it; 1 when it could not be made."""
    parser = argparse.ArgumentParser(prog="ops/backup", description=__doc__)
    parser.add_argument("folder", type=Path, help="a new folder for this backup, seen from the project")
    given = parser.parse_args(arguments)
    try:
        manifest = make_backup(given.folder.absolute())
    except (NotPossible, psycopg.Error, OSError) as problem:
        sys.stderr.write(f"backup: {str(problem).strip()}\n")
        return 1
    content = manifest.content
    sys.stdout.write(f"{given.folder}: {sum(content.rows.values())} rows of {len(content.rows)} tables")
    sys.stdout.write(f" at {manifest.taken_at:%Y-%m-%d %H:%M:%S%z}, {manifest.server}, program {manifest.program}\n")
    for number, code in manifest.municipalities.items():
        seal = f", seal {manifest.seals[number]}" if number in manifest.seals else ""
        sys.stdout.write(f"  {code}: ledger {content.digest_of_ledger(number)}{seal}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
