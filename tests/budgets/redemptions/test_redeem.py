"""A pass pays at a till: what it pays, what it refuses and why, and what the books say of it."""

from datetime import date, timedelta

import pytest

from budgets.passes.operations import block, set_pin
from budgets.redemptions.refusals import KEPT
from budgets.shops.models import Per
from budgets.shops.operations import block_shop
from ledger.amount import Unit, eur
from ledger.database import IdempotencyKeyReused
from tests.budgets.entitlements.town import rows, run
from tests.budgets.passes.town import PIN, TODAY, a_pass, code_on, later, open_passes, pair, put_on_pass
from tests.budgets.redemptions.market import expire
from tests.budgets.redemptions.town import (
    allow_at,
    balances,
    in_points,
    limit,
    meedoen,
    pay,
    price,
    take,
    till_of,
    why_not,
)
from tests.builders import TEST, an_officer

pytestmark = pytest.mark.usefixtures("database")


class TestAPurchase:
    def test_is_taken_from_the_pass_and_owed_to_the_shop(self, noor):
        card = meedoen(noor)

        given = pay(till_of(), card.code, 12_50).given()

        assert (given.status, given.amount, given.own, given.expires_at) == ("BOOKED", 12_50, 0, None)
        assert balances("EARMARKED", "SHOP_PAYABLE", "COMMITTED", "SPENT", "GRANT_EXPENSE") == {
            "EARMARKED": 287_50, "SHOP_PAYABLE": 12_50, "COMMITTED": 287_50, "SPENT": 12_50, "GRANT_EXPENSE": 300_00,
        }  # fmt: skip

    def test_says_nothing_that_tells_whose_it_is(self, noor):
        card = meedoen(noor)

        pay(till_of(), card.code, 12_50).given()

        [(outcome,)] = rows("SELECT outcome::text FROM redemptions_answer")
        assert not any(word in outcome for word in (str(noor), str(card.id), "meedoen", "28750"))

    def test_has_a_receipt_number_that_checks_itself(self, noor):
        till, card = till_of(), meedoen(noor)

        receipts = [pay(till, card.code, 1_00).given().receipt for _ in range(2)]

        assert all(int(each) % 97 == 1 for each in receipts)
        assert len({*receipts}) == 2

    def test_is_in_the_trail_without_a_name(self, noor):
        pay(till_of(), meedoen(noor).code, 12_50)

        assert rows("SELECT facts FROM trail_act WHERE name = 'redemption.booked'") == [('{"amount_minor": 1250}',)]

    def test_is_paid_by_what_can_buy_the_least_first(self, noor):
        sport = {"amount": "10.00", "activities": ["sport"]}
        open_passes("stadspas", budgets={"vrij": {"amount": "100.00"}, "sport": sport})
        put_on_pass(noor, "stadspas")
        allow_at("stadspas")

        given = pay(till_of(), a_pass(noor).code, 25_00, activity="sport").given()

        assert given.amount == 25_00
        assert rows(
            "SELECT e.budget, l.units_minor FROM redemptions_line l"
            " JOIN entitlements_entitlement e ON e.id = l.entitlement_id ORDER BY l.nth"
        ) == [("sport", 10_00), ("vrij", 15_00)]

    def test_may_be_split_where_the_person_chose_so(self, noor):
        till, card = till_of(), meedoen(noor, "10.00")

        assert why_not(pay(till, card.code, 12_50)) == "exceeds-available-balance"
        given = pay(till, card.code, 12_50, split=True).given()

        assert (given.amount, given.own) == (10_00, 2_50)

    def test_is_not_split_where_the_pass_has_nothing(self, noor):
        till, card = till_of(), meedoen(noor, "10.00")
        pay(till, card.code, 10_00).given()

        assert why_not(pay(till, card.code, 12_50, split=True)) == "exceeds-available-balance"


class TestPoints:
    def test_pay_at_their_worth_and_cost_when_they_are_spent(self, noor):
        card = in_points(noor, "40", "5.00")

        given = pay(till_of(), card.code, 10_00).given()

        assert given.amount == 10_00
        assert balances("SHOP_PAYABLE", "COMMITTED", "SPENT", "GRANT_EXPENSE") == {
            "SHOP_PAYABLE": 10_00, "COMMITTED": 190_00, "SPENT": 10_00, "GRANT_EXPENSE": 10_00,
        }  # fmt: skip
        assert rows("SELECT units_minor, cents_per_unit FROM redemptions_line") == [(2, 5_00)]

    def test_are_asked_as_points_as_well(self, noor):
        given = pay(till_of(), in_points(noor).code, 3, unit=Unit.POINT).given()

        assert (given.amount, balances("SHOP_PAYABLE")["SHOP_PAYABLE"]) == (3, 15_00)

    def test_pay_whole_ones_and_the_person_the_rest(self, noor):
        till, card = till_of(), in_points(noor)

        assert why_not(pay(till, card.code, 12_50)) == "not-a-whole-number-of-points"
        given = pay(till, card.code, 12_50, split=True).given()

        assert (given.amount, given.own) == (10_00, 2_50)

    def test_cost_what_the_shop_asks_and_the_rest_comes_from_the_free_room(self, noor):
        price(6_00)
        card = in_points(noor, "2", "5.00")
        free = balances("FREE")["FREE"]

        given = pay(till_of(), card.code, 12_00).given()

        assert given.amount == 12_00
        assert balances("COMMITTED", "FREE", "SPENT") == {"COMMITTED": 0, "FREE": free - 2_00, "SPENT": 12_00}

    def test_are_not_spent_above_what_the_fund_has(self, noor):
        price(100_001_00)

        assert why_not(pay(till_of(), in_points(noor, "2").code, 1, unit=Unit.POINT)) == "fund-exhausted"

    def test_of_no_worth_pay_only_where_the_shop_asks_a_price(self, noor):
        till, card = till_of(), in_points(noor, "40", "0.00")
        assert why_not(pay(till, card.code, 2, unit=Unit.POINT)) == "exceeds-available-balance"

        price(6_00)

        assert pay(till, card.code, 12_00).given().amount == 12_00

    def test_of_an_activity_cost_what_the_shop_asks_for_it(self, noor):
        price(6_00)
        price(2_00, activity="zwemmen")

        pay(till_of(), in_points(noor).code, 1, unit=Unit.POINT, activity="zwemmen").given()

        assert balances("SHOP_PAYABLE") == {"SHOP_PAYABLE": 2_00}


class TestARefusal:
    def test_says_that_the_shop_takes_part_no_more(self, noor):
        till, card = till_of(), meedoen(noor)
        block_shop(shop="boekhandel", officer_id=an_officer("Joost"), reason="test", actor=TEST, on=TODAY)

        assert why_not(pay(till, card.code, 1)) == "shop-not-approved"

    def test_says_that_the_shop_is_not_approved_for_any_of_it(self, noor):
        open_passes("stadspas", budgets={"vrij": {"amount": "100.00"}})
        put_on_pass(noor, "stadspas")

        assert why_not(pay(till_of(), a_pass(noor).code, 1)) == "shop-not-approved"

    def test_says_that_it_is_not_for_this_activity(self, noor):
        open_passes("stadspas", budgets={"sport": {"amount": "60.00", "activities": ["sport"]}})
        put_on_pass(noor, "stadspas")
        allow_at("stadspas")

        till, card = till_of(), a_pass(noor)
        for other in ("boeken", ""):
            assert why_not(pay(till, card.code, 1, activity=other)) == "activity-not-allowed"

    def test_says_that_its_time_is_over(self, noor):
        till, card = till_of(), meedoen(noor)
        run("meedoen", date(2026, 11, 20))
        run("meedoen", date(2026, 12, 11))

        assert pay(till, card.code, 1_00, on=date(2026, 12, 31)).given()
        assert why_not(pay(till, card.code, 1_00, on=date(2027, 1, 1))) == "outside-period"

    @pytest.mark.parametrize(
        ("most", "said"),
        [({"most": 10_00}, "limit-reached"), ({"most": 1, "unit": None}, "limit-reached"), ({"most": 20_00}, "")],
    )
    def test_says_that_a_limit_is_reached(self, noor, most, said):
        limit(**most)
        till, card = till_of(), meedoen(noor)
        pay(till, card.code, 8_00).given()

        assert pay(till, card.code, 8_00).refused_code == said

    @pytest.mark.parametrize(
        ("per", "day", "said"),
        [
            (Per.DAY, date(2026, 3, 3), ""),
            (Per.WEEK, date(2026, 3, 8), "limit-reached"),
            (Per.WEEK, date(2026, 3, 9), ""),
            (Per.MONTH, date(2026, 3, 31), "limit-reached"),
            (Per.MONTH, date(2026, 4, 1), ""),
            (Per.YEAR, date(2026, 12, 31), "limit-reached"),
        ],
    )
    def test_of_a_limit_counts_a_stretch_of_the_calendar(self, noor, per, day, said):
        limit(10_00, per=per, shop=None, activity="boeken")
        till, card = till_of(), meedoen(noor)
        pay(till, card.code, 8_00, activity="boeken").given()

        assert pay(till, card.code, 8_00, on=day, activity="boeken").refused_code == said
        assert pay(till, card.code, 8_00, on=day).given()

    def test_of_a_limit_counts_what_was_dated_after_midnight_and_booked_before(self, noor):
        limit(10_00, per=Per.YEAR)
        till, card = till_of(), meedoen(noor)
        pay(till, card.code, 8_00, on=TODAY + timedelta(days=1)).given()

        assert why_not(pay(till, card.code, 8_00)) == "limit-reached"

    def test_of_a_cap_counts_what_the_budget_paid_for_the_activity(self, noor):
        till, card = till_of(), meedoen(noor, activity_caps={"sport": "20.00"})
        pay(till, card.code, 15_00, activity="sport").given()

        assert why_not(pay(till, card.code, 10_00, activity="sport")) == "limit-reached"
        assert pay(till, card.code, 10_00, activity="boeken").given().amount == 10_00
        assert pay(till, card.code, 10_00, activity="sport", split=True).given().amount == 5_00

    def test_takes_nothing_and_is_told_again_under_its_key(self, noor):
        till, card = till_of(), meedoen(noor, "10.00")

        first = pay(till, card.code, 12_50, key="one")
        again = pay(till, card.code, 12_50, key="one")

        assert (first.outcome, first.replayed, again.replayed) == (again.outcome, False, True)
        assert balances("SHOP_PAYABLE") == {}
        assert rows("SELECT refused FROM trail_act WHERE refused <> ''") == [("exceeds-available-balance",)]

    def test_is_raised_by_its_own_class(self, noor):
        card = meedoen(noor, "10.00")

        with pytest.raises(KEPT["exceeds-available-balance"]):
            pay(till_of(), card.code, 12_50).given()


class TestAKey:
    def test_pays_once(self, noor):
        till, card = till_of(), meedoen(noor)

        first, again = (pay(till, card.code, 12_50, key="one") for _ in range(2))

        assert (again.outcome, again.replayed) == (first.outcome, True)
        assert balances("SHOP_PAYABLE") == {"SHOP_PAYABLE": 12_50}

    def test_is_of_one_request(self, noor):
        till, card = till_of(), meedoen(noor)
        pay(till, card.code, 12_50, key="one")

        for other in ({"amount": 12_51}, {"amount": 12_50, "split": True}, {"amount": 12_50, "reference": "x"}):
            with pytest.raises(IdempotencyKeyReused):
                pay(till, card.code, **other, key="one")

    def test_is_of_one_till(self, noor):
        card = meedoen(noor)

        for till in (till_of(), till_of()):
            assert not pay(till, card.code, 12_50, key="one").replayed

    def test_is_answered_though_the_code_is_too_old_by_now(self, noor):
        till, card = till_of(), meedoen(noor)
        phone = pair(card.id)
        shown = code_on(phone)
        first = pay(till, shown, 1_00, key="one")

        again = pay(till, shown, 1_00, key="one", at=later(hours=1))

        assert (again.outcome, again.replayed) == (first.outcome, True)

    def test_keeps_no_code_and_no_pin(self, noor):
        card = meedoen(noor)
        pay(till_of(), card.code, 12_50, pin="1397")

        [(kept,)] = rows("SELECT (a.*)::text FROM redemptions_answer a")
        assert card.code not in kept and card.code.replace("-", "") not in kept and "1397" not in kept


class TestACode:
    def test_of_nobody_is_answered_and_kept(self, noor):
        till, card = till_of(), meedoen(noor)
        block(pass_id=card.id, actor=TEST, on=TODAY)

        assert [why_not(pay(till, code, 1)) for code in (card.code, card.code[:-1] + "0", "x")] == ["pass-unknown"] * 3

    def test_of_a_phone_pays_once(self, noor):
        till, card = till_of(), meedoen(noor)
        phone = pair(card.id)

        assert pay(till, code_on(phone), 1_00).given()
        assert why_not(pay(till, code_on(phone), 1_00)) == "code-used"
        assert pay(till, code_on(phone, later(seconds=20)), 1_00).given()
        assert why_not(pay(till, code_on(phone), 1_00, at=later(minutes=2))) == "code-out-of-time"

    def test_that_is_refused_is_not_used_up(self, noor):
        till, card = till_of(), meedoen(noor, "10.00")
        phone = pair(card.id)

        assert why_not(pay(till, code_on(phone), 12_50)) == "exceeds-available-balance"
        assert pay(till, code_on(phone), 10_00).given()

    def test_of_a_card_without_a_pin_pays_up_to_a_day_limit(self, noor):
        till, card = till_of(), meedoen(noor, day_limit=eur("10.00"))
        pay(till, card.code, 8_00).given()

        assert why_not(pay(till, card.code, 8_00)) == "limit-reached"
        assert pay(till, card.code, 8_00, on=TODAY + timedelta(days=1)).given()
        assert pay(till, code_on(pair(card.id)), 8_00).given()

    def test_of_a_card_asks_for_its_pin_and_locks_after_five_wrong_ones(self, noor):
        till, card = till_of(), meedoen(noor, day_limit=eur("0.00"))
        set_pin(pass_id=card.id, pin=PIN, actor=TEST, on=TODAY)

        assert why_not(pay(till, card.code, 1_00)) == "pin-required"
        assert pay(till, card.code, 1_00, pin=PIN).given()
        told = [pay(till, card.code, 1_00, pin="1397") for _ in range(5)]
        assert [why_not(each) for each in told] == ["pin-wrong"] * 4 + ["pin-locked"]
        assert [each.outcome.facts for each in told] == [{"left": left} for left in (4, 3, 2, 1, 0)]
        assert [why_not(pay(till, card.code, 1_00, pin=pin)) for pin in (PIN, "1397")] == ["pin-locked"] * 2

    def test_of_a_card_is_asked_once_in_all_under_one_key(self, noor):
        till, card = till_of(), meedoen(noor)
        set_pin(pass_id=card.id, pin=PIN, actor=TEST, on=TODAY)

        assert [pay(till, card.code, 1_00, pin="1397", key="one").replayed for _ in range(3)] == [False, True, True]
        assert rows("SELECT pin_tries FROM passes_pass") == [(1,)]


class TestSetAside:
    def test_is_not_taken_and_no_longer_available(self, noor):
        till, card = till_of(), meedoen(noor, "10.00")

        given = pay(till, card.code, 8_00, reserve=True).given()

        assert (given.status, given.amount, given.expires_at) == ("HELD", 8_00, later(minutes=30))
        assert balances("SHOP_PAYABLE") == {}
        assert why_not(pay(till, card.code, 8_00)) == "exceeds-available-balance"

    def test_counts_for_limits_until_it_is_let_go(self, noor):
        limit(10_00)
        till, card = till_of(), meedoen(noor)
        pay(till, card.code, 8_00, reserve=True).given()

        assert why_not(pay(till, card.code, 8_00)) == "limit-reached"
        assert why_not(pay(till, card.code, 8_00, at=later(minutes=31))) == "limit-reached"
        expire(later(minutes=31))
        assert pay(till, card.code, 8_00, at=later(minutes=31)).given()

    def test_leaves_no_more_to_spend_at_the_moment_its_time_is_over(self, noor):
        limit(10_00)
        till, card = till_of(), meedoen(noor)
        held = pay(till, card.code, 8_00, reserve=True).given().id

        just_after = later(minutes=30)
        assert why_not(pay(till, card.code, 8_00, at=just_after)) == "limit-reached"
        assert take(till, held, at=just_after - timedelta(seconds=1)).given().amount == 8_00

    def test_leaves_no_more_of_a_cap_at_that_moment(self, noor):
        till, card = till_of(), meedoen(noor, activity_caps={"sport": "10.00"})
        pay(till, card.code, 8_00, activity="sport", reserve=True).given()

        assert why_not(pay(till, card.code, 8_00, activity="sport", at=later(minutes=30))) == "limit-reached"
