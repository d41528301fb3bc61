from datetime import date, timedelta
from itertools import permutations

import pytest

from ledger import balances, tenant
from ledger.balances import TrialLine
from ledger.database import UnknownAccount
from tests.ledger.books import DAY, open_book

BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


class TestGetBalance:
    def test_stands_on_the_normal_side_of_the_account(self, book):
        book.fill(entitled=10)

        balance = {name: book.balance(name) for name in ("BANK", "FUND", "ENTITLED", "PREPAID_GRANT", "SPENT", "FREE")}

        assert balance == {"BANK": 10, "FUND": 10, "ENTITLED": 10, "PREPAID_GRANT": 10, "SPENT": 10, "FREE": 0}

    @pytest.mark.parametrize("name", ["BANK", "FREE"], ids=["summed", "kept"])
    def test_as_of_a_day_is_up_to_its_end(self, book, name):
        for day, amount in ((BEFORE, 1), (DAY, 10), (AFTER, 100)):
            book.say("deposit", ("BANK", "FUND", amount), ("FREE", "APPROPRIATED", amount), on=day)

        seen = [book.balance(name, as_of=day) for day in (date(2020, 1, 1), BEFORE, DAY, AFTER, None)]

        assert seen == [0, 1, 11, 111, 111]

    def test_as_of_counts_what_was_booked_late_on_the_day_it_happened(self, book):
        book.say("deposit", ("FREE", "APPROPRIATED", 1), on=AFTER)
        book.say("deposit", ("FREE", "APPROPRIATED", 10), on=BEFORE)

        assert book.balance("FREE", as_of=DAY) == 10
        assert book.balance("FREE") == 11

    def test_does_not_know_accounts_of_another_municipality(self, book):
        other = open_book("Elders")
        with tenant.serving(other.municipality_id):
            stranger = other.account("BANK")

        for account_id in (stranger, 2**60):
            with pytest.raises(UnknownAccount), book.transaction():
                balances.get_balance(account_id)


class TestListBalances:
    def test_of_a_holder_and_of_entitlements_are_those_of_their_accounts(self, book):
        book.fill(entitled=10, committed=5, person="Zoë")
        book.fill(entitled=7, person="Ömer")

        with book.transaction():
            held = balances.list_balances_of_holder(book.uuid("person Zoë"))
            both = balances.list_balances_of_entitlements([book.uuid("Zoë"), book.uuid("Ömer")])

        zoe = {"COMMITTED": 5, "PREPAID_GRANT": 10, "ENTITLED": 10}
        assert {each.account_class: each.balance for each in held} == zoe
        assert sorted(each.balance for each in both) == [0, 5, 7, 7, 10, 10]

    def test_of_a_fund_are_summed_by_class(self, book):
        book.fill(free=100, committed=5, person="Zoë")
        book.fill(committed=6, person="Ömer")

        with book.transaction():
            found = balances.list_balances_of_fund(book.fund)
            before = balances.list_balances_of_fund(book.fund, as_of=BEFORE)

        assert found == {"FUND": 111, "APPROPRIATED": 111, "FREE": 100, "COMMITTED": 11}
        assert set(before.values()) == {0}


class TestListTrialBalance:
    def test_has_equal_sides(self, book):
        book.fill(free=5, entitled=10)

        with book.transaction():
            lines = balances.list_trial_balance()

        assert TrialLine("BANK", "EUR", 15, 0) in lines
        assert TrialLine("ENTITLED", "EUR", 0, 10) in lines
        assert sum(line.debit for line in lines) == sum(line.credit for line in lines) == 40

    def test_as_of_a_day_leaves_out_what_came_after(self, book):
        book.say("deposit", ("BANK", "FUND", 5), on=AFTER)

        with book.transaction():
            assert balances.list_trial_balance(as_of=DAY) == []


class TestListStatement:
    @pytest.mark.parametrize("order", list(permutations([(BEFORE, 1), (DAY, 10), (AFTER, 100)])))
    def test_runs_by_day_in_whatever_order_it_was_booked(self, book, order):
        for day, amount in order:
            book.say("deposit", ("BANK", "FUND", amount), on=day)

        with book.transaction():
            lines = balances.list_statement([book.account("BANK")])

        assert [(line.happened_on, line.amount, line.balance) for line in lines] == [
            (BEFORE, 1, 1),
            (DAY, 10, 11),
            (AFTER, 100, 111),
        ]

    def test_shows_each_account_with_a_balance_of_its_own(self, book):
        book.fill(entitled=10)
        book.say("payout", ("ENTITLED", "IN_TRANSIT", 4), why="April")

        with book.transaction():
            lines = balances.list_statement([book.account("ENTITLED"), book.account("IN_TRANSIT")])

        told = [(line.account_class, line.act, line.why, line.amount, line.balance) for line in lines]
        assert told == [
            ("ENTITLED", "grant", "test", 10, 10),
            ("ENTITLED", "payout", "April", -4, 6),
            ("IN_TRANSIT", "payout", "April", 4, 4),
        ]


class TestFindAccount:
    def test_gives_what_is_there(self, book):
        with book.transaction():
            assert balances.find_account(book.account("BANK")).account_class == "BANK"
            assert balances.find_account(2**60) is None
