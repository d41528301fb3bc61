"""What was granted to a person is theirs: every way to take it back is tried, and refused."""

from itertools import product

import pytest
from django.db import DatabaseError, connection

from ledger import journal
from ledger.chart import CHART, FLOWS
from ledger.database import FlowNotAllowed, LapseNotAnnounced, NotAReversal, ReclaimForbidden, SameAccount
from tests.ledger.books import DAY

CLASSES = [each.code for each in CHART]
ACTS = [*FLOWS, "reclaim", "correction"]


@pytest.fixture
def granted(book):
    """Give a book in which Zoë was granted 50 euro."""
    book.fill(free=10_000, entitled=5_000)
    yield book
    assert book.balance("ENTITLED") == 5_000
    assert book.breaches() == []


class TestBooking:
    @pytest.mark.parametrize("how", ["one by one", "as an array"])
    def test_takes_nothing_back_by_any_act_to_any_class(self, granted, how):
        for act, credit in product(ACTS, CLASSES):
            if (act, credit) in {("payout", "IN_TRANSIT"), ("reversal", credit)}:
                continue
            entry = granted.entry(act, ("ENTITLED", (credit, "Ömer") if credit == "ENTITLED" else credit, 1))
            with pytest.raises(ReclaimForbidden) as refused:
                journal.book_entry(entry) if how == "one by one" else journal.book_all([entry])
            assert refused.value.code == "reclaim-forbidden"

    def test_takes_nothing_back_behind_a_good_leg(self, granted):
        with pytest.raises(ReclaimForbidden):
            granted.say("commit", ("COMMITTED", "FREE", 1), ("ENTITLED", "FREE", 1))

    def test_takes_nothing_back_as_a_reversal_of_something_else(self, granted):
        for reverses, credit in product(["the grant", "the deposit"], CLASSES):
            if credit != "ENTITLED":
                with pytest.raises(ReclaimForbidden):
                    self._reverse(granted, reverses, credit)

    def test_moves_nothing_from_one_person_to_another(self, granted):
        for act in FLOWS:
            if act != "reversal":
                with pytest.raises((ReclaimForbidden, FlowNotAllowed)):
                    granted.say(act, (("ENTITLED", "Zoë"), ("ENTITLED", "Ömer"), 1))
        with pytest.raises(SameAccount):
            granted.say("payout", ("ENTITLED", "ENTITLED", 1))

    def _reverse(self, book, reverses, credit):
        act = "grant" if reverses == "the grant" else "deposit"
        [(entry_id,)] = book.rows("SELECT min(id) FROM ledger_entry WHERE act = %s", act)
        book.say("reversal", ("ENTITLED", credit, 1), key=f"undo:{credit}:{act}", reverses=entry_id)


class TestAPass:
    @pytest.mark.parametrize("how", ["one by one", "as an array"])
    def test_loses_nothing_by_any_act_to_any_class(self, granted, how):
        granted.say("grant", ("GRANT_EXPENSE", "EARMARKED", 3_000))
        for act, credit in product(ACTS, CLASSES):
            # Spent at a shop it is the person who gave it.
            if act == "reversal" or (act, credit) in {("spend", "SHOP_PAYABLE"), ("spend", "ISSUED")}:
                continue
            to = (credit, "Ömer") if credit == "EARMARKED" else credit
            entry = granted.entry(act, ("EARMARKED", to, 1))
            # Nobody was told of a lapse; every other way has no name at all.
            refusal = LapseNotAnnounced if (act, credit) == ("lapse", "LAPSED") else ReclaimForbidden
            with pytest.raises(refusal):
                journal.book_entry(entry) if how == "one by one" else journal.book_all([entry])

        assert granted.balance("EARMARKED") == 3_000

    def test_is_not_paid_out_and_cash_does_not_go_onto_it(self, granted):
        granted.say("grant", ("GRANT_EXPENSE", "EARMARKED", 3_000))

        for debit, credit in (("EARMARKED", "ENTITLED"), ("ENTITLED", "EARMARKED"), ("EARMARKED", "IN_TRANSIT")):
            with pytest.raises(ReclaimForbidden):
                granted.say("payout", (debit, credit, 1))


class TestReversal:
    @pytest.mark.parametrize(
        "legs",
        [
            [("PREPAID_GRANT", "ENTITLED", 5), ("SPENT", "COMMITTED", 5)],
            [("SPENT", "COMMITTED", 5), ("PREPAID_GRANT", "ENTITLED", 5)],
            [("GRANT_EXPENSE", "ENTITLED", 5)],
        ],
        ids=["refill", "refill, told the other way round", "gift"],
    )
    def test_of_a_grant_is_refused(self, book, legs):
        book.fill(committed=5)
        booked = book.say("grant", *legs)

        with pytest.raises(ReclaimForbidden):
            journal.reverse(booked.entry_id, key="undo", why="over-awarded", happened_on=DAY)

        assert book.balance("ENTITLED") == 5

    def test_of_a_returned_payout_is_refused(self, granted):
        sent = granted.say("payout", ("ENTITLED", "IN_TRANSIT", 5_000))
        returned = journal.reverse(sent.entry_id, key="returned", why="account closed", happened_on=DAY)

        with pytest.raises(NotAReversal):
            journal.reverse(returned.entry_id, key="again", why="mistake", happened_on=DAY)


class TestRawSql:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE ledger_balance SET balance = 0",
            "UPDATE ledger_account SET holder = NULL WHERE class = 'ENTITLED'",
            "DELETE FROM ledger_account WHERE class = 'ENTITLED'",
            "UPDATE ledger_posting SET amount = 0 WHERE class = 'ENTITLED'",
            "DELETE FROM ledger_posting WHERE class = 'ENTITLED'",
            "UPDATE ledger_flow SET announced = false",
            "INSERT INTO ledger_lapse_notice SELECT municipality_id, id, '2026-01-01' FROM ledger_account",
            "UPDATE ledger_lapse_notice SET given_on = '2025-01-01'",
            "TRUNCATE ledger_posting",
            "DELETE FROM ledger_entry WHERE act = 'grant'",
            "INSERT INTO ledger_flow VALUES ('reclaim', 'ENTITLED', 'FUND')",
            "INSERT INTO ledger_posting SELECT municipality_id, entry_id, 9, account_id, 1 FROM ledger_posting",
            "MERGE INTO ledger_balance USING ledger_account ON id = account_id WHEN MATCHED THEN DELETE",
            "COPY ledger_posting FROM PROGRAM 'true'",
        ],
    )
    def test_of_the_application_is_not_permitted(self, granted, statement):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            granted.transaction(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
