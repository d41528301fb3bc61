"""Months are closed in order, and a closed month takes no entry, whoever writes it and whenever."""

import time
from datetime import date
from uuid import uuid4

import pytest
from django.db import Error, connection, transaction

from ledger import closes, journal, tenant
from ledger.database import (
    InProgress,
    MonthNotLastClosed,
    MonthNotOver,
    MonthsCloseInOrder,
    PeriodClosed,
    ReopenedByTwo,
)
from tests.ledger.contenders import contend, heard, start

ANNA, BILAL = uuid4(), uuid4()
JANUARY, FEBRUARY, MARCH, APRIL = (date(2026, number, 1) for number in (1, 2, 3, 4))
LATER = date(2026, 7, 1)


def close(book, month, on=LATER):
    with book.transaction():
        return closes.close_month(month, by=ANNA, on=on)


def reopen(book, month, agreed_by=BILAL, reason="a deposit was left out"):
    with book.transaction():
        return closes.reopen_month(month, by=ANNA, agreed_by=agreed_by, reason=reason)


def deposit(book, on, **said):
    return book.say("deposit", ("BANK", "FUND", 1), on=on, **said)


def acts(book):
    with book.transaction():
        return [(each.number, each.act, each.month, each.closed_before) for each in closes.list_closes()]


class TestClose:
    def test_closes_months_one_after_another(self, book):
        deposit(book, date(2026, 1, 31))

        assert [close(book, month).number for month in (JANUARY, FEBRUARY)] == [1, 2]

        assert acts(book) == [(1, "CLOSE", JANUARY, FEBRUARY), (2, "CLOSE", FEBRUARY, MARCH)]
        assert book.breaches() == []

    def test_takes_any_day_of_the_month(self, book):
        close(book, date(2026, 1, 17))

        assert acts(book) == [(1, "CLOSE", JANUARY, FEBRUARY)]

    def test_again_changes_nothing(self, book):
        close(book, JANUARY), close(book, FEBRUARY)

        again = close(book, JANUARY)

        assert (again.number, again.replayed) == (1, True)
        assert len(acts(book)) == 2

    def test_of_a_month_before_the_first_closed_one_changes_nothing(self, book):
        close(book, FEBRUARY)

        assert close(book, JANUARY).replayed

    def test_leaves_no_month_open_in_between(self, book):
        close(book, JANUARY)

        with pytest.raises(MonthsCloseInOrder) as refused:
            close(book, MARCH)

        assert refused.value.facts["next"] == "2026-02-01"

    def test_begins_with_the_month_of_the_first_entry(self, book):
        deposit(book, MARCH), deposit(book, date(2026, 1, 15))

        with pytest.raises(MonthsCloseInOrder) as refused:
            close(book, FEBRUARY)

        assert refused.value.facts["next"] == "2026-01-01"

    @pytest.mark.parametrize(("on", "over"), [(date(2026, 1, 31), False), (FEBRUARY, True)])
    def test_waits_until_the_month_is_over(self, book, on, over):
        if over:
            assert close(book, JANUARY, on=on).number == 1
        else:
            with pytest.raises(MonthNotOver):
                close(book, JANUARY, on=on)


class TestClosedMonth:
    @pytest.fixture
    def closed(self, book):
        deposit(book, date(2026, 1, 31), key="january")
        close(book, JANUARY), close(book, FEBRUARY)
        return book

    @pytest.mark.parametrize("on", [date(2025, 6, 1), JANUARY, date(2026, 2, 28)])
    def test_takes_no_entry(self, closed, on):
        with pytest.raises(PeriodClosed) as refused:
            deposit(closed, on)

        assert refused.value.code == "period-closed"
        assert refused.value.facts == {"happened_on": on.isoformat(), "closed_before": "2026-03-01"}
        assert closed.count() == 1

    def test_takes_no_array_with_one_entry_in_it(self, closed):
        days = [MARCH] * 9 + [date(2026, 2, 28)]

        with pytest.raises(PeriodClosed):
            journal.book_all([closed.entry("deposit", ("BANK", "FUND", 1), on=day) for day in days])

        assert closed.count() == 1

    def test_takes_no_reversal(self, closed):
        [(entry,)] = closed.rows("SELECT id FROM ledger_entry")

        with pytest.raises(PeriodClosed):
            journal.reverse(entry, key="undo", why="wrong", happened_on=date(2026, 1, 31))

        journal.reverse(entry, key="undo", why="wrong, of 31 January", happened_on=MARCH)
        assert closed.balance("BANK") == 0

    def test_gives_an_earlier_booking_back_under_its_key(self, closed):
        assert deposit(closed, date(2026, 1, 31), key="january").replayed

    def test_is_followed_by_an_open_one(self, closed):
        deposit(closed, MARCH)

        assert closed.count() == 2
        assert closed.breaches() == []

    def test_is_of_one_book_only(self, closed):
        from tests.ledger.books import open_book

        other = open_book("Elders")
        with tenant.serving(other.municipality_id):
            deposit(other, JANUARY)

            assert other.count() == 1

    def test_cannot_be_kept_open(self, closed):
        with closed.transaction():
            closes.keep_open(MARCH)
        with pytest.raises(PeriodClosed), closed.transaction():
            closes.keep_open(date(2026, 2, 28))

    def test_takes_no_entry_of_a_transaction_that_looks_at_the_past(self, closed):
        with pytest.raises(Error, match="READ COMMITTED"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            tenant.tell_database()
            deposit(closed, MARCH)


class TestReopening:
    def test_opens_the_month_that_was_closed_last(self, book):
        close(book, JANUARY), close(book, FEBRUARY)

        assert reopen(book, FEBRUARY) == 3

        deposit(book, FEBRUARY)
        with pytest.raises(PeriodClosed):
            deposit(book, date(2026, 1, 31))
        assert close(book, FEBRUARY).number == 4
        assert acts(book)[2:] == [(3, "REOPEN", FEBRUARY, FEBRUARY), (4, "CLOSE", FEBRUARY, MARCH)]
        assert book.breaches() == []

    @pytest.mark.parametrize("month", [JANUARY, MARCH])
    def test_opens_no_other_month(self, book, month):
        close(book, JANUARY), close(book, FEBRUARY)

        with pytest.raises(MonthNotLastClosed):
            reopen(book, month)

    def test_opens_nothing_when_nothing_was_closed(self, book):
        with pytest.raises(MonthNotLastClosed):
            reopen(book, JANUARY)

    @pytest.mark.parametrize(
        ("agreed_by", "reason"),
        [(ANNA, "alone"), (BILAL, ""), (BILAL, "  "), (BILAL, "x" * 501)],
        ids=["one person", "no reason", "blanks", "a long story"],
    )
    def test_is_done_by_two_people_with_a_reason(self, book, agreed_by, reason):
        close(book, JANUARY)

        with pytest.raises(ReopenedByTwo):
            reopen(book, JANUARY, agreed_by=agreed_by, reason=reason)

        assert len(acts(book)) == 1


class TestWaiting:
    """A close and a booking of the same month at the same time: one of them comes first, and the other sees it."""

    def test_a_close_waits_for_a_booking_under_way(self, book):
        def book_slowly(_number, says):
            with book.transaction():
                deposit(book, JANUARY)
                says.send("booked")
                time.sleep(0.5)
            says.send("committed")

        book.account("BANK"), book.account("FUND")
        process, pipe = start(book_slowly, 0)
        told = heard(pipe)
        assert next(told) == "booked"

        begun = time.monotonic()
        close(book, JANUARY)

        assert time.monotonic() - begun > 0.3
        assert book.count() == 1
        process.join()

    def test_a_booking_waits_for_a_close_under_way_and_sees_it(self, book):
        def close_slowly(_number, says):
            with book.transaction():
                closes.close_month(JANUARY, by=ANNA, on=LATER)
                says.send("closed")
                time.sleep(0.5)

        book.account("BANK"), book.account("FUND")
        process, pipe = start(close_slowly, 0)
        assert next(heard(pipe)) == "closed"

        with pytest.raises(PeriodClosed):
            deposit(book, JANUARY)

        assert book.count() == 0
        process.join()

    def test_nobody_waits_longer_than_two_seconds(self, book):
        def close_very_slowly(_number, says):
            with book.transaction():
                closes.close_month(JANUARY, by=ANNA, on=LATER)
                says.send("closed")
                time.sleep(3)

        book.account("BANK"), book.account("FUND")
        process, pipe = start(close_very_slowly, 0)
        assert next(heard(pipe)) == "closed"

        with pytest.raises(InProgress):
            deposit(book, MARCH)

        process.join()

    @pytest.mark.slow
    def test_no_entry_slips_into_a_month_that_is_being_closed(self, book):
        months = [date(2020 + number // 12, number % 12 + 1, 1) for number in range(60)]
        close(book, date(2019, 12, 1))

        def act(process, race):
            if process == 0:
                close(book, months[race])
                return book.count()
            return deposit(book, months[race], key=f"{race}:{process}").replayed

        book.account("BANK"), book.account("FUND")
        answers = contend(act, rounds=len(months), processes=3)

        booked = 0
        for seen, *said in answers:
            assert set(said) <= {False, "period-closed"}
            booked += said.count(False)
            assert seen == booked, "what was booked was booked before the close"
        assert book.count() == booked
        assert book.breaches() == []


def test_a_clock_that_is_set_back_makes_no_breach_of_what_was_booked_in_time(administering, book):
    deposit(book, JANUARY)
    with book.transaction(), connection.cursor() as cursor:
        # As if the server's clock had been a day ahead when this was booked.
        cursor.execute("SET LOCAL session_replication_role = 'replica'")
        cursor.execute(
            "UPDATE ledger_entry SET booked_at = booked_at + interval '1 day' WHERE municipality_id = %s",
            [book.municipality_id],
        )
        cursor.execute("SET LOCAL session_replication_role = 'origin'")

    close(book, JANUARY)

    assert book.breaches() == []
