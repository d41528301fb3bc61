"""What the database refuses to the application's role, whatever the program says; and what `verify` finds."""

from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import Error, connection

from budgets.operation import municipal_transaction
from budgets.payouts.operations import prepare_batch
from ledger import tenant
from ledger.invariants import list_breaches
from tests.budgets.settlements.town import open_shop, pay, settle, spend, the_settlements
from tests.budgets.shops.town import A_MONDAY, a_shop
from tests.builders import TEST, a_municipality
from tests.tampering import tamper

pytestmark = pytest.mark.usefixtures("database", "town")
TUESDAY = A_MONDAY + timedelta(days=1)
DRAFT = """
    INSERT INTO settlements_settlement (id, municipality_id, shop_id, state, number, since, until, made_on,
        flat_fee_minor, fee_basis_points, spent_minor, refunded_minor, fee_minor, paid_minor, line_count)
    VALUES (%s, %s, %s, 'DRAFT', 99, %s, %s, %s, 100, 0, 0, 0, 0, 0, 0)
"""
LINE = """
    INSERT INTO settlements_entry (id, municipality_id, settlement_id, line, entry_id, happened_on, amount_minor)
    VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, %s)
"""
PREPARE = """
    UPDATE settlements_settlement SET state = 'PREPARED', spent_minor = %s, refunded_minor = %s, fee_minor = %s,
        paid_minor = %s, line_count = %s WHERE id = %s
"""

AWAY = "UPDATE payouts_disbursement SET municipality_id = -municipality_id WHERE settlement_id = %s"


@pytest.fixture
def town():
    with tenant.serving(a_municipality()):
        yield


def run(statement, *values):
    with municipal_transaction(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def a_draft(shop_id):
    draft = uuid4()
    run(DRAFT, draft, tenant.current(), shop_id, A_MONDAY, TUESDAY, TUESDAY)
    return draft


def put_in(draft, entry, *, line=1, amount=1_000, on=A_MONDAY):
    run(LINE, tenant.current(), draft, line, entry, on, amount)


class TestLines:
    def test_are_whole(self):
        shop = open_shop()
        entry = spend(shop, 1_000)

        with pytest.raises(Error, match="one whole receipt or refund of its shop"):
            put_in(a_draft(shop), entry, amount=999)

    def test_are_of_their_own_shop(self):
        entry = spend(open_shop(), 1_000)

        with pytest.raises(Error, match="one whole receipt or refund of its shop"):
            put_in(a_draft(a_shop("zwembad")), entry)

    def test_are_of_the_day_of_their_entry_and_of_one_before_the_end(self):
        shop = open_shop()
        draft = a_draft(shop)

        with pytest.raises(Error, match="one whole receipt"):
            put_in(draft, spend(shop, 1_000, TUESDAY))
        with pytest.raises(Error, match="one whole receipt"):
            put_in(draft, spend(shop, 1_000, TUESDAY), on=TUESDAY)

    def test_are_settled_once(self):
        shop = open_shop()
        entry = spend(shop, 1_000)
        settle(shop, TUESDAY)

        with pytest.raises(Error, match="entry_is_settled_once"):
            put_in(a_draft(shop), entry)

    def test_join_only_a_draft(self):
        shop = open_shop()
        spend(shop, 1_000)
        prepared = settle(shop, TUESDAY)

        with pytest.raises(Error, match="joins while it is a draft"):
            put_in(prepared, spend(shop, 500), line=2, amount=500)

    def test_are_not_payments(self):
        shop = open_shop()
        spend(shop, 1_000)
        settle(shop, TUESDAY)
        pay(TUESDAY)
        with municipal_transaction(), connection.cursor() as cursor:
            cursor.execute("SELECT id FROM ledger_entry WHERE act = 'settle'")
            [(entry,)] = cursor.fetchall()

        with pytest.raises(Error, match="one whole receipt"):
            put_in(a_draft(shop), entry, amount=-1_000)

    def test_and_settlements_are_neither_changed_nor_deleted(self):
        shop = open_shop()
        spend(shop, 1_000)
        settle(shop, TUESDAY)

        for statement in ("UPDATE settlements_entry SET amount_minor = 1", "DELETE FROM settlements_settlement"):
            with pytest.raises(Error, match="permission denied"):
                run(statement)


class TestSettlements:
    @pytest.mark.parametrize(
        ("spent", "refunded", "fee", "paid", "lines"),
        [
            (1_100, 100, 100, 900, 2),  # what was not spent and not given back
            (1_000, 0, 0, 1_000, 1),  # no fee, where one was agreed
            (1_000, 0, 100, 900, 2),
            (2_000, 0, 100, 1_900, 1),
        ],
    )
    def test_add_up(self, spent, refunded, fee, paid, lines):
        shop = open_shop()
        draft = a_draft(shop)
        put_in(draft, spend(shop, 1_000))

        with pytest.raises(Error, match="adds up to its lines"):
            run(PREPARE, spent, refunded, fee, paid, lines, draft)
        run(PREPARE, 1_000, 0, 100, 900, 1, draft)

    def test_pay_what_is_left(self):
        shop = open_shop()
        draft = a_draft(shop)
        put_in(draft, spend(shop, 1_000))

        with pytest.raises(Error, match="settlement_adds_up"):
            run(PREPARE, 1_000, 0, 100, 1_000, 1, draft)

    def test_never_ask_anything_of_a_shop(self):
        shop = open_shop()
        draft = a_draft(shop)
        put_in(draft, spend(shop, 100), amount=100)

        with pytest.raises(Error, match="settlement_pays_something"):
            run(PREPARE, 100, 0, 100, 0, 1, draft)

    def test_do_not_change_once_prepared(self):
        shop = open_shop()
        spend(shop, 1_000)
        settle(shop, TUESDAY)

        with pytest.raises(Error, match="does not change"):
            run("UPDATE settlements_settlement SET fee_minor = 10, paid_minor = 990")

    def test_are_paid_by_the_batch_that_they_are_a_line_of(self):
        shop = open_shop()
        spend(shop, 1_000)
        settle(shop, TUESDAY)
        prepare_batch(actor=TEST, on=TUESDAY)

        with pytest.raises(Error, match="paid when its batch is handed over"):
            run("UPDATE settlements_settlement SET state = 'PAID', paid_on = %s", TUESDAY)

    def test_are_lines_of_a_batch_whole_and_once(self):
        shop = open_shop()
        spend(shop, 1_000)
        settlement = settle(shop, TUESDAY)
        prepare_batch(actor=TEST, on=TUESDAY)
        batch = uuid4()
        run(
            "INSERT INTO payouts_batch (id, municipality_id, number, state, execution_on, prepared_on, message_id,"
            " sha256, total_minor, line_count) VALUES (%s, %s, 9, 'DRAFT', %s, %s, 'x', '', 0, 0)",
            *(batch, tenant.current(), TUESDAY, TUESDAY),
        )
        line = (
            "INSERT INTO payouts_disbursement (id, municipality_id, settlement_id, batch_id, line, amount_minor,"
            " due_on, end_to_end_id) VALUES (gen_random_uuid(), %s, %s, %s, 1, %s, %s, 'x')"
        )

        with pytest.raises(Error, match="settlement_is_disbursed_once"):
            run(line, tenant.current(), settlement, batch, 1_000, TUESDAY)
        with drifting(settlement, AWAY, AWAY), pytest.raises(Error, match="a whole settlement"):
            run(line, tenant.current(), settlement, batch, 999, TUESDAY)
        with pytest.raises(Error, match="disbursement_is_of_one_thing"):
            run(line, tenant.current(), None, batch, 999, TUESDAY)


class TestInvariants:
    @pytest.mark.parametrize(
        ("drift", "back"),
        [
            (
                "UPDATE settlements_entry SET amount_minor = 1 WHERE settlement_id = %s",
                "UPDATE settlements_entry SET amount_minor = 1000 WHERE settlement_id = %s",
            ),
            (
                "UPDATE settlements_entry SET entry_id = -entry_id WHERE settlement_id = %s",
                "UPDATE settlements_entry SET entry_id = -entry_id WHERE settlement_id = %s",
            ),
            (
                "UPDATE settlements_settlement SET spent_minor = 2000, paid_minor = 2000 WHERE id = %s",
                "UPDATE settlements_settlement SET spent_minor = 1000, paid_minor = 1000 WHERE id = %s",
            ),
        ],
    )
    def test_find_a_settlement_that_is_not_its_receipts(self, drift, back):
        shop = open_shop()
        spend(shop, 1_000)
        settlement = settle(shop, TUESDAY)
        assert broken() == set()

        with drifting(settlement, drift, back):
            assert broken() == {"settlements-add-up"}

    @pytest.mark.parametrize(
        ("drift", "back"),
        [
            (
                "UPDATE settlements_settlement SET state = 'PREPARED', paid_on = NULL WHERE id = %s",
                "UPDATE settlements_settlement SET state = 'PAID', paid_on = made_on WHERE id = %s",
            ),
            (
                "UPDATE payouts_disbursement SET amount_minor = 1 WHERE settlement_id = %s",
                "UPDATE payouts_disbursement SET amount_minor = 900 WHERE settlement_id = %s",
            ),
            (
                "UPDATE settlements_settlement SET fee_minor = 99, paid_minor = 901 WHERE id = %s",
                "UPDATE settlements_settlement SET fee_minor = 100, paid_minor = 900 WHERE id = %s",
            ),
            (
                "UPDATE ledger_entry SET key = concat(key, 'x') WHERE key = concat('settle:', %s::text)",
                "UPDATE ledger_entry SET key = rtrim(key, 'x') WHERE key = concat('settle:', %s::text, 'x')",
            ),
        ],
    )
    def test_find_a_settlement_that_is_not_its_transfer(self, drift, back):
        shop = open_shop(fee="1.00")
        spend(shop, 900)
        spend(shop, 100)
        settlement = settle(shop, TUESDAY)
        pay(TUESDAY)
        assert [each.paid_minor for each in the_settlements(shop)] == [900]
        assert broken() == set()

        with drifting(settlement, drift, back):
            assert "settlements-are-transfers" in broken()


@contextmanager
def drifting(settlement, drift, back):
    """Let the rows of a settlement be changed past every guard, and changed back: other tests read all there is."""
    tamper(drift, settlement)
    try:
        yield
    finally:
        tamper(back, settlement)


def broken():
    with municipal_transaction():
        return {breach.invariant for breach in list_breaches()}
