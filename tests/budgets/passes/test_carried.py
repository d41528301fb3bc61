"""What a pass carries: the budgets of its person, of their household and of their children, until when and for what."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgets.entitlements.operations import stop
from budgets.operation import municipal_transaction, reading
from budgets.parties.households import MemberLine, register_households
from budgets.parties.queries import find_households
from budgets.passes.operations import report_lost
from budgets.passes.queries import list_carried
from budgets.passes.refusals import PassUnknown
from ledger import tenant
from ledger.amount import Unit
from tests.budgets.entitlements.town import a_town, award_to, enter_people, open_scheme, rows, run
from tests.budgets.passes.town import TODAY, YEAR_BEGINS, a_pass, open_passes, put_on_pass
from tests.builders import LONG_AGO, TEST

pytestmark = pytest.mark.usefixtures("database")
LAST_DAY = date(2026, 12, 31)
FREE, SPORT = {"amount": "100.00"}, {"amount": "60.00", "activities": ["sport"]}


@pytest.fixture
def people():
    """Serve a town; give three people who live together and one who does not."""
    with a_town():
        people = enter_people(4)
        lines = [
            MemberLine(number=number, household="h1", client_number=f"k{number:04}", from_on=LONG_AGO)
            for number in range(3)
        ]
        register_households(lines=lines, actor=TEST, on=LONG_AGO)
        yield people


def household():
    return reading(find_households)(["h1"])["h1"]


def leave(client_number):
    left = MemberLine(number=2, household="h1", client_number=client_number, from_on=LONG_AGO, until_on=TODAY)
    register_households(lines=[left], actor=TEST, on=TODAY)


def carried(issued, on=TODAY, **asked):
    return reading(list_carried)(issued.id, on=on, **asked)


class TestAPassOfAPerson:
    def test_carries_the_budgets_of_each_scheme_in_the_order_in_which_they_pay(self, people):
        noor = people[0]
        open_passes("stadspas", budgets={"vrij": FREE, "sport": SPORT})
        put_on_pass(noor, "stadspas")
        issued = a_pass(noor)

        found = carried(issued)

        assert [(each.budget, each.available, each.activities, each.until) for each in found] == [
            ("sport", 6_000, frozenset({"sport"}), LAST_DAY), ("vrij", 10_000, None, LAST_DAY),
        ]  # fmt: skip
        assert {(each.unit, each.granted_on, each.person_id) for each in found} == {(Unit.EUR, YEAR_BEGINS, noor)}

    def test_carries_points_as_points(self, people):
        open_passes("meedoen", unit="POINT", point_value="0.50", amount={"adult": "40"}, grace_days="14")
        put_on_pass(people[0], "meedoen", category="adult")

        [found] = carried(a_pass(people[0]))

        assert (found.unit, found.balance, found.until) == (Unit.POINT, 40, LAST_DAY + timedelta(days=14))

    def test_carries_nothing_that_is_paid_out(self, people):
        open_scheme("bouwdepot")
        award_to(people[:1], "bouwdepot", starts_on=YEAR_BEGINS)
        run("bouwdepot", YEAR_BEGINS)

        assert carried(a_pass(people[0])) == []

    def test_carries_what_a_stopped_right_left(self, people):
        open_passes("meedoen", amount={"adult": "300.00"})
        put_on_pass(people[0], "meedoen", category="adult")
        [(entitlement,)] = rows("SELECT id FROM entitlements_entitlement")
        stop(entitlement_id=entitlement, actor=TEST, on=TODAY)

        assert [each.balance for each in carried(a_pass(people[0]))] == [30_000]

    def test_carries_what_was_announced_late_for_longer(self, people):
        open_passes("meedoen", amount={"adult": "300.00"})
        put_on_pass(people[0], "meedoen", category="adult")
        issued, late = a_pass(people[0]), date(2026, 12, 20)
        assert carried(issued, late)[0].until == late + timedelta(days=41)

        run("meedoen", late)

        for day in (late, late + timedelta(days=10)):
            assert carried(issued, day)[0].until == late + timedelta(days=41)
        run("meedoen", late + timedelta(days=21))
        assert carried(issued, late + timedelta(days=21))[0].until == late + timedelta(days=41)
        run("meedoen", late + timedelta(days=42))
        assert carried(issued, late + timedelta(days=42)) == []

    def test_carries_what_stays_for_a_year_more(self, people):
        open_passes("meedoen", amount={"adult": "300.00"}, carry_over="50.00")
        put_on_pass(people[0], "meedoen", category="adult")
        issued = a_pass(people[0])

        for day in (date(2026, 11, 20), date(2026, 12, 11), date(2027, 1, 1)):
            run("meedoen", day)

        assert [(each.balance, each.until) for each in carried(issued, date(2027, 1, 1))] == [
            (5_000, date(2027, 12, 31))
        ]

    def test_carries_what_a_point_is_worth_on_the_day(self, people):
        dated = [{"from": LONG_AGO, "value": "0.50"}, {"from": date(2026, 7, 1), "value": "0.60"}]
        open_passes("meedoen", unit="POINT", point_value=dated, amount={"adult": "40"}, activity_caps={"sport": "10"})
        put_on_pass(people[0], "meedoen", category="adult")
        issued = a_pass(people[0])

        [before], [after] = carried(issued, date(2026, 6, 30)), carried(issued, date(2026, 7, 1))

        assert (before.worth, after.worth, before.caps) == (50, 60, {"sport": 10})

    def test_that_is_not_there_carries_nothing(self, people):
        with pytest.raises(PassUnknown):
            reading(list_carried)(uuid4(), on=TODAY)


class TestAPassOfAHousehold:
    def test_carries_what_was_awarded_with_it_to_those_without_a_pass(self, people):
        open_passes("meedoen", amount={"adult": "300.00"})
        for person in people:
            put_on_pass(person, "meedoen", category="adult")
        of_all = a_pass(people[0], household_id=household())

        assert {each.person_id for each in carried(of_all)} == set(people[:3])

        own = a_pass(people[1])
        assert {each.person_id for each in carried(of_all)} == {people[0], people[2]}
        assert {each.person_id for each in carried(own)} == {people[1]}
        report_lost(pass_id=own.id, actor=TEST, on=TODAY)
        assert {each.person_id for each in carried(of_all)} == set(people[:3])

    def test_does_not_carry_what_is_of_who_left(self, people):
        open_passes("meedoen", amount={"adult": "300.00"})
        put_on_pass(people[1], "meedoen", category="adult")
        of_all = a_pass(people[0], household_id=household())
        assert {each.person_id for each in carried(of_all)} == {people[1]}

        leave("k0001")

        assert carried(of_all) == []

    def test_of_who_left_carries_what_is_theirs_and_nothing_of_the_household(self, people):
        open_passes("meedoen", amount={"adult": "300.00"})
        for person in people[:2]:
            put_on_pass(person, "meedoen", category="adult", household_id=household())
        of_all = a_pass(people[0], household_id=household())
        assert {each.person_id for each in carried(of_all)} == set(people[:2])

        leave("k0000")

        assert {each.person_id for each in carried(of_all)} == {people[0]}
        day_before = TODAY - timedelta(days=1)
        assert {each.person_id for each in carried(of_all, day_before)} == set(people[:2])


class TestSubPasses:
    def test_are_carried_when_they_are_asked_as_well(self, people):
        open_passes("meedoen", amount={"adult": "300.00", "child": "100.00"})
        put_on_pass(people[0], "meedoen", category="adult")
        put_on_pass(people[1], "meedoen", category="child")
        parent = a_pass(people[0])
        child = a_pass(people[1], parent_id=parent.id)

        assert [each.balance for each in carried(parent)] == [30_000]
        assert sorted(each.balance for each in carried(parent, with_sub_passes=True)) == [10_000, 30_000]
        assert [each.balance for each in carried(child, with_sub_passes=True)] == [10_000]


def rows_read(*tables):
    """Give how many rows of tables were read by now, by an index or from the first to the last, and how often so."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, idx_tup_fetch + seq_tup_read, seq_scan FROM pg_stat_xact_user_tables"
            " WHERE relname = ANY (%s)",
            [list(tables)],
        )
        return {table: (read, in_full) for table, read, in_full in cursor.fetchall()}


class TestTheOrder:
    def test_of_the_database_is_the_rule_s(self, people):
        open_passes("stadspas", budgets={"vrij": FREE, "sport": SPORT, "cultuur": SPORT | {"lapses_on": "06-30"}})
        open_passes("meedoen", amount={"adult": "300.00"}, grace_days="14")
        open_passes("kindpakket", amount={"fiets": "150.00", "school": "50.00"})
        for scheme, on in (("stadspas", date(2026, 1, 5)), ("meedoen", YEAR_BEGINS), ("kindpakket", YEAR_BEGINS)):
            put_on_pass(people[0], scheme, category="adult" if scheme == "meedoen" else "", on=on)
        issued = a_pass(people[0])

        told = rows("SELECT entitlement_id FROM passes_carried(%s, %s, %s)", tenant.current(), issued.id, TODAY)

        ids = [each.entitlement_id for each in carried(issued)]
        assert (len(ids), told) == (6, [(each,) for each in ids])


class TestQueries:
    def test_read_what_is_theirs_by_indexes_and_nothing_of_others(self, people):
        open_passes("meedoen", amount={"adult": "300.00"})
        for person in people:
            put_on_pass(person, "meedoen", category="adult")
        issued = a_pass(people[0])
        # The few budgets of a town this small are all read by whatever index begins with the town: they say nothing.
        tables = "entitlements_entitlement", "ledger_balance"

        with municipal_transaction():
            before = rows_read(*tables)
            assert len(list_carried(issued.id, on=TODAY)) == 1
            after = rows_read(*tables)

        assert {each: after[each][0] - before[each][0] for each in tables} == dict.fromkeys(tables, 1)
        assert all(after[each][1] == before[each][1] for each in tables)

    def test_are_as_many_for_many_budgets_as_for_two(self, people):
        open_passes("stadspas", budgets={"vrij": FREE, "sport": SPORT, "cultuur": SPORT, "fiets": FREE})
        put_on_pass(people[0], "stadspas")
        issued = a_pass(people[0])

        with municipal_transaction(), CaptureQueriesContext(connection) as asked:
            found = list_carried(issued.id, on=TODAY)

        assert (len(found), len(asked)) == (4, 1)
