"""The database keeps every state machine by itself: whoever writes, only a listed move passes, and it is the guard that
stops the others.
"""

from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from budgets.lifecycles import Moving, moves_of
from budgets.messages.writing import To
from budgets.operation import municipal_transaction
from budgets.outbox.asking import ask
from ledger import tenant
from ops.management.commands.draw_machines import lifecycle_of
from tests.budgets.aftercare.town import open_a_duty
from tests.budgets.entitlements.town import (
    BOUWDEPOT,
    BURGERBUDGET,
    NEW_YEAR,
    SPRING,
    a_town,
    award_to,
    enter_people,
    run,
)
from tests.budgets.messages.town import tell
from tests.budgets.redemptions.town import meedoen, pay, till_of
from tests.budgets.shops.town import a_shop
from tests.ledger.conftest import administering  # noqa: F401

pytestmark = pytest.mark.usefixtures("database", "town", "administering")

MACHINES = [model for model in apps.get_models() if issubclass(model, Moving)]
BEGINNINGS = {
    "aftercare_duty": {"OPEN"},
    "entitlements_entitlement": {"PROPOSED", "ACTIVE"},
    "entitlements_period": {"MET", "MISSED", "PAUSED", "CLOSED"},
    "entitlements_run": {"PLANNED"},
    "messages_message": {"QUEUED"},
    "outbox_job": {"WAITING"},
    "passes_pass": {"ACTIVE"},
    "payouts_batch": {"DRAFT"},
    "redemptions_redemption": {"HELD", "CAPTURED"},
    "rounds_round": {"DRAFT"},
    "settlements_settlement": {"DRAFT"},
    "shops_account_change": {"ASKED"},
    "shops_shop": {"APPLIED"},
}
"""Where a row of each table may begin; a new machine must be written down here."""

ROLES = ["grondslag_app", "grondslag_owner"]


def table_of(model):
    return model._meta.db_table


def states_of(model):
    return [state for state, _says in model._meta.get_field("state").choices]


PAIRS = [(model, source, target) for model in MACHINES for source in states_of(model) for target in states_of(model)]
ILLEGAL = [
    (model, source, target)
    for model, source, target in PAIRS
    if source != target and (source, target) not in {(a, b) for _name, a, b in moves_of(lifecycle_of(model))}
]
LEGAL = [
    (model, source, target)
    for model, source, target in PAIRS
    if source != target and (model, source, target) not in ILLEGAL
]
OTHER_GUARDS = {
    "aftercare_duty": ["aftercare_duty_done_stays", "duty_is_done_with_a_note"],
    "payouts_batch": ["payouts_batch_four_eyes", "batch_handed_over_on_a_day"],
    "redemptions_redemption": [
        "redemptions_redemption_stays",
        "what_is_taken_is_booked",
    ],
    "rounds_round": ["rounds_round_four_eyes", "round_has_a_factor_once_proposed", "round_is_approved_by_another"],
    "settlements_settlement": [
        "settlements_settlement_adds_up",
        "settlements_settlement_is_paid",
        "settlement_pays_something",
        "settlement_paid_on_a_day",
    ],
    "shops_account_change": ["account_change_is_approved"],
    "shops_shop": ["shop_is_approved_by_someone"],
}
CONSTRAINTS = {
    *("duty_is_done_with_a_note", "batch_handed_over_on_a_day"),
    *("round_has_a_factor_once_proposed", "round_is_approved_by_another"),
    *("account_change_is_approved", "shop_is_approved_by_someone"),
    "what_is_taken_is_booked",
    *("settlement_pays_something", "settlement_paid_on_a_day"),
}
"""What else watches a state: these are taken away, so that the guard of the moves stands alone."""


def name_of(pair):
    return "-".join([table_of(pair[0]), *pair[1:]])


@pytest.fixture(scope="module")
def town(database):
    """Serve a municipality that has a row of every machine."""
    with a_town(BURGERBUDGET, BOUWDEPOT) as municipality_id:
        [noor] = enter_people(1)
        [budget] = award_to([noor])
        run(BURGERBUDGET, SPRING)
        open_a_duty(noor, budget)
        with municipal_transaction(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO payouts_batch (id, municipality_id, number, state, execution_on, prepared_on, message_id,"
                " sha256, total_minor, line_count) VALUES (%s, %s, 1, 'DRAFT', %s, %s, 'x', '', 0, 0)",
                [uuid4(), municipality_id, NEW_YEAR, NEW_YEAR],
            )
            cursor.execute(
                "INSERT INTO rounds_round (id, municipality_id, state, scheme, cohort, year, reference_year, months,"
                " window_from, window_until, checks, seed, budget_minor, least_minor, opened_on)"
                " VALUES (%s, %s, 'DRAFT', 'x', '1', 2025, 2024, 12, %s, %s, '{}', '', 1, 0, %s)",
                [uuid4(), municipality_id, NEW_YEAR, NEW_YEAR, NEW_YEAR],
            )
            ask("period_run", BURGERBUDGET, on=NEW_YEAR)
        tell(To(person_id=noor))
        shop_id = _spend(noor)
        with municipal_transaction(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO settlements_settlement (id, municipality_id, shop_id, state, number, since, until,"
                " made_on, flat_fee_minor, fee_basis_points, spent_minor, refunded_minor, fee_minor, paid_minor,"
                " line_count)"
                " VALUES (%s, %s, %s, 'DRAFT', 1, %s, %s, %s, 0, 0, 0, 0, 0, 0, 0)",
                [uuid4(), municipality_id, shop_id, NEW_YEAR, SPRING, SPRING],
            )
        yield municipality_id


def _spend(person):
    """Let a person spend at a shop, and give the shop."""
    shop_id = a_shop()
    pay(till_of(), meedoen(person).code, 1_00).given()
    return shop_id


@contextmanager
def undone():
    """Open a transaction of the administrator, who may take any role and any guard away; all of it is undone."""
    with transaction.atomic(), connection.cursor() as cursor:
        tenant.tell_database()
        yield cursor
        transaction.set_rollback(True)


def triggers_of(cursor, table, ending):
    cursor.execute(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND starts_with(tgname, %s)",
        [table, f"pgtrigger_{ending}_"],
    )
    return [name for (name,) in cursor.fetchall()]


def take_away(cursor, table, ending):
    """Take one guard away, which must be there."""
    [trigger] = triggers_of(cursor, table, ending)
    cursor.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{trigger}"')


def stand_alone(cursor, table):
    for other in OTHER_GUARDS.get(table, []):
        what = "DROP CONSTRAINT IF EXISTS" if other in CONSTRAINTS else "DISABLE TRIGGER"
        cursor.execute(f"ALTER TABLE {table} {what} {other}")


def one_row(cursor, table):
    cursor.execute(f"SELECT id FROM {table} WHERE municipality_id = %s LIMIT 1", [tenant.current()])
    return cursor.fetchone()[0]


def put_in_state(cursor, table, row, state):
    """Bring a row into a state past its guards, within a transaction that is undone."""
    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    cursor.execute(f"UPDATE {table} SET state = %s WHERE id = %s", [state, row])
    cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def move(cursor, table, row, target):
    cursor.execute(f"UPDATE {table} SET state = %s WHERE id = %s", [target, row])
    return cursor.rowcount


@pytest.mark.parametrize("pair", ILLEGAL, ids=name_of)
class TestAMoveThatIsNotListed:
    @pytest.mark.parametrize("role", ROLES)
    def test_is_refused_by_the_database(self, pair, role):
        model, source, target = pair
        table = table_of(model)

        with pytest.raises(DatabaseError, match="Invalid transition of field"), undone() as cursor:
            row = prepared(cursor, table, source)
            cursor.execute(f"SET LOCAL ROLE {role}")
            move(cursor, table, row, target)

    def test_passes_when_its_guard_is_taken_away(self, pair):
        model, source, target = pair
        table = table_of(model)

        with undone() as cursor:
            row = prepared(cursor, table, source)
            take_away(cursor, table, "moves")
            assert move(cursor, table, row, target) == 1


@pytest.mark.parametrize("pair", LEGAL, ids=name_of)
def test_a_listed_move_passes(pair):
    model, source, target = pair
    with undone() as cursor:
        row = prepared(cursor, table_of(model), source)
        assert move(cursor, table_of(model), row, target) == 1


@pytest.mark.parametrize(
    ("model", "state"),
    [
        pytest.param(model, state, id=f"{table_of(model)}-{state}")
        for model in MACHINES
        for state in states_of(model)
        if state not in BEGINNINGS[table_of(model)]
    ],
)
class TestABeginningThatIsNotListed:
    def test_is_refused_by_the_database(self, model, state):
        with pytest.raises(DatabaseError, match=f"a row may not begin as {state}"), undone() as cursor:
            begin(cursor, table_of(model), state)

    def test_passes_when_its_guard_is_taken_away(self, model, state):
        with undone() as cursor:
            take_away(cursor, table_of(model), "begins")
            begin(cursor, table_of(model), state)


def test_every_machine_is_held_by_both_guards():
    assert {table_of(model) for model in MACHINES} == set(BEGINNINGS)
    with undone() as cursor:
        for model in MACHINES:
            assert [len(triggers_of(cursor, table_of(model), each)) for each in ("moves", "begins")] == [1, 1]


def prepared(cursor, table, state):
    """Give a row in a state, with only the guard of the moves before it."""
    stand_alone(cursor, table)
    row = one_row(cursor, table)
    put_in_state(cursor, table, row, state)
    stand_alone(cursor, table)  # Bringing it there turned every trigger on again.
    return row


def begin(cursor, table, state):
    """Write a copy of a row, beginning in a state; what makes rows one of a kind is taken away first."""
    stand_alone(cursor, table)
    cursor.execute(
        "SELECT i.indexrelid::regclass::text, c.conname FROM pg_index i LEFT JOIN pg_constraint c"
        " ON c.conindid = i.indexrelid AND c.conrelid = i.indrelid WHERE i.indrelid = %s::regclass AND i.indisunique",
        [table],
    )
    for index, constraint in cursor.fetchall():
        if constraint:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {constraint} CASCADE")
        else:
            cursor.execute(f"DROP INDEX IF EXISTS {index}")
    cursor.execute("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0", [table])
    columns = [name for (name,) in cursor.fetchall()]
    values = ", ".join("%s" if name == "state" else f'"{name}"' for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE municipality_id = %s LIMIT 1",
        [state, tenant.current()],
    )
    assert cursor.rowcount == 1
