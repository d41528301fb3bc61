from datetime import date

import pytest
from django.db import transaction

from ledger import journal, tenant
from ledger.amount import BOUND_MINOR, Amount, Unit, eur
from ledger.database import (
    AlreadyReversed,
    AmountNotPositive,
    BeyondBounds,
    EntryWithoutLegs,
    ExceedsAvailableBalance,
    FlowNotAllowed,
    IdempotencyKeyReused,
    KeyUnusable,
    NotAReversal,
    OtherMunicipality,
    ReclaimForbidden,
    SameAccount,
    UnitMismatch,
    UnknownAccount,
    UnknownEntry,
)
from ledger.journal import Booked
from tests.ledger.books import DAY, open_book


class TestBook:
    def test_moves_an_amount_from_credit_to_debit(self, book):
        booked = journal.book(
            debit=book.account("BANK"), credit=book.account("FUND"), amount=eur("12.34"),
            act="deposit", why="gift", key="gift:1", happened_on=DAY,
        )  # fmt: skip

        assert not booked.replayed
        assert book.balance("BANK") == book.balance("FUND") == 1234
        assert book.breaches() == []

    def test_keeps_the_reason_and_both_days(self, book):
        booked = book.say("deposit", ("BANK", "FUND", 5), on=date(2025, 7, 1), why="late news")

        [row] = book.rows("SELECT why, happened_on, booked_at::date FROM ledger_entry WHERE id = %s", booked.entry_id)

        assert row[:2] == ("late news", date(2025, 7, 1))
        assert row[2] > row[1]

    def test_says_the_same_answer_to_the_same_sentence(self, book):
        first = book.say("deposit", ("BANK", "FUND", 5), key="gift:1")

        assert book.say("deposit", ("BANK", "FUND", 5), key="gift:1") == Booked(first.entry_id, replayed=True)
        assert book.balance("BANK") == 5

    def test_replays_what_could_not_be_booked_again(self, book):
        book.fill(free=10)
        first = book.say("commit", ("COMMITTED", "FREE", 10), key="award:1")

        assert book.say("commit", ("COMMITTED", "FREE", 10), key="award:1").entry_id == first.entry_id

    @pytest.mark.parametrize(
        "other",
        [
            {"legs": [("BANK", "FUND", 6)]},
            {"legs": [("FREE", "APPROPRIATED", 5)]},
            {"legs": [("BANK", "FUND", 5), ("BANK", "FUND", 5)]},
            {"act": "commit"},
            {"on": date(2026, 4, 1)},
            {"why": "another reason"},
        ],
        ids=str,
    )
    def test_refuses_a_key_that_was_used_for_something_else(self, book, other):
        book.say("deposit", ("BANK", "FUND", 5), key="gift:1")
        said = {"act": "deposit", "legs": [("BANK", "FUND", 5)], "key": "gift:1"} | other

        with pytest.raises(IdempotencyKeyReused) as refused:
            book.say(said.pop("act"), *said.pop("legs"), **said)

        assert refused.value.facts["key"] == "gift:1"
        assert book.count() == 1

    def test_knows_its_key_whatever_way_the_session_writes_dates(self, book):
        book.say("deposit", ("BANK", "FUND", 5), key="gift:1")

        with book.transaction(), transaction.get_connection().cursor() as cursor:
            cursor.execute("SET LOCAL DateStyle = 'German'")
            assert book.say("deposit", ("BANK", "FUND", 5), key="gift:1").replayed

    def test_lets_two_municipalities_use_one_key(self, book):
        book.say("deposit", ("BANK", "FUND", 5), key="gift:1")
        other = open_book("Elders")

        with tenant.serving(other.municipality_id):
            assert not other.say("deposit", ("BANK", "FUND", 7), key="gift:1").replayed
            assert other.balance("BANK") == 7
        assert book.balance("BANK") == 5

    @pytest.mark.parametrize("key", ["", "k" * 201, "with space", "tab\t", "ë", "line\n"])
    def test_refuses_a_key_that_cannot_be_one(self, book, key):
        entry = journal.Entry(key, "deposit", DAY, "test", [book._leg("BANK", "FUND", 1)])

        with pytest.raises(KeyUnusable):
            journal.book_entry(entry)
        with pytest.raises(KeyUnusable):
            journal.book_all([entry])

    def test_forgets_what_was_booked_in_a_transaction_that_failed(self, book):
        book.account("BANK"), book.account("FUND")
        with pytest.raises(ZeroDivisionError), book.transaction():
            book.say("deposit", ("BANK", "FUND", 10), key="gift:1")
            1 / 0  # noqa: B018

        assert book.balance("BANK") == 0
        assert not book.say("deposit", ("BANK", "FUND", 10), key="gift:1").replayed

    def test_leaves_the_outside_of_its_transaction_without_a_tenant(self, book):
        book.say("deposit", ("BANK", "FUND", 10))

        with transaction.get_connection().cursor() as cursor:
            cursor.execute("SELECT count(*) FROM ledger_entry")
            assert cursor.fetchone() == (0,)


REFUSED = {
    "an amount of nothing": (("deposit", ("BANK", "FUND", 0)), AmountNotPositive),
    "an amount below zero": (("deposit", ("BANK", "FUND", -1)), AmountNotPositive),
    "an account to itself": (("reclassify", ("SUSPENSE", "SUSPENSE", 1)), SameAccount),
    "an account that is not there": (("deposit", (2**60, "FUND", 1)), UnknownAccount),
    "a flow that no act has": (("deposit", ("BANK", "FREE", 1)), FlowNotAllowed),
    "an act that is not there": (("reclaim", ("BANK", "FUND", 1)), FlowNotAllowed),
    "money back from a person": (("deposit", ("ENTITLED", "FUND", 1)), ReclaimForbidden),
    "more than there is": (("commit", ("COMMITTED", "FREE", 11)), ExceedsAvailableBalance),
    "more than there is, in two steps": (
        ("commit", ("COMMITTED", "FREE", 6), (("COMMITTED", "Ömer"), "FREE", 5)),
        ExceedsAvailableBalance,
    ),
    "an entry without legs": (("deposit",), EntryWithoutLegs),
    "a good leg and a bad one": (("commit", ("COMMITTED", "FREE", 1), ("COMMITTED", "FUND", 1)), FlowNotAllowed),
    "more than an account can hold": (("deposit", ("FREE", "APPROPRIATED", BOUND_MINOR)), BeyondBounds),
}


class TestRefusal:
    @pytest.mark.parametrize(("said", "refusal"), REFUSED.values(), ids=REFUSED)
    @pytest.mark.parametrize("how", ["one by one", "as an array"])
    def test_is_named_and_books_nothing(self, book, said, refusal, how):
        book.fill(free=10)
        entry = book.entry(*said)
        before = book.count("ledger_posting")

        with pytest.raises(refusal) as refused:
            journal.book_entry(entry) if how == "one by one" else journal.book_all([entry])

        assert refused.value.code
        assert str(refused.value)
        assert (book.count(), book.count("ledger_posting")) == (1, before)
        assert (book.balance("FREE"), book.version("FREE")) == (10, 1)
        assert book.breaches() == []

    def test_leaves_the_key_for_the_next_try(self, book):
        book.fill(free=10)
        with pytest.raises(ExceedsAvailableBalance):
            book.say("commit", ("COMMITTED", "FREE", 11), key="award:1")
        book.fill(free=1)

        assert not book.say("commit", ("COMMITTED", "FREE", 11), key="award:1").replayed

    @pytest.mark.parametrize("units", [(Unit.EUR, Unit.POINT), (Unit.POINT, Unit.EUR), (Unit.POINT, Unit.POINT)])
    def test_keeps_units_apart(self, book, units):
        debit, credit = (book.account(name, unit=unit) for name, unit in zip(["BANK", "FUND"], units, strict=True))

        with pytest.raises(UnitMismatch):
            book.say("deposit", (debit, credit, 1))

    def test_does_not_know_accounts_of_another_municipality(self, book):
        other = open_book("Elders")
        with tenant.serving(other.municipality_id):
            stranger = other.account("FUND")

        with pytest.raises(UnknownAccount):
            book.say("deposit", ("BANK", stranger, 1))

    def test_comes_when_the_transaction_serves_another_municipality(self, book):
        entry = book.entry("deposit", ("BANK", "FUND", 1))

        with pytest.raises(OtherMunicipality), book.transaction(), tenant.serving(open_book().municipality_id):
            journal.book_entry(entry)


class TestBookAll:
    def test_answers_in_the_order_asked(self, book):
        first = book.say("deposit", ("BANK", "FUND", 1), key="b")

        booked = journal.book_all([book.entry("deposit", ("BANK", "FUND", 1), key=key) for key in "cba"])

        assert [each.replayed for each in booked] == [False, True, False]
        assert booked[1].entry_id == first.entry_id
        keys = dict(book.rows("SELECT id, key FROM ledger_entry"))
        assert [keys[each.entry_id] for each in booked] == ["c", "b", "a"]
        assert book.balance("BANK") == 3

    def test_books_in_the_order_asked_whatever_the_keys(self, book):
        booked = journal.book_all(
            [
                book.entry("deposit", ("FREE", "APPROPRIATED", 5), key="z"),
                book.entry("commit", ("COMMITTED", "FREE", 5), key="b"),
                book.entry("release", ("FREE", "COMMITTED", 5), key="a"),
            ]
        )

        assert sorted(each.entry_id for each in booked) == [each.entry_id for each in booked]
        history = book.rows("SELECT balance_after FROM ledger_posting WHERE class = 'FREE' ORDER BY entry_id")
        assert history == [(5,), (0,), (5,)]

    def test_books_nothing_when_one_entry_is_refused(self, book):
        book.fill(free=10)
        good, bad = book.entry("commit", ("COMMITTED", "FREE", 9)), book.entry("commit", ("COMMITTED", "FREE", 2))

        with pytest.raises(ExceedsAvailableBalance):
            journal.book_all([good, bad])

        assert (book.balance("FREE"), book.version("FREE"), book.count()) == (10, 1, 1)

    def test_refuses_one_key_twice_in_one_array(self, book):
        twice = [book.entry("deposit", ("BANK", "FUND", 1), key="gift:1")] * 2

        with pytest.raises(IdempotencyKeyReused):
            journal.book_all(twice)

        assert book.count() == 0

    def test_refuses_a_used_key_for_other_content_and_books_nothing(self, book):
        book.say("deposit", ("BANK", "FUND", 1), key="gift:1")
        entries = [book.entry("deposit", ("BANK", "FUND", 1)), book.entry("deposit", ("BANK", "FUND", 2), key="gift:1")]

        with pytest.raises(IdempotencyKeyReused):
            journal.book_all(entries)

        assert book.count() == 1

    def test_books_just_as_one_by_one_does(self, book):
        def entries(of):
            of.fill(free=100)
            return [
                of.entry("commit", ("COMMITTED", "FREE", 60), key="1"),
                of.entry("grant", ("PREPAID_GRANT", "ENTITLED", 40), ("SPENT", "COMMITTED", 40), key="2"),
                of.entry("release", ("FREE", "COMMITTED", 20), key="3"),
                of.entry("payout", ("ENTITLED", "IN_TRANSIT", 15), key="4"),
            ]

        def facts(of):
            return of.rows(
                """SELECT e.key, e.request_hash IS NOT NULL, p.line, p.class, p.amount, p.balance_after, p.version
                FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id WHERE length(e.key) = 1 ORDER BY 1, 3"""
            )

        other = open_book("Elders")
        journal.book_all(entries(book))
        with tenant.serving(other.municipality_id):
            for entry in entries(other):
                journal.book_entry(entry)
            one_by_one = facts(other)

        assert facts(book) == one_by_one
        assert len(one_by_one) == 10
        assert book.breaches() == []

    def test_replays_an_entry_that_was_booked_alone(self, book):
        entry = book.entry("deposit", ("BANK", "FUND", 1), ("FREE", "APPROPRIATED", 1))
        alone = journal.book_entry(entry)

        assert journal.book_all([entry]) == [Booked(alone.entry_id, replayed=True)]
        assert journal.book_entry(entry).replayed

    def test_books_a_thousand_entries_at_once(self, book):
        book.fill(free=3_000)

        booked = journal.book_all([book.entry("commit", (("COMMITTED", str(n % 50)), "FREE", 3)) for n in range(1_000)])

        assert len({each.entry_id for each in booked}) == 1_000
        assert (book.balance("FREE"), book.version("FREE")) == (0, 1_001)
        assert book.breaches() == []

    def test_of_nothing_is_nothing(self, book):
        assert journal.book_all([]) == []


class TestReverse:
    def test_books_the_mirror(self, book):
        booked = book.say("deposit", ("BANK", "FUND", 5), ("FREE", "APPROPRIATED", 5))

        journal.reverse(booked.entry_id, key="undo", why="counted twice", happened_on=DAY)

        assert book.balance("BANK") == book.balance("FUND") == book.balance("FREE") == 0
        assert book.breaches() == []

    def test_happens_once(self, book):
        booked = book.say("deposit", ("BANK", "FUND", 5))
        first = journal.reverse(booked.entry_id, key="undo", why="twice", happened_on=DAY)

        assert journal.reverse(booked.entry_id, key="undo", why="twice", happened_on=DAY) == Booked(
            first.entry_id, replayed=True
        )
        with pytest.raises(AlreadyReversed):
            journal.reverse(booked.entry_id, key="undo again", why="twice", happened_on=DAY)
        with pytest.raises(IdempotencyKeyReused):
            journal.reverse(booked.entry_id, key="undo", why="another reason", happened_on=DAY)
        assert book.balance("BANK") == 0

    def test_refuses_a_reversal(self, book):
        booked = book.say("deposit", ("BANK", "FUND", 5))
        undone = journal.reverse(booked.entry_id, key="undo", why="twice", happened_on=DAY)

        with pytest.raises(NotAReversal):
            journal.reverse(undone.entry_id, key="redo", why="not twice", happened_on=DAY)

    def test_refuses_an_entry_that_is_not_there(self, book):
        other = open_book("Elders")
        with tenant.serving(other.municipality_id):
            stranger = other.say("deposit", ("BANK", "FUND", 5))

        for entry_id in (2**60, stranger.entry_id):
            with pytest.raises(UnknownEntry):
                journal.reverse(entry_id, key="undo", why="twice", happened_on=DAY)

    def test_of_a_grant_is_refused_as_reclaiming(self, book):
        granted = book.fill(entitled=10)

        with pytest.raises(ReclaimForbidden):
            journal.reverse(granted, key="undo", why="too much", happened_on=DAY)

        assert book.balance("ENTITLED") == 10

    def test_keeps_floors(self, book):
        deposit = book.say("deposit", ("FREE", "APPROPRIATED", 5))
        book.say("commit", ("COMMITTED", "FREE", 1))

        with pytest.raises(ExceedsAvailableBalance):
            journal.reverse(deposit.entry_id, key="undo", why="too much", happened_on=DAY)

    def test_of_a_payout_gives_it_back_to_the_person(self, book):
        book.fill(entitled=10)
        sent = book.say("payout", ("ENTITLED", "IN_TRANSIT", 10))

        journal.reverse(sent.entry_id, key="returned", why="account closed", happened_on=DAY)

        assert book.balance("ENTITLED") == 10


class TestAmountInTheBooks:
    def test_reaches_the_bound_and_not_past_it(self, book):
        book.say("deposit", ("FREE", "APPROPRIATED", BOUND_MINOR))

        with pytest.raises(BeyondBounds):
            book.say("deposit", ("FREE", "APPROPRIATED", 1))
        with pytest.raises(OverflowError):
            Amount(BOUND_MINOR + 1, Unit.EUR)

    def test_counts_units_that_are_not_money(self, book):
        points = Unit.POINT

        book.say("deposit", ("FREE", "APPROPRIATED", 7, points))

        assert book.rows(
            "SELECT balance FROM ledger_balance b JOIN ledger_account a ON a.id = account_id WHERE unit = 'POINT'"
        ) == [(7,)]
        assert book.balance("FREE") == 0
