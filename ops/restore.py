"""Put a backup back into an empty database: `ops/restore FOLDER`.

The files are checked before anything is written, the content afterwards, and every municipality ends in restore mode:
it hands nothing over until a person confirms. The database is the embedded one, or that of `DATABASE_ADMIN_URL`, whose
role is a superuser. `--check FOLDER` only checks the files; `--mark MOMENT` does what is left to do after a physical
backup was put back, which holds everything up to that moment.
"""

import argparse
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django
import psycopg

from ops import embedded
from ops.backup import NOT_COMPARED, NotPossible, describe_program, reach, run_program
from ops.content import read_content
from ops.manifest import DUMP, Damaged, Manifest, read_checked

_THINGS = """
    SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname <> 'information_schema' AND NOT starts_with(n.nspname, 'pg_')
"""
_MARK = """
    INSERT INTO restores_restore (id, municipality_id, backup, backup_at, confirmed_by, reason)
    SELECT gen_random_uuid(), id, %s, %s, '', '' FROM ledger_municipality
"""


def restore(folder: Path, manifest: Manifest, sha256: str) -> list[str]:
    """This will put a checked backup back and give where it differs from what was saved: nothing when it is whole.

    :raises NotPossible: the database is not empty or too old, or a program failed; nothing is in the database
    """
    conninfo = reach("DATABASE_ADMIN_URL", "postgres")
    with psycopg.connect(conninfo, autocommit=True) as admin:
        _check_target(admin, manifest)
        embedded.apply_roles(admin)
        # The application stays outside until it can see that these are restored books.
        _let_in(admin, allowed=False)
        version = admin.info.server_version
        run_program("pg_restore", conninfo, version, "--single-transaction", "--exit-on-error", str(folder / DUMP))
        with admin.transaction():
            _settle(admin)
            mark(admin, sha256, manifest.taken_at)
        admin.execute("ANALYZE")
        _say("restored; comparing with the manifest")
        with admin.transaction():
            differences = manifest.content.differences(read_content(admin, leaving_out=NOT_COMPARED))
        if not differences:
            _let_in(admin, allowed=True)
    return differences


def mark(admin: psycopg.Connection[Any], backup: str, backup_at: datetime) -> None:
    """This will put every municipality into restore mode: what was done after `backup_at` is not in its books."""
    admin.execute(_MARK, [backup, backup_at])


def _check_target(admin: psycopg.Connection[Any], manifest: Manifest) -> None:
    row = admin.execute(_THINGS).fetchone()
    if "DATABASE_URL" in os.environ and urlsplit(os.environ["DATABASE_URL"]).path != f"/{admin.info.dbname}":
        raise NotPossible(f"DATABASE_URL names another database than “{admin.info.dbname}”, which is to be restored")
    if row is None or row[0]:
        raise NotPossible(f"the database “{admin.info.dbname}” is not empty; restore into a new one")
    made_by = int(manifest.server.split()[1].split(".")[0])
    if admin.info.server_version // 10_000 < made_by:
        raise NotPossible(f"the backup is of PostgreSQL {made_by}, and this server is older")


def _let_in(admin: psycopg.Connection[Any], *, allowed: bool) -> None:
    if allowed:
        embedded.apply_roles(admin)
        return
    name = psycopg.sql.Identifier(admin.info.dbname)
    admin.execute(psycopg.sql.SQL("REVOKE CONNECT ON DATABASE {} FROM grondslag_app").format(name))


def _settle(admin: psycopg.Connection[Any]) -> None:
    # The numbers of transactions that came along are of another cluster: here every row was written long ago.
    admin.execute("SELECT ledger_settle_restored()")


def _verify() -> bool:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ops.settings.development")
    django.setup()
    from django.core.management import call_command  # Here, as the applications must be set up first.
    from django.db import ProgrammingError

    try:
        call_command("verify", "--unrecorded", stdout=sys.stdout, stderr=sys.stderr)
    except SystemExit as ended:
        return ended.code in (0, None)
    except ProgrammingError:
        _say("These tables are of another version than this program: migrate, then ./manage.py verify.")
        return False
    return True


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _restore_and_report(folder: Path) -> int:
    manifest, sha256 = read_checked(folder)
    _say(f"backup of {manifest.taken_at:%Y-%m-%d %H:%M:%S%z}, {manifest.server}, program {manifest.program}")
    _say(f"manifest {sha256}: the files are as they were made")
    if manifest.program != describe_program():
        _say(f"note: this program is {describe_program()}; use that of the backup, or migrate afterwards")
    differences = restore(folder, manifest, sha256)
    for difference in differences:
        _say(f"DIFFERS {difference}")
    if differences:
        _say("The content is not what was saved: the application's role is not let in. Use another backup.")
        return 1
    content = manifest.content
    _say(f"{sum(content.rows.values())} rows of {len(content.rows)} tables: counts and digests are equal")
    for number, code in manifest.municipalities.items():
        _say(f"  {code}: ledger {content.digest_of_ledger(number)}")
    holds = _verify()
    _say_what_now()
    return 0 if holds else 1


def _say_what_now() -> None:
    _say("Restore mode: nothing is handed over until, for each municipality, a person has compared with the bank:")
    _say("  ./manage.py confirm_restore --municipality CODE   (ops/runbooks/restore.md)")


def _mark_only(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise NotPossible("say the moment with its offset, as 2026-11-21T10:00:00+01:00")
    with psycopg.connect(reach("DATABASE_ADMIN_URL", "postgres"), autocommit=True) as admin:
        mark(admin, "physical", moment)
    holds = _verify()
    _say_what_now()
    return 0 if holds else 1


def main(arguments: list[str]) -> int:
    """Restore, check or mark, and say what came of it; 1 when it was refused or something differs."""
    parser = argparse.ArgumentParser(prog="ops/restore", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="the folder of a backup, seen from the project")
    parser.add_argument("--check", action="store_true", help="only check whether the files are as they were made")
    parser.add_argument("--mark", type=datetime.fromisoformat, metavar="MOMENT", help="after a physical restore")
    given = parser.parse_args(arguments)
    if (given.folder is None) == (given.mark is None):
        parser.error("say the folder of a backup, or --mark MOMENT")
    try:
        if given.mark is not None:
            return _mark_only(given.mark)
        if given.check:
            _say(f"{given.folder}: manifest {read_checked(given.folder)[1]}: the files are as they were made")
            return 0
        return _restore_and_report(given.folder.absolute())
    except (Damaged, NotPossible, psycopg.Error, OSError) as problem:
        sys.stderr.write(f"restore: {str(problem).strip()}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
