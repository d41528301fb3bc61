"""Gifts into a fund of people, in their own words; those of donors are with whom they start."""

from datetime import date

import pytest

from budgets.funding.donations import (
    GiftBack,
    GiverUnknown,
    StatementMissing,
    give_back,
)
from ledger.amount import eur
from ledger.database import IdempotencyKeyReused
from tests.budgets.entitlements.town import (
    BOUWDEPOT,
    GIFT,
    NEW_YEAR,
    a_town,
    award_to,
    balance,
    breaches,
    enter_people,
    rows,
    run,
    told,
)
from tests.builders import TEST

ON = date(2025, 2, 1)


@pytest.fixture
def fund(database):
    with a_town(BOUWDEPOT, euros="100000.00"):
        yield rows("SELECT id FROM funding_fund")[0][0]
        assert breaches() == []


TEST_ID = "00000000-0000-4000-8000-000000000001"


class TestGiveBack:
    @pytest.fixture
    def noor(self, fund):
        [noor] = enter_people(1)
        award_to([noor], BOUWDEPOT)
        run(BOUWDEPOT, NEW_YEAR)
        yield noor
        assert (balance("ENTITLED"), rows("SELECT sum(amount_minor) FROM entitlements_grant")) == (GIFT, [(GIFT,)])

    def give(self, fund, person, amount="50.00", statement="Ik geef dit graag door.", reference="feb"):
        gift = GiftBack(person_id=person, fund_id=fund, amount=eur(amount), statement=statement, reference=reference)
        return give_back(gift=gift, actor=TEST, on=ON)

    def test_is_a_gift_and_leaves_what_they_have_as_it_is(self, fund, noor):
        self.give(fund, noor)

        assert balance("DONATION") == 5_000
        assert rows("SELECT person_id, statement FROM funding_donation") == [(noor, "Ik geef dit graag door.")]

    def test_keeps_their_words_out_of_the_trail_and_the_books(self, fund, noor):
        self.give(fund, noor)

        assert told("fund.given_back")[0].facts == {"amount_minor": 5_000}
        assert rows("SELECT count(*) FROM ledger_entry WHERE why LIKE '%%graag%%'") == [(0,)]

    @pytest.mark.parametrize("statement", ["", "  "])
    def test_without_their_own_words_is_refused(self, fund, noor, statement):
        with pytest.raises(StatementMissing):
            self.give(fund, noor, statement=statement)

        assert balance("DONATION") == 0

    def test_of_nobody_is_refused(self, fund, noor):
        with pytest.raises(GiverUnknown):
            self.give(fund, TEST_ID)

    def test_said_twice_is_booked_once(self, fund, noor):
        self.give(fund, noor)
        assert self.give(fund, noor).replayed

        with pytest.raises(IdempotencyKeyReused):
            self.give(fund, noor, amount="51.00")
        assert balance("DONATION") == 5_000
