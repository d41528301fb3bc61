"""Money set aside: what is held cannot be spent by another, and comes free by every way that a hold can end."""

from datetime import UTC, datetime, timedelta

import pytest

from ledger import balances, holds
from ledger.database import (
    EntryWithoutLegs,
    ExceedsAvailableBalance,
    ExceedsHold,
    FlowNotAllowed,
    HoldEnded,
    HoldExpired,
    HoldLastsNoTime,
    IdempotencyKeyReused,
    KeyUnusable,
    PeriodClosed,
    ReclaimForbidden,
    UnknownHold,
)
from tests.ledger.books import DAY, Book

NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def hold(book: Book, amount: int, *, key: str = "till:1", at: datetime = NOON, until: datetime = NOON + HOUR) -> int:
    """Set money of Zoë aside for a payment to her."""
    legs = book.entry("payout", ("ENTITLED", "IN_TRANSIT", amount)).legs
    return holds.hold(legs, act="payout", why="test", key=key, at=at, until=until).hold_id


def post(hold_id: int, *amounts: int, key: str = "post:1", at: datetime = NOON):
    return holds.post(hold_id, key=key, happened_on=DAY, at=at, amounts=amounts or None)


def pay(book: Book, amount: int):
    return book.say("payout", ("ENTITLED", "IN_TRANSIT", amount))


@pytest.fixture
def entitled(book: Book) -> Book:
    """Give a book in which Zoë is entitled to 100 cents."""
    book.fill(entitled=100)
    return book


def standing(book: Book) -> tuple[int, int]:
    """Give what Zoë has, and what of it is held."""
    with book.transaction():
        [found] = [
            each
            for each in balances.list_balances_of_entitlements([book.uuid("Zoë")])
            if each.account_class == "ENTITLED"
        ]
    assert book.breaches() == []
    return found.balance, found.held


class TestHold:
    def test_leaves_the_money_and_takes_what_is_available(self, entitled):
        hold(entitled, 60)

        assert standing(entitled) == (100, 60)
        with pytest.raises(ExceedsAvailableBalance):
            pay(entitled, 41)
        pay(entitled, 40)
        assert standing(entitled) == (60, 60)

    def test_of_more_than_is_available_is_refused(self, entitled):
        hold(entitled, 60)

        with pytest.raises(ExceedsAvailableBalance):
            hold(entitled, 41, key="till:2")

        assert standing(entitled) == (100, 60)

    def test_said_twice_is_one_hold(self, entitled):
        first = hold(entitled, 60)

        assert hold(entitled, 60, at=NOON + HOUR / 2) == first
        assert standing(entitled) == (100, 60)

    def test_of_something_else_under_the_same_key_is_refused(self, entitled):
        hold(entitled, 60)

        with pytest.raises(IdempotencyKeyReused):
            hold(entitled, 59)

    def test_obeys_the_flow_matrix(self, entitled):
        legs = entitled.entry("payout", ("ENTITLED", "IN_TRANSIT", 1)).legs

        with pytest.raises(ReclaimForbidden):
            holds.hold(legs, act="deposit", why="test", key="k", at=NOON, until=NOON + HOUR)
        with pytest.raises(FlowNotAllowed):
            holds.hold(
                entitled.entry("deposit", ("BANK", "ENTITLED", 1)).legs,
                act="deposit", why="test", key="k", at=NOON, until=NOON + HOUR,
            )  # fmt: skip

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            ({"until": NOON}, HoldLastsNoTime),
            ({"key": "two words"}, KeyUnusable),
        ],
    )
    def test_that_is_none_is_refused(self, entitled, change, refusal):
        with pytest.raises(refusal):
            hold(entitled, 1, **change)

        assert standing(entitled) == (100, 0)

    def test_without_legs_is_refused(self, entitled):
        with pytest.raises(EntryWithoutLegs):
            holds.hold([], act="payout", why="test", key="k", at=NOON, until=NOON + HOUR)

    def test_holds_nothing_of_an_account_without_a_floor(self, entitled):
        legs = entitled.entry("deposit", ("BANK", "FUND", 10**9)).legs

        holds.hold(legs, act="deposit", why="test", key="k", at=NOON, until=NOON + HOUR)

        assert entitled.breaches() == []


class TestPost:
    def test_books_all_that_was_held(self, entitled):
        booked = post(hold(entitled, 60))

        assert standing(entitled) == (40, 0)
        assert entitled.rows("SELECT act, why FROM ledger_entry WHERE id = %s", booked.entry_id) == [("payout", "test")]

    def test_of_a_part_frees_the_rest(self, entitled):
        post(hold(entitled, 60), 25)

        assert standing(entitled) == (75, 0)

    def test_said_twice_books_once(self, entitled):
        held = hold(entitled, 60)
        first = post(held, 25)

        again = post(held, 25, at=NOON + 9 * HOUR)

        assert (again.entry_id, again.replayed, first.replayed) == (first.entry_id, True, False)
        assert standing(entitled) == (75, 0)

    def test_of_another_part_under_the_same_key_is_refused(self, entitled):
        held = hold(entitled, 60)
        post(held, 25)

        with pytest.raises(IdempotencyKeyReused):
            post(held, 26)

    def test_under_the_key_of_another_entry_is_refused(self, entitled):
        entitled.say("payout", ("ENTITLED", "IN_TRANSIT", 1), key="post:1")

        with pytest.raises(IdempotencyKeyReused):
            post(hold(entitled, 60))

        assert standing(entitled) == (99, 60)

    def test_twice_under_two_keys_is_refused(self, entitled):
        held = hold(entitled, 60)
        post(held)

        with pytest.raises(HoldEnded):
            post(held, key="post:2")

        assert standing(entitled) == (40, 0)

    @pytest.mark.parametrize("amounts", [(61,), (0,), (-1,), (10, 10)])
    def test_of_more_or_something_else_is_refused(self, entitled, amounts):
        held = hold(entitled, 60)

        with pytest.raises(ExceedsHold):
            post(held, *amounts)

        assert standing(entitled) == (100, 60)

    def test_after_its_time_is_refused_although_nothing_expired_it(self, entitled):
        held = hold(entitled, 60)

        with pytest.raises(HoldExpired):
            post(held, at=NOON + HOUR)

        assert standing(entitled) == (100, 60)
        post(held, at=NOON + HOUR - timedelta(microseconds=1))

    def test_of_nothing_is_refused(self, entitled):
        with pytest.raises(UnknownHold):
            post(0)

    def test_in_a_closed_month_is_refused_and_leaves_it_held(self, entitled):
        held = hold(entitled, 60)
        entitled.close("2026-03-01")

        with pytest.raises(PeriodClosed):
            post(held)

        assert standing(entitled) == (100, 60)

    def test_takes_some_of_several_budgets_in_the_order_held(self, entitled):
        entitled.fill(entitled=50, person="Ömer")
        legs = entitled.entry(
            "payout", (("ENTITLED", "Zoë"), "IN_TRANSIT", 30), (("ENTITLED", "Ömer"), "IN_TRANSIT", 20)
        ).legs
        held = holds.hold(legs, act="payout", why="test", key="k", at=NOON, until=NOON + HOUR).hold_id

        post(held, 30, 0)

        assert standing(entitled) == (70, 0)
        assert entitled.balance("ENTITLED", "Ömer") == 50


class TestVoid:
    def test_frees_what_was_held(self, entitled):
        held = hold(entitled, 60)

        assert holds.void(held, key="void:1", at=NOON) is False
        assert holds.void(held, key="void:1", at=NOON + 9 * HOUR) is True
        assert standing(entitled) == (100, 0)

    def test_of_what_was_posted_is_refused(self, entitled):
        held = hold(entitled, 60)
        post(held)

        with pytest.raises(HoldEnded):
            holds.void(held, key="void:1", at=NOON)

    def test_stops_a_posting(self, entitled):
        held = hold(entitled, 60)
        holds.void(held, key="void:1", at=NOON)

        with pytest.raises(HoldEnded):
            post(held)

    def test_under_the_key_of_the_posting_is_refused(self, entitled):
        held = hold(entitled, 60)
        post(held)

        with pytest.raises(IdempotencyKeyReused):
            holds.void(held, key="post:1", at=NOON)

    def test_under_the_key_of_another_end_is_refused(self, entitled):
        holds.void(hold(entitled, 60), key="void:1", at=NOON)
        held = hold(entitled, 60, key="till:2")

        with pytest.raises(IdempotencyKeyReused):
            holds.void(held, key="void:1", at=NOON)
        with pytest.raises(IdempotencyKeyReused):
            post(held, key="void:1")

        assert standing(entitled) == (100, 60)

    def test_after_its_time_is_refused(self, entitled):
        with pytest.raises(HoldExpired):
            holds.void(hold(entitled, 60), key="void:1", at=NOON + HOUR)


class TestExpiry:
    def test_frees_what_is_due_and_nothing_else(self, entitled):
        hold(entitled, 60)
        later = hold(entitled, 10, key="till:2", until=NOON + 2 * HOUR)

        assert holds.expire_due(at=NOON + HOUR) == 1
        assert holds.expire_due(at=NOON + HOUR) == 0
        assert standing(entitled) == (100, 10)
        with entitled.transaction():
            assert [each.hold_id for each in holds.list_pending_holds(entitled.account("ENTITLED"))] == [later]

    def test_ends_a_hold_for_good(self, entitled):
        held = hold(entitled, 60)
        holds.expire_due(at=NOON + HOUR)

        with pytest.raises(HoldExpired):
            post(held, at=NOON)
        with pytest.raises(HoldExpired):
            holds.void(held, key="void:1", at=NOON)
