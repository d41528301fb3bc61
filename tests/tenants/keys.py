"""The keys of the catalogue: what they say, and a try at each to point it into another municipality."""

from dataclasses import dataclass

import psycopg
from psycopg import errors, sql

from tests.tenants.prober import SHARED, Raw


@dataclass(frozen=True)
class Key:
    """A foreign key between two tables with a municipality: `columns` point to the columns `to`, in order."""

    name: str
    table: str
    target: str
    columns: tuple[str, ...]
    to: tuple[str, ...]

    @property
    def is_within(self) -> bool:
        """Say whether the municipality points to the municipality."""
        return ("municipality_id", "municipality_id") in set(zip(self.columns, self.to, strict=True))


AT_HOME = {
    "ledger_entry_number_municipality_id_seal_fkey": "each town counts its seals from 1",
}
"""The keys by which a stranger's row cannot be said at all, each with the reason."""


def list_keys(raw: Raw) -> list[Key]:
    """Give every foreign key between two tables with a municipality."""
    found = raw.execute(
        """SELECT conname, conrelid::regclass::text, confrelid::regclass::text,
            ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY k (number, n)
                JOIN pg_attribute ON attrelid = conrelid AND attnum = number ORDER BY n),
            ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY k (number, n)
                JOIN pg_attribute ON attrelid = confrelid AND attnum = number ORDER BY n)
        FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND connamespace = 'public'::regnamespace
        AND NOT confrelid::regclass::text = ANY (%s) ORDER BY 2, 1""",
        [sorted(SHARED)],
    )
    return [Key(name, table, target, tuple(mine), tuple(theirs)) for name, table, target, mine, theirs in found]


OF_NO_KEY = {
    "ledger_posting": "the check of its statement finds its account, without a lock on it",
    "ledger_outbox": "only the booking functions write it",
    "trail_act": "every act writes one: its key would lock one row for everybody",
}
"""The tables whose rows are of a municipality by no key, each with the reason; what points to them is held by them."""


def list_rootless(raw: Raw) -> list[str]:
    """Give the tables whose rows may be of a municipality that is not there: no key that is always said leads to it."""
    rows = raw.execute(
        """SELECT c.oid::regclass::text,
            coalesce(array_agg(k.confrelid::regclass::text) FILTER (WHERE k.oid IS NOT NULL), '{}')
        FROM pg_class c
        JOIN pg_attribute m ON m.attrelid = c.oid AND m.attname = 'municipality_id' AND NOT m.attisdropped
        LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'f' AND NOT EXISTS (
            SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY (k.conkey) AND NOT a.attnotnull)
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace GROUP BY 1"""
    )
    leads_to = dict(rows.fetchall())
    held = {"ledger_municipality", *OF_NO_KEY}
    while more := {table for table, targets in leads_to.items() if held.intersection(targets)} - held:
        held |= more
    return sorted(leads_to.keys() - held)


def find_oracles(raw: Raw) -> list[str]:
    """Give the unique indexes by which a refused row would tell that another municipality has such a one."""
    found = raw.execute(
        """SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        JOIN pg_attribute m ON m.attrelid = c.oid AND m.attname = 'municipality_id' AND NOT m.attisdropped
        WHERE c.relnamespace = 'public'::regnamespace AND i.indisunique AND NOT m.attnum = ANY (i.indkey)
        ORDER BY 1"""
    )
    return [name for (name,) in found]


ANOTHER_FIRST = {
    "access_access_user_id_53d4be12": "whose access somebody has is asked before it is known where",
    "one_household_at_a_time": "it begins with the person: the key of days that may not overlap, in any order",
}
"""The indexes that begin with something else than whose a row is, each with the reason."""


def list_other_beginnings(raw: Raw) -> list[str]:
    """Give the indexes of municipal tables whose first column is not the municipality."""
    found = raw.execute(
        """SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        JOIN pg_attribute m ON m.attrelid = c.oid AND m.attname = 'municipality_id' AND NOT m.attisdropped
        WHERE c.relnamespace = 'public'::regnamespace AND i.indkey[0] <> m.attnum ORDER BY 1"""
    )
    return [name for (name,) in found]


def point_across(raw: Raw, key: Key, *, mine: int, stranger: int) -> str:
    """As one whom nothing but this key can stop, let a row point to a stranger's; gives what refused it.

    That should be the key itself. "" says that nothing did; the row is put back.
    """
    pointing = [(column, to) for column, to in zip(key.columns, key.to, strict=True) if column != "municipality_id"]
    try:
        with raw.transaction(force_rollback=True):
            _leave_only(raw, key)
            _let_ids_be_said(raw, key.table)
            changed = raw.execute(_pointing(key, pointing), {"mine": mine, "stranger": stranger})
            raw.execute("SET CONSTRAINTS ALL IMMEDIATE")
            return "" if changed.rowcount else "no row to try"
    except errors.ForeignKeyViolation as error:
        return str(error.diag.constraint_name)
    except psycopg.Error as error:
        return f"{error.diag.constraint_name}: {error.diag.message_primary}"


def _leave_only(raw: Raw, key: Key) -> None:
    table = key.table
    # Triggers of a user and checks would refuse first; those of the keys are the system's, and stay.
    raw.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
    checks = "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'"
    for (name,) in raw.execute(checks, [table]).fetchall():
        raw.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.Identifier(table), sql.Identifier(name)))
    # A row that other rows point to offends their keys when it changes; and where it points to one, another key may ask
    # for more of that.
    others = (
        "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f' AND conname <> %s"
        " AND %s::regclass IN (conrelid, confrelid)"
    )
    for other, name in raw.execute(others, [key.name, table]).fetchall():
        raw.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.Identifier(other), sql.Identifier(name)))


def _let_ids_be_said(raw: Raw, table: str) -> None:
    # A key may start from a column that the table numbers itself.
    numbered = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attidentity <> ''"
    for (name,) in raw.execute(numbered, [table]).fetchall():
        raw.execute(
            sql.SQL("ALTER TABLE {} ALTER COLUMN {} DROP IDENTITY").format(sql.Identifier(table), sql.Identifier(name))
        )


def _pointing(key: Key, pointing: list[tuple[str, str]]) -> sql.Composed:
    columns, to = zip(*pointing, strict=True)
    return sql.SQL(
        """UPDATE {table} SET ({columns}) = (
            SELECT {to} FROM {target} WHERE municipality_id = %(stranger)s ORDER BY {to} LIMIT 1)
        WHERE ctid = (SELECT ctid FROM {table} WHERE municipality_id = %(mine)s ORDER BY {first} IS NULL LIMIT 1)"""
    ).format(
        table=sql.Identifier(key.table),
        target=sql.Identifier(key.target),
        columns=sql.SQL(", ").join(map(sql.Identifier, columns)) if len(columns) > 1 else sql.Identifier(columns[0]),
        to=sql.SQL(", ").join(map(sql.Identifier, to)),
        first=sql.Identifier(columns[0]),
    )
