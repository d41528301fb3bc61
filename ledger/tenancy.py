"""SQL text that keeps one municipality's rows from another's; migrations of every app use it, so it imports nothing."""

from pathlib import Path

CURRENT = "nullif(current_setting('grondslag.municipality', true), '')::integer"
"""The tenant of this transaction. Unset reads as NULL at first but as '' after any transaction on the connection."""


def statements(migration_file: str, name: str) -> str:
    """Give the text of `sql/<name>.sql` beside a migration."""
    return (Path(migration_file).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def fence(table: str) -> str:
    """Force row-level security on a table: rows of the current municipality only, for reading and for writing."""
    return f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY {table}_of_municipality ON {table}
            USING (municipality_id = {CURRENT}) WITH CHECK (municipality_id = {CURRENT});
    """


def guard(table: str, *, may: str, root: bool = False) -> str:
    """Fence a table under the ORM, let the municipality come first in its key, and grant what the application may do.

    `may` is the list of privileges of the application's role, for example "SELECT, INSERT, UPDATE (state)". A `root`
    refers to the municipality itself; what always refers to something within one needs no key of its own for that: it
    would be looked up, and one row locked by everybody, for every row that is written.
    """
    key = f", ADD CONSTRAINT {table}_municipality FOREIGN KEY (municipality_id) REFERENCES ledger_municipality"
    return f"""
        ALTER TABLE {table} DROP CONSTRAINT {table}_pkey, ADD PRIMARY KEY (municipality_id, id){key if root else ""};
        GRANT {may} ON {table} TO grondslag_app;
        {fence(table)}
    """


def refer(table: str, column: str, to: str, *, of: str = "", deferred: bool = False) -> str:
    """Add a composite foreign key, so that no row can point into another municipality.

    Foreign-key checks do not see row-level security: a plain key would accept, and so betray, a stranger's row. What
    is referred to may itself be `of` something: a column that both tables have, and that says the same in both; the
    other table needs a unique key with it, and this one no key for that column.
    """
    when = " DEFERRABLE INITIALLY DEFERRED" if deferred else ""
    also = f", {of}" if of else ""
    return f"""
        ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_within
            FOREIGN KEY (municipality_id, {column}{also}) REFERENCES {to} (municipality_id, id{also}){when};
    """


def never_ignore() -> str:
    """Take away the switch of django-pgtrigger: its triggers ask a session setting, which any role may set, whether
    to look away.

    Each trigger that it makes brings the switch back, so this comes after them in the migrations of an app that has
    any.
    """
    return """
        CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
            LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS 'SELECT false';
    """


def append_only(table: str, *, updatable: bool = False) -> str:
    """Refuse DELETE and TRUNCATE, and UPDATE unless `updatable`, for every role including the owner of the table."""
    moves = "DELETE" if updatable else "UPDATE OR DELETE"
    return f"""
        CREATE TRIGGER {table}_append_only BEFORE {moves} ON {table}
            FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
    """
