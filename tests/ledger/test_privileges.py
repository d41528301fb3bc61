"""What the roles may do, asked of the catalogue over all tables and functions, whoever made them."""

import pytest
from django.db import connection, connections

APP, OWNER = "grondslag_app", "grondslag_owner"
READABLE_BY_ALL = {"ledger_municipality", "ledger_unit", "ledger_class", "ledger_flow"}
OF_THE_INSTALLATION = {"outbox_heartbeat", "limits_count"}
"""Kept by the worker processes about themselves, and about who tries codes, before it is known whose they are."""

MAY_BE_ASKED = {
    "ledger_book",
    "ledger_book_all",
    "ledger_reverse",
    "ledger_find_accounts",
    "ledger_open_accounts",
    "ledger_lock_accounts",
    "ledger_open_book",
    "ledger_take_outbox",
    "ledger_keep_open",
    "ledger_close_month",
    "ledger_reopen_month",
    "ledger_place_hold",
    "ledger_post_hold",
    "ledger_void_hold",
    "ledger_expire_holds",
    "ledger_roll_up",
    "ledger_seal_day",
    "ledger_give_notice",
}
"""The functions that run as the owner: each checks the municipality it is asked for."""

OURS = "c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
WRITING = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


@pytest.fixture
def rows(database):
    def ask(statement, *parameters):
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters or None)
            return cursor.fetchall()

    return ask


class TestRoles:
    @pytest.mark.parametrize("role", [APP, OWNER])
    def test_have_no_power_over_the_rules(self, rows, role):
        [powers] = rows(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = %s",
            role,
        )

        assert not any(powers)

    def test_are_the_ones_that_the_application_connects_as(self, rows):
        assert rows("SELECT current_user, session_user") == [(APP, APP)]

    def test_of_the_application_owns_nothing(self, rows):
        assert (
            rows("SELECT classid::regclass, objid FROM pg_shdepend WHERE refobjid = %s::regrole AND deptype = 'o'", APP)
            == []
        )

    def test_of_the_application_is_no_member_of_another(self, rows):
        assert rows("SELECT roleid::regrole FROM pg_auth_members WHERE member = %s::regrole", APP) == []

    def test_of_the_application_makes_nothing(self, rows):
        assert rows(
            """SELECT has_schema_privilege('public', 'CREATE'), has_database_privilege(current_database(), 'CREATE'),
                has_database_privilege(current_database(), 'TEMPORARY')"""
        ) == [(False, False, False)]


class TestTables:
    def test_of_the_ledger_are_only_read_by_the_application(self, rows):
        may = f"SELECT relname, has_table_privilege(c.oid, %s) FROM pg_class c WHERE {OURS} AND relname LIKE 'ledger%%'"
        columns = may.replace("table_privilege", "any_column_privilege")

        assert len(rows(may, "SELECT")) == 18
        assert all(allowed for _, allowed in rows(may, "SELECT"))
        assert not [(name, verb) for verb in WRITING for name, allowed in rows(may, verb) if allowed]
        assert not [(name, verb) for verb in WRITING[:2] for name, allowed in rows(columns, verb) if allowed]

    def test_are_never_emptied_or_changed_in_shape_by_the_application(self, rows):
        assert rows(
            f"SELECT relname FROM pg_class c WHERE {OURS} AND has_table_privilege(c.oid, 'TRUNCATE, TRIGGER')"
        ) == []  # fmt: skip

    def test_with_a_municipality_are_fenced_for_reading_and_writing(self, rows):
        found = rows(
            f"""SELECT relname, relrowsecurity AND relforcerowsecurity
                    AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid),
                coalesce((SELECT bool_and(polpermissive AND polcmd = '*' AND polroles = '{{0}}'
                        AND strpos(pg_get_expr(polqual, polrelid), 'municipality_id =') > 0
                        AND pg_get_expr(polqual, polrelid) = pg_get_expr(polwithcheck, polrelid))
                    FROM pg_policy p WHERE p.polrelid = c.oid), false)
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'municipality_id'
            WHERE NOT attisdropped AND {OURS}"""
        )

        assert {"ledger_account", "ledger_balance", "ledger_entry", "ledger_posting", "ledger_outbox"} <= {
            name for name, *_ in found
        }
        assert [name for name, forced, whole in found if not (forced and whole)] == []

    def test_without_a_municipality_hold_no_data_of_one(self, rows):
        # Django's own tables are of the program, or say who logs in before a municipality is known; their names begin
        # with the application's.
        found = rows(
            f"""SELECT relname FROM pg_class c
            WHERE {OURS} AND relname !~ '^(django|auth|account|mfa)_' AND NOT EXISTS (
                SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'municipality_id' AND NOT attisdropped)"""
        )

        assert {name for (name,) in found} == READABLE_BY_ALL | OF_THE_INSTALLATION

    def test_point_to_one_another_only_within_a_municipality(self, rows):
        found = rows(
            """SELECT conrelid::regclass::text, conname FROM pg_constraint k
            WHERE contype = 'f' AND confrelid::regclass::text NOT IN (SELECT unnest(%s::text[])) AND confrelid IN (
                SELECT attrelid FROM pg_attribute WHERE attname = 'municipality_id' AND NOT attisdropped)
            AND NOT EXISTS (
                SELECT FROM unnest(conkey, confkey) pair (mine, theirs)
                JOIN pg_attribute m ON m.attrelid = conrelid AND m.attnum = mine AND m.attname = 'municipality_id'
                JOIN pg_attribute t ON t.attrelid = confrelid AND t.attnum = theirs AND t.attname = m.attname)""",
            sorted(READABLE_BY_ALL),
        )

        assert found == []

    def test_are_seen_through_views_only_with_the_rights_of_who_looks(self, rows):
        # A view runs as its owner, unless it says otherwise.
        views = rows(
            """SELECT relname, coalesce(reloptions::text LIKE '%security_invoker=true%', false)
            FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')"""
        )

        assert [name for name, invoker in views if not invoker] == []


class TestFunctions:
    OF_OURS = "FROM pg_proc p WHERE pronamespace = 'public'::regnamespace"

    def test_have_a_search_path_of_their_own(self, rows):
        # `pgtrigger` writes its functions itself; they name what they touch in full and run as whoever writes. A body
        # that was read when it was made looks no name up any more.
        loose = rows(
            f"""SELECT proname {self.OF_OURS} AND proname !~ 'pgtrigger' AND prosqlbody IS NULL
            AND NOT coalesce(proconfig::text LIKE '%search_path=public, pg_temp%', false)"""
        )

        assert loose == []

    def test_are_closed_to_everyone_unless_opened(self, rows):
        open_to_all = rows(
            f"""SELECT proname {self.OF_OURS} AND prorettype <> 'trigger'::regtype
            AND proname !~ 'pgtrigger' AND (proacl IS NULL OR EXISTS (
                SELECT FROM aclexplode(proacl) WHERE grantee = 0))"""
        )

        assert open_to_all == []

    def test_that_run_as_the_owner_are_the_ones_that_may_be_asked(self, rows):
        asked = rows(f"SELECT proname {self.OF_OURS} AND has_function_privilege(p.oid, 'EXECUTE') AND prosecdef")
        definers = rows(f"SELECT proname {self.OF_OURS} AND prosecdef")

        assert {name for (name,) in asked} == {name for (name,) in definers} == MAY_BE_ASKED

    def test_that_may_be_asked_check_their_municipality(self, rows):
        bodies = dict(rows(f"SELECT proname, prosrc {self.OF_OURS} AND prosecdef"))

        unchecked = {name for name, body in bodies.items() if "ledger_check_municipality(p_municipality)" not in body}

        assert unchecked == {"ledger_open_book"}  # It makes the municipality; nothing of one is read or written.


class TestTrial:
    """What the catalogue says, tried."""

    @pytest.mark.parametrize(
        "statement",
        [
            "INSERT INTO ledger_entry (municipality_id, key) VALUES (1, 'x')",
            "INSERT INTO ledger_posting (municipality_id) VALUES (1)",
            "INSERT INTO ledger_flow VALUES ('reclaim', 'ENTITLED', 'FUND')",
            "UPDATE ledger_municipality SET name = 'x'",
            "DELETE FROM ledger_outbox",
            "UPDATE ledger_outbox_taken SET entries = 0",
            "TRUNCATE ledger_posting",
            "ALTER TABLE ledger_posting DISABLE TRIGGER ALL",
            "ALTER TABLE ledger_posting DISABLE ROW LEVEL SECURITY",
            "CREATE TABLE mine (id int)",
            "SET ROLE grondslag_owner",
            "SET session_replication_role = 'replica'",
            "SELECT ledger_refuse('x', '{}')",
        ],
    )
    def test_is_refused_to_the_application(self, rows, statement):
        with pytest.raises(Exception, match=r"permission denied|must be owner"):
            rows(statement)

    def test_shows_nothing_to_whoever_serves_no_municipality(self, book, rows):
        book.fill(free=10)

        for alias in ("default", "owner"):
            with connections[alias].cursor() as cursor:
                for table in ("ledger_account", "ledger_balance", "ledger_entry", "ledger_posting", "ledger_outbox"):
                    cursor.execute(f"SELECT count(*) FROM {table}")
                    assert cursor.fetchone() == (0,)
