"""What the database keeps by itself about rounds, whoever writes: as the application's role, past all operations."""

import pytest
from django.db import DatabaseError

from tests.budgets.entitlements.town import a_town, enter_people, rows
from tests.budgets.rounds.town import claim, lock, open_woonlastenfonds, propose_and_approve
from tests.builders import an_officer

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def officers():
    with a_town():
        yield [an_officer("Anna"), an_officer("Bilal")]


@pytest.fixture
def drafted(officers):
    round_id = open_woonlastenfonds()
    claim(round_id, enter_people(4))
    return round_id


@pytest.fixture
def approved(drafted, officers):
    propose_and_approve(drafted, officers)
    return drafted


@pytest.fixture
def locked(drafted, officers):
    lock(drafted, officers)
    return drafted


def refuses(statement, *parameters, match):
    with pytest.raises(DatabaseError, match=match):
        rows(statement, *parameters)


class TestADraft:
    def test_is_not_proposed_over_other_sums_than_its_claims(self, drafted, officers):
        refuses(
            "UPDATE rounds_round SET state = 'PROPOSED', factor_millionths = 1, full_minor = 1, total_minor = 0,"
            " proposed_by_id = %s WHERE id = %s",
            officers[0],
            drafted,
            match="over all claims",
        )

    def test_has_no_factor(self, drafted):
        refuses("UPDATE rounds_round SET factor_millionths = 1 WHERE id = %s", drafted, match="round_has_a_factor")

    def test_keeps_its_budget_and_its_window(self, drafted):
        for column in ("budget_minor = 1", "window_until = '2030-01-01'", "seed = 'x'"):
            refuses(f"UPDATE rounds_round SET {column} WHERE id = %s", drafted, match="permission denied")


class TestAnApproval:
    def test_is_not_of_who_proposed(self, drafted, approved, officers):
        refuses(
            "UPDATE rounds_round SET approved_by_id = proposed_by_id WHERE id = %s",
            approved,
            match="do not change|by_another",
        )

    def test_holds_for_exactly_these_contributions(self, approved):
        refuses("UPDATE rounds_claim SET contribution_minor = 0 WHERE round_id = %s", approved, match="only awarded")
        refuses(
            "UPDATE rounds_claim SET full_minor = full_minor + 1 WHERE round_id = %s", approved, match="only awarded"
        )

    @pytest.mark.parametrize("change", ["factor_millionths = 1", "total_minor = 0", "full_minor = 0"])
    def test_holds_for_exactly_this_factor(self, approved, change):
        refuses(f"UPDATE rounds_round SET {change} WHERE id = %s", approved, match="not change")

    def test_goes_with_the_factor_when_the_round_is_revised(self, approved):
        refuses(
            "UPDATE rounds_round SET state = 'DRAFT' WHERE id = %s", approved, match="round_has_a_factor|by_another"
        )

    def test_is_needed_for_the_lock(self, drafted, officers):
        refuses("UPDATE rounds_round SET state = 'LOCKED' WHERE id = %s", drafted, match="Invalid transition|over all")


class TestALockedRound:
    @pytest.mark.parametrize(
        "change", ["contribution_minor = contribution_minor - 1", "full_minor = full_minor + 1", "facts = '{}'"]
    )
    def test_keeps_its_claims_as_they_were_divided(self, locked, change):
        refuses(f"UPDATE rounds_claim SET {change} WHERE round_id = %s", locked, match="only awarded")

    def test_keeps_what_was_asked_together(self, locked):
        refuses("UPDATE rounds_round SET full_minor = full_minor + 1 WHERE id = %s", locked, match="do not change")

    def test_takes_no_claim_that_got_something(self, locked):
        columns = "municipality_id, round_id, claimed_on, facts, full_minor, explanation, contribution_minor"
        refuses(
            f"INSERT INTO rounds_claim (id, number, person_id, {columns})"
            f" SELECT gen_random_uuid(), 99, %s, {columns} FROM rounds_claim WHERE round_id = %s LIMIT 1",
            enter_people(1, beginning="late")[0],
            locked,
            match="gets nothing yet",
        )

    @pytest.mark.parametrize(
        ("change", "match"),
        [
            ({"before_minor": "0"}, "from what it was"),
            ({"number": "2"}, "from what it was"),
            ({"entitlement_id": "(SELECT entitlement_id FROM rounds_claim WHERE number = 2)"}, "its own person"),
            ({"after_minor": "c.full_minor + 1"}, "from what it was"),
            ({}, "its budget"),
        ],
    )
    def test_raises_by_rule_only(self, locked, change, match):
        said = {
            **{"id": "gen_random_uuid()", "municipality_id": "c.municipality_id", "claim_id": "c.id", "number": "1"},
            **{'"on"': "now()", "officer_id": "r.approved_by_id", "reason": "'x'", "facts": "c.facts"},
            **{"full_minor": "c.full_minor", "before_minor": "c.contribution_minor", "after_minor": "c.full_minor"},
            **{"entitlement_id": "c.entitlement_id", "explanation": "c.explanation"},
        } | change
        refuses(
            f"INSERT INTO rounds_raise ({', '.join(said)}) SELECT {', '.join(said.values())}"
            " FROM rounds_claim c JOIN rounds_round r ON r.id = c.round_id WHERE c.round_id = %s AND c.number = 1",
            locked,
            match=match,
        )

    def test_never_passes_its_budget(self, locked):
        refuses("UPDATE rounds_round SET total_minor = budget_minor + 1 WHERE id = %s", locked, match="its_budget")
        refuses("UPDATE rounds_round SET total_minor = total_minor - 1 WHERE id = %s", locked, match="only rise")

    def test_keeps_what_was_awarded_with_its_claim(self, locked):
        refuses("UPDATE rounds_claim SET entitlement_id = NULL WHERE round_id = %s", locked, match="only awarded")

    def test_awards_to_nobody_else(self, locked):
        one, other = rows(
            "SELECT id, entitlement_id FROM rounds_claim WHERE round_id = %s ORDER BY number LIMIT 2", locked
        )

        refuses(
            "UPDATE rounds_claim SET entitlement_id = %s WHERE id = %s",
            other[1],
            one[0],
            match="one_claim_of_an_entitlement",
        )

    @pytest.mark.parametrize("table", ["rounds_round", "rounds_claim", "rounds_raise"])
    def test_is_not_deleted(self, locked, table):
        refuses(f"DELETE FROM {table}", match="permission denied")
