"""Raw SQL of whoever holds the application's password: each probe gives what it could do that it should not, in words.

The connection is psycopg's own; the role is that of the application, by login or by SET ROLE. What a probe does is
undone.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import errors, sql
from psycopg.types.json import Jsonb

Raw = psycopg.Connection[Any]
REFUSED, OTHER_MUNICIPALITY = "refused", "other-municipality"

SHARED = {
    "ledger_municipality": "the municipalities themselves: read before one is served, written by no role but the owner",
    "ledger_unit": "the units that exist: the same for all, written by migrations",
    "ledger_class": "the chart: the same for all, written by migrations",
    "ledger_flow": "the flows that are allowed: the same for all, written by migrations",
    "outbox_heartbeat": "which worker processes live: of the installation",
    "limits_count": "how often a code was tried: counted before a municipality is known, under a keyed digest",
    "django_migrations": "which migrations ran: of the program",
    "django_content_type": "the names of the models: of the program",
    "auth_permission": "Django's own; the application may not touch it",
    "auth_group": "Django's own; the application may not touch it",
    "auth_group_permissions": "Django's own; the application may not touch it",
    "auth_user": "who logs in, before their municipality is known: a name and a digest of a password",
    "django_session": "who is logged in, before their municipality is known: under a random name",
    "mfa_authenticator": "the second steps of who logs in, sealed",
    "account_emailaddress": "allauth's own; the application only reads it, and it is empty",
    "account_emailconfirmation": "allauth's own; the application may not touch it",
    "auth_user_groups": "Django's own; the application may not touch it",
    "auth_user_user_permissions": "Django's own; the application may not touch it",
}
"""The tables without a municipality, each with the reason."""

WRITTEN = {"outbox_heartbeat", "limits_count", "auth_user", "django_session", "mfa_authenticator"}
"""Those of them that the application writes."""

WITHOUT_MUNICIPALITY = {
    "ledger_open_book": "makes a municipality, or gives the id of one whose code is known",
}
"""The functions that run as the owner and take no municipality, each with the reason."""

REFUSED_BEFORE_THE_FENCE = {
    "payouts_approval": "an approval is of a prepared batch",  # It looks for the batch, which the fence hides from it.
}
"""The tables on which a trigger refuses every stranger's row before the fence is asked, each with its words."""

_OURS = "c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
_HAS_MUNICIPALITY = """EXISTS (
    SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'municipality_id' AND NOT a.attisdropped)"""


def list_municipal_tables(raw: Raw) -> list[str]:
    """Give every table that has a municipality in its rows."""
    found = raw.execute(f"SELECT relname FROM pg_class c WHERE {_OURS} AND {_HAS_MUNICIPALITY} ORDER BY 1")
    return [name for (name,) in found]


def list_shared_tables(raw: Raw) -> list[str]:
    """Give every table that has none."""
    found = raw.execute(f"SELECT relname FROM pg_class c WHERE {_OURS} AND NOT {_HAS_MUNICIPALITY} ORDER BY 1")
    return [name for (name,) in found]


def find_unfenced(raw: Raw) -> list[str]:
    """Give the tables with a municipality on which row-level security is not forced, or lets more than it through."""
    found = raw.execute(
        f"""SELECT relname FROM pg_class c WHERE {_OURS} AND {_HAS_MUNICIPALITY} AND NOT (
            relrowsecurity AND relforcerowsecurity
            AND (SELECT count(*) = 1 AND bool_and(polpermissive AND polcmd = '*' AND polroles = '{{0}}'
                    AND strpos(pg_get_expr(polqual, polrelid), 'municipality_id =') > 0
                    AND pg_get_expr(polqual, polrelid) = pg_get_expr(polwithcheck, polrelid))
                FROM pg_policy WHERE polrelid = c.oid))"""
    )
    return [name for (name,) in found]


def find_unlisted(raw: Raw) -> list[str]:
    """Give the tables without a municipality that nobody gave a reason for, and those that are written all the same."""
    unlisted = [name for name in list_shared_tables(raw) if name not in SHARED]
    written = raw.execute(
        f"""SELECT relname FROM pg_class c WHERE {_OURS} AND NOT {_HAS_MUNICIPALITY} AND (
            has_table_privilege('grondslag_app', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
            OR has_any_column_privilege('grondslag_app', c.oid, 'INSERT, UPDATE'))"""
    )
    return unlisted + [f"{name} is written" for (name,) in written if name not in WRITTEN]


def count_rows(raw: Raw, table: str, municipality_id: int) -> int:
    """Give how many rows a municipality has, for a role that sees all."""
    counting = sql.SQL("SELECT count(*) FROM {} WHERE municipality_id = %s").format(sql.Identifier(table))
    return _first(raw.execute(counting, [municipality_id]))


def copy_rows(raw: Raw, table: str, municipality_id: int) -> list[dict[str, Any]]:
    """Give up to fifty rows of a municipality, for a role that sees all."""
    copying = sql.SQL("SELECT to_jsonb(t) FROM {} t WHERE municipality_id = %s LIMIT 50").format(sql.Identifier(table))
    return [row for (row,) in raw.execute(copying, [municipality_id])]


@contextmanager
def serving(raw: Raw, municipality_id: int | None) -> Iterator[None]:
    """This will open a transaction of a municipality, or of none, and undo it."""
    with raw.transaction(force_rollback=True):
        if municipality_id is not None:
            raw.execute("SELECT set_config('grondslag.municipality', %s, true)", [str(municipality_id)])
        yield


def read_strangers(raw: Raw, table: str, *, served: int | None) -> list[str]:
    """Try to read the rows of a table that are not of the served municipality."""
    asking = "SELECT count(*) FROM {} WHERE municipality_id IS DISTINCT FROM %s::integer"
    with serving(raw, served):
        said, seen = _attempt(raw, sql.SQL(asking).format(sql.Identifier(table)), [served])
    return [] if said == REFUSED or (said == "" and seen == 0) else [f"{table}: {seen} rows of others are read {said}"]


def write_strangers(raw: Raw, table: str, *, served: int | None, stranger: int, rows: Sequence[Any]) -> list[str]:
    """Try to change, take away and add rows of a stranger, and to give own rows away; `rows` are some it has."""
    name = sql.Identifier(table)
    columns = _columns(raw, table, "UPDATE") or ["municipality_id"]
    tries = [
        sql.SQL("UPDATE {} SET {} = {} WHERE municipality_id = {}").format(
            name, sql.Identifier(column), sql.Identifier(column), stranger
        )
        for column in columns
    ]
    tries += [
        sql.SQL("UPDATE {} SET municipality_id = {}").format(name, stranger),
        sql.SQL("DELETE FROM {} WHERE municipality_id = {}").format(name, stranger),
    ]
    found = []
    with serving(raw, served):
        for statement in tries:
            said, touched = _attempt(raw, statement)
            if said != REFUSED and (said or touched):
                found.append(f"{table}: {touched} rows of others by {statement.as_string(raw)} {said}")
        return found + _add(raw, table, rows)


def _add(raw: Raw, table: str, rows: Sequence[dict[str, Any]]) -> list[str]:
    """Try to add copies of a stranger's rows: refused by the fence, and not only by what stands before it."""
    columns = _columns(raw, table, "INSERT") or ["municipality_id"]
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    adding = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM jsonb_populate_record(NULL::{}, %s)").format(
        sql.Identifier(table), names, names, sql.Identifier(table)
    )
    said = [_attempt(raw, adding, [Jsonb(row | ({"id": str(uuid4())} if _is_uuid(row) else {}))])[0] for row in rows]
    if any(each == "" for each in said):
        return [f"{table}: a row of another is added"]
    if REFUSED in said or not rows or said[0].startswith(REFUSED_BEFORE_THE_FENCE.get(table, "never")):
        return []
    return [f"{table}: the fence was never asked: {said[0]}"]


def _is_uuid(row: dict[str, Any]) -> bool:
    return isinstance(row.get("id"), str)


def _columns(raw: Raw, table: str, privilege: str) -> list[str]:
    found = raw.execute(
        """SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
        AND attgenerated = '' AND attidentity <> 'a' AND has_column_privilege(attrelid, attnum, %s)""",
        [table, privilege],
    )
    return [name for (name,) in found]


def ask_for_stranger(raw: Raw, *, served: int | None, stranger: int) -> list[str]:
    """Ask every function that runs as the owner for another municipality; it must name that as what is wrong."""
    found = []
    with serving(raw, served):
        for name, types, arguments in _list_definers(raw):
            taking = [argument for argument in arguments if "municipality" in argument]
            if not taking:
                found += [] if name in WITHOUT_MUNICIPALITY else [f"{name} takes no municipality"]
                continue
            given = [
                sql.SQL("{}::{}").format(stranger if argument in taking else None, sql.SQL(kind))
                for argument, kind in zip(arguments, types, strict=True)
            ]
            calling = sql.SQL("SELECT count(*) FROM {}({})").format(sql.Identifier(name), sql.SQL(", ").join(given))
            said, _ = _attempt(raw, calling)
            found += [] if said in (REFUSED, OTHER_MUNICIPALITY) else [f"{name} says “{said}” to a stranger"]
    return found


def _list_definers(raw: Raw) -> list[tuple[str, list[str], list[str]]]:
    return raw.execute(
        """SELECT proname,
            ARRAY(SELECT format_type(t, NULL) FROM unnest(proargtypes) WITH ORDINALITY u (t, n) ORDER BY n),
            coalesce(proargnames[1:pronargs], '{}')
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef AND prorettype <> 'trigger'::regtype
        ORDER BY 1"""
    ).fetchall()


def _attempt(raw: Raw, statement: sql.Composable, values: Sequence[Any] = ()) -> tuple[str, int]:
    """Run a statement and undo it: gives "" with the count it gave or the rows it touched, or what refused it."""
    try:
        with raw.transaction(force_rollback=True):
            done = raw.execute(statement, values or None)
            return "", _first(done) if done.description else done.rowcount
    except errors.InsufficientPrivilege:
        return REFUSED, 0
    except psycopg.Error as error:
        return str(error.diag.message_primary), 0


def _first(done: psycopg.Cursor[Any]) -> int:
    row = done.fetchone()
    return int(row[0]) if row else 0
