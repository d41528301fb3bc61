"""A backup is made, put back into an empty server, and is the same books with the same fences, in restore mode."""

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from ops import embedded
from ops.manifest import DUMP, MANIFEST, SUMS, Manifest, read_checked, sha256_of
from ops.settings.database import ROOT
from tests.ops.saved_town import CODE

pytestmark = pytest.mark.slow

# A condition that was dumped and read again may have its casts and brackets in other places.
BARE = r"regexp_replace({}, '::(character varying|text)(\[\])?|[()]', '', 'g')"
RIGHTS = {
    "grants": "SELECT grantee, table_name, privilege_type FROM information_schema.table_privileges"
    " WHERE table_schema = 'public' AND grantee LIKE 'grondslag%' ORDER BY 1, 2, 3",
    "columns": "SELECT grantee, table_name, column_name, privilege_type FROM information_schema.column_privileges"
    " WHERE table_schema = 'public' AND grantee LIKE 'grondslag%' ORDER BY 1, 2, 3, 4",
    "owners": "SELECT relname, relowner::regrole::text, relrowsecurity, relforcerowsecurity FROM pg_class"
    " WHERE relnamespace = 'public'::regnamespace ORDER BY relname",
    "policies": "SELECT tablename, policyname, roles::text, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2",
    "triggers": "SELECT tgrelid::regclass::text, tgname, tgenabled, pg_get_triggerdef(oid) FROM pg_trigger"
    " WHERE NOT tgisinternal ORDER BY 1, 2",
    "functions": "SELECT p.oid::regprocedure::text, prosrc, prosecdef, proconfig, proowner::regrole::text,"
    " has_function_privilege('grondslag_app', p.oid, 'EXECUTE'), has_function_privilege('public', p.oid, 'EXECUTE')"
    " FROM pg_proc p WHERE pronamespace = 'public'::regnamespace ORDER BY 1",
    "constraints": "SELECT conrelid::regclass::text, conname, convalidated, "
    f"{BARE.format('pg_get_constraintdef(oid)')} FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
    "indexes": f"SELECT {BARE.format('indexdef')} FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    "schema": "SELECT nspowner::regrole::text, has_schema_privilege('grondslag_app', oid, 'CREATE'),"
    " has_schema_privilege('public', oid, 'USAGE') FROM pg_namespace WHERE nspname = 'public'",
    "role": "SELECT rolname, rolsuper, rolbypassrls, rolconfig FROM pg_roles"
    " WHERE rolname LIKE 'grondslag%' ORDER BY 1",
}


class Installation:
    """A server of its own in a folder, and the commands of an operator there."""

    def __init__(self, var: Path) -> None:
        self.var = var
        var.mkdir()

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
        environment |= {"GRONDSLAG_VAR": str(self.var), "DJANGO_SETTINGS_MODULE": "ops.settings.development"}
        return subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
        )

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("manage.py", *arguments)

    def pay(self) -> subprocess.CompletedProcess[str]:
        return self.manage(
            "payment_file", "--municipality", CODE, "--batch", "2", "--on", "2026-04-03", "--out", str(self.var / "out")
        )

    def confirm(self, *options: str) -> subprocess.CompletedProcess[str]:
        return self.manage("confirm_restore", "--municipality", CODE, *options)

    def back_up(self, folder: Path) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "ops.backup", str(folder))

    def restore(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "ops.restore", *map(str, arguments))

    def rows(self, statement: str, *, role: str = "postgres") -> list[tuple[Any, ...]]:
        with psycopg.connect(embedded.conninfo(self.var, user=role)) as connection:
            return connection.execute(statement).fetchall()

    def is_empty(self) -> bool:
        return not embedded.is_running(self.var) or self.rows(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        ) == [(0,)]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Not below pytest's own folder: as root, another run of pytest would shut the server's user out of it."""
    with tempfile.TemporaryDirectory(prefix="grondslag-saved-") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def old(folder: Path) -> Iterator[Installation]:
    """The installation that is backed up."""
    installation = Installation(folder / "old")
    migrated = installation.manage("migrate", "--verbosity", "0")
    assert migrated.returncode == 0, migrated.stderr
    lived = installation.run("-m", "tests.ops.saved_town")
    assert lived.returncode == 0, lived.stderr
    yield installation
    embedded.stop(installation.var)


@pytest.fixture(scope="module")
def backup(old: Installation, folder: Path) -> Path:
    made = old.back_up(folder / "backup")
    assert made.returncode == 0, made.stderr
    return folder / "backup"


@pytest.fixture(scope="module")
def restored(backup: Path, folder: Path) -> Iterator[Installation]:
    installation = Installation(folder / "restored")
    done = installation.restore(backup)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "counts and digests are equal" in done.stdout
    assert "FOUT" not in done.stdout
    yield installation
    embedded.stop(installation.var)


@pytest.fixture
def empty(folder: Path) -> Iterator[Installation]:
    installation = Installation(folder / f"empty-{uuid4().hex[:8]}")
    yield installation
    embedded.stop(installation.var)


@pytest.fixture
def lived(old: Installation, folder: Path) -> Iterator[Installation]:
    """A byte-by-byte copy of the old installation, as `pg_basebackup` makes it."""
    installation = Installation(folder / f"lived-{uuid4().hex[:8]}")
    embedded.ensure_running(installation.var)
    embedded.stop(installation.var)
    data = installation.var / "pgdata"
    shutil.rmtree(data)
    place = embedded.conninfo(old.var, user="postgres", dbname="")
    copied = subprocess.run(
        [embedded.binaries() / "pg_basebackup", "-d", place, "-D", data, "--checkpoint=fast"],
        capture_output=True,
        text=True,
    )
    assert copied.returncode == 0, copied.stderr
    hand_to_server(data)
    yield installation
    embedded.stop(installation.var)


def hand_to_server(data: Path) -> None:
    account = embedded.system_user()
    for path in (data, *data.rglob("*")) if account else ():
        os.chown(path, account["user"], account["group"])


@pytest.fixture
def copy(backup: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(backup, tmp_path / "copy"))


def manifest_of(folder: Path) -> Manifest:
    return read_checked(folder)[0]


class TestABackup:
    def test_is_readable_by_its_owner_only(self, backup: Path) -> None:
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (backup, *backup.iterdir())}

        assert modes == {"backup": 0o700, DUMP: 0o600, MANIFEST: 0o600, SUMS: 0o600}

    def test_can_be_checked_with_the_tools_of_the_system(self, backup: Path) -> None:
        checked = subprocess.run(["sha256sum", "-c", SUMS], cwd=backup, capture_output=True, text=True)

        assert (checked.returncode, checked.stdout) == (0, f"{DUMP}: OK\n{MANIFEST}: OK\n")

    def test_says_what_is_in_it(self, backup: Path, old: Installation) -> None:
        manifest = manifest_of(backup)

        assert sorted(manifest.municipalities.values()) == ["elders", CODE]
        for table in ("ledger_posting", "payouts_batch", "parties_person", "trail_act"):
            assert [(manifest.content.rows[table],)] == old.rows(f"SELECT count(*) FROM {table}")
            assert manifest.content.rows[table] > 1
        assert len({manifest.content.digest_of_ledger(each) for each in manifest.municipalities}) == 2

    def test_goes_into_a_new_folder_only(self, backup: Path, old: Installation) -> None:
        before = sha256_of(backup / DUMP)

        again = old.back_up(backup)

        assert (again.returncode, again.stdout) == (1, "")
        assert "is there already" in again.stderr
        assert sha256_of(backup / DUMP) == before

    def test_that_fails_leaves_nothing(self, empty: Installation, tmp_path: Path) -> None:
        failed = empty.back_up(tmp_path / "place" / "backup")  # The database has no tables.

        assert failed.returncode == 1
        assert failed.stderr.count("\n") == 1 or "Traceback" not in failed.stderr
        assert list((tmp_path / "place").iterdir()) == []


class TestTheRoleOfBackups:
    def test_sees_the_rows_of_every_municipality(self, old: Installation) -> None:
        every = "SELECT count(DISTINCT municipality_id) FROM ledger_entry"

        assert old.rows(every, role="grondslag_backup") == [(2,)]
        assert old.rows(every, role="grondslag_app") == [(0,)]

    @pytest.mark.parametrize("first", ["", "SET default_transaction_read_only = off; COMMIT; "])
    @pytest.mark.parametrize(
        "statement",
        [
            "INSERT INTO trail_act (id) VALUES (gen_random_uuid())",
            "UPDATE payouts_batch SET state = 'HANDED_OVER'",
            "DELETE FROM trail_act",
            "SELECT ledger_open_book('x', 'x')",
            "CREATE TABLE own (id int)",
        ],
    )
    def test_writes_nothing(self, old: Installation, first: str, statement: str) -> None:
        with pytest.raises(psycopg.Error, match=r"permission denied|read-only"):
            old.rows(first + statement, role="grondslag_backup")


class TestARestore:
    def test_brings_everything_back(self, restored: Installation, backup: Path, tmp_path: Path) -> None:
        again = restored.back_up(tmp_path / "again")

        assert again.returncode == 0, again.stderr
        assert manifest_of(backup).content.differences(manifest_of(tmp_path / "again").content) == []

    @pytest.mark.parametrize("what", list(RIGHTS))
    def test_brings_the_fences_back(self, restored: Installation, old: Installation, what: str) -> None:
        before = old.rows(RIGHTS[what])

        assert before
        assert restored.rows(RIGHTS[what]) == before

    def test_shows_the_application_nothing_unless_it_serves_a_municipality(self, restored: Installation) -> None:
        assert restored.rows("SELECT count(*) FROM ledger_entry", role="grondslag_app") == [(0,)]
        assert restored.rows("SELECT count(*) FROM ledger_entry")[0][0] > 0

    def test_is_refused_on_a_database_that_has_tables(self, restored: Installation, backup: Path) -> None:
        before = restored.rows("SELECT count(*) FROM restores_restore")

        again = restored.restore(backup)

        assert again.returncode == 1
        assert "is not empty" in again.stderr
        assert restored.rows("SELECT count(*) FROM restores_restore") == before

    @pytest.mark.parametrize("name", [DUMP, MANIFEST])
    @pytest.mark.parametrize("place", [0.0, 0.5, 1.0])
    def test_of_a_file_with_one_other_bit_is_refused_before_anything_is_written(
        self, copy: Path, empty: Installation, name: str, place: float
    ) -> None:
        content = bytearray((copy / name).read_bytes())
        content[int(place * (len(content) - 1))] ^= 1
        (copy / name).write_bytes(content)

        done = empty.restore(copy)

        assert (done.returncode, done.stderr.count("\n")) == (1, 1)
        assert f"{name} is not as it was made" in done.stderr
        assert empty.is_empty()

    @pytest.mark.parametrize("name", [DUMP, MANIFEST, SUMS])
    def test_without_one_of_the_files_is_refused(self, copy: Path, empty: Installation, name: str) -> None:
        (copy / name).unlink()

        assert empty.restore("--check", copy).returncode == 1
        assert empty.restore(copy).returncode == 1
        assert empty.is_empty()

    def test_that_brings_back_other_content_does_not_let_the_application_in(
        self, copy: Path, empty: Installation
    ) -> None:
        expect_something_else(copy)

        done = empty.restore(copy)

        assert done.returncode == 1
        assert "DIFFERS ledger_posting: other content of municipality 1" in done.stdout
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            empty.rows("SELECT 1", role="grondslag_app")

    def test_of_a_dump_that_breaks_off_leaves_the_database_empty(self, copy: Path, empty: Installation) -> None:
        content = (copy / DUMP).read_bytes()
        (copy / DUMP).write_bytes(content[: len(content) * 3 // 4])
        sum_anew(copy)

        done = empty.restore(copy)

        assert done.returncode == 1
        assert "pg_restore failed" in done.stderr
        assert empty.is_empty()


class TestMark:
    """What is left to do when a physical backup was put back, on the installation that takes its place."""

    def test_brings_restore_mode_and_verifies(self, lived: Installation) -> None:
        done = lived.restore("--mark", "2026-04-02T22:00:00+02:00")

        assert done.returncode == 0, done.stderr
        assert done.stdout.count("regels kloppen") == 2
        assert "[restore-mode]" in lived.pay().stderr

    def test_says_so_when_the_tables_are_of_another_version(self, lived: Installation) -> None:
        with psycopg.connect(embedded.ensure_running(lived.var), user="postgres") as admin:
            admin.execute("ALTER TABLE ledger_posting RENAME COLUMN class TO kind")

        done = lived.restore("--mark", "2026-04-02T22:00:00+02:00")

        assert (done.returncode, "of another version" in done.stdout) == (1, True)
        assert lived.rows("SELECT count(*) FROM restores_restore WHERE confirmed_at IS NULL") == [(2,)]

    @pytest.mark.parametrize("arguments", [("--mark", "2026-04-02T22:00:00"), ("--mark", "yesterday"), ()])
    def test_is_refused_without_a_moment_that_is_one_everywhere(
        self, empty: Installation, arguments: tuple[str, ...]
    ) -> None:
        refused = empty.restore(*arguments)

        assert refused.returncode in (1, 2)
        assert "Traceback" not in refused.stderr


def expect_something_else(folder: Path) -> None:
    said = json.loads((folder / MANIFEST).read_text())
    said["content"]["digests"]["1"]["ledger_posting"] = "0" * 64
    (folder / MANIFEST).write_text(json.dumps(said))
    sum_anew(folder)


def sum_anew(folder: Path) -> None:
    said = json.loads((folder / MANIFEST).read_text())
    said["files"][DUMP]["sha256"] = sha256_of(folder / DUMP)
    (folder / MANIFEST).write_text(json.dumps(said))
    (folder / SUMS).write_text("".join(f"{sha256_of(folder / name)}  {name}\n" for name in (DUMP, MANIFEST)))


class TestRestoredBooks:
    """In this order, as an operator goes through it."""

    def test_hand_nothing_over(self, restored: Installation) -> None:
        paid = restored.pay()

        assert (paid.returncode, paid.stdout) == (1, "")
        assert "[restore-mode]" in paid.stderr
        assert list((restored.var / "out").iterdir()) == []

    def test_say_what_a_person_must_compare(self, restored: Installation) -> None:
        answer = json.loads(restored.confirm("--json").stdout)

        assert (
            [batch["number"] for batch in answer["compare"] if batch["state"] == "APPROVED"],
            answer["first_number_not_in_the_books"],
        ) == ([2], 3)

    def test_hand_over_once_a_person_has_confirmed(self, restored: Installation) -> None:
        confirmed = restored.confirm("--by", "Fatima", "--reason", "compared with the bank")
        paid = restored.pay()
        verified = restored.manage("verify")

        assert (confirmed.returncode, paid.returncode, verified.returncode) == (0, 0, 0), paid.stderr
        assert [path.name for path in (restored.var / "out").iterdir()] == [f"{CODE}-2-2026-04-02.xml"]
        assert restored.rows("SELECT actor FROM trail_act WHERE name = 'restore.confirmed'") == [("Fatima",)]
        still_waiting = "SELECT m.code FROM restores_restore r JOIN ledger_municipality m ON m.id = r.municipality_id"
        assert restored.rows(f"{still_waiting} WHERE confirmed_at IS NULL") == [("elders",)]
