"""The bugs that could be made in the guards of closed months."""

from collections.abc import Callable
from uuid import UUID

from ledger import closes, journal
from tests.ledger.books import DAY, Book
from tests.ledger.seeds import (
    APP,
    CHECK,
    GOOD,
    NO_PRIVILEGE,
    OWNER,
    POSTING_CHECK,
    UNIQUE,
    Seed,
    entry,
    no_constraint,
    no_trigger,
    sql,
    without,
)
from tests.ledger.seeds import run as say

ANNA, BILAL = UUID(int=1), UUID(int=2)
CLOSED = "INSERT INTO ledger_close (municipality_id, number, act, month, closed_before, decided_by, agreed_by, reason)"
CLOSED += " VALUES ({{m}}, {number}, '{act}', '{month}', '{before}', '{a}', {more});"
MONTH_CHECK = POSTING_CHECK


def row(number: int, act: str, month: str, before: str, more: str = "NULL, NULL") -> Callable[[Book], object]:
    return sql(CLOSED.format(number=number, act=act, month=month, before=before, a=ANNA, more=more))


def after_close(act: Callable[[Book], object]) -> Callable[[Book], object]:
    """Write an act that follows on closing the month of the test's entries."""

    def acts(book: Book) -> object:
        closes.close_month(DAY, by=ANNA, on=DAY.replace(year=2027))
        return act(book)

    return acts


def book_at_once(book: Book) -> object:
    return journal.book_all([book.entry("deposit", ("BANK", "FUND", 1))])


def close_out_of_order(book: Book) -> object:
    return closes.close_month(DAY.replace(month=5), by=ANNA, on=DAY.replace(year=2027))


def reopen(book: Book, agreed_by: UUID = BILAL, reason: str = "why") -> object:
    return closes.reopen_month(DAY, by=ANNA, agreed_by=agreed_by, reason=reason)


SEEDS_OF_CLOSES = [
    Seed("a closed month takes no entry", MONTH_CHECK,
         after_close(lambda book: book.say("deposit", ("BANK", "FUND", 1))), "period-closed"),
    Seed("a closed month takes no array", MONTH_CHECK, after_close(book_at_once), "period-closed"),
    Seed("a closed month takes no raw entry", MONTH_CHECK, after_close(entry(*GOOD)), "period-closed", role=OWNER),
    Seed("no month is left open between closed ones", without("ledger_close_month", "p_month > last.closed_before",
         "false"), after_close(close_out_of_order), "months-close-in-order", found="closes-follow"),
    Seed("no month is closed before it is over",
         without("ledger_close_month", "(p_month + interval '1 month')::date > p_on", "false"),
         lambda book: closes.close_month(DAY, by=ANNA, on=DAY), "month-not-over"),
    Seed("the first close leaves no entry behind", without("ledger_close_month", "p_month > first_booked", "false"),
         close_out_of_order, "months-close-in-order"),
    Seed("only the last closed month is reopened",
         without("ledger_reopen_month", "(p_month + interval '1 month')::date IS DISTINCT FROM last.closed_before",
                 "false"),
         after_close(lambda book: closes.reopen_month(DAY.replace(month=1), by=ANNA, agreed_by=BILAL, reason="why")),
         "month-not-last-closed", found="closes-follow"),
    Seed("one person reopens no month", no_constraint("ledger_close", "close_is_reopened_by_two"),
         after_close(lambda book: reopen(book, agreed_by=ANNA)), "reopened-by-two"),
    Seed("no month is reopened without a reason", no_constraint("ledger_close", "close_is_reopened_by_two"),
         after_close(lambda book: reopen(book, reason=" ")), "reopened-by-two"),
    Seed("a close is of a whole month", no_constraint("ledger_close", "close_is_of_a_month"),
         row(1, "CLOSE", "2026-03-15", "2026-04-15"), CHECK, role=OWNER),
    Seed("a close closes one month", no_constraint("ledger_close", "close_moves_one_month"),
         row(1, "CLOSE", "2026-03-01", "2027-01-01"), CHECK, role=OWNER),
    Seed("an act is a close or a reopening",
         no_constraint("ledger_close", "close_act") + no_constraint("ledger_close", "close_is_reopened_by_two")
         + no_constraint("ledger_close", "close_moves_one_month"),
         row(1, "FORGET", "2026-03-01", "2026-03-01"), CHECK, role=OWNER),
    Seed("a close has a number of its own", no_constraint("ledger_close", "ledger_close_pkey"),
         lambda book: [row(1, "CLOSE", "2026-03-01", "2026-04-01")(book) for _ in range(2)], UNIQUE, role=OWNER,
         found="closes-follow"),
    Seed("rows of another municipality are not written in ledger_close",
         "ALTER TABLE ledger_close DISABLE ROW LEVEL SECURITY;",
         lambda book: row(1, "CLOSE", "2026-03-01", "2026-04-01")(
             Book(int(say("SELECT current_setting('test.other')")[0][0]))), NO_PRIVILEGE, role=OWNER),
    *(
        Seed(f"the application may not {statement.split()[0]} ledger_close",
             f"GRANT {statement.split()[0]} ON ledger_close TO {APP};" + no_trigger("ledger_close", "USER"),
             sql(statement), NO_PRIVILEGE)
        for statement in ("UPDATE ledger_close SET act = act", "DELETE FROM ledger_close", "TRUNCATE ledger_close",
                          CLOSED.format(number=1, act="CLOSE", month="2026-03-01", before="2026-04-01", a=ANNA,
                                        more="NULL, NULL"))
    ),
    *(
        Seed(f"the owner may not {statement.split()[0]} ledger_close", no_trigger("ledger_close", "USER"),
             after_close(sql(statement)), "append-only", role=OWNER)
        for statement in ("UPDATE ledger_close SET act = act", "DELETE FROM ledger_close", "TRUNCATE ledger_close")
    ),
]  # fmt: skip
