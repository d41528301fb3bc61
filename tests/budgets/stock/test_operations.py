"""Packs at issue points: for whoever comes, so many at a time, never more than there are."""

import pytest

from budgets.entitlements.refusals import FundExhausted
from budgets.exports.funds import get_funds
from budgets.funding.operations import FundUnknown
from budgets.operation import reading
from budgets.schemes.operations import adopt_scheme
from budgets.stock.operations import PacksBrought, issue, open_issue_point, restock
from budgets.stock.queries import list_stock
from budgets.stock.refusals import (
    DeliveryDiffers,
    FundOfAnotherScheme,
    IssuePointExists,
    IssuePointUnknown,
    LimitReached,
)
from ledger.amount import eur
from ledger.database import ExceedsAvailableBalance
from tests.budgets.entitlements.town import BOUWDEPOT, NEW_YEAR, SPRING, a_town, breaches, open_scheme, rows
from tests.builders import LONG_AGO, TEST

POINTS = "uitgiftepunt"


@pytest.fixture
def library(database):
    with a_town(BOUWDEPOT):
        adopt_scheme(scheme_code=POINTS, actor=TEST, on=LONG_AGO, terms={"packs_per_visit": "2", "reorder_level": "3"})
        open_issue_point(code="bieb", name="Bibliotheek", actor=TEST, on=LONG_AGO)
        yield "bieb"
        assert breaches() == []


def bring(packs=5, reference="eerste", point="bieb", **paid):
    delivery = PacksBrought(point=point, packs=packs, reference=reference, **paid)
    return restock(delivery=delivery, actor=TEST, on=NEW_YEAR)


def take(packs=1, key="een", point="bieb"):
    return issue(point=point, packs=packs, key=key, actor=TEST, on=SPRING)


def lies(on=SPRING):
    [found] = reading(list_stock)(on=on)
    return found


class TestRestock:
    def test_puts_packs_there_once(self, library):
        bring()
        bring()

        assert (lies().packs, lies().supplied) == (5, 5)
        with pytest.raises(DeliveryDiffers):
            bring(packs=6)

    def test_may_be_paid_by_a_fund_of_the_scheme(self, library):
        fund = open_scheme(POINTS, euros="100.00")

        bring(fund_id=fund, cost=eur("60.00"))

        stands = next(each for each in get_funds()["funds"] if each["scheme"] == POINTS)
        assert (stands["free"], stands["spent"]) == (4_000, 6_000)
        with pytest.raises(FundExhausted):
            bring(reference="tweede", fund_id=fund, cost=eur("40.01"))
        assert lies().packs == 5

    def test_is_not_paid_by_another_fund(self, library):
        [(other,)] = rows("SELECT id FROM funding_fund WHERE scheme = %s", BOUWDEPOT)

        with pytest.raises(FundOfAnotherScheme):
            bring(fund_id=other, cost=eur("1.00"))
        with pytest.raises(FundUnknown):
            bring(fund_id="00000000-0000-4000-8000-000000000001", cost=eur("1.00"))

    def test_of_a_point_that_is_not_there_is_refused(self, library):
        with pytest.raises(IssuePointUnknown):
            bring(point="school")


class TestIssue:
    def test_hands_out_once_for_each_key(self, library):
        bring()

        assert (take().replayed, take().replayed, take(key="twee").replayed) == (False, True, False)

        assert (lies().packs, lies().issued) == (3, 2)

    def test_of_more_than_someone_may_take_is_refused(self, library):
        bring()

        with pytest.raises(LimitReached) as refused:
            take(packs=3)
        assert refused.value.facts == {"scheme": POINTS, "asked": 3, "most": 2}

    def test_of_more_than_there_are_is_refused(self, library):
        bring(packs=1)

        with pytest.raises(ExceedsAvailableBalance):
            take(packs=2)
        assert lies().packs == 1

    def test_keeps_nothing_about_who_takes(self, library):
        bring()

        take()

        assert rows("SELECT facts FROM trail_act WHERE name = 'stock.issued'") == [('{"packs": 1}',)]

    def test_has_no_limit_where_the_terms_say_none(self, database):
        with a_town():
            adopt_scheme(scheme_code=POINTS, actor=TEST, on=LONG_AGO)
            open_issue_point(code="bieb", name="Bibliotheek", actor=TEST, on=LONG_AGO)
            bring()

            take(packs=5)

            assert lies().packs == 0


class TestStock:
    def test_is_low_at_the_reorder_level(self, library):
        bring()
        take(packs=1)
        assert not lies().is_low

        take(packs=1, key="twee")

        assert lies().is_low

    def test_stands_as_it_stood_on_a_day(self, library):
        bring()
        take()

        assert (lies(NEW_YEAR).packs, lies(NEW_YEAR).issued) == (5, 0)

    def test_has_no_signal_without_a_level(self, database):
        with a_town():
            adopt_scheme(scheme_code=POINTS, actor=TEST, on=LONG_AGO, terms={"packs_per_visit": "2"})
            open_issue_point(code="bieb", name="Bibliotheek", actor=TEST, on=LONG_AGO)

            assert not lies().is_low

    def test_points_keep_their_name(self, library):
        assert open_issue_point(code="bieb", name="Bibliotheek", actor=TEST, on=SPRING)

        with pytest.raises(IssuePointExists):
            open_issue_point(code="bieb", name="School", actor=TEST, on=SPRING)
