"""The triggers that keep rows to their lifecycle cannot be told to look away."""

import pytest
from django.db import DatabaseError, connection

from budgets.entitlements.models import Entitlement, PeriodRun
from budgets.operation import municipal_transaction
from ledger import tenant
from tests.builders import LONG_AGO, a_municipality


def _states_of_a_finished_run_after(statement: str) -> list[str]:
    with municipal_transaction(), connection.cursor() as cursor:
        run = PeriodRun(scheme="burgerbudget", on=LONG_AGO, actor="test")
        run.save(force_insert=True)
        cursor.execute("UPDATE entitlements_run SET state = 'DONE' WHERE id = %s", [run.id])
        cursor.execute(statement)
        cursor.execute("UPDATE entitlements_run SET state = 'PLANNED' WHERE id = %s RETURNING state", [run.id])
        return [state for (state,) in cursor.fetchall()]


@pytest.mark.usefixtures("database")
class TestTheGuardsOfStates:
    def test_refuse_an_illegal_move(self) -> None:
        with tenant.serving(a_municipality()), pytest.raises(DatabaseError, match="Invalid transition"):
            _states_of_a_finished_run_after("SELECT 1")

    def test_refuse_it_too_when_the_session_asks_them_to_look_away(self) -> None:
        triggers = PeriodRun._meta.triggers  # type: ignore[attr-defined]
        names = ",".join(trigger.get_pgid(PeriodRun) for trigger in triggers)

        with tenant.serving(a_municipality()), pytest.raises(DatabaseError, match="Invalid transition"):
            _states_of_a_finished_run_after(f"SET LOCAL pgtrigger.ignore = '{{{names}}}'")

    def test_stand_on_each_table_with_a_state(self) -> None:
        assert {trigger.name for trigger in Entitlement._meta.triggers} == {"moves", "begins"}  # type: ignore[attr-defined]
