"""What becomes of a purchase: it is captured, cancelled, expires, and what was captured is given back."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from budgets.entitlements.leaving import let_go_of_holds
from budgets.entitlements.operations import end
from budgets.operation import municipal_transaction
from budgets.passes.operations import block
from budgets.redemptions.operations import let_go_of_redemptions
from budgets.redemptions.refusals import RedemptionUnknown
from ledger.amount import Unit
from ledger.database import IdempotencyKeyReused
from ledger.holds import expire_due
from tests.budgets.entitlements.town import rows, run
from tests.budgets.passes.town import TODAY, a_pass, later, open_passes, put_on_pass
from tests.budgets.redemptions.town import (
    MUCH,
    allow_at,
    balances,
    give_back,
    give_up,
    in_points,
    limit,
    meedoen,
    pay,
    price,
    take,
    till_of,
    why_not,
)
from tests.budgets.shops.town import a_shop
from tests.builders import TEST

pytestmark = pytest.mark.usefixtures("database")
BOOKS = ("EARMARKED", "SHOP_PAYABLE", "COMMITTED", "SPENT")


def two_budgets(noor):
    """Give a card with 10 euro for sport and 100 euro for anything on it."""
    sport = {"amount": "10.00", "activities": ["sport"]}
    open_passes("stadspas", budgets={"vrij": {"amount": "100.00"}, "sport": sport})
    put_on_pass(noor, "stadspas")
    allow_at("stadspas")
    return a_pass(noor)


def of_each_budget():
    """Give what each budget paid, and what of it came back."""
    return rows(
        "SELECT e.budget, l.units_minor, l.refunded_units_minor FROM redemptions_line l"
        " JOIN entitlements_entitlement e ON e.id = l.entitlement_id ORDER BY l.nth"
    )


class TestCapture:
    def test_takes_what_was_set_aside(self, noor):
        till, card = till_of(), meedoen(noor)
        held = pay(till, card.code, 8_00, reserve=True).given()

        given = take(till, held.id).given()

        assert (given.id, given.status, given.amount, given.receipt) == (held.id, "BOOKED", 8_00, held.receipt)
        assert balances(*BOOKS) == {"EARMARKED": 292_00, "SHOP_PAYABLE": 8_00, "COMMITTED": 292_00, "SPENT": 8_00}
        assert rows("SELECT held FROM ledger_balance WHERE held <> 0") == []

    def test_of_a_part_takes_the_first_of_it_and_releases_the_rest(self, noor):
        till, card = till_of(), two_budgets(noor)
        held = pay(till, card.code, 15_00, activity="sport", reserve=True).given()

        given = take(till, held.id, 12_00).given()

        assert given.amount == 12_00
        assert of_each_budget() == [("sport", 10_00, 0), ("vrij", 2_00, 0)]
        assert rows("SELECT held FROM ledger_balance WHERE held <> 0") == []

    def test_of_a_part_takes_whole_points(self, noor):
        till, card = till_of(), in_points(noor)
        held = pay(till, card.code, 20_00, reserve=True).given()

        assert why_not(take(till, held.id, 12_00)) == "not-a-whole-number-of-points"
        assert take(till, held.id, 10_00).given().amount == 10_00
        assert balances("SHOP_PAYABLE", "COMMITTED") == {"SHOP_PAYABLE": 10_00, "COMMITTED": 190_00}

    def test_takes_no_more_than_was_set_aside(self, noor):
        till, card = till_of(), meedoen(noor)
        held = pay(till, card.code, 8_00, reserve=True).given()

        assert why_not(take(till, held.id, 8_01)) == "exceeds-hold"
        assert take(till, held.id, 8_00).given()

    def test_is_refused_when_the_time_is_over_though_no_job_has_run(self, noor):
        till, card = till_of(), meedoen(noor)
        held = pay(till, card.code, 8_00, reserve=True).given()

        assert why_not(take(till, held.id, at=later(minutes=30))) == "hold-expired"
        assert take(till, held.id, at=later(minutes=29)).given()

    def test_comes_once(self, noor):
        till, card = till_of(), meedoen(noor)
        held = pay(till, card.code, 8_00, reserve=True).given()

        first, again = (take(till, held.id, key="one") for _ in range(2))

        assert (again.outcome, again.replayed) == (first.outcome, True)
        assert why_not(take(till, held.id)) == why_not(give_up(till, held.id)) == "already-captured"
        with pytest.raises(IdempotencyKeyReused):
            take(till, held.id, 1_00, key="one")

    def test_works_though_the_pass_is_blocked_by_then(self, noor):
        till, card = till_of(), meedoen(noor)
        held = pay(till, card.code, 8_00, reserve=True).given()
        block(pass_id=card.id, actor=TEST, on=TODAY)

        assert take(till, held.id).given()

    @pytest.mark.parametrize("act", [take, give_up, give_back])
    def test_and_the_other_acts_know_no_purchase_of_another_shop(self, noor, act):
        till, card = till_of(), meedoen(noor)
        held = pay(till, card.code, 8_00, reserve=True).given()
        a_shop("zwembad")

        for other, bought in ((till_of("zwembad"), held.id), (till, uuid4())):
            with pytest.raises(RedemptionUnknown):
                act(other, bought)
        assert rows("SELECT count(*) FROM redemptions_answer") == [(1,)]

    def test_is_of_what_was_promised_though_the_budget_was_ended_meanwhile(self, noor):
        till, card = till_of(), in_points(noor, "10", "5.00")
        price(4_00)
        pay(till, card.code, 8, unit=Unit.POINT).given()
        price(7_00)
        held = pay(till, card.code, 2, unit=Unit.POINT, reserve=True).given()
        [(budget,)] = rows("SELECT id FROM entitlements_entitlement")

        end(entitlement_id=budget, actor=TEST, on=TODAY)

        assert take(till, held.id).given().amount == 2
        assert balances("COMMITTED", "SPENT", "SHOP_PAYABLE") == {
            "COMMITTED": 4_00,
            "SPENT": 46_00,
            "SHOP_PAYABLE": 46_00,
        }


class TestCancel:
    def test_lets_go_of_what_was_set_aside(self, noor):
        till, card = till_of(), meedoen(noor, "10.00")
        held = pay(till, card.code, 8_00, reserve=True).given()

        assert give_up(till, held.id).given().status == "CANCELLED"
        assert pay(till, card.code, 10_00).given()
        assert why_not(take(till, held.id)) == why_not(give_up(till, held.id)) == "already-cancelled"

    def test_frees_what_counted_for_a_limit(self, noor):
        limit(10_00)
        till, card = till_of(), meedoen(noor)
        held = pay(till, card.code, 8_00, reserve=True).given()
        give_up(till, held.id)

        assert pay(till, card.code, 8_00).given()


class TestExpiry:
    def test_ends_what_was_not_captured(self, noor):
        till, card = till_of(), meedoen(noor, "10.00")
        held = pay(till, card.code, 8_00, reserve=True).given()

        for minutes in (29, 30):
            with municipal_transaction():
                let_go_of_redemptions(later(minutes=minutes))

            assert rows("SELECT state FROM redemptions_redemption") == [("EXPIRED" if minutes == 30 else "HELD",)]
        assert why_not(take(till, held.id)) == "hold-expired"

    def test_by_the_ledger_is_told_though_the_request_was_in_time(self, noor):
        till, card = till_of(), meedoen(noor, "10.00")
        held = pay(till, card.code, 8_00, reserve=True).given()
        with municipal_transaction():
            expire_due(at=later(minutes=30))

        for act in (take, give_up):
            assert why_not(act(till, held.id, at=later(minutes=29))) == "hold-expired"
        assert pay(till, card.code, 10_00, at=later(minutes=31)).given()

    @pytest.mark.parametrize("finish", [take, give_up], ids=["captured", "cancelled"])
    def test_is_told_of_what_came_free_because_the_person_died_or_moved_away(self, noor, finish):
        till, card = till_of(), meedoen(noor)
        held = pay(till, card.code, 8_00, reserve=True).given()
        with municipal_transaction():
            assert let_go_of_holds(noor, on=TODAY) == 1

        assert why_not(finish(till, held.id)) == "hold-expired"


class TestRefund:
    def test_gives_back_to_the_pass_what_the_shop_is_owed(self, noor):
        till, card = till_of(), meedoen(noor)
        bought = pay(till, card.code, 12_50).given()

        given = give_back(till, bought.id).given()

        assert (given.id, given.status, given.amount) == (bought.id, "REFUNDED", 12_50)
        assert balances(*BOOKS) == {"EARMARKED": 300_00, "SHOP_PAYABLE": 0, "COMMITTED": 300_00, "SPENT": 0}
        assert rows("SELECT state FROM redemptions_redemption") == [("REFUNDED",)]

    def test_of_a_part_gives_back_the_last_that_was_taken(self, noor):
        till, card = till_of(), two_budgets(noor)
        bought = pay(till, card.code, 15_00, activity="sport").given()

        assert give_back(till, bought.id, 7_00).given().amount == 7_00
        assert of_each_budget() == [("sport", 10_00, 2_00), ("vrij", 5_00, 5_00)]
        assert give_back(till, bought.id).given().amount == 8_00
        assert of_each_budget() == [("sport", 10_00, 10_00), ("vrij", 5_00, 5_00)]

    def test_gives_back_no_more_than_was_taken(self, noor):
        till, card = till_of(), meedoen(noor)
        bought = pay(till, card.code, 12_50).given()
        give_back(till, bought.id, 10_00).given()

        assert why_not(give_back(till, bought.id, 2_51)) == "exceeds-purchase"
        assert give_back(till, bought.id, 2_50).given()
        assert why_not(give_back(till, bought.id)) == "exceeds-purchase"

    def test_gives_back_what_was_captured_of_a_hold(self, noor):
        till, card = till_of(), two_budgets(noor)
        held = pay(till, card.code, 15_00, activity="sport", reserve=True).given()

        assert why_not(give_back(till, held.id)) == "not-captured-yet"
        take(till, held.id, 12_00).given()
        assert give_back(till, held.id).given().amount == 12_00

    def test_gives_points_back_as_points(self, noor):
        till, card = till_of(), in_points(noor, "40", "5.00")
        bought = pay(till, card.code, 20_00).given()

        assert why_not(give_back(till, bought.id, 12_00)) == "not-a-whole-number-of-points"
        give_back(till, bought.id, 10_00).given()

        assert balances("SHOP_PAYABLE", "GRANT_EXPENSE", "COMMITTED") == {
            "SHOP_PAYABLE": 10_00, "GRANT_EXPENSE": 10_00, "COMMITTED": 190_00,
        }  # fmt: skip
        assert pay(till, card.code, 38, unit=Unit.POINT).given()

    def test_after_the_rest_lapsed_can_be_spent_for_six_more_weeks(self, noor):
        till, card = till_of(), meedoen(noor, lapses_on="03-15")
        for day in (date(2026, 2, 1), date(2026, 2, 22)):
            run("meedoen", day)
        bought = pay(till, card.code, 12_50).given()
        run("meedoen", date(2026, 3, 16))
        back_on, last = date(2026, 3, 20), date(2026, 5, 1)
        assert why_not(pay(till, card.code, 1_00, on=back_on)) == "exceeds-available-balance"

        give_back(till, bought.id, on=back_on).given()
        for day in (back_on, date(2026, 4, 10), last):
            run("meedoen", day)

        assert pay(till, card.code, 10_00, on=last).given().amount == 10_00
        run("meedoen", date(2026, 5, 2))
        assert balances(*BOOKS) == {"EARMARKED": 0, "SHOP_PAYABLE": 10_00, "COMMITTED": 0, "SPENT": 10_00}

    def test_of_all_that_was_spent_goes_onto_what_had_ended(self, noor):
        till, card = till_of(), meedoen(noor)
        bought = pay(till, card.code, 300_00).given()
        run("meedoen", TODAY)
        assert rows("SELECT state FROM entitlements_entitlement") == [("ENDED",)]

        give_back(till, bought.id, 50_00).given()

        assert pay(till, card.code, 50_00).given().amount == 50_00

    def test_promises_again_what_came_from_the_free_room(self, noor):
        price(6_00)
        till, card = till_of(), in_points(noor, "2", "5.00")
        bought = pay(till, card.code, 12_00).given()

        give_back(till, bought.id).given()

        assert balances("COMMITTED", "SPENT") == {"COMMITTED": 12_00, "SPENT": 0}

    def test_counts_points_that_come_back_without_a_cent_of_their_promise(self, noor):
        # Of the 200 euro that was promised 2 cents are left for 7 points: less than a cent for each.
        price(6_06)
        till, card = till_of(), in_points(noor, "40", "5.00")
        pay(till, card.code, 33, unit=Unit.POINT).given()
        bought = pay(till, card.code, 7, unit=Unit.POINT).given()

        give_back(till, bought.id, 1, key="once").given()

        of_it = "SELECT sum(refunded_units_minor) FROM redemptions_line WHERE redemption_id = %s"
        assert rows(of_it, bought.id) == [(1,)]
        give_back(till, bought.id).given()
        assert rows(of_it, bought.id) == [(7,)]

    def test_of_two_budgets_in_parts_gives_each_back_what_it_paid(self, noor):
        price(6_06)
        budgets = {"vrij": {"amount": "40"}, "sport": {"amount": "1", "activities": ["sport"]}}
        open_passes("stadspas", unit="POINT", point_value="5.00", budgets=budgets)
        put_on_pass(noor, "stadspas")
        allow_at("stadspas")
        till, card = till_of(), a_pass(noor, day_limit=MUCH)
        pay(till, card.code, 33, unit=Unit.POINT).given()
        bought = pay(till, card.code, 8, unit=Unit.POINT, activity="sport").given()

        for _ in range(6):
            give_back(till, bought.id, 1).given()
        give_back(till, bought.id).given()

        assert rows("SELECT refunded_units_minor FROM redemptions_line WHERE redemption_id = %s"
                    " AND units_minor > 0 ORDER BY nth", bought.id) == [(1,), (7,)]  # fmt: skip

    @pytest.mark.parametrize(("days", "said"), [(30, ""), (31, "refund-window-closed")])
    def test_comes_within_its_time(self, noor, days, said):
        till, card = till_of(), meedoen(noor)
        bought = pay(till, card.code, 12_50).given()

        assert give_back(till, bought.id, on=TODAY + timedelta(days=days)).refused_code == said

    def test_works_though_the_pass_is_blocked_by_then(self, noor):
        till, card = till_of(), meedoen(noor)
        bought = pay(till, card.code, 12_50).given()
        block(pass_id=card.id, actor=TEST, on=TODAY)

        assert give_back(till, bought.id).given()

    def test_is_refused_of_what_was_cancelled_or_expired(self, noor):
        till, card = till_of(), meedoen(noor)
        held = [pay(till, card.code, 1_00, reserve=True).given().id for _ in range(2)]
        give_up(till, held[0])

        assert why_not(give_back(till, held[0])) == "already-cancelled"
        assert why_not(give_back(till, held[1], at=later(minutes=30))) == "hold-expired"

    def test_frees_what_counted_for_a_limit(self, noor):
        limit(10_00)
        till, card = till_of(), meedoen(noor)
        bought = pay(till, card.code, 8_00).given()
        give_back(till, bought.id, 5_00)

        assert pay(till, card.code, 7_00).given()
        assert why_not(pay(till, card.code, 1)) == "limit-reached"
