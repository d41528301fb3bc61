"""A leak is found when it is there: each bug that lets a stranger in is made, found by its probe, and undone."""

import pytest
from psycopg import sql

from tests.ledger.seeds import without
from tests.tenants import keys, prober

PERSON, POLICY = "parties_person", "parties_person_of_municipality"
EVERYTHING = "GRANT SELECT, INSERT, UPDATE, DELETE ON"
A_PLAIN_KEY = """
    ALTER TABLE parties_person ADD CONSTRAINT plain_id UNIQUE (id);
    ALTER TABLE entitlements_grant DROP CONSTRAINT entitlements_grant_person_id_within;
    ALTER TABLE entitlements_grant ADD CONSTRAINT plain FOREIGN KEY (person_id) REFERENCES parties_person (id)
"""


@pytest.fixture
def seed(admin, towns):
    """Make a bug as the administrator, and go on as the application: in one transaction, which is undone."""

    def make(*statements, role="grondslag_app"):
        for statement in statements:
            admin.execute(statement)
        admin.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role)))
        return admin

    return make


@pytest.fixture
def ids(towns):
    return {"served": towns[0].municipality_id, "stranger": towns[1].municipality_id}


class TestTables:
    def test_are_not_suspected_for_nothing(self, admin, seed, ids):
        rows = prober.copy_rows(admin, PERSON, ids["stranger"])
        raw = seed()

        assert prober.read_strangers(raw, PERSON, served=ids["served"]) == []
        assert prober.write_strangers(raw, PERSON, rows=rows, **ids) == []

    @pytest.mark.parametrize(
        "bug",
        [
            f"ALTER TABLE {PERSON} DISABLE ROW LEVEL SECURITY",
            f"ALTER POLICY {POLICY} ON {PERSON} USING (true)",
            f"CREATE POLICY another ON {PERSON} FOR SELECT USING (true)",
            f"ALTER POLICY {POLICY} ON {PERSON} USING (municipality_id >= nullif(current_setting("
            "'grondslag.municipality', true), '')::integer)",
        ],
    )
    def test_without_a_fence_are_found_by_reading(self, seed, ids, bug):
        raw = seed(bug)

        assert prober.read_strangers(raw, PERSON, served=ids["served"]) != []
        assert prober.find_unfenced(raw) == [PERSON]

    @pytest.mark.parametrize(
        "bug",
        [
            f"ALTER POLICY {POLICY} ON {PERSON} WITH CHECK (true)",
            f"CREATE POLICY another ON {PERSON} FOR INSERT WITH CHECK (true)",
        ],
    )
    def test_open_for_writing_are_found_by_writing(self, admin, seed, ids, bug):
        rows = [row | {"client_number": "another"} for row in prober.copy_rows(admin, PERSON, ids["stranger"])]
        raw = seed(bug)

        assert prober.write_strangers(raw, PERSON, rows=rows[:1], **ids) == [f"{PERSON}: a row of another is added"]
        assert prober.find_unfenced(raw) == [PERSON]

    def test_that_may_be_emptied_are_found_by_writing(self, seed, ids):
        raw = seed(f"ALTER TABLE {PERSON} DISABLE ROW LEVEL SECURITY", f"{EVERYTHING} {PERSON} TO grondslag_app")

        found = prober.write_strangers(raw, PERSON, rows=[], **ids)

        assert [what for what in found if "UPDATE" in what and " 4 rows" in what] != []
        assert [what for what in found if "DELETE" in what] != []

    def test_whose_owner_is_not_fenced_are_found_in_the_catalogue(self, seed):
        assert prober.find_unfenced(seed(f"ALTER TABLE {PERSON} NO FORCE ROW LEVEL SECURITY")) == [PERSON]

    def test_that_are_new_and_have_no_fence_are_found(self, seed, ids):
        raw = seed(
            "CREATE TABLE leaky (municipality_id integer NOT NULL)",
            f"INSERT INTO leaky VALUES ({ids['stranger']})",
            f"{EVERYTHING} leaky TO grondslag_app",
        )

        assert prober.find_unfenced(raw) == ["leaky"]
        assert "leaky" in prober.list_municipal_tables(raw)
        assert prober.read_strangers(raw, "leaky", served=None) == ["leaky: 1 rows of others are read "]

    def test_that_are_new_and_have_no_municipality_are_found(self, seed):
        assert prober.find_unlisted(seed("CREATE TABLE shared (id integer)")) == ["shared"]

    def test_that_all_share_and_that_become_writable_are_found(self, seed):
        raw = seed("GRANT UPDATE (name) ON ledger_municipality TO grondslag_app")

        assert prober.find_unlisted(raw) == ["ledger_municipality is written"]


class TestFunctions:
    def test_that_do_not_ask_whose_work_it_is_are_found(self, seed, ids):
        raw = seed(without("ledger_lock_accounts", "PERFORM ledger_check_municipality(p_municipality);"))

        assert prober.ask_for_stranger(raw, **ids) == ["ledger_lock_accounts says “” to a stranger"]

    def test_that_are_new_and_take_no_municipality_are_found(self, seed, ids):
        raw = seed("CREATE FUNCTION peep() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT 1::bigint'")

        assert prober.ask_for_stranger(raw, **ids) == ["peep takes no municipality"]


class TestKeys:
    def test_without_the_municipality_are_found(self, seed, ids):
        raw = seed(A_PLAIN_KEY, role="postgres")

        [plain] = [key for key in keys.list_keys(raw) if not key.is_within]

        assert plain.name == "plain"
        assert keys.point_across(raw, plain, mine=ids["served"], stranger=ids["stranger"]) == ""

    def test_that_are_unique_for_all_are_found(self, seed):
        raw = seed("CREATE UNIQUE INDEX one_for_all ON trail_act (municipality_id, id)", role="postgres")
        assert keys.find_oracles(raw) == []

        raw.execute("CREATE UNIQUE INDEX oracle ON parties_officer (id, code)")

        assert keys.find_oracles(raw) == ["oracle"]

    def test_that_lead_to_no_municipality_are_found(self, seed):
        raw = seed("ALTER TABLE parties_household DROP CONSTRAINT parties_household_municipality", role="postgres")

        assert keys.list_rootless(raw) == ["parties_household"]
