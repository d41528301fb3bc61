from datetime import date, timedelta

import pytest

from ledger import journal
from ledger.amount import Unit
from ledger.database import ExceedsAvailableBalance, LapseNotAnnounced, PeriodClosed, ReclaimForbidden, UnknownAccount
from ledger.notices import FIRST_NOTICE, SECOND_NOTICE, LapseNotice, give_notices
from tests.ledger.books import DAY


@pytest.fixture
def pass_of_zoe(book):
    """Give a book in which 50 euro lie on the pass of Zoë, promised by a fund of 80."""
    book.fill(free=3_000, committed=5_000)
    book.say("grant", ("GRANT_EXPENSE", "EARMARKED", 5_000))
    yield book
    assert book.breaches() == []


def tell(book, number, given_on, *, lapses_on=DAY, account="EARMARKED"):
    with book.transaction():
        return give_notices([LapseNotice(book.account(account), number, lapses_on)], on=given_on)


def tell_in_time(book, *, lapses_on=DAY):
    tell(book, 1, lapses_on - FIRST_NOTICE, lapses_on=lapses_on)
    tell(book, 2, lapses_on - SECOND_NOTICE, lapses_on=lapses_on)


class TestLapse:
    def test_gives_back_to_the_fund_what_was_announced(self, pass_of_zoe):
        tell_in_time(pass_of_zoe)

        pass_of_zoe.say("lapse", ("EARMARKED", "LAPSED", 5_000), ("FREE", "COMMITTED", 5_000))

        assert pass_of_zoe.balance("EARMARKED") == 0
        assert (pass_of_zoe.balance("LAPSED"), pass_of_zoe.balance("FREE")) == (5_000, 8_000)

    @pytest.mark.parametrize("legs", [1, 2], ids=["alone", "with its release"])
    @pytest.mark.parametrize("how", ["one by one", "as an array"])
    @pytest.mark.parametrize("told", [(), (42,), (None, 21), (41, 21), (42, 20)], ids=str)
    def test_is_refused_before_it_was_announced_in_time(self, pass_of_zoe, told, how, legs):
        for number, days in enumerate(told, start=1):
            if days is not None:
                tell(pass_of_zoe, number, DAY - timedelta(days=days))
        entry = pass_of_zoe.entry("lapse", *[("EARMARKED", "LAPSED", 1), ("FREE", "COMMITTED", 1)][:legs])

        with pytest.raises(LapseNotAnnounced) as refused:
            journal.book_entry(entry) if how == "one by one" else journal.book_all([entry])

        assert refused.value.code == "lapse-not-announced"
        assert pass_of_zoe.balance("EARMARKED") == 5_000

    def test_is_refused_before_the_day_that_was_said(self, pass_of_zoe):
        tell_in_time(pass_of_zoe)

        with pytest.raises(LapseNotAnnounced):
            pass_of_zoe.say("lapse", ("EARMARKED", "LAPSED", 1), on=DAY - timedelta(days=1))

    def test_needs_both_notices_of_the_same_lapse(self, pass_of_zoe):
        tell(pass_of_zoe, 1, DAY - FIRST_NOTICE, lapses_on=DAY)
        tell(pass_of_zoe, 2, DAY - SECOND_NOTICE, lapses_on=DAY - timedelta(days=1))

        with pytest.raises(LapseNotAnnounced):
            pass_of_zoe.say("lapse", ("EARMARKED", "LAPSED", 1))

    def test_of_one_pass_says_nothing_about_another(self, pass_of_zoe):
        pass_of_zoe.say("grant", ("GRANT_EXPENSE", ("EARMARKED", "Ömer"), 1))
        tell_in_time(pass_of_zoe)
        entries = [
            pass_of_zoe.entry("lapse", ("EARMARKED", "LAPSED", 1)),
            pass_of_zoe.entry("lapse", (("EARMARKED", "Ömer"), "LAPSED", 1)),
        ]

        with pytest.raises(LapseNotAnnounced):
            journal.book_all(entries)

        assert pass_of_zoe.balance("EARMARKED") == 5_000

    def test_of_what_a_shop_gave_back_in_time_is_announced_with_the_rest(self, pass_of_zoe):
        tell_in_time(pass_of_zoe)
        pass_of_zoe.say("spend", ("EARMARKED", "SHOP_PAYABLE", 1_000), on=DAY - timedelta(days=2))
        pass_of_zoe.say("refund", ("SHOP_PAYABLE", "EARMARKED", 1_000), on=DAY - timedelta(days=1))

        pass_of_zoe.say("lapse", ("EARMARKED", "LAPSED", 5_000))

        assert pass_of_zoe.balance("EARMARKED") == 0

    def test_of_what_came_back_later_takes_two_new_notices(self, pass_of_zoe):
        tell_in_time(pass_of_zoe)
        pass_of_zoe.say("spend", ("EARMARKED", "SHOP_PAYABLE", 1_000), on=DAY - timedelta(days=1))
        pass_of_zoe.say("lapse", ("EARMARKED", "LAPSED", 4_000))
        pass_of_zoe.say("refund", ("SHOP_PAYABLE", "EARMARKED", 1_000))
        later = DAY + FIRST_NOTICE
        with pytest.raises(LapseNotAnnounced):
            pass_of_zoe.say("lapse", ("EARMARKED", "LAPSED", 1_000), on=later)

        tell_in_time(pass_of_zoe, lapses_on=later)
        pass_of_zoe.say("lapse", ("EARMARKED", "LAPSED", 1_000), on=later)

        assert pass_of_zoe.balance("EARMARKED") == 0

    def test_takes_no_more_than_is_there(self, pass_of_zoe):
        tell_in_time(pass_of_zoe)

        with pytest.raises(ExceedsAvailableBalance):
            pass_of_zoe.say("lapse", ("EARMARKED", "LAPSED", 5_001))

    def test_never_takes_cash(self, pass_of_zoe):
        tell_in_time(pass_of_zoe)

        with pytest.raises(ReclaimForbidden):
            pass_of_zoe.say("lapse", ("ENTITLED", "LAPSED", 1))

    def test_is_of_points_in_points(self, book):
        book.say("grant", ("ISSUED", "EARMARKED", 40, Unit.POINT))
        with book.transaction():
            account = book.account("EARMARKED", None, Unit.POINT)
            for number, before in ((1, FIRST_NOTICE), (2, SECOND_NOTICE)):
                give_notices([LapseNotice(account, number, DAY)], on=DAY - before)

        book.say("lapse", ("EARMARKED", "LAPSED", 40, Unit.POINT))

        assert book.breaches() == []


class TestNotice:
    def test_is_told_once(self, pass_of_zoe):
        assert tell(pass_of_zoe, 1, date(2026, 1, 5)) == 1
        assert tell(pass_of_zoe, 1, date(2026, 2, 5)) == 0
        assert pass_of_zoe.rows("SELECT given_on FROM ledger_lapse_notice") == [(date(2026, 1, 5),)]

    def test_is_not_dated_back_into_a_closed_month(self, pass_of_zoe):
        pass_of_zoe.close("2026-03-01")

        with pytest.raises(PeriodClosed):
            tell(pass_of_zoe, 1, DAY)

    def test_is_not_given_of_cash(self, pass_of_zoe):
        with pytest.raises(UnknownAccount):
            tell(pass_of_zoe, 1, DAY, account="ENTITLED")

    def test_of_nothing_is_none(self):
        assert give_notices([], on=DAY) == 0


class TestReversal:
    def test_of_a_grant_on_a_pass_is_refused(self, book):
        booked = book.say("grant", ("GRANT_EXPENSE", "EARMARKED", 5))

        with pytest.raises(ReclaimForbidden):
            journal.reverse(booked.entry_id, key="undo", why="over-awarded", happened_on=DAY)

    def test_of_a_mistaken_lapse_gives_the_pass_what_it_had(self, pass_of_zoe):
        tell_in_time(pass_of_zoe)
        booked = pass_of_zoe.say("lapse", ("EARMARKED", "LAPSED", 5_000), ("FREE", "COMMITTED", 5_000))

        journal.reverse(booked.entry_id, key="undo", why="mistaken", happened_on=DAY)

        assert (pass_of_zoe.balance("EARMARKED"), pass_of_zoe.balance("COMMITTED")) == (5_000, 5_000)
