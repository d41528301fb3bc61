"""Raw SQL against every table there is: what is another municipality's is neither seen nor written."""

import pytest

from tests.budgets.test_lifecycle_guards import BEGINNINGS
from tests.tenants import prober
from tests.tenants.towns import EMPTY


@pytest.fixture
def tables(admin):
    return prober.list_municipal_tables(admin)


def beginning(table, row):
    """Give a row in the states in which the guard of its machine lets it begin: past that guard stands the fence."""
    return [row | {"state": state} for state in BEGINNINGS[table]] if table in BEGINNINGS else [row]


class TestEveryTable:
    def test_with_a_municipality_is_fenced(self, admin):
        assert prober.find_unfenced(admin) == []

    def test_without_one_is_known_with_its_reason_and_not_written(self, admin):
        assert prober.find_unlisted(admin) == []
        assert set(prober.SHARED) <= set(prober.list_shared_tables(admin))

    def test_has_rows_of_both_towns_so_that_seeing_none_says_something(self, admin, tables, towns):
        empty = {
            table for table in tables for town in towns if not prober.count_rows(admin, table, town.municipality_id)
        }

        assert empty == set(EMPTY)

    def test_shows_a_town_its_own_rows(self, app, tables, towns):
        one, _ = towns

        with prober.serving(app, one.municipality_id):
            unseen = [table for table in tables if not prober.count_rows(app, table, one.municipality_id)]

        assert unseen == sorted(EMPTY)


class TestTheApplication:
    @pytest.mark.parametrize("serves", ["one town", "nobody"])
    def test_reads_nothing_of_another(self, app, tables, towns, serves):
        served = towns[0].municipality_id if serves == "one town" else None

        assert [what for table in tables for what in prober.read_strangers(app, table, served=served)] == []

    @pytest.mark.parametrize("serves", ["one town", "nobody"])
    def test_writes_nothing_of_another(self, app, admin, tables, towns, serves):
        served = towns[0].municipality_id if serves == "one town" else None
        stranger = towns[1].municipality_id

        found = []
        for table in tables:
            rows = [each for row in prober.copy_rows(admin, table, stranger) for each in beginning(table, row)]
            found += prober.write_strangers(app, table, served=served, stranger=stranger, rows=rows)

        assert found == []

    def test_does_not_read_another_in_the_statistics_of_the_planner(self, app, admin, tables, towns):
        admin.execute("ANALYZE")

        told = "SELECT count(*) FROM pg_stats WHERE schemaname = 'public' AND tablename = ANY (%s)"

        assert admin.execute(told, [tables]).fetchone()[0] > 0
        assert app.execute(told, [tables]).fetchone() == (0,)

    def test_does_not_count_another_by_a_sequence(self, app, towns):
        # One at a time: the planner may ask for the privilege before it looks at what kind of thing it is.
        sequences = app.execute(
            "SELECT oid FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace"
        ).fetchall()
        may = [
            app.execute("SELECT has_sequence_privilege(%s::oid, 'USAGE, SELECT, UPDATE')", oid).fetchone()
            for oid in sequences
        ]

        assert set(may) == {(False,)}
