"""What is sealed has a number without a gap, and no change of it goes unseen."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from ledger import closes, journal
from ledger.database import InProgress, refusing
from ledger.seals import find_last_seal, list_seals, seal_day
from tests.ledger.books import DAY
from tests.ledger.contenders import PROCESS, contend, heard, start
from tests.ledger.seeds import APP, COLUMNS, GOOD
from tests.ledger.test_guards import acting_as

NEW_YEAR = date(2027, 1, 1)


def seal(book, on=DAY):
    with book.transaction():
        return seal_day(on)


def numbers(book):
    return book.rows("SELECT year, number, entry_id FROM ledger_entry_number ORDER BY year, number")


def deposit(book, on=DAY, **said):
    return book.say("deposit", ("BANK", "FUND", 1), on=on, **said).entry_id


class TestSealing:
    def test_gives_numbers_in_the_order_of_booking(self, book):
        entries = [deposit(book) for _ in range(3)]

        [made] = seal(book)

        assert numbers(book) == [(2026, number, entry) for number, entry in enumerate(entries, start=1)]
        assert (made.number, made.first_number, made.last_number, made.entries, made.postings) == (1, 1, 3, 3, 6)
        assert (made.debits, made.sealed_on, len(made.digest)) == ({"EUR": 3}, DAY, 32)
        assert book.breaches() == []

    def test_goes_on_where_it_was_left(self, book):
        deposit(book), seal(book)
        later = deposit(book)

        [made] = seal(book)

        assert (made.number, made.first_number, made.last_number) == (2, 2, 2)
        assert numbers(book)[-1] == (2026, 2, later)
        assert book.breaches() == []

    def test_of_nothing_new_makes_no_seal(self, book):
        deposit(book), seal(book)

        assert seal(book) == []
        with book.transaction():
            assert len(list_seals()) == 1

    def test_of_an_empty_book_makes_no_seal(self, book):
        assert seal(book) == []
        with book.transaction():
            assert find_last_seal() is None

    def test_leaves_a_later_day_for_later(self, book):
        first, late = deposit(book, DAY + timedelta(days=1)), deposit(book)

        assert [made.entries for made in seal(book)] == [1]
        assert numbers(book) == [(2026, 1, late)]

        assert [made.entries for made in seal(book, DAY + timedelta(days=1))] == [1]
        assert numbers(book) == [(2026, 1, late), (2026, 2, first)]
        assert book.breaches() == []

    def test_counts_each_year_by_itself(self, book):
        first, last, late = deposit(book), deposit(book, NEW_YEAR), deposit(book)

        made = seal(book, NEW_YEAR)

        assert [(each.number, each.year, each.entries) for each in made] == [(1, 2026, 2), (2, 2027, 1)]
        assert numbers(book) == [(2026, 1, first), (2026, 2, late), (2027, 1, last)]
        assert book.breaches() == []

    def test_covers_closes_and_reopenings(self, book):
        anna, bilal = uuid4(), uuid4()
        with book.transaction():
            closes.close_month(DAY, by=anna, on=NEW_YEAR)

        [closed] = seal(book, NEW_YEAR)
        with book.transaction():
            closes.reopen_month(DAY, by=anna, agreed_by=bilal, reason="a file was left out")
        deposit(book)
        [reopened] = seal(book, NEW_YEAR)

        assert (closed.entries, closed.first_close, closed.last_close) == (0, 1, 1)
        assert (reopened.entries, reopened.first_close, reopened.last_close) == (1, 2, 2)
        assert book.breaches() == []

    def test_says_the_same_in_every_session(self, book):
        deposit(book, why="naïef “citaat”\t\\"), seal(book)

        with book.transaction(), connection.cursor() as cursor:
            for setting in ("DateStyle = 'German'", "TimeZone = 'Asia/Tokyo'", "bytea_output = 'escape'",
                            "IntervalStyle = 'sql_standard'", "extra_float_digits = -3"):  # fmt: skip
                cursor.execute(f"SET LOCAL {setting}")
            assert book.breaches() == []


class TestRestOfTheBook:
    def test_is_not_read_again_once_it_is_settled(self, book):
        last = deposit(book)
        for _day in range(4):
            seal(book), deposit(book)

        [made] = seal(book)

        [(settled,)] = book.rows("SELECT max(settled_entry) FROM ledger_seal WHERE number = %s", made.number)
        assert settled > last

    def test_is_not_settled_while_an_entry_in_it_waits_for_its_day(self, book):
        waiting = deposit(book, NEW_YEAR)
        for _day in range(5):
            deposit(book), seal(book)

        assert all(settled < waiting for (settled,) in book.rows("SELECT settled_entry FROM ledger_seal"))
        assert [made.year for made in seal(book, NEW_YEAR)] == [2027]
        assert book.breaches() == []

    def test_is_not_settled_while_work_that_began_in_it_goes_on(self, book):
        def book_slowly(_number, says):
            with book.transaction():
                says.send(deposit(book, key="slow"))
                assert release.wait(20)

        deposit(book), book.account("BANK")
        release = PROCESS.Event()
        process, pipe = start(book_slowly, 0)
        slow = next(heard(pipe))
        for _day in range(5):
            deposit(book), seal(book)

        assert all(settled < slow for (settled,) in book.rows("SELECT settled_entry FROM ledger_seal"))
        release.set()
        process.join()
        seal(book)
        assert slow in {entry for _year, _number, entry in numbers(book)}
        assert book.breaches() == []

    def test_takes_no_entry_whose_id_was_drawn_before_the_seal(self, book, owner):
        deposit(book), seal(book)
        [(sealed,)] = book.rows("SELECT max(highest_entry) FROM ledger_seal")

        with pytest.raises(InProgress), refusing(), transaction.atomic(using="owner"), owner.cursor() as cursor:
            cursor.execute("SELECT set_config('grondslag.municipality', %s, true)", [str(book.municipality_id)])
            cursor.execute(
                "INSERT INTO ledger_entry (municipality_id, id, key, request_hash, act, happened_on, why, lines)"
                " OVERRIDING SYSTEM VALUE VALUES (%s, %s, 'late', sha256(''), 'deposit', %s, 'raw', 2)",
                [book.municipality_id, sealed - 1, DAY],
            )
            postings = (
                f"INSERT INTO ledger_posting ({COLUMNS}) VALUES ({{m}}, {{n}}, {GOOD[0]}), ({{m}}, {{n}}, {GOOD[1]})"
            )
            bank, fund = book.account("BANK"), book.account("FUND")
            cursor.execute(postings.format(m=book.municipality_id, n=sealed - 1, bank=bank, fund=fund))


def test_a_server_that_counts_its_transactions_anew_still_finds_what_is_new(administering, book):
    for _day in range(3):
        deposit(book), seal(book)
    with book.transaction(), connection.cursor() as cursor:
        # As after a restore: the transactions that the seals speak of were those of another server.
        cursor.execute("SET LOCAL session_replication_role = 'replica'")
        cursor.execute("UPDATE ledger_seal SET horizon = (horizon::text::bigint + 1000000)::text::xid8")
        cursor.execute("SET LOCAL session_replication_role = 'origin'")

    with acting_as(APP):
        for _day in range(3):
            new = deposit(book)
            assert [made.entries for made in seal(book)] == [1]
            assert numbers(book)[-1][2] == new


@pytest.mark.slow
def test_seals_made_while_others_book_miss_nothing(book):
    days = [DAY + timedelta(days=number) for number in range(40)]

    def act(process, race):
        if process == 0:
            return sum(made.entries for made in seal(book, days[race]))
        if process == 1:
            return journal.book_entry(book.entry("deposit", ("BANK", "FUND", 1), key=f"{race}:1")).replayed
        entries = [book.entry("deposit", ("BANK", "FUND", 1), key=f"{race}:2:{number}") for number in range(20)]
        return {booked.replayed for booked in journal.book_all(entries)}

    book.account("BANK"), book.account("FUND")
    answers = contend(act, rounds=len(days), processes=3)
    seal(book, NEW_YEAR)

    assert all(isinstance(sealed, int) for sealed, *_ in answers)
    assert {str(said) for _, *rest in answers for said in rest} <= {"False", "{False}", "in-progress"}
    assert len(numbers(book)) == book.count()
    assert book.breaches() == []
