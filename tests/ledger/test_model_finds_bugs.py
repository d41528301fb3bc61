"""The play beside the model can fail: bugs are planted in the ledger's functions, and it finds each of them."""

import random

import pytest
from django.db import IntegrityError

from tests import evidence
from tests.ledger.bugs import constraint, function, planted
from tests.ledger.reader import Reader
from tests.ledger.test_model import ACTS_IN_A_BOOK, play, some_seed

MOST_ACTS = 40 * ACTS_IN_A_BOOK

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_database")]

BUGS = {
    "the rest of a hold is not released": function(
        "ledger_end_hold", "PERFORM ledger_hold_more(p_municipality, ARRAY[p_hold], -1);", "NULL;"
    ),
    "holds that expire are still held": function(
        "ledger_expire_holds", "PERFORM ledger_hold_more(p_municipality, over, -1);"
    ),
    "a hold that is over is posted": function("ledger_end_hold", "p_at >= held.expires_at", "false"),
    "more is posted than was held": function("ledger_post_hold", "NOT held.within OR "),
    "a hold may last no time": constraint("ledger_hold", "hold_lasts"),
    "a hold knows no key": function("ledger_place_hold", "earlier <> request", "false"),
    "a booking forgets the version": function("ledger_book", "version = version + 1", "version = version"),
    "an array forgets the version": function("ledger_book_all", "version = last.version", "version = b.version"),
    "a booking knows no key": function("ledger_book", "earlier <> request", "false"),
    "an array knows no key": function("ledger_book_all", "AND e.request_hash <> a.hash"),
    "what is held may be spent": constraint("ledger_balance", "balance_floor"),
    "a reversal is of another day": function("ledger_reverse", "'reversal', p_day", "'reversal', p_day + 1"),
    "a closed month takes entries": function(
        "ledger_check_postings",
        "(SELECT c.closed_before FROM ledger_close c WHERE c.municipality_id = book ORDER BY c.number DESC LIMIT 1)",
        "NULL::date",
    ),
    "a month is closed out of order": function("ledger_close_month", "p_month > last.closed_before", "false"),
    "any closed month is reopened": function(
        "ledger_reopen_month",
        "(p_month + interval '1 month')::date IS DISTINCT FROM last.closed_before",
        "coalesce((p_month + interval '1 month')::date > last.closed_before, true)",
    ),
    "the relay takes more than asked": function("ledger_take_outbox", "LIMIT p_most"),
    "the roll-up counts twice": function("ledger_roll_up", "AND p.xid >= since"),
    "a seal leaves an entry out": function("ledger_seal_day", "e.happened_on <= p_on", "e.happened_on < p_on"),
}


def acts_until_found(seeds: list[int]) -> int:
    """Play until something is not as the model says; gives how many acts that took."""
    reader, acts = Reader(), 0
    for seed in seeds:
        try:
            acts += play(seed, reader, closely=False).acts
        # Some bugs meet a guard of the tables before anybody compares.
        except (AssertionError, IntegrityError) as found:
            return acts + int(found.__notes__[-1].rpartition(" ")[2])
    raise LookupError(f"{acts} acts and no sign of it")


class TestAPlay:
    @pytest.mark.parametrize("name", BUGS)
    def test_finds_a_bug(self, name):
        seeds = [some_seed() for _ in range(MOST_ACTS // ACTS_IN_A_BOOK)]

        with planted(BUGS[name]):
            acts = acts_until_found(seeds)

        evidence.note(f"the play finds: {name}", acts_until_found=acts)

    def test_finds_nothing_where_no_bug_is(self):
        with planted(random.choice(list(BUGS.values()))):  # noqa: S311
            pass

        with pytest.raises(LookupError):
            acts_until_found([some_seed() for _ in range(3)])
