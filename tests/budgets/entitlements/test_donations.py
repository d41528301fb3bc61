"""Gifts of donors by code: booked once, and whoever waited for them starts in the same act."""

from datetime import date

import pytest

from budgets.entitlements.applications import apply
from budgets.entitlements.donations import Donated, donate
from budgets.exports.funds import get_funds
from budgets.funding.donations import DonorMissing, Gift
from budgets.funding.operations import FundUnknown
from budgets.schemes.terms import TermMissing
from ledger.amount import eur
from ledger.database import IdempotencyKeyReused
from tests.budgets.entitlements.award_desk import adopt, line
from tests.budgets.entitlements.town import (
    BOUWDEPOT,
    NEW_YEAR,
    a_town,
    award_to,
    balance,
    breaches,
    enter_people,
    rows,
)
from tests.builders import TEST
from tests.ledger.contenders import contend

ON, CAPITAL = date(2025, 2, 1), "collectief-kapitaal"
NOBODY = "00000000-0000-4000-8000-000000000001"


def given(fund, amount="5000.00", donor="kansfonds", name="Kansfonds", reference="2025-1", on=ON):
    gift = Gift(fund_id=fund, amount=eur(amount), donor_code=donor, donor_name=name, reference=reference)
    return donate(gift=gift, actor=TEST, on=on)


class TestDonate:
    @pytest.fixture
    def fund(self, database):
        with a_town(BOUWDEPOT, euros="100000.00"):
            yield rows("SELECT id FROM funding_fund")[0][0]
            assert breaches() == []

    def test_can_be_promised_at_once_and_is_kept_by_donor(self, fund):
        given(fund)

        assert get_funds()["total"]["free"] == 10_500_000
        assert rows("SELECT donor_code, donor_name, amount_minor FROM funding_donation") == [
            ("kansfonds", "Kansfonds", 500_000)
        ]

    def test_said_twice_is_booked_once(self, fund):
        assert [given(fund), given(fund)] == [Donated(booked=True, started=0), Donated(booked=False, started=0)]

        assert rows("SELECT count(*) FROM funding_donation") == [(1,)]

    @pytest.mark.parametrize("other", [{"amount": "1.00"}, {"donor": "vsb"}])
    def test_under_a_reference_of_another_gift_is_refused(self, fund, other):
        given(fund)

        with pytest.raises(IdempotencyKeyReused):
            given(fund, **other)

    @pytest.mark.parametrize("other", [{"donor": " "}, {"name": ""}])
    def test_says_whose_it_is(self, fund, other):
        with pytest.raises(DonorMissing):
            given(fund, **other)

    def test_to_a_fund_that_is_not_there_is_refused(self, fund):
        with pytest.raises(FundUnknown):
            given(NOBODY)


class TestWhoWaited:
    """Two start together, for 24,000 euros."""

    @pytest.fixture
    def fund(self, database):
        with a_town():
            adopt(CAPITAL, euros="23999.99", round_size=2)
            lines = [line(person, CAPITAL, number=number) for number, person in enumerate(enter_people(3))]
            apply(lines=lines, actor=TEST, on=NEW_YEAR)
            yield rows("SELECT id FROM funding_fund")[0][0]
            assert breaches() == []

    def test_starts_with_the_gift_that_covers_a_round(self, fund):
        assert given(fund, "0.01") == Donated(booked=True, started=2)

        assert (balance("FREE"), balance("COMMITTED")) == (0, 2_400_000)

    def test_waits_on_when_it_does_not(self, fund):
        assert given(fund, "12000.00") == Donated(booked=True, started=2)
        assert given(fund, "0.01", reference="2025-2") == Donated(booked=True, started=0)

    def test_starts_not_at_all_when_the_gift_is_not_booked(self, fund):
        with pytest.raises(DonorMissing):
            given(fund, "0.01", donor="")

        assert rows("SELECT DISTINCT state FROM entitlements_entitlement") == [("PROPOSED",)]

    def test_leaves_the_gift_unbooked_where_the_terms_do_not_say_how_many_start(self, fund):
        before_there_were_terms = date(1999, 12, 31)

        with pytest.raises(TermMissing):
            given(fund, "0.01", on=before_there_were_terms)

        assert balance("FREE") == 2_399_999


def test_a_gift_and_an_award_from_the_same_fund_wait_for_each_other(database):
    """Whoever awards, and whoever books a gift, locks the fund: both after it is their turn."""
    with a_town(BOUWDEPOT):
        [(fund,)] = rows("SELECT id FROM funding_fund")
        people = enter_people(16)
        award_to(people[15:], BOUWDEPOT)

        def act(process: int, race: int) -> str:
            if process:
                given(fund, "1.00", reference=f"race-{race}")
            else:
                award_to([people[race]], BOUWDEPOT)
            return "done"

        assert {each for answers in contend(act, rounds=15) for each in answers} == {"done"}
        assert breaches() == []
