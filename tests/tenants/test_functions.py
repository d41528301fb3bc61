"""The functions that run as the owner, to whom no privilege is missing: they ask themselves whose work it is."""

import pytest

from budgets.operation import municipal_transaction
from ledger import tenant
from ledger.accounts import lock_accounts
from ledger.amount import eur
from ledger.database import UnknownAccount, UnknownEntry
from ledger.journal import book, reverse
from tests.budgets.entitlements.town import SPRING, rows
from tests.tenants import prober


def account_of(account_class):
    return rows("SELECT min(id) FROM ledger_account WHERE class = %s", account_class)[0][0]


@pytest.fixture
def strangers(towns):
    """Serve the first town, and give an account with a floor and an entry of the second."""
    with tenant.serving(towns[1].municipality_id):
        account, [[entry]] = account_of("FREE"), rows("SELECT max(id) FROM ledger_entry")
    with tenant.serving(towns[0].municipality_id):
        yield account, entry


class TestFunctions:
    @pytest.mark.parametrize("serves", ["one town", "nobody"])
    def test_refuse_the_work_of_another_municipality(self, app, towns, serves):
        served = towns[0].municipality_id if serves == "one town" else None

        assert prober.ask_for_stranger(app, served=served, stranger=towns[1].municipality_id) == []

    def test_book_on_no_account_of_another(self, strangers):
        account, _ = strangers

        with pytest.raises(UnknownAccount):
            book(
                debit=account,
                credit=account_of("APPROPRIATED"),
                amount=eur("1.00"),
                act="deposit",
                why="test",
                key="stranger",
                happened_on=SPRING,
            )

    def test_reverse_no_entry_of_another(self, strangers):
        with pytest.raises(UnknownEntry):
            reverse(strangers[1], key="stranger", why="test", happened_on=SPRING)

    def test_lock_no_account_of_another(self, strangers):
        with municipal_transaction():
            assert lock_accounts([strangers[0]]) == {}

    def test_know_the_keys_of_their_own_municipality_only(self, towns):
        # Both towns said "undone": a key that were one for all would tell who else uses it.
        found = []
        for town in towns:
            with tenant.serving(town.municipality_id):
                found += rows("SELECT count(*) FROM ledger_entry WHERE key = 'undone'")

        assert found == [(1,), (1,)]
