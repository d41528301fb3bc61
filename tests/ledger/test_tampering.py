"""Whoever may do everything in the database changes one field of what was sealed: it is found, and the row is named.

Replay a run with its GRONDSLAG_SEED. The guards, keys and checks are out of the way, as an administrator can put them.
"""

import os
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from ledger import closes, journal, tenant
from ledger.invariants import list_breaches
from ledger.seals import seal_day
from tests.ledger.books import DAY, Book, open_book
from tests.ledger.seeds import APP, run
from tests.ledger.test_guards import acting_as, settle

CHANGES, IN_A_ROUND = 1_000, 25
KEYS = {
    "ledger_entry": ("id",),
    "ledger_posting": ("entry_id", "line"),
    "ledger_entry_number": ("year", "number"),
    "ledger_seal": ("number",),
    "ledger_close": ("number",),
}
ENTRY_OF = {"ledger_entry": "id", "ledger_posting": "entry_id", "ledger_entry_number": "entry_id"}
NOT_SEALED = {
    ("ledger_posting", "xid"): "the number of a transaction is of the server: a restore begins to count anew",
}
TABLES = ", ".join(f"'{table}'::regclass" for table in KEYS)
OUT_OF_THE_WAY = f"""
    SET LOCAL session_replication_role = 'replica';
    DO $$ DECLARE act text; BEGIN
        FOR act IN SELECT format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I CASCADE', conrelid::regclass, conname)
            FROM pg_constraint WHERE conrelid IN ({TABLES}) AND contype NOT IN ('n', 't') ORDER BY contype <> 'f' LOOP
            EXECUTE act;
        END LOOP;
        FOR act IN SELECT format('ALTER TABLE %1$s ALTER %2$I DROP IDENTITY IF EXISTS, ALTER %2$I DROP NOT NULL',
                attrelid::regclass, attname)
            FROM pg_attribute WHERE attrelid IN ({TABLES}) AND attnum > 0 AND attnotnull LOOP
            EXECUTE act;
        END LOOP;
        FOR act IN SELECT format('DROP INDEX %s', indexrelid::regclass) FROM pg_index
            WHERE indisunique AND indrelid IN ({TABLES}) LOOP
            EXECUTE act;
        END LOOP;
    END $$;
"""
OTHER = {
    "smallint": "({c} + {n} % 3 + 1)::smallint",
    "integer": "{c} + {n} % 1000 + 1",
    "bigint": "CASE {n} % 3 WHEN 0 THEN -{c} - 1 ELSE {c} + {n} % 1000 + 1 END",
    "text": "CASE {n} % 3 WHEN 0 THEN {c} || ' ' WHEN 1 THEN coalesce(upper({c}), '') || 'x' ELSE substr({c}, 2) END",
    "date": "{c} + {n} % 400 + 1",
    "timestamp with time zone": "{c} + ({n} % 1000 + 1) * interval '1 microsecond'",
    "bytea": "set_bit({c}, {n} % (8 * octet_length({c})), 1 - get_bit({c}, {n} % (8 * octet_length({c}))))",
    "uuid": "gen_random_uuid()",
    "jsonb": "{c} || '{{\"EUR\": 1}}'",
    "xid8": "({c}::text::bigint + {n} % 1000 + 1)::text::xid8",
}
"""How another value is made of each kind, by SQL; {c} is the column and {n} a number."""
SOME = {"bigint": "1", "text": "'x'", "uuid": "gen_random_uuid()"}


@dataclass(frozen=True)
class Change:
    """One field of one row, changed: what the row may be called by whoever finds it."""

    table: str
    column: str
    names: frozenset[str]
    entry: int | None


@pytest.fixture
def sealed(administering: None, database: None) -> Iterator[Book]:
    """Give a book with a little of everything, all of it sealed in some seals, beside one of another municipality."""
    book = open_book()
    run(f"SELECT set_config('test.other', '{open_book('Elders').municipality_id}', true)")
    with tenant.serving(book.municipality_id):
        tenant.tell_database()
        fill(book)
        settle()
        run(OUT_OF_THE_WAY)
        assert found_by_the_application() == []
        yield book


def fill(book: Book) -> None:
    anna, bilal = uuid4(), uuid4()
    closes.close_month(date(2025, 12, 1), by=anna, on=DAY)
    for month in range(6):
        on = DAY + timedelta(days=61 * month)
        book.fill(free=100 + month, entitled=50, committed=20, person=f"Zoë {month}")
        for number in range(20):
            book.say("deposit", ("BANK", "FUND", number + 1), ("FREE", "APPROPRIATED", number + 1), on=on, why="gift")
        undone = book.say("reclassify", ("SUSPENSE", "WRITE_OFF", 5), on=on)
        journal.reverse(undone.entry_id, key=f"undo {month}".replace(" ", ":"), why="“wrong”", happened_on=on)
        settle()
        assert seal_day(on)
        if month < 2:
            closes.close_month(date(2026, month + 1, 1), by=anna, on=DAY)
            closes.reopen_month(date(2026, month + 1, 1), by=anna, agreed_by=bilal, reason="a file was left out")
            closes.close_month(date(2026, month + 1, 1), by=anna, on=DAY)


def found_by_the_application() -> list[tuple[str, dict[str, Any]]]:
    with acting_as(APP):
        return [(breach.invariant, dict(breach.row)) for breach in list_breaches()]


def named() -> set[tuple[str, str]]:
    """Give the rows that `verify` names: by their table, and by what they are called there."""
    names: set[tuple[str, str]] = set()
    for invariant, row in found_by_the_application():
        if invariant == "sealed-rows-unchanged":
            names.add((str(row["table"]), str(row["row"])))
        elif invariant in ("seals-follow", "seals-cover"):
            names |= {("ledger_seal", str(row[which])) for which in ("row", "expected") if which in row}
        elif invariant == "closes-follow":
            names.add(("ledger_close", str(row["close_number"])))
        elif invariant == "numbers-have-no-gap":
            missing = range(row["missing_from"] or 0, (row["missing_to"] or -1) + 1)
            names |= {
                ("ledger_entry_number", f"{row['year']}/{number}") for number in [row["number"], *missing[:1_000]]
            }
            names.add(("ledger_seal", str(row["seal"])))
    return names


def columns() -> dict[str, dict[str, str]]:
    """Give the columns of each table that are sealed, with their types."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for table, column, kind in run(
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
        f" WHERE table_schema = 'public' AND table_name IN ({', '.join(map(repr, KEYS))}) ORDER BY 1, ordinal_position"
    ):
        if (table, column) not in NOT_SEALED:
            found[table][column] = kind
    return found


def tell(values: Sequence[Any]) -> str:
    return "/".join("" if value is None else str(value) for value in values)


def change(dice: random.Random, table: str, column: str, kind: str, ctid: str) -> Change:
    """Change a field of a row to another value."""
    keys = ", ".join(KEYS[table])
    where = f"WHERE ctid = '{ctid}'"
    [(before, empty)] = run(f"SELECT ARRAY[{', '.join(f'{key}::text' for key in KEYS[table])}], {column} IS NULL"
                            f" OR {column}::text IN ('', '\\x') FROM {table} {where}")  # fmt: skip
    number = dice.randrange(1 << 30)
    if column == "municipality_id":
        value = "current_setting('test.other')::integer"
    elif empty:
        value = SOME.get(kind, "'\\x00'")
    elif dice.random() < 0.1:
        value = "NULL"
    else:
        value = OTHER[kind].format(c=column, n=number)
    [(entry, *after)] = run(f"UPDATE {table} SET {column} = {value} {where} RETURNING {ENTRY_OF.get(table, 0)}, {keys}")
    return Change(table, column, frozenset({tell(before), tell(after)}), entry)


def rows_of(book: Book, table: str) -> list[tuple[str, int]]:
    """Give each row of a table by its place, with the entry it is of."""
    return run(
        f"SELECT ctid::text, {ENTRY_OF.get(table, 0)} FROM {table}"
        f" WHERE municipality_id = {book.municipality_id} ORDER BY 1"
    )


class Tamperer:
    """Changes fields of sealed rows, each column in its turn: at most one of an entry at once, one seal or close."""

    def __init__(self, book: Book, seed: int) -> None:
        self.book = book
        self.dice = random.Random(seed)  # noqa: S311
        self.columns = columns()
        fields = {table: sorted(found) for table, found in self.columns.items()}
        many = [(table, column) for table in list(KEYS)[:3] for column in fields[table]]
        self.dice.shuffle(many)
        self.many = cycle(many)
        self.few = cycle([(table, cycle(fields[table])) for table in ("ledger_seal", "ledger_close")])

    def tamper(self) -> list[Change]:
        """Make the changes of one round."""
        rows = {table: rows_of(self.book, table) for table in KEYS}
        touched: set[int] = set()
        made = []
        while len(made) < IN_A_ROUND - 1:
            table, column = next(self.many)
            ctid, entry = self.dice.choice([each for each in rows[table] if each[1] not in touched])
            with transaction.atomic():
                changed = change(self.dice, table, column, self.columns[table][column], ctid)
                # A row may come to be of another entry, which is not to be changed a second time in this round.
                if changed.entry != entry and changed.entry in touched:
                    transaction.set_rollback(True)
                    continue
            touched |= {entry, changed.entry}
            made.append(changed)
        # The head of the chain is followed by nothing: that it is gone can be told by its publication only.
        table, fields = next(self.few)
        ctid, _ = self.dice.choice(rows[table][:-1])
        column = next(fields)
        made.append(change(self.dice, table, column, self.columns[table][column], ctid))
        return made


def test_every_single_change_is_found_and_the_row_is_named(sealed):
    seed = int(os.environ.get("GRONDSLAG_SEED") or random.SystemRandom().getrandbits(26))
    print(f"GRONDSLAG_SEED={seed}")  # noqa: T201
    tamperer = Tamperer(sealed, seed)
    tried: set[tuple[str, str]] = set()
    missed, wrong, count = [], [], 0

    for _round in range(CHANGES // IN_A_ROUND):
        with transaction.atomic():
            changes = tamperer.tamper()
            names = named()
            transaction.set_rollback(True)
        count += len(changes)
        tried |= {(each.table, each.column) for each in changes}
        missed += [each for each in changes if not names & {(each.table, name) for name in each.names}]
        known = {(each.table, name) for each in changes for name in each.names}
        wrong += sorted(name for name in names - known if name[0] in ("ledger_entry", "ledger_posting"))

    assert missed == []
    assert wrong == [], "rows were named that nobody touched"
    assert count == CHANGES
    assert tried == {(table, column) for table, found in tamperer.columns.items() for column in found}


@pytest.mark.parametrize("table", KEYS)
def test_every_deletion_is_found(sealed, table):
    dice = random.Random(1)  # noqa: S311
    for ctid, _ in dice.sample(rows_of(sealed, table)[:-1], 5):
        with transaction.atomic():
            [key] = run(f"DELETE FROM {table} WHERE ctid = '{ctid}' RETURNING {', '.join(KEYS[table])}")
            names = named()
            transaction.set_rollback(True)

        assert (table, tell(key)) in names


INSERTIONS = {
    "a posting": ("ledger_posting", "line", "line + 2"),
    "a number": ("ledger_entry_number", "number", "9000"),
    "a seal": ("ledger_seal", "number", "9000"),
}


@pytest.mark.parametrize(("table", "column", "value"), INSERTIONS.values(), ids=INSERTIONS)
def test_every_insertion_is_found(sealed, table, column, value):
    ctid, _ = rows_of(sealed, table)[0]

    run(f"""CREATE TEMP TABLE copied ON COMMIT DROP AS SELECT * FROM {table} WHERE ctid = '{ctid}';
        UPDATE copied SET {column} = {value}; INSERT INTO {table} SELECT * FROM copied;""")

    [key] = run(f"SELECT {', '.join(KEYS[table])} FROM copied")
    assert (table, tell(key)) in named()


def test_a_copy_of_a_row_is_found(sealed):
    for table in KEYS:
        ctid, _ = rows_of(sealed, table)[0]
        with transaction.atomic():
            keys = ", ".join(KEYS[table])
            [key] = run(f"INSERT INTO {table} SELECT * FROM {table} WHERE ctid = '{ctid}' RETURNING {keys}")
            names = named() | {("ledger_entry", str(row.get("entry_id"))) for _, row in found_by_the_application()}
            transaction.set_rollback(True)

        assert (table, tell(key)) in names, table
