"""What was agreed with a shop holds from its day on, until something else was agreed."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgets.operation import municipal_transaction, reading
from budgets.shops.conditions import (
    LimitAgreed,
    PriceAgreed,
    SettlementAgreed,
    allow,
    disallow,
    set_limit,
    set_price,
    set_settlement,
)
from budgets.shops.models import Per
from budgets.shops.operations import block_shop
from budgets.shops.queries import list_shops, settlement_terms_of
from budgets.shops.refusals import ApprovalUnknown, SchemeUnknown, ShopNotApproved, ShopUnknown, StartsInThePast
from ledger import tenant
from ledger.amount import Unit, eur
from tests.budgets.entitlements.town import rows
from tests.budgets.shops.town import A_MONDAY, a_shop, apply
from tests.builders import TEST, a_municipality, an_officer

pytestmark = pytest.mark.usefixtures("database")
APRIL, MAY = date(2026, 4, 1), date(2026, 5, 1)
FRAME = {"actor": TEST, "on": A_MONDAY}


@pytest.fixture
def pool():
    with tenant.serving(a_municipality()):
        yield a_shop("zwembad")


def let(scheme="zwemles", activity="zwemmen", on=A_MONDAY, shop="zwembad"):
    said = {"scheme_code": scheme, "activity": activity, "officer_id": an_officer()}
    return allow(shop=shop, **said, actor=TEST, on=on)


def stop(on, activity="zwemmen"):
    return disallow(shop="zwembad", scheme_code="zwemles", activity=activity, actor=TEST, on=on)


def price(text, *, valid_from=A_MONDAY, activity="", unit=Unit.LESSON):
    each = eur(text) if text else None
    agreed = PriceAgreed(shop="zwembad", activity=activity, unit=unit, each=each, valid_from=valid_from)
    set_price(price=agreed, **FRAME)


def limit(most, *, shop="zwembad", activity="", per=Per.WEEK, unit=None, valid_from=A_MONDAY):
    agreed = LimitAgreed(shop=shop, activity=activity, per=per, unit=unit, most=most, valid_from=valid_from)
    set_limit(limit=agreed, **FRAME)


def is_approved(shop_id, scheme, activity, on):
    """Say whether the function that authorises lets a shop take a scheme for an activity."""
    [(schemes,)] = rows("SELECT shops_schemes(%s, %s, %s, %s)", tenant.current(), shop_id, activity, on)
    return schemes is not None and scheme in schemes


def price_of(shop_id, activity, unit, on):
    [(cents,)] = rows("SELECT shops_price(%s, %s, %s, %s, %s)", tenant.current(), shop_id, activity, unit, on)
    return cents


def limits_of(shop_id, activity, on):
    """Give (shop, the day that it counts from, unit, most) of each limit that holds."""
    return rows(
        "SELECT shop_id, since, unit, most FROM shops_limits(%s, %s, %s, %s)", tenant.current(), shop_id, activity, on
    )


class TestApprovals:
    def test_are_of_a_scheme_and_an_activity(self, pool):
        assert let() == let()

        asked = [("zwemles", "zwemmen"), ("zwemles", "turnen"), ("zwemles", ""), ("stadspas", "zwemmen")]
        assert [is_approved(pool, *each, APRIL) for each in asked] == [True, False, False, False]

    def test_may_be_of_every_activity(self, pool):
        let(activity="")

        assert is_approved(pool, "zwemles", "turnen", APRIL)

    def test_hold_from_their_day_until_they_are_ended(self, pool):
        let(on=APRIL)
        stop(MAY)

        held = [is_approved(pool, "zwemles", "zwemmen", on) for on in (A_MONDAY, APRIL, MAY)]
        assert held == [False, True, False]

    def test_that_do_not_live_do_not_end_and_it_is_said_which_do(self, pool):
        let()
        let(activity="")

        with pytest.raises(ApprovalUnknown) as refused:
            stop(MAY, "turnen")

        assert refused.value.facts == {
            "shop": "zwembad",
            "what": "zwemles turnen",
            "known": "“zwemles”, “zwemles zwemmen”",
        }
        assert is_approved(pool, "zwemles", "turnen", MAY)

    def test_end_once(self, pool):
        let()
        stop(MAY)

        with pytest.raises(ApprovalUnknown):
            stop(MAY)

    def test_that_end_before_they_begin_never_hold(self, pool):
        let(on=APRIL)

        stop(A_MONDAY)

        assert [is_approved(pool, "zwemles", "zwemmen", on) for on in (A_MONDAY, APRIL, MAY)] == [False, False, False]

    def test_that_ended_today_go_on_when_they_are_given_again(self, pool):
        first = let(on=APRIL)
        stop(APRIL)

        assert let(on=APRIL) == first
        assert is_approved(pool, "zwemles", "zwemmen", MAY)

    def test_do_not_hold_while_the_shop_is_blocked(self, pool):
        let()

        block_shop(shop="zwembad", officer_id=an_officer(), reason="x", **FRAME)

        assert not is_approved(pool, "zwemles", "zwemmen", APRIL)

    def test_are_for_shops_that_take_part_and_schemes_that_there_are(self, pool):
        apply("boekhandel")

        with pytest.raises(ShopNotApproved):
            let(shop="boekhandel")
        with pytest.raises(SchemeUnknown):
            let(scheme="schaatsen")
        with pytest.raises(ShopUnknown):
            let(shop="ijsbaan")


class TestPrices:
    def test_hold_from_their_day_until_the_next(self, pool):
        price("11.50")
        price("12.00", valid_from=MAY)

        found = [price_of(pool, "zwemmen", "LESSON", on) for on in (date(2026, 3, 1), A_MONDAY, APRIL, MAY)]
        assert found == [None, 1_150, 1_150, 1_200]

    def test_of_an_activity_go_before_those_of_any(self, pool):
        price("11.50")
        price("9.00", activity="turnen")
        price(None, activity="turnen", valid_from=MAY)

        assert [price_of(pool, "turnen", "LESSON", on) for on in (APRIL, MAY)] == [900, 1_150]
        assert price_of(pool, "turnen", "POINT", APRIL) is None

    def test_are_said_again_on_the_same_day(self, pool):
        price("11.50")
        price("11.00")

        assert price_of(pool, "", "LESSON", A_MONDAY) == 1_100

    def test_do_not_change_for_days_that_are_over(self, pool):
        with pytest.raises(StartsInThePast):
            price("11.50", valid_from=date(2026, 3, 1))


class TestLimits:
    def test_of_the_shop_and_of_the_activity_hold_together(self, pool):
        limit(2, activity="zwemmen")
        limit(5_000, shop=None, activity="zwemmen", per=Per.YEAR, unit=Unit.EUR)
        limit(1, activity="turnen")

        found = limits_of(pool, "zwemmen", APRIL)

        assert sorted(found, key=str) == [(None, date(2026, 1, 1), "EUR", 5_000), (pool, date(2026, 3, 30), "", 2)]

    def test_end_when_there_is_none_any_more(self, pool):
        limit(2)
        limit(None, valid_from=MAY)

        assert [len(limits_of(pool, "zwemmen", on)) for on in (APRIL, MAY)] == [1, 0]

    @pytest.mark.parametrize(
        ("per", "first", "until"),
        [
            (Per.DAY, date(2024, 2, 29), date(2024, 3, 1)),
            (Per.WEEK, date(2024, 2, 26), date(2024, 3, 4)),
            (Per.MONTH, date(2024, 2, 1), date(2024, 3, 1)),
            (Per.YEAR, date(2024, 1, 1), date(2025, 1, 1)),
        ],
    )
    def test_count_over_the_stretch_that_holds_the_day(self, pool, per, first, until):
        long_ago = date(2024, 1, 1)
        agreed = LimitAgreed(shop="zwembad", activity="", per=per, unit=None, most=2, valid_from=long_ago)
        set_limit(limit=agreed, actor=TEST, on=long_ago)

        days = (date(2024, 2, 29), first, until - timedelta(days=1), until)
        assert [limits_of(pool, "", day)[0][1] for day in days] == [first, first, first, until]


class TestSettlement:
    def agree(self, rhythm, valid_from):
        agreed = SettlementAgreed(
            shop="zwembad",
            rhythm=rhythm,
            least=eur("10.00"),
            fee=eur("0.25"),
            fee_basis_points=50,
            valid_from=valid_from,
        )
        set_settlement(terms=agreed, **FRAME)

    def test_is_as_it_was_agreed_last(self, pool):
        self.agree("WEEKLY", A_MONDAY)
        self.agree("MONTHLY", MAY)

        found = [reading(settlement_terms_of)(pool, on) for on in (date(2026, 3, 1), APRIL, MAY)]

        assert found[0] is None
        assert [(each.rhythm, each.least_minor, each.fee_minor) for each in found[1:]] == [
            ("WEEKLY", 1_000, 25),
            ("MONTHLY", 1_000, 25),
        ]


class TestTheList:
    def test_costs_as_many_queries_for_two_as_for_one(self, pool):
        let()
        with municipal_transaction(), CaptureQueriesContext(connection) as one:
            [line] = list_shops(on=APRIL)
        assert (line.code, line.approvals, line.state) == ("zwembad", ["zwemles zwemmen"], "APPROVED")

        a_shop("boekhandel")
        with municipal_transaction(), CaptureQueriesContext(connection) as two:
            list_shops(on=APRIL)

        assert len(one) == len(two)
