import threading

import pytest
from django.db import IntegrityError, connection

from ledger import accounts, tenant
from ledger.accounts import Place
from ledger.amount import Unit
from ledger.database import InProgress, OtherMunicipality
from ledger.tenant import NoMunicipality
from tests.ledger.books import open_book


class TestFindAccounts:
    def test_gives_those_that_are_there_and_opens_none(self, book):
        free, bank, of_zoë = book.place("FREE"), book.place("BANK"), book.place("ENTITLED", "Zoë")
        with book.transaction():
            [opened_bank, opened_of_zoë] = accounts.open_accounts([bank, of_zoë])

            found = accounts.find_accounts([free, bank, of_zoë, bank])

        assert found == {bank: opened_bank, of_zoë: opened_of_zoë}
        assert book.count("ledger_account") == 2

    def test_asked_for_nothing_gives_nothing(self, book):
        assert accounts.find_accounts([]) == {}


class TestOneAccount:
    """`ledger_open_account`, which the functions of tills ask for one account that is mostly there."""

    @pytest.mark.parametrize("account_class", ["FREE", "SPENT", "SHOP_PAYABLE"])
    def test_is_opened_once_and_is_the_one_that_lists_give(self, book, account_class):
        place = book.place(account_class)
        if account_class == "SHOP_PAYABLE":
            place = Place(account_class, holder=book.uuid("a shop"))

        first, again = one_account(book, place), one_account(book, place)

        with book.transaction():
            assert accounts.find_accounts([place]) == {place: first}
        assert first == again

    def test_is_of_exactly_what_is_said(self, book):
        shop, person = book.uuid("a shop"), book.uuid("somebody")
        places = [
            Place("SPENT", scheme="burgerbudget", fund=book.fund),
            Place("SPENT", scheme="stadspas", fund=book.fund),
            Place("SPENT", fund=book.fund),
            Place("SPENT", scheme="stadspas", fund=book.uuid("another fund")),
            Place("ISSUED", Unit.POINT, scheme="stadspas", fund=book.fund),
            Place("SHOP_PAYABLE", holder=shop),
            Place("SHOP_PAYABLE", holder=person),
        ]
        with book.transaction():
            # What has the same fund or holder, and is of an entitlement.
            accounts.open_accounts([Place("ENTITLED", Unit.EUR, shop, person, "stadspas", book.fund)])

        opened = [one_account(book, place) for place in places]

        with book.transaction():
            assert accounts.find_accounts(places) == dict(zip(places, opened, strict=True))
        assert len(set(opened)) == len(places)


def one_account(book, place):
    kept_for = place.account_class, place.unit.value, place.holder, place.scheme, place.fund
    said = "SELECT ledger_open_account(%s, %s, %s, %s::uuid, %s, %s::uuid)"
    [(account_id,)] = book.rows(said, book.municipality_id, *kept_for)
    return account_id


class TestFindAccountsOfFund:
    def test_gives_its_own_and_those_of_the_book_and_opens_none(self, book):
        with book.transaction():
            bank, free = accounts.open_accounts([book.place("BANK"), book.place("FREE")])

            assert accounts.find_accounts_of_fund(book.fund, Unit.EUR) == {"BANK": bank, "FREE": free}
        assert book.count("ledger_account") == 2

    def test_leaves_out_what_is_of_a_person_a_scheme_another_fund_or_another_unit(self, book):
        others = [Place("FREE", fund=book.uuid("another fund")), book.place("BANK", unit=Unit.POINT)]
        with book.transaction():
            accounts.open_accounts([book.place("ENTITLED", "Zoë"), book.place("SPENT"), *others])

            assert accounts.find_accounts_of_fund(book.fund, Unit.EUR) == {}


class TestOpenAccounts:
    def test_gives_the_ids_in_the_order_asked(self, book):
        places = [book.place("FREE"), book.place("ENTITLED", "Zoë"), book.place("BANK")]

        with book.transaction():
            ids = accounts.open_accounts(places)

        classes = dict(book.rows("SELECT id, class FROM ledger_account"))
        assert [classes[each] for each in ids] == ["FREE", "ENTITLED", "BANK"]

    def test_opens_an_account_once(self, book):
        place = book.place("ENTITLED", "Zoë")

        with book.transaction():
            first = accounts.open_accounts([place, place])
            again = accounts.open_accounts([place])

        assert first == again * 2
        assert book.count("ledger_account") == 1

    def test_tells_places_apart_by_everything_that_they_are_kept_for(self, book):
        one = book.place("ENTITLED", "Zoë")
        others = [
            Place("COMMITTED", one.unit, one.holder, one.entitlement, one.scheme, one.fund),
            Place("ENTITLED", Unit.POINT, one.holder, one.entitlement, one.scheme, one.fund),
            Place("ENTITLED", one.unit, book.uuid("other"), one.entitlement, one.scheme, one.fund),
            Place("ENTITLED", one.unit, one.holder, book.uuid("other"), one.scheme, one.fund),
            Place("ENTITLED", one.unit, one.holder, one.entitlement, None, one.fund),
            Place("ENTITLED", one.unit, one.holder, one.entitlement, one.scheme, None),
        ]

        with book.transaction():
            assert len(set(accounts.open_accounts([one, *others]))) == 7

    def test_finds_again_what_is_open_without_trying_to_insert_it(self, book, owner):
        shop, fund = book.uuid("shop"), book.uuid("fund")
        places = [
            Place("BANK"),
            Place("FREE", fund=fund),
            Place("SPENT", scheme="burgerbudget", fund=fund),
            Place("IN_TRANSIT", holder=shop),
            book.place("ENTITLED", "Zoë"),
        ]
        with book.transaction():
            opened = accounts.open_accounts(places)
        drawn = self._last_id_drawn(owner)

        with book.transaction():
            again = accounts.open_accounts(places)

        assert again == opened
        assert self._last_id_drawn(owner) == drawn

    def _last_id_drawn(self, owner):
        # An insert draws an id, also one that meets what is there and does nothing.
        with owner.cursor() as cursor:
            cursor.execute("SELECT last_value FROM ledger_account_id_seq")
            return cursor.fetchone()[0]

    def test_of_an_unknown_class_is_an_error_and_opens_nothing(self, book):
        with pytest.raises(IntegrityError), book.transaction():
            accounts.open_accounts([book.place("BANK"), Place("RECEIVABLE", holder=book.uuid("Zoë"))])

        assert book.count("ledger_account") == 0

    def test_needs_a_municipality_and_only_its_own(self, book):
        with pytest.raises(OtherMunicipality), book.transaction(), tenant.serving(open_book().municipality_id):
            accounts.open_accounts([Place("BANK")])

    def test_of_nothing_asks_nothing(self):
        assert accounts.open_accounts([]) == []


class TestLockAccounts:
    def test_gives_the_balances_of_floored_accounts(self, book):
        book.fill(free=10)
        free, bank = book.account("FREE"), book.account("BANK")

        with book.transaction():
            assert accounts.lock_accounts([bank, free]) == {free: 10}

    def test_makes_others_wait_and_then_give_up(self, book):
        book.fill(free=10)
        free, asked = book.account("FREE"), []

        def ask():
            with tenant.serving(book.municipality_id):
                try:
                    with book.transaction(), connection.cursor() as cursor:
                        cursor.execute("SET LOCAL lock_timeout = '50ms'")
                        accounts.lock_accounts([free])
                except InProgress as refusal:
                    asked.append(refusal.code)
            connection.close()

        with book.transaction():
            accounts.lock_accounts([free])
            other = threading.Thread(target=ask)
            other.start()
            other.join()

        assert asked == ["in-progress"]


class TestTenant:
    def test_is_a_mistake_to_leave_out(self, database):
        with pytest.raises(NoMunicipality):
            tenant.current()
