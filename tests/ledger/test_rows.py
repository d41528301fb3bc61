"""Writing many rows at once: judged by the table as rows of the ORM are, and kept as they were given."""

import time
from datetime import date
from uuid import RFC_4122, uuid4

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from budgets.entitlements.models import Move, Period
from budgets.operation import municipal_transaction
from budgets.trail.models import Act
from ledger import tenant
from ledger.rows import write_rows
from tests.builders import a_municipality

ON = date(2026, 1, 1)


@pytest.fixture
def municipality(database):
    municipality_id = a_municipality()
    with tenant.serving(municipality_id):
        yield municipality_id


def act(**given):
    return {
        "actor": "test",
        "name": "row.written",
        "refused": "",
        "subject": None,
        "origin": "",
        "facts": {},
        "on": ON,
    } | given


def written():
    with municipal_transaction():
        return list(Act.objects.filter(name="row.written").order_by("actor"))


class TestWriteRows:
    def test_keeps_every_value_as_it_was_given(self, municipality):
        subject, facts = uuid4(), {"said": 'a "quote", a \\ and a €', "list": [1, None, {"deep": True}]}

        with municipal_transaction():
            write_rows(Act, [act(actor="a", subject=subject, facts=facts), act(actor='b {"}', facts=[])])

        first, second = written()
        assert (first.actor, first.subject, first.facts, first.on) == ("a", subject, facts, ON)
        assert (second.actor, second.subject, second.facts) == ('b {"}', None, [])

    def test_fills_in_the_id_the_municipality_and_what_the_database_knows(self, municipality):
        with municipal_transaction():
            write_rows(Act, [act(actor="a"), act(actor="b")])

        first, second = written()
        assert first.id != second.id
        assert first.municipality_id == second.municipality_id == municipality
        assert first.at is not None

    def test_of_nothing_asks_nothing(self, municipality):
        with municipal_transaction(), CaptureQueriesContext(connection) as captured:
            write_rows(Act, [])

        assert len(captured) == 0

    def test_takes_one_round_trip_for_any_number(self, municipality):
        with municipal_transaction(), CaptureQueriesContext(connection) as captured:
            write_rows(Act, [act(actor=str(number)) for number in range(300)])

        assert len(captured) == 1
        assert len(written()) == 300

    def test_cuts_no_text_off_that_is_too_long(self, municipality):
        with pytest.raises(DatabaseError, match="too long"), municipal_transaction():
            write_rows(Act, [act(actor="a"), act(refused="x" * 61)])

        assert written() == []

    def test_is_judged_by_the_guards_of_the_table(self, municipality):
        period = {
            "entitlement_id": uuid4(), "number": 1, "starts_on": ON, "ends_on": date(2026, 4, 1), "due_on": ON,
            "whole": True, "opening_balance_minor": 0, "used_minor": 0, "granted_minor": 0, "explanation": {},
        }  # fmt: skip

        with pytest.raises(DatabaseError, match="may not begin as UPCOMING"), municipal_transaction():
            write_rows(Period, [period | {"state": "UPCOMING"}])
        with pytest.raises(DatabaseError, match="entitlements_period_entitlement_id_within"), municipal_transaction():
            write_rows(Period, [period | {"state": "MET"}])

    def test_writes_no_row_for_another_municipality_than_the_database_was_told(self, municipality):
        other = a_municipality("Andersstad")

        with (
            pytest.raises(DatabaseError, match="row-level security"),
            municipal_transaction(),
            tenant.serving(other),
        ):
            write_rows(Act, [act()])

    def test_leaves_a_column_empty_where_no_row_says_anything(self, municipality):
        move = {
            "entitlement_id": uuid4(), "number": 1, "name": "award", "to": "ACTIVE", "on": ON, "reason": "",
            "explanation": None,
        }  # fmt: skip

        # It gets as far as the key: the types of a column of nothing are known.
        with pytest.raises(DatabaseError, match="entitlements_move_entitlement_id_within"), municipal_transaction():
            write_rows(Move, [move])


class TestAnIdOfTheDatabase:
    def test_is_of_version_7_and_says_when_it_was_made(self, municipality):
        begun = time.time()
        ids = new_ids(3)
        ended = time.time()

        assert {each.version for each in ids} == {7}
        assert {each.variant for each in ids} == {RFC_4122}
        assert all(begun - 0.002 <= (each.int >> 80) / 1_000 <= ended + 0.002 for each in ids)

    def test_is_another_each_time_and_later_ones_come_later(self, municipality):
        first = new_ids(500)
        time.sleep(0.005)
        second = new_ids(500)

        assert len({*first, *second}) == 1_000
        assert max(first) < min(second)


def new_ids(how_many):
    with municipal_transaction(), connection.cursor() as cursor:
        cursor.execute("SELECT ledger_new_id() FROM generate_series(1, %s)", [how_many])
        return [made for (made,) in cursor.fetchall()]
