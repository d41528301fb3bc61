"""The races can fail: a lock is taken out of a function, and the race for which it is there goes wrong."""

import pytest

from tests.evidence import Proof
from tests.ledger import test_races, test_races_of_holds
from tests.ledger.bugs import function, planted

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_database")]

ENOUGH = 200

LOCKS = {
    "a close waits for bookings": (
        function("ledger_check_postings", "pg_advisory_xact_lock_shared(hashtext('ledger_close'), book)::text", "''"),
        test_races_of_holds.test_a_month_is_closed_before_or_after_what_is_booked_in_it,
        {},
    ),
    "an array waits for another": (
        function("ledger_book_all", "ORDER BY account_id FOR NO KEY UPDATE"),
        test_races.test_accounts_in_opposite_order_never_wait_for_each_other,
        {"how": "as an array"},
    ),
    "the end of a hold waits for another": (
        function("ledger_end_hold", "FOR NO KEY UPDATE"),
        test_races_of_holds.test_a_hold_is_posted_or_voided_and_never_both,
        {},
    ),
    "holds take accounts in one order": (
        function("ledger_hold_more", "GROUP BY a.id ORDER BY a.id", "GROUP BY a.id ORDER BY min(l.leg)"),
        test_races_of_holds.test_holds_in_opposite_order_never_wait_for_each_other,
        {},
    ),
}


class TestARace:
    @pytest.mark.parametrize("name", LOCKS)
    def test_finds_that_a_lock_is_missing(self, book, name, monkeypatch):
        bug, race, how = LOCKS[name]
        monkeypatch.setattr(test_races, "FEWER", ENOUGH)
        monkeypatch.setattr(test_races_of_holds, "RACES", ENOUGH)

        with planted(bug), pytest.raises(AssertionError):
            race(book, proof=Proof(), **how)
