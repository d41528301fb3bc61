from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgets.funding.models import Fund
from budgets.funding.operations import FundUnknown, deposit, open_fund
from budgets.funding.queries import get_position
from budgets.operation import municipal_transaction
from budgets.trail.record import list_acts
from ledger import tenant
from ledger.amount import Amount, Unit, eur
from ledger.database import IdempotencyKeyReused
from tests.builders import TEST, a_municipality

ON = date(2026, 1, 1)
BEGIN_AND_END, TENANT, ACCOUNTS, BOOKING, TRAIL = 2, 1, 1, 1, 1


@pytest.fixture
def municipality(database):
    with tenant.serving(a_municipality()):
        yield


def fund():
    return open_fund(code="meedoen", name="Fonds Meedoen", scheme_code="burgerbudget", actor=TEST, on=ON).id


def put(fund_id, amount="100.00", reference="brief-1"):
    return deposit(fund_id=fund_id, amount=eur(amount), reference=reference, actor=TEST, on=ON)


def received(fund_id):
    with municipal_transaction():
        position = get_position(Fund.objects.get(pk=fund_id))
        return position.given, position.free


class TestDeposit:
    def test_can_be_promised_at_once(self, municipality):
        meedoen = fund()

        put(meedoen, "100.00")
        put(meedoen, "50.00", "brief-2")

        assert received(meedoen) == (15000, 15000)

    def test_said_twice_is_booked_and_told_once(self, municipality):
        meedoen = fund()

        first, second = put(meedoen), put(meedoen)

        assert (first.entry_id, first.replayed, second.replayed) == (second.entry_id, False, True)
        with municipal_transaction():
            assert [act.name for act in list_acts(meedoen)].count("fund.received") == 1

    def test_under_a_reference_that_was_used_for_another_amount_is_refused(self, municipality):
        meedoen = fund()
        put(meedoen, "100.00")

        with pytest.raises(IdempotencyKeyReused):
            put(meedoen, "200.00")

        assert received(meedoen) == (10000, 10000)

    def test_to_a_fund_that_is_not_there_is_refused_and_opens_nothing(self, municipality):
        with pytest.raises(FundUnknown):
            put(uuid4())

        assert accounts_of_the_books() == 0

    def test_to_a_fund_of_another_municipality_is_refused_as_if_it_were_not_there(self, municipality):
        meedoen = fund()
        put(meedoen)

        with tenant.serving(a_municipality("Andersstad")), pytest.raises(FundUnknown):
            put(meedoen, reference="brief-2")

        assert received(meedoen) == (10000, 10000)

    def test_in_another_unit_stands_on_accounts_of_that_unit(self, municipality):
        meedoen = fund()
        put(meedoen)

        deposit(fund_id=meedoen, amount=Amount(5, Unit.POINT), reference="brief-3", actor=TEST, on=ON)

        assert accounts_of_the_books() == 8

    def test_to_a_fund_that_received_before_makes_few_round_trips(self, municipality):
        meedoen = fund()
        put(meedoen)

        with CaptureQueriesContext(connection) as captured:
            put(meedoen, reference="brief-2")

        assert len(captured) == BEGIN_AND_END + TENANT + ACCOUNTS + BOOKING + TRAIL


def accounts_of_the_books():
    with municipal_transaction(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_account")
        return cursor.fetchone()[0]
