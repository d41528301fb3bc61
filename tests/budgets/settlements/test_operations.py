"""Settling shops, and paying them."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from budgets.jobs.kinds import KINDS
from budgets.operation import reading
from budgets.outbox.working import Turn
from budgets.payouts.operations import approve_batch, discard_batch, hand_over_batch, prepare_batch
from budgets.payouts.queries import list_payables
from budgets.payouts.refusals import PaysBlockedShop
from budgets.settlements.queries import SettlementUnknown, find_settlement, sum_paid_to
from budgets.settlements.rules import Agreed
from budgets.shops.finding import ShopUnknown
from budgets.shops.operations import block_shop, unblock_shop
from ledger import tenant
from ledger.journal import reverse
from tests.budgets.entitlements.town import rows
from tests.budgets.payouts.town import balance_of, breaches
from tests.budgets.settlements.town import agree, close, open_shop, owed, pay, settle, spend, the_settlements
from tests.budgets.shops.town import A_MONDAY, a_shop
from tests.builders import TEST, a_municipality, an_officer

pytestmark = pytest.mark.usefixtures("database", "town")
TUESDAY, WEDNESDAY, NEXT_MONDAY = A_MONDAY + timedelta(days=1), A_MONDAY + timedelta(days=2), date(2026, 3, 9)
LAST_OF_MARCH = date(2026, 3, 31)


@pytest.fixture
def town():
    with tenant.serving(a_municipality()):
        yield


class TestSettling:
    def test_takes_in_everything_of_the_days_that_are_over(self):
        shop = open_shop()
        spend(shop, 1_250)
        spend(shop, 800)
        spend(shop, -300)
        spend(shop, 999, TUESDAY)

        settle(shop, TUESDAY)

        [first] = the_settlements(shop)
        assert (first.number, first.state, first.line_count) == (1, "PREPARED", 3)
        assert (first.since, first.until) == (A_MONDAY, TUESDAY)
        assert (first.spent_minor, first.refunded_minor, first.fee_minor, first.paid_minor) == (2_050, 300, 0, 1_750)
        assert (owed(shop).owed_minor, owed(shop).open_minor) == (2_749, 999)

    def test_again_settles_nothing_twice(self):
        shop = open_shop()
        spend(shop, 1_250)

        assert settle(shop, TUESDAY) is not None
        assert settle(shop, TUESDAY) is None
        assert settle(shop, WEDNESDAY) is None
        assert len(the_settlements(shop)) == 1

    def test_takes_what_was_booked_late_along_the_next_time(self):
        shop = open_shop(agreed="WEEKLY")
        spend(shop, 100)
        settle(shop, NEXT_MONDAY)

        spend(shop, 200, A_MONDAY)  # of a day that was settled
        assert settle(shop, NEXT_MONDAY) is None
        settle(shop, NEXT_MONDAY + timedelta(days=7))

        assert [each.paid_minor for each in the_settlements(shop)] == [100, 200]

    @pytest.mark.parametrize(
        ("rhythm", "days"),
        [("DAILY", [TUESDAY, WEDNESDAY]), ("WEEKLY", [NEXT_MONDAY]), ("MONTHLY", [date(2026, 4, 1)])],
    )
    def test_comes_as_often_as_was_agreed(self, rhythm, days):
        shop = open_shop(agreed=rhythm)
        spend(shop, 100)
        spend(shop, 200, TUESDAY)

        for passed in range(1, 40):
            settle(shop, A_MONDAY + timedelta(days=passed))

        assert [each.made_on for each in the_settlements(shop)] == days

    def test_is_monthly_and_free_where_nothing_was_agreed(self):
        open_shop()
        shop = a_shop("zwembad")
        spend(shop, 100)

        settle(shop, date(2026, 3, 31))
        assert the_settlements(shop) == []
        settle(shop, date(2026, 4, 1))

        assert [(each.fee_minor, each.paid_minor) for each in the_settlements(shop)] == [(0, 100)]

    def test_waits_until_there_is_enough(self):
        shop = open_shop(least="10.00")
        spend(shop, 600)
        settle(shop, TUESDAY)
        spend(shop, 400, TUESDAY)

        settle(shop, WEDNESDAY)

        [only] = the_settlements(shop)
        assert (only.made_on, only.paid_minor, only.line_count) == (WEDNESDAY, 1_000, 2)

    def test_carries_a_refund_forward_after_all_was_paid_and_never_pays_below_zero(self):
        shop = open_shop()
        spend(shop, 1_000)
        settle(shop, TUESDAY)
        pay(TUESDAY)
        spend(shop, -800, TUESDAY)

        settle(shop, WEDNESDAY)
        assert (len(the_settlements(shop)), owed(shop).open_minor) == (1, -800)
        spend(shop, 2_000, WEDNESDAY)
        settle(shop, WEDNESDAY + timedelta(days=1))

        second = the_settlements(shop)[1]
        assert (second.spent_minor, second.refunded_minor, second.paid_minor) == (2_000, 800, 1_200)
        assert second.since == TUESDAY

    def test_nets_refunds_within_the_shop_only(self):
        first = open_shop()
        other = a_shop("zwembad")
        agree("zwembad", "DAILY")
        spend(first, 1_000)
        spend(other, -400)

        for shop in (first, other):
            settle(shop, TUESDAY)

        assert [each.paid_minor for each in the_settlements(first)] == [1_000]
        assert the_settlements(other) == []

    def test_leaves_a_blocked_shop_what_it_is_owed(self):
        shop = open_shop()
        spend(shop, 1_000)
        block_shop(shop="boekhandel", officer_id=an_officer("Joost"), reason="test", actor=TEST, on=A_MONDAY)

        assert settle(shop, TUESDAY) is None
        unblock_shop(shop="boekhandel", officer_id=an_officer("Joost"), actor=TEST, on=TUESDAY)

        assert settle(shop, TUESDAY) is not None

    def test_at_once_takes_in_the_day_itself(self):
        shop = open_shop(agreed="MONTHLY")
        spend(shop, 1_000)

        close("boekhandel", A_MONDAY)
        spend(shop, 500)
        close("boekhandel", A_MONDAY)

        assert [(each.number, each.paid_minor) for each in the_settlements(shop)] == [(1, 1_000), (2, 500)]

    def test_at_once_does_not_stand_for_the_one_that_is_due(self):
        shop = open_shop(agreed="MONTHLY")
        spend(shop, 1_000, LAST_OF_MARCH)
        close("boekhandel", LAST_OF_MARCH)
        spend(shop, 500, LAST_OF_MARCH)

        settle(shop, LAST_OF_MARCH + timedelta(days=1))
        settle(shop, LAST_OF_MARCH + timedelta(days=2))

        assert [each.paid_minor for each in the_settlements(shop)] == [1_000, 500]

    def test_with_a_wrong_year_does_not_stand_for_those_of_that_year(self):
        shop = open_shop()
        spend(shop, 1_000)
        close("boekhandel", A_MONDAY.replace(year=2027))
        spend(shop, 500)

        settle(shop, TUESDAY)

        assert sorted(each.paid_minor for each in the_settlements(shop)) == [500, 1_000]

    def test_asks_the_fee_of_the_last_day_that_is_settled(self):
        shop = open_shop(agreed="MONTHLY")
        agree("boekhandel", "MONTHLY", fee="1.00", valid_from=LAST_OF_MARCH + timedelta(days=1))
        spend(shop, 1_000, LAST_OF_MARCH)
        spend(shop, 1_000, LAST_OF_MARCH + timedelta(days=1))

        for on in (date(2026, 4, 1), date(2026, 5, 1)):
            settle(shop, on)

        assert [each.fee_minor for each in the_settlements(shop)] == [0, 100]

    def test_of_no_shop_is_refused(self):
        with pytest.raises(ShopUnknown):
            close("nergens", A_MONDAY)

    def test_is_found_by_its_own_shop_only(self):
        shop, other = open_shop(), a_shop("zwembad")
        spend(shop, 1_000)
        made = settle(shop, TUESDAY)

        assert reading(find_settlement)(shop, number=1).id == reading(find_settlement)(shop, id=made).id == made
        with pytest.raises(SettlementUnknown):
            reading(find_settlement)(other, number=1)
        with pytest.raises(SettlementUnknown):
            reading(find_settlement)(other, id=made)


class TestPaying:
    def test_books_what_is_sent_and_what_stays_for_it_in_one_entry(self):
        shop = open_shop(fee="1.00", points=100)
        spend(shop, 10_000)
        settle(shop, TUESDAY)

        [file] = pay(TUESDAY)

        [paid] = the_settlements(shop)
        assert (paid.state, paid.paid_on, paid.fee_minor, paid.paid_minor) == ("PAID", TUESDAY, 200, 9_800)
        assert b">98.00<" in file.content
        assert b"Voorbeeldstad afrekening 1" in file.content
        classes = ("SHOP_PAYABLE", "IN_TRANSIT", "FEES")
        assert [balance_of(each) for each in classes] == [0, 9_800, 200]
        assert reading(sum_paid_to)(shop) == 9_800
        assert breaches() == []

    def test_pays_each_settlement_once(self):
        shop = open_shop()
        spend(shop, 1_000)
        settle(shop, TUESDAY)
        pay(TUESDAY)

        assert pay(TUESDAY) == ()
        assert pay(WEDNESDAY) == ()

    def test_waits_while_the_shop_is_blocked(self):
        shop = open_shop()
        spend(shop, 1_000)
        settle(shop, TUESDAY)
        block_shop(shop="boekhandel", officer_id=an_officer("Joost"), reason="test", actor=TEST, on=TUESDAY)

        assert reading(list_payables)(TUESDAY) == []

    @pytest.mark.parametrize("officers", [(), ("Fatima", "Joost")])
    def test_waits_as_well_where_the_shop_was_blocked_after_the_batch_was_prepared(self, officers):
        shop, other = open_shop(), a_shop("zwembad")
        agree("zwembad", "DAILY")
        for each in (shop, other):
            spend(each, 1_000)
            settle(each, TUESDAY)
        batch = prepare_batch(actor=TEST, on=TUESDAY).batch
        for name in officers:
            approve_batch(batch_id=batch.id, officer_id=an_officer(name), sha256=batch.sha256, actor=TEST, on=TUESDAY)
        block_shop(shop="boekhandel", officer_id=an_officer("Joost"), reason="test", actor=TEST, on=TUESDAY)

        with pytest.raises(PaysBlockedShop, match="boekhandel"):
            if officers:
                hand_over_batch(batch_id=batch.id, actor=TEST, on=TUESDAY)
            else:
                approve_batch(batch_id=batch.id, officer_id=an_officer(), sha256=batch.sha256, actor=TEST, on=TUESDAY)
        discard_batch(batch_id=batch.id, reason="the shop is blocked", actor=TEST, on=TUESDAY)
        pay(TUESDAY)

        assert [[each.state for each in the_settlements(which)] for which in (shop, other)] == [["PREPARED"], ["PAID"]]
        assert breaches() == []

    def test_leaves_a_settlement_prepared_until_its_batch_has_left(self):
        shop = open_shop()
        spend(shop, 1_000)
        settle(shop, TUESDAY)
        prepare_batch(actor=TEST, on=TUESDAY)

        assert [each.state for each in the_settlements(shop)] == ["PREPARED"]
        assert owed(shop).owed_minor == 1_000

    def test_is_owed_again_when_the_payment_is_undone(self):
        shop = open_shop()
        spend(shop, 1_000)
        settle(shop, TUESDAY)
        pay(TUESDAY)
        entry = _entry_that_paid()
        reverse(entry, key="returned", why="the bank returned it", happened_on=TUESDAY)

        settle(shop, WEDNESDAY)

        assert [each.paid_minor for each in the_settlements(shop)] == [1_000, 1_000]
        assert owed(shop).open_minor == 0


def test_a_night_settles_every_shop_that_is_due():
    shops = [open_shop(), a_shop("zwembad")]
    agree("zwembad", "WEEKLY")
    for shop in shops:
        spend(shop, 1_000)

    for day in (TUESDAY, TUESDAY, NEXT_MONDAY):
        assert not KINDS["settlements"].step(Turn(uuid4(), 1, "settlements", "", day, 0))

    assert [[each.made_on for each in the_settlements(shop)] for shop in shops] == [[TUESDAY], [NEXT_MONDAY]]


def test_nothing_agreed_is_every_month_for_nothing():
    assert Agreed() == Agreed(rhythm="MONTHLY", least=0, flat_fee=0, fee_basis_points=0)


def _entry_that_paid():
    [(entry,)] = rows("SELECT id FROM ledger_entry WHERE act = 'settle'")
    return entry
