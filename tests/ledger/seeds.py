"""The bugs that could be made in the guards of the books: what takes each guard away, and an act that it stops."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from ledger import journal
from ledger.database import refusing
from ledger.journal import Booked
from tests.ledger.books import DAY, Book

NO_PRIVILEGE, FOREIGN_KEY, UNIQUE, CHECK = "42501", "23503", "23505", "23514"
OWNER, APP = "grondslag_owner", "grondslag_app"
COLUMNS = "municipality_id, entry_id, line, account_id, amount, act, class, unit, happened_on, balance_after, version"
LATE = "n, account, amount, act, class, 'EUR', happened_on, NULL::bigint, NULL::bigint"
HAS_POSTINGS = "entry_has_postings"
NUMBERED = "ALTER TABLE ledger_entry_number DROP CONSTRAINT ledger_entry_number_municipality_id_entry_id_fkey;"
LEDGER = (
    "ledger_account", "ledger_balance", "ledger_entry", "ledger_posting", "ledger_outbox", "ledger_outbox_taken"
)  # fmt: skip


@dataclass(frozen=True)
class Seed:
    """A bug that could be made: `refused` is the guard's answer, `found` the invariant that sees it."""

    name: str
    away: str
    act: Callable[[Book], object]
    refused: str
    role: str = APP
    found: str = ""


def run(statement: str) -> list[tuple]:
    with refusing(), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def sql(statement: str) -> Callable[[Book], object]:
    """Write an act as SQL; {m} is the municipality, {free}, {bank} … are its accounts, {last} its last entry."""

    def act(book: Book) -> object:
        [(last,)] = run("SELECT max(id) FROM ledger_entry")
        accounts = {name.lower(): book.account(name) for name in ("FREE", "BANK", "FUND", "APPROPRIATED", "ENTITLED")}
        return run(statement.format(m=book.municipality_id, last=last, **accounts))

    return act


def without(function: str, line: str, instead: str = "") -> str:
    """Give the SQL that replaces a function by one without a line of it."""
    name = function.replace("'", "''")
    quoted, other = (text.replace("'", "''") for text in (line, instead))
    return f"""DO $seed$ DECLARE told text := pg_get_functiondef('{name}'::regproc); BEGIN
        ASSERT strpos(told, '{quoted}') > 0, 'the guard is not where it was';
        EXECUTE replace(told, '{quoted}', '{other}'); END $seed$;"""


def no_trigger(table: str, trigger: str) -> str:
    return f"ALTER TABLE {table} DISABLE TRIGGER {trigger};"


def no_constraint(table: str, constraint: str) -> str:
    return f"ALTER TABLE {table} DROP CONSTRAINT {constraint} CASCADE;"


def entry(
    *legs: str, act: str = "deposit", lines: int = 2, reverses: str = "NULL", columns: str = COLUMNS
) -> Callable[[Book], object]:
    """Write an entry with its postings as raw SQL; a leg is the posting's line, account, amount, class[, more]."""
    values = ", ".join(f"({{m}}, currval('ledger_entry_id_seq'), {leg})" for leg in legs)
    head = f"""INSERT INTO ledger_entry (municipality_id, key, request_hash, act, happened_on, why, lines, reverses)
        VALUES ({{m}}, 'raw', sha256(''), '{act}', '2026-03-31', 'raw', {lines}, {reverses});"""
    said = "INSERT INTO ledger_outbox VALUES ({m}, currval('ledger_entry_id_seq'))"
    return sql(head + (f"INSERT INTO ledger_posting ({columns}) VALUES {values};" if legs else "") + said)


def halves(*legs: str) -> Callable[[Book], object]:
    """Write two entries that each say to have twice as many postings, with those that there are in one statement."""
    head = """INSERT INTO ledger_entry (municipality_id, key, request_hash, act, happened_on, why, lines)
        SELECT {m}, 'raw-' || n, sha256(''), 'deposit', '2026-03-31', 'raw', 4 FROM generate_series(1, 2) n;"""
    values = ", ".join(f"({{m}}, currval('ledger_entry_id_seq') - {n}, {leg})" for n in (0, 1) for leg in legs)
    return sql(f"{head} INSERT INTO ledger_posting ({COLUMNS}) VALUES {values}")


def line(
    number: int, account: str, amount: int, more: str = "NULL, NULL", act: str = "deposit", unit: str = "EUR"
) -> str:
    return f"{number}, {{{account}}}, {amount}, '{act}', '{account.upper()}', '{unit}', '2026-03-31', {more}"


def overspend(book: Book) -> Booked:
    return book.say("commit", ("COMMITTED", "FREE", 1_000_000))


def overspend_at_once(book: Book) -> list[Booked]:
    return journal.book_all([book.entry("commit", ("COMMITTED", "FREE", 1_000_000))])


def forbidden_flow(book: Book) -> Booked:
    return book.say("deposit", ("BANK", "GRANT_EXPENSE", 1))


def forbidden_flow_at_once(book: Book) -> list[Booked]:
    return journal.book_all([book.entry("deposit", ("BANK", "GRANT_EXPENSE", 1))])


def other_content(book: Book) -> None:
    book.say("deposit", ("BANK", "FUND", 1), key="same")
    book.say("deposit", ("BANK", "FUND", 2), key="same")


def other_content_at_once(book: Book) -> None:
    book.say("deposit", ("BANK", "FUND", 1), key="same")
    journal.book_all([book.entry("deposit", ("BANK", "FUND", 2), key="same")])


def reverse_twice(book: Book) -> None:
    booked = book.say("deposit", ("BANK", "FUND", 1))
    for key in ("undo", "again"):
        journal.reverse(booked.entry_id, key=key, why="test", happened_on=DAY)


def reverse_half(book: Book) -> list[tuple]:
    booked = book.say("deposit", ("BANK", "FUND", 10))
    bank, fund = book.account("BANK"), book.account("FUND")
    return run(f"""SELECT ledger_book({book.municipality_id}, 'half', 'reversal', '2026-03-31', 'half',
        {booked.entry_id}, ARRAY[{fund}]::bigint[], ARRAY[{bank}]::bigint[], ARRAY[5]::bigint[], ARRAY['EUR'])""")


def reverse_a_reversal(book: Book) -> Booked:
    first = book.say("reclassify", ("SUSPENSE", "WRITE_OFF", 1))
    undone = journal.reverse(first.entry_id, key="undo", why="test", happened_on=DAY)
    return journal.reverse(undone.entry_id, key="redo", why="test", happened_on=DAY)


def reclaim(book: Book) -> Booked:
    return book.say("reclaim", ("ENTITLED", "FUND", 1))


def of_another(table: str, verb: str = "SELECT") -> Callable[[Book], object]:
    """Write an act on the rows of another municipality; it fails on finding none."""

    def act(book: Book) -> None:
        other = run("SELECT current_setting('test.other')")[0][0]
        if verb == "SELECT":
            assert run(f"SELECT 1 FROM {table} WHERE municipality_id = {other} LIMIT 1"), "no rows are seen"
        else:
            run(f"INSERT INTO ledger_outbox SELECT {other}, {1 + book.municipality_id}")

    return act


def unset(book: Book) -> None:
    run("SELECT set_config('grondslag.municipality', '', true)")
    assert run("SELECT 1 FROM ledger_posting LIMIT 1"), "no rows are seen"


def book_for_another(book: Book) -> Booked:
    legs = book.entry("deposit", ("BANK", "FUND", 1))
    run("SELECT set_config('grondslag.municipality', '0', true)")
    return journal.book_entry(legs)


def point_to_another(book: Book) -> object:
    other = run("SELECT current_setting('test.others_account')")[0][0]
    return entry(line(1, "bank", 5), line(2, "fund", -5).replace("{fund}", other))(book)


POSTING_CHECK = no_trigger("ledger_posting", "ledger_posting_check")
FLOORS = no_constraint("ledger_balance", "balance_floor") + no_constraint("ledger_posting", "posting_floor")
FLOW_IN_FUNCTION = without("ledger_book", "NOT leg.allowed OR ")
FLOW_IN_ARRAYS = without("ledger_check_legs", "f.act IS NULL OR ")
NO_FENCES = "".join(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;" for table in LEDGER)
ASKED = "p_municipality IS DISTINCT FROM"
NO_TENANT_CHECK = without("ledger_check_municipality", ASKED, f"false AND {ASKED}")
REVERSED_ONCE = without("ledger_reverse", "earlier.reversed_by <> p_key", "false")
NO_REVERSAL = without("ledger_reverse", "earlier.act = 'reversal'", "false")
GOOD = line(1, "bank", 5), line(2, "fund", -5)

# Whatever refers to an entry is emptied with it.
REFERRING = (
    "ledger_entry",
    "ledger_hold",
    "ledger_hold_leg",
    "redemptions_redemption",
    "redemptions_line",
    "redemptions_refund",
)
NO_GUARDS_ABOVE = "".join(no_trigger(table, "USER") for table in REFERRING)

SEEDS = [
    *(
        Seed(
            f"the application may not {verb.split()[0]} {table}",
            (NUMBERED if table == "ledger_entry" else "")
            + f"GRANT {verb.split()[0]} ON {table} TO {APP};"
            + no_trigger(table, "USER"),
            sql(statement),
            NO_PRIVILEGE,
        )
        for table, column in (
            ("ledger_entry", "why = 'x'"), ("ledger_posting", "line = line"),
            ("ledger_account", "scheme = scheme"), ("ledger_balance", "version = version"),
        )
        for verb, statement in (
            ("UPDATE", f"UPDATE {table} SET {column}"),
            ("DELETE", f"DELETE FROM {table} WHERE false"),
            ("TRUNCATE", f"TRUNCATE {table} CASCADE"),
        )
        # Others point to the rest: to empty those, their rows must go as well, which needs more than one privilege.
        if verb != "TRUNCATE" or table == "ledger_balance"
    ),
    *(
        Seed(
            f"the owner may not {statement.split()[0]} {table}",
            no_trigger(table, "USER") + also,
            sql(statement),
            "append-only",
            role=OWNER,
        )
        for table, statement, also in (
            ("ledger_entry", "UPDATE ledger_entry SET why = 'better'", ""),
            ("ledger_posting", "UPDATE ledger_posting SET balance_after = balance_after", ""),
            ("ledger_posting", "DELETE FROM ledger_posting", no_constraint("ledger_entry", HAS_POSTINGS)),
            ("ledger_posting", "TRUNCATE ledger_posting CASCADE", NUMBERED + NO_GUARDS_ABOVE),
            ("ledger_balance", "DELETE FROM ledger_balance WHERE account_id = {free}", ""),
            ("ledger_balance", "TRUNCATE ledger_balance", ""),
            ("ledger_flow", "DELETE FROM ledger_flow", ""),
            ("ledger_flow", "UPDATE ledger_flow SET act = 'reclaim' WHERE act = 'payout'", ""),
            ("ledger_flow", "TRUNCATE ledger_flow", ""),
            ("ledger_account", "DELETE FROM ledger_account WHERE class = 'SUSPENSE'", ""),
        )
    ),
    Seed(
        "the owner may not DELETE ledger_entry",
        no_trigger("ledger_entry", "USER")
        + no_constraint("ledger_entry", "ledger_entry_pkey"),
        sql("DELETE FROM ledger_entry"),
        "append-only",
        role=OWNER,
    ),
    Seed(
        "an entry balances",
        POSTING_CHECK,
        entry(line(1, "bank", 5), line(2, "fund", -4)),
        "unbalanced-entry",
        role=OWNER,
        found="entries-balance",
    ),
    Seed(
        "a leg balances within one unit",
        POSTING_CHECK,
        entry(line(1, "bank", 5), line(2, "fund", -5, unit="POINT")),
        "unbalanced-entry",
        role=OWNER,
        found="entries-balance",
    ),
    Seed(
        "a leg has two sides",
        POSTING_CHECK + no_constraint("ledger_entry", HAS_POSTINGS),
        entry(line(1, "bank", 5), lines=2),
        "unbalanced-entry",
        role=OWNER,
        found="entries-are-complete",
    ),
    Seed("the flow matrix, below the function", POSTING_CHECK, entry(line(1, "bank", 5), line(2, "appropriated", -5)),
         "flow-not-allowed", role=OWNER, found="flows-are-allowed"),
    Seed("the flow matrix, twice", FLOW_IN_FUNCTION + POSTING_CHECK, forbidden_flow, "flow-not-allowed",
         found="flows-are-allowed"),
    Seed("the flow matrix, twice, in arrays", FLOW_IN_ARRAYS + POSTING_CHECK, forbidden_flow_at_once,
         "flow-not-allowed", found="flows-are-allowed"),
    Seed("no act takes from a person", "INSERT INTO ledger_flow VALUES ('reclaim', 'ENTITLED', 'FUND');", reclaim,
         "reclaim-forbidden", found="never-reclaimed"),
    Seed("a floor, twice", FLOORS, overspend, "exceeds-available-balance", found="floors-hold"),
    Seed("a floor, twice, in arrays", FLOORS, overspend_at_once, "exceeds-available-balance", found="floors-hold"),
    Seed("a posting keeps its sides", no_constraint("ledger_posting", "posting_sides"),
         entry(line(1, "fund", -5), line(2, "bank", 5)), CHECK, role=OWNER),
    Seed("a posting is of something", no_constraint("ledger_posting", "posting_sides") + POSTING_CHECK,
         entry(line(1, "bank", 0), line(2, "fund", 0)), CHECK, role=OWNER),
    Seed("each posting of a floored account is a step", "DROP INDEX posting_version;",
         entry(line(1, "free", 5, "105, 1"), line(2, "appropriated", -5)), UNIQUE, role=OWNER, found="balances-follow"),
    Seed("a balance comes with its version", POSTING_CHECK + no_constraint("ledger_posting", "posting_versioned"),
         entry(line(1, "free", 5, "105, NULL"), line(2, "appropriated", -5)), CHECK, role=OWNER,
         found="balances-follow"),
    Seed("one entry has a key", no_constraint("ledger_entry", "entry_key_is_one"),
         lambda book: [entry(*GOOD)(book), entry(*GOOD)(book)], UNIQUE, role=OWNER),
    Seed("one sentence has a key", without("ledger_book", "earlier <> request", "false"), other_content,
         "idempotency-key-reused"),
    Seed("one sentence has a key, in arrays", without("ledger_book_all", "AND e.request_hash <> a.hash", "AND false"),
         other_content_at_once, "idempotency-key-reused"),
    Seed("a key is readable", no_constraint("ledger_entry", "entry_key"),
         lambda book: book.say("deposit", ("BANK", "FUND", 1), key="two words"), "key-unusable"),
    Seed("an entry is reversed once", REVERSED_ONCE + "DROP INDEX entry_is_reversed_once;", reverse_twice,
         "already-reversed", found="reversals-mirror"),
    Seed("a reversal mirrors", no_trigger("ledger_entry", "ledger_entry_mirrors"), reverse_half, "not-a-reversal",
         found="reversals-mirror"),
    Seed("a reversal is not reversed", NO_REVERSAL + no_trigger("ledger_entry", "ledger_entry_mirrors"),
         reverse_a_reversal, "not-a-reversal", found="reversals-mirror"),
    Seed("a reversal says what it reverses", no_constraint("ledger_entry", "entry_reverses_by_reversal"),
         lambda book: book.say("reversal", ("FUND", "BANK", 1)), "not-a-reversal", found="reversals-mirror"),
    Seed("a re-attribution evens out", no_trigger("ledger_entry", "ledger_entry_evens_out"),
         lambda book: book.say("reattribute", ("FREE", "SPENT", 10)), "uneven-reattribution",
         found="reattributions-even-out"),
    Seed("an entry has postings", no_constraint("ledger_entry", HAS_POSTINGS), entry(), "incomplete-entry",
         role=OWNER, found="entries-are-complete"),
    Seed("an entry has all its postings", POSTING_CHECK + no_constraint("ledger_entry", HAS_POSTINGS),
         entry(*GOOD, lines=4), "incomplete-entry", role=OWNER, found="entries-are-complete"),
    Seed("two entries have all their postings", POSTING_CHECK + no_constraint("ledger_entry", HAS_POSTINGS),
         halves(*GOOD), "incomplete-entry", role=OWNER, found="entries-are-complete"),
    *(
        Seed(f"{name}, beside a leg that is good", POSTING_CHECK, entry(*GOOD, line(3, "bank", 5), other, lines=4),
             refused, role=OWNER, found=found)
        for name, other, refused, found in (
            ("an entry balances", line(4, "fund", -4), "unbalanced-entry", "entries-balance"),
            ("a leg balances within one unit", line(4, "fund", -5, unit="POINT"), "unbalanced-entry",
             "entries-balance"),
            ("the flow matrix", line(4, "appropriated", -5), "flow-not-allowed", ""),
            ("a posting says the class of its account",
             line(4, "appropriated", -5).replace("APPROPRIATED", "FUND"), "not-of-the-account",
             "postings-say-the-same"),
        )
    ),
    Seed("a posting is of this transaction", POSTING_CHECK,
         entry(*(f"{each}, '3'" for each in GOOD), columns=f"{COLUMNS}, xid"), "not-of-the-account", role=OWNER),
    Seed("a balance stays of its account", no_trigger("ledger_balance", "ledger_balance_identity"),
         sql("UPDATE ledger_balance SET account_id = {bank} WHERE account_id = {free}"), "append-only", role=OWNER),
    Seed("an account stays of its person", no_trigger("ledger_account", "ledger_account_append_only"),
         sql("UPDATE ledger_account SET holder = gen_random_uuid() WHERE id = {entitled}"), "append-only", role=OWNER),
    Seed("an account keeps its class", no_trigger("ledger_account", "ledger_account_append_only"),
         sql("UPDATE ledger_account SET class = 'LAPSED' WHERE class = 'SUSPENSE'"), "append-only", role=OWNER),
    Seed("an account has the side of its class",
         no_trigger("ledger_account", "ledger_account_append_only")
         + no_constraint("ledger_account", "ledger_account_class_side_floored_fkey"),
         sql("UPDATE ledger_account SET side = -side, floored = false WHERE class = 'SUSPENSE'"), "append-only",
         role=OWNER),
    Seed("a posting says the class of its account",
         POSTING_CHECK,
         entry(line(1, "bank", 5), line(2, "appropriated", -5).replace("APPROPRIATED", "FUND")), "not-of-the-account",
         role=OWNER, found="postings-say-the-same"),
    Seed("a posting says the act of its entry", POSTING_CHECK,
         entry(line(1, "bank", 5), line(2, "fund", -5), act="commit"), "not-of-the-entry", role=OWNER,
         found="postings-say-the-same"),
    Seed("a posting is of an entry", POSTING_CHECK,
         sql(f"INSERT INTO ledger_posting ({COLUMNS}) VALUES ({{m}}, 0, {GOOD[0]}), ({{m}}, 0, {GOOD[1]})"),
         "not-of-the-entry", role=OWNER, found="postings-say-the-same"),
    Seed("no leg comes later", POSTING_CHECK,
         sql(f"INSERT INTO ledger_posting ({COLUMNS}) SELECT municipality_id, id, {LATE} FROM ledger_entry e"
             " CROSS JOIN (VALUES (9, {bank}, 5, 'BANK'), (10, {fund}, -5, 'FUND')) l (n, account, amount, class)"
             " WHERE act = 'deposit' ORDER BY id, n LIMIT 2"),
         "not-of-the-entry", role=OWNER, found="entries-are-complete"),
    Seed("no posting reaches into another municipality",
         POSTING_CHECK, point_to_another,
         "not-of-the-account", role=OWNER, found="postings-say-the-same"),
    *(
        Seed(f"rows of another municipality are not seen in {table}",
             f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;", of_another(table), "no rows are seen", role=role)
        for table in LEDGER for role in (APP, OWNER)
    ),
    Seed("no row is written into another municipality",
         NO_FENCES, of_another("ledger_outbox", "INSERT"), NO_PRIVILEGE, role=OWNER),
    Seed("without a municipality nothing is seen", NO_FENCES, unset, "no rows are seen"),
    Seed("a function serves the municipality of the transaction",
         NO_TENANT_CHECK + NO_FENCES + POSTING_CHECK,
         book_for_another, "other-municipality"),
]  # fmt: skip

TWICE = [
    ("the flow matrix, twice", FLOW_IN_FUNCTION, "flow-not-allowed"),
    ("the flow matrix, twice", POSTING_CHECK, "flow-not-allowed"),
    ("the flow matrix, twice, in arrays", FLOW_IN_ARRAYS, "flow-not-allowed"),
    ("the flow matrix, twice, in arrays", POSTING_CHECK, "flow-not-allowed"),
    ("a floor, twice", no_constraint("ledger_balance", "balance_floor"), "exceeds-available-balance"),
    ("a floor, twice", no_constraint("ledger_posting", "posting_floor"), "exceeds-available-balance"),
    ("a floor, twice, in arrays", no_constraint("ledger_balance", "balance_floor"), "exceeds-available-balance"),
    ("a floor, twice, in arrays", no_constraint("ledger_posting", "posting_floor"), "exceeds-available-balance"),
    ("an entry is reversed once", REVERSED_ONCE, "already-reversed"),
    ("an entry is reversed once", "DROP INDEX entry_is_reversed_once;", "already-reversed"),
    ("a function serves the municipality of the transaction", NO_FENCES, "other-municipality"),
    ("a function serves the municipality of the transaction", NO_TENANT_CHECK + NO_FENCES, "other-municipality"),
    (
        "a function serves the municipality of the transaction",
        without(
            "ledger_check_municipality", "p_municipality IS DISTINCT FROM", "false AND p_municipality IS DISTINCT FROM"
        ),
        NO_PRIVILEGE,
    ),
    ("a reversal is not reversed", NO_REVERSAL, "not-a-reversal"),
    ("a leg has two sides", POSTING_CHECK, "incomplete-entry"),
    ("two entries have all their postings", no_constraint("ledger_entry", HAS_POSTINGS), "incomplete-entry"),
    ("a leg has two sides", no_constraint("ledger_entry", HAS_POSTINGS), "unbalanced-entry"),
]
"""Guards that stand before one another: with one of them away, the other still refuses."""
