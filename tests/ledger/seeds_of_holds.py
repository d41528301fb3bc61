"""The bugs that could be made in the guards of holds and of the totals per day."""

from collections.abc import Callable
from datetime import timedelta

from ledger import holds
from tests.ledger.books import DAY, Book
from tests.ledger.seeds import CHECK, OWNER, Seed, no_constraint, no_trigger, sql, without
from tests.ledger.test_holds import HOUR, NOON

MOVES_ONCE = no_trigger("ledger_hold", "ledger_hold_moves_once")
FLOORS = no_constraint("ledger_balance", "balance_floor") + no_constraint("ledger_posting", "posting_floor")


def place(book: Book, amount: int = 30, key: str = "till:1", *, until: timedelta = HOUR) -> int:
    legs = book.entry("payout", ("ENTITLED", "IN_TRANSIT", amount)).legs
    return holds.hold(legs, act="payout", why="test", key=key, at=NOON, until=NOON + until).hold_id


def with_hold(act: Callable[[Book, int], object]) -> Callable[[Book], object]:
    return lambda book: act(book, place(book))


def post(book: Book, hold_id: int, *amounts: int, key: str = "post:1", at: timedelta = HOUR / 2) -> object:
    return holds.post(hold_id, key=key, happened_on=DAY, at=NOON + at, amounts=amounts or None)


def post_twice(book: Book, hold_id: int) -> object:
    return [post(book, hold_id, 10, key=key) for key in ("post:1", "post:2")]


def spend_what_is_held(book: Book, hold_id: int) -> object:
    return book.say("payout", ("ENTITLED", "IN_TRANSIT", 21))


def raw(statement: str) -> Callable[[Book], object]:
    """Write an act of the owner on the last hold."""

    def act(book: Book) -> object:
        return sql(statement.replace("{hold}", str(place(book))))(book)

    return act


SEEDS_OF_HOLDS = [
    Seed("what is held cannot be spent", FLOORS, with_hold(spend_what_is_held), "exceeds-available-balance",
         found="floors-hold"),
    Seed("no more is held than there is", FLOORS, lambda book: place(book, 51), "exceeds-available-balance",
         found="floors-hold"),
    Seed("a hold that is over is not posted", without("ledger_end_hold", "p_at >= held.expires_at", "false"),
         with_hold(lambda book, held: post(book, held, at=HOUR)), "hold-expired"),
    Seed("no more is posted than was held", without("ledger_post_hold", "NOT held.within OR ", ""),
         with_hold(lambda book, held: post(book, held, 31)), "exceeds-hold", found="holds-are-booked-as-held"),
    Seed("a hold ends once", MOVES_ONCE,
         raw("UPDATE ledger_hold SET outcome = 'EXPIRED', ended_at = now() WHERE id = {hold};"
             "UPDATE ledger_hold SET outcome = 'PENDING', ended_at = NULL WHERE id = {hold}"),
         "hold-ended", role=OWNER),
    Seed("a hold stays what it is", MOVES_ONCE,
         raw("UPDATE ledger_hold SET expires_at = 'infinity' WHERE id = {hold}"), "append-only", role=OWNER),
    Seed("a hold ends as it was asked", no_constraint("ledger_hold", "hold_outcome"),
         raw("UPDATE ledger_hold SET outcome = 'POSTED', ended_at = now() WHERE id = {hold}"), CHECK, role=OWNER,
         found="holds-add-up"),
    Seed("a hold has legs", no_constraint("ledger_hold", "hold_has_legs"),
         raw("INSERT INTO ledger_hold (municipality_id, key, request_hash, act, why, legs, placed_at, expires_at)"
             " SELECT {m}, 'k', sha256(''), 'payout', 'x', 1, now(), 'infinity'"), "entry-without-legs", role=OWNER),
    Seed("a hold ends after it begins", no_constraint("ledger_hold", "hold_lasts"),
         lambda book: place(book, until=-HOUR), "hold-lasts-no-time"),
    Seed("a hold has one key", without("ledger_place_hold", "earlier <> request", "false"),
         lambda book: [place(book, 30), place(book, 31)], "idempotency-key-reused"),
    *(
        Seed(f"the owner may not {statement.split()[0]} {table}",
             no_trigger(table, "USER") + no_constraint("ledger_hold", "hold_has_legs"), raw(statement), "append-only",
             role=OWNER)
        for table, statement in (
            ("ledger_hold_leg", "UPDATE ledger_hold_leg SET amount = 1"),
            ("ledger_hold_leg", "DELETE FROM ledger_hold_leg"),
        )
    ),
]  # fmt: skip
