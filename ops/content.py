"""What is in a database, in numbers that can be compared: rows per table, and digests per table and municipality.

Read as a role that sees all rows, in the transaction of the given connection.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

NOBODY = "0"
"""Stands for "of no municipality": what belongs to the program, such as the chart of accounts."""

_AS_TEXT = "SET LOCAL datestyle = 'ISO'; SET LOCAL timezone = 'UTC'; SET LOCAL intervalstyle = 'postgres';"
_AS_TEXT += "SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; SET LOCAL row_security = off"

# Numbers of transactions mean something in their own cluster only, and are set anew by a restore.
_TABLES = """
    SELECT n.nspname, c.relname,
        array_agg(a.attname::text ORDER BY a.attname) FILTER (WHERE a.atttypid <> 'xid8'::regtype),
        bool_or(a.attname = 'municipality_id')
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence = 'p'
        AND n.nspname <> 'information_schema' AND NOT starts_with(n.nspname, 'pg_')
    GROUP BY n.nspname, c.relname ORDER BY n.nspname, c.relname
"""
_KEY = """
    SELECT a.attname, a.attcollation <> 0
    FROM pg_index i, unnest(i.indkey::int[]) WITH ORDINALITY AS k (attnum, place)
    JOIN pg_attribute a ON a.attnum = k.attnum
    WHERE i.indrelid = %s::regclass AND i.indisprimary AND a.attrelid = i.indrelid ORDER BY k.place
"""


@dataclass(frozen=True, slots=True)
class Content:
    """Rows per table, and SHA-256 per municipality (its id as text) and table."""

    rows: dict[str, int]
    digests: dict[str, dict[str, str]]

    def digest_of_ledger(self, municipality: str) -> str:
        """Give one SHA-256 over all that the ledger holds of a municipality."""
        kept = self.digests.get(municipality, {})
        return _joined({table: digest for table, digest in kept.items() if table.startswith("ledger_")})

    def digest_of_all(self, municipality: str) -> str:
        """Give one SHA-256 over everything that is kept of a municipality."""
        return _joined(self.digests.get(municipality, {}))

    def differences(self, other: "Content") -> list[str]:
        """Say where another content differs, in words; nothing when they are the same."""
        found = [
            f"{table}: {self.rows.get(table)} rows became {other.rows.get(table)}"
            for table in sorted({*self.rows, *other.rows})
            if self.rows.get(table) != other.rows.get(table)
        ]
        for owner in sorted({*self.digests, *other.digests}):
            mine, theirs = self.digests.get(owner, {}), other.digests.get(owner, {})
            found += [
                f"{table}: other content of municipality {owner}"
                for table in sorted({*mine, *theirs})
                if mine.get(table) != theirs.get(table)
            ]
        return found


def read_content(connection: psycopg.Connection[Any], *, leaving_out: frozenset[str] = frozenset()) -> Content:
    """Give the content as the connection's transaction sees it, without the tables that are left out."""
    rows: dict[str, int] = {}
    digests: dict[str, dict[str, str]] = defaultdict(dict)
    connection.execute(_AS_TEXT)
    for schema, table, columns, municipal in connection.execute(_TABLES).fetchall():
        name = table if schema == "public" else f"{schema}.{table}"
        if name in leaving_out:
            continue
        hashes: dict[str, Any] = defaultdict(hashlib.sha256)
        rows[name] = 0
        for owner, row in _rows(connection, sql.Identifier(schema, table), columns, municipal=municipal):
            rows[name] += 1
            hashes[owner].update(row)
        for owner, digest in hashes.items():
            digests[owner][name] = digest.hexdigest()
    return Content(rows, dict(digests))


def _rows(
    connection: psycopg.Connection[Any], table: sql.Identifier, columns: list[str], *, municipal: bool
) -> Iterator[tuple[str, bytes]]:
    # Streamed row by row, in the order of the key: a table need not fit in memory, nor in one value of the database.
    of_whom = sql.Identifier("municipality_id") if municipal else sql.Literal(int(NOBODY))
    key = connection.execute(_KEY, [table.as_string(connection)]).fetchall()
    bytewise = sql.SQL('{} COLLATE "C"')  # Another server may sort words otherwise.
    order = [bytewise.format(sql.Identifier(name)) if words else sql.Identifier(name) for name, words in key]
    query = sql.SQL("COPY (SELECT {}, {} FROM {} ORDER BY {}) TO STDOUT").format(
        of_whom, sql.SQL(", ").join(map(sql.Identifier, columns)), table, sql.SQL(", ").join([sql.SQL("1"), *order])
    )
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        for row in copy:
            owner, _tab, rest = bytes(row).partition(b"\t")
            yield owner.decode(), rest


def _joined(digests: dict[str, str]) -> str:
    text = "".join(f"{digest}  {table}\n" for table, digest in sorted(digests.items()))
    return hashlib.sha256(text.encode()).hexdigest()
