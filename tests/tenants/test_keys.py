"""No row can point into another municipality, and no refusal tells what is there: the keys begin with whose it is."""

from tests.tenants import keys


class TestForeignKeys:
    def test_go_from_a_municipality_to_the_same(self, admin):
        found = keys.list_keys(admin)

        assert len(found) >= 19
        assert [key.name for key in found if not key.is_within] == []

    def test_refuse_each_a_row_that_points_to_a_stranger(self, admin, towns):
        mine, stranger = (town.municipality_id for town in towns)

        said = {key.name: keys.point_across(admin, key, mine=mine, stranger=stranger) for key in keys.list_keys(admin)}

        assert said == {name: "" if name in keys.AT_HOME else name for name in said}


class TestEveryTable:
    def test_holds_rows_of_a_municipality_that_is_there(self, admin):
        assert keys.list_rootless(admin) == []


class TestUniqueKeys:
    def test_do_not_tell_what_another_municipality_has(self, admin):
        assert keys.find_oracles(admin) == []


class TestEveryIndex:
    def test_begins_with_whose_a_row_is(self, admin):
        assert keys.list_other_beginnings(admin) == sorted(keys.ANOTHER_FIRST)
