"""The bugs that could be made in the guards of what lies on a pass."""

from collections.abc import Callable
from datetime import date, timedelta

from ledger.journal import Booked
from ledger.notices import LapseNotice, give_notices
from tests.ledger.books import DAY, Book
from tests.ledger.seeds import APP, NO_PRIVILEGE, OWNER, Seed, no_trigger, sql, without

ANNOUNCED_IN_TIME = (42, 21)
NOTICE = "INSERT INTO ledger_lapse_notice VALUES ({m}, {entitled}, '2026-03-31', 1, '2026-01-01')"


def announced(book: Book, first: int, second: int | None, *, lapses_on: date = DAY) -> None:
    """Put 50 euro on a pass, and say so many days before that they lapse."""
    book.say("grant", ("GRANT_EXPENSE", "EARMARKED", 5_000), on=DAY + timedelta(days=1))
    for number, days in ((1, first), (2, second)):
        if days is not None:
            notice = LapseNotice(book.account("EARMARKED"), number, lapses_on)
            with book.transaction():
                give_notices([notice], on=DAY - timedelta(days=days))


def lapse(
    first: int = 42, second: int | None = 21, *, lapses_on: date = DAY, legs: int = 1
) -> Callable[[Book], Booked]:
    def act(book: Book) -> Booked:
        announced(book, first, second, lapses_on=lapses_on)
        return book.say("lapse", *[("EARMARKED", "LAPSED", 10), ("FREE", "COMMITTED", 10)][:legs])

    return act


def dated_back(book: Book) -> None:
    book.close("2026-03-01")
    announced(book, *ANNOUNCED_IN_TIME)


def announce_cash(book: Book) -> None:
    with book.transaction():
        give_notices([LapseNotice(book.account("ENTITLED"), 1, DAY)], on=DAY)


def lapse_what_came_back(book: Book) -> Booked:
    announced(book, *ANNOUNCED_IN_TIME)
    book.say("spend", ("EARMARKED", "SHOP_PAYABLE", 10), on=DAY - timedelta(days=1))
    book.say("refund", ("SHOP_PAYABLE", "EARMARKED", 10))
    return book.say("lapse", ("EARMARKED", "LAPSED", 10))


def checks_nothing(line: str) -> str:
    return without("ledger_was_announced", line, "true")


ONE_LEG = without("ledger_check_postings", " AND NOT f.announced")
MORE_LEGS = without(
    "ledger_check_postings",
    "OR flow.announced AND NOT ledger_was_announced(leg.municipality_id, leg.debit, leg.happened_on)",
)
SEEDS_OF_NOTICES = [
    Seed("one leg lapses as announced", ONE_LEG, lapse(42, None), "lapse-not-announced", found="lapses-are-announced"),
    Seed("more legs lapse as announced", MORE_LEGS, lapse(42, None, legs=2), "lapse-not-announced",
         found="lapses-are-announced"),
    Seed("the first notice is six weeks old", checks_nothing("one.given_on + 42 <= p_day"), lapse(41, 21),
         "lapse-not-announced", found="lapses-are-announced"),
    Seed("the second notice is three weeks old", checks_nothing("two.given_on + 21 <= p_day"), lapse(42, 20),
         "lapse-not-announced", found="lapses-are-announced"),
    Seed("nothing lapses before the day that was said", checks_nothing("one.lapses_on <= p_day"),
         lapse(lapses_on=DAY + timedelta(days=1)), "lapse-not-announced", found="lapses-are-announced"),
    Seed("what came back is announced anew",
         without("ledger_was_announced", "back.happened_on >= one.lapses_on", "false"), lapse_what_came_back,
         "lapse-not-announced", found="lapses-are-announced"),
    Seed("a notice is not dated back into a closed month",
         without("ledger_give_notice", "PERFORM ledger_keep_open(p_municipality, p_day);"), dated_back,
         "period-closed"),
    Seed("nobody is told that cash lapses",
         without("ledger_give_notice", "f.announced AND f.debit_class = a.class", "f.announced OR true"),
         announce_cash, "unknown-account"),
    Seed("no act takes from a pass but a lapse", "INSERT INTO ledger_flow VALUES ('reclaim', 'EARMARKED', 'FUND');",
         lambda book: [announced(book, *ANNOUNCED_IN_TIME), book.say("reclaim", ("EARMARKED", "FUND", 1))],
         "reclaim-forbidden", found="never-reclaimed"),
    Seed("the application writes no notice by itself", f"GRANT INSERT ON ledger_lapse_notice TO {APP};", sql(NOTICE),
         NO_PRIVILEGE),
    Seed("a notice stays as it was given", no_trigger("ledger_lapse_notice", "USER"),
         lambda book: [announced(book, *ANNOUNCED_IN_TIME),
                       sql("UPDATE ledger_lapse_notice SET given_on = '2026-01-01'")(book)],
         "append-only", role=OWNER),
]  # fmt: skip
