"""The bugs that could be made in the guards of seals and numbers."""

from collections.abc import Callable

from ledger import seals
from tests.ledger.books import DAY, Book
from tests.ledger.seeds import (
    APP,
    CHECK,
    COLUMNS,
    FOREIGN_KEY,
    GOOD,
    NO_PRIVILEGE,
    OWNER,
    POSTING_CHECK,
    UNIQUE,
    Seed,
    no_constraint,
    no_trigger,
    run,
    sql,
)

NUMBER = "INSERT INTO ledger_entry_number (municipality_id, year, number, entry_id, seal, traces, digest)"
NUMBER += " VALUES ({m}, 2026, %s, %s, %s, '', sha256(''))"
SEAL = "INSERT INTO ledger_seal SELECT municipality_id, number + 1, sealed_on, year, %s, %s, %s, postings, debits,"
SEAL += " last_close + 1, %s, '', settled_entry, highest_entry, horizon, made_at, digest, %s FROM ledger_seal"
SEAL += " WHERE municipality_id = {m}"
ENTRY = "INSERT INTO ledger_entry (municipality_id, id, key, request_hash, act, happened_on, why, lines)"
ENTRY += " OVERRIDING SYSTEM VALUE VALUES %s"
ONE_ENTRY = "({m}, -1, 'raw', sha256(''), 'deposit', '2026-03-31', 'raw', 2)"
POSTINGS = f"INSERT INTO ledger_posting ({COLUMNS}) VALUES ({{m}}, -1, {GOOD[0]}), ({{m}}, -1, {GOOD[1]})"
FIRST_SEAL = "ledger_entry_number_municipality_id_seal_fkey"


def after_seal(statement: str) -> Callable[[Book], object]:
    """Write an act that follows on sealing the day of the test's entries."""

    def act(book: Book) -> object:
        seals.seal_day(DAY)
        run("SET CONSTRAINTS ALL IMMEDIATE")
        run("SET CONSTRAINTS ALL DEFERRED")
        return sql(statement)(book)

    return act


def into_two_books(book: Book) -> object:
    other = run("SELECT current_setting('test.other')")[0][0]
    rows = ONE_ENTRY, ONE_ENTRY.replace("{m}", other)
    postings = POSTINGS, POSTINGS.partition("VALUES")[2].replace("{m}", other)
    return sql(f"{ENTRY % ', '.join(rows)}; {', '.join(postings)}")(book)


SEEDS_OF_SEALS = [
    *(
        Seed(f"the application may not {verb} {table}", f"GRANT {verb} ON {table} TO {APP};"
             + (no_trigger("ledger_entry_number", "USER") + f"GRANT {verb} ON ledger_entry_number TO {APP};"
                if verb == "TRUNCATE" else "")
             + no_trigger(table, "USER"), after_seal(f"{statement} CASCADE" if verb == "TRUNCATE" else statement),
             NO_PRIVILEGE)
        for table in ("ledger_seal", "ledger_entry_number")
        for verb, statement in (
            ("UPDATE", f"UPDATE {table} SET digest = digest"),
            ("DELETE", f"DELETE FROM {table} WHERE false"),
            ("TRUNCATE", f"TRUNCATE {table}"),
            ("INSERT", f"INSERT INTO {table} SELECT * FROM {table} WHERE false"),
        )
    ),
    *(
        Seed(f"the owner may not {statement.split()[0]} {table} ({found})", no_trigger(table, "USER") + also,
             after_seal(statement), "append-only", role=OWNER, found=found)
        for table, statement, also, found in (
            ("ledger_entry_number", "UPDATE ledger_entry_number SET digest = sha256('')", "", "sealed-rows-unchanged"),
            ("ledger_entry_number", "DELETE FROM ledger_entry_number WHERE number = 2", "", "numbers-have-no-gap"),
            ("ledger_entry_number", "TRUNCATE ledger_entry_number", "", "numbers-have-no-gap"),
            ("ledger_seal", "UPDATE ledger_seal SET made_at = now()", "", "seals-cover"),
            ("ledger_seal", "UPDATE ledger_seal SET number = number + 1",
             no_constraint("ledger_entry_number", FIRST_SEAL), "seals-follow"),
            ("ledger_seal", "DELETE FROM ledger_seal", no_constraint("ledger_entry_number", FIRST_SEAL),
             "numbers-have-no-gap"),
            ("ledger_seal", "TRUNCATE ledger_seal CASCADE", no_trigger("ledger_entry_number", "USER"), ""),
        )
    ),
    Seed("an entry has one number", no_constraint("ledger_entry_number", "entry_is_numbered_once"),
         after_seal(NUMBER % (90, "{last}", 1)), UNIQUE, role=OWNER, found="numbers-have-no-gap"),
    Seed("a number is of one entry", no_constraint("ledger_entry_number", "ledger_entry_number_pkey")
         + no_constraint("ledger_entry_number", "entry_is_numbered_once"),
         after_seal(NUMBER % (1, "{last}", 1)), UNIQUE, role=OWNER, found="numbers-have-no-gap"),
    Seed("a number is counted", no_constraint("ledger_entry_number", "number_is_counted")
         + no_constraint("ledger_entry_number", "entry_is_numbered_once"),
         after_seal(NUMBER % (0, "{last}", 1)), CHECK, role=OWNER, found="numbers-have-no-gap"),
    Seed("a number is of an entry", no_constraint("ledger_entry_number",
         "ledger_entry_number_municipality_id_entry_id_fkey"),
         after_seal(NUMBER % (5, 0, 1)), FOREIGN_KEY, role=OWNER, found="sealed-rows-unchanged"),
    Seed("a number is of a seal", no_constraint("ledger_entry_number", FIRST_SEAL),
         sql(NUMBER % (1, "{last}", 1)), FOREIGN_KEY, role=OWNER, found="numbers-have-no-gap"),
    Seed("a number has a digest", no_constraint("ledger_entry_number", "number_digest")
         + no_constraint("ledger_entry_number", "entry_is_numbered_once"),
         after_seal((NUMBER % (90, "{last}", 1)).replace("sha256('')", "''")), CHECK, role=OWNER,
         found="sealed-rows-unchanged"),
    Seed("a seal covers a range", no_constraint("ledger_seal", "seal_covers_a_range"),
         after_seal(SEAL % ("last_number + 1", "last_number + 7", 1, "last_close", "digest")), CHECK, role=OWNER,
         found="seals-cover"),
    Seed("a seal covers as many closes as it has digests of", no_constraint("ledger_seal", "seal_covers_closes"),
         after_seal(SEAL % ("last_number + 1", "last_number", 0, "last_close + 1", "digest")), CHECK, role=OWNER,
         found="seals-cover"),
    Seed("a seal has a digest", no_constraint("ledger_seal", "seal_digests"),
         after_seal(SEAL % ("last_number + 1", "last_number", 0, "last_close", "''::bytea")), CHECK, role=OWNER,
         found="seals-cover"),
    Seed("a seal has a number of its own", no_constraint("ledger_seal", "ledger_seal_pkey"),
         after_seal("INSERT INTO ledger_seal SELECT * FROM ledger_seal"), UNIQUE, role=OWNER, found="seals-follow"),
    Seed("no entry comes before a seal", POSTING_CHECK, after_seal(f"{ENTRY % ONE_ENTRY}; {POSTINGS}"), "in-progress",
         role=OWNER),
    Seed("one statement writes into one book", POSTING_CHECK, into_two_books, "other-municipality", role="postgres"),
    *(
        Seed(f"rows of another municipality are not written in {table}",
             f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
             + no_constraint("ledger_entry_number", "ledger_entry_number_municipality_id_entry_id_fkey")
             + no_constraint("ledger_entry_number", FIRST_SEAL),
             after_seal(statement), NO_PRIVILEGE, role=OWNER)
        for table, statement in (
            ("ledger_entry_number", (NUMBER % (1, "{last}", 1)).replace("{m}", "current_setting('test.other')::int")),
            ("ledger_seal", (SEAL % ("last_number + 1", "last_number", 0, "last_close", "digest")).replace(
                "SELECT municipality_id", "SELECT current_setting('test.other')::int")),
        )
    ),
]  # fmt: skip
