"""A round divided again: the same cents come out, and whatever was changed behind our back is found."""

from uuid import UUID

import pytest

from budgets.operation import municipal_transaction
from budgets.rounds.correcting import Decision, correct_claim, decide_late_claim
from budgets.rounds.deciding import propose_factor
from budgets.rounds.explaining import find_told, list_told_of_claims
from budgets.rounds.models import Raise
from budgets.rounds.replaying import count_round_decisions, list_rounds, replay_claim, replay_round
from budgets.schemes.explanation import tell
from budgets.schemes.facts import read_facts
from ledger import tenant
from tests.budgets.entitlements.town import enter_people
from tests.budgets.rounds.town import (
    LAST,
    LOCK_DAY,
    claim,
    claim_line,
    lock,
    open_woonlastenfonds,
    the_claims,
)
from tests.builders import TEST
from tests.tampering import tamper

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def people(officers):
    return enter_people(6)


@pytest.fixture
def round_id(officers, people):
    """Give a locked round of four claims, of which one rose twice, and a late claim that an officer decided about."""
    round_id = open_woonlastenfonds(
        budget="1500.00", factor="0.50", pays="once", cap_amount="490.00", cap_period="year"
    )
    claim(round_id, people)
    lock(round_id, officers)
    first = the_claims(round_id)[0].id
    for rent, amount in (("620.00", None), ("640.00", 35_000)):
        correct_claim(
            claim_id=first,
            facts=read_facts({"rent": rent, "persons": 1}),
            decision=Decision(officers[0], "late letter", amount),
            actor=TEST,
            on=LOCK_DAY,
        )
    decide_late_claim(
        round_id=round_id, line=claim_line(2, people[4]), decision=Decision(officers[0], "ill", 9_000),
        actor=TEST, on=LOCK_DAY,
    )  # fmt: skip
    return round_id


def differing(round_id):
    """Give what differs, as kind of decision and what of it."""
    return [(told.kind, each.what) for told, found in replay_round(round_id).differing for each in found]


class TestReplayRound:
    def test_gives_the_same_cents(self, round_id):
        page = replay_round(round_id)

        # Five claims, three raises and the factor.
        assert (page.count, page.differing) == (9, ())
        assert count_round_decisions() == 9
        assert list_rounds() == [round_id]

    def test_gives_the_same_cents_where_the_budget_decides_and_lots_are_drawn(self, officers, people):
        round_id = open_woonlastenfonds()
        claim(round_id, people, rents=["600.00"] * 6)
        lock(round_id, officers)

        assert replay_round(round_id).differing == ()

    def test_judges_claims_before_there_is_a_factor(self, officers, people):
        round_id = open_woonlastenfonds()
        claim(round_id, people)
        assert (replay_round(round_id).count, replay_round(round_id).differing) == (4, ())
        propose_factor(round_id=round_id, officer_id=officers[0], actor=TEST, on=LAST)

        claim(round_id, people, rents=["600.00", "650.00", "700.00", "480.00", "500.00"])

        assert (replay_round(round_id).count, replay_round(round_id).differing) == (5, ())

    @pytest.mark.parametrize(
        ("change", "found"),
        [
            ("facts = jsonb_set(facts, '{rent}', '60001')", ("claim", "amount")),
            ("full_minor = full_minor + 1", ("claim", "amount")),
            ("contribution_minor = contribution_minor + 1", ("claim", "contribution")),
            ("explanation = jsonb_set(explanation, '{inputs,rent_minor}', '1')", ("claim", "inputs.rent_minor")),
            ("explanation = jsonb_set(explanation, '{case}', '{}')", ("claim", "case")),
            ("facts = '{}'", ("claim", "assessment")),
        ],
    )
    def test_finds_a_claim_that_was_changed(self, round_id, change, found):
        tamper(f"UPDATE rounds_claim SET {change} WHERE round_id = %s AND number = 1", round_id)

        assert found in differing(round_id)

    @pytest.mark.parametrize(
        ("change", "found"),
        [
            ("factor_millionths = 500001", ("round", "factor_millionths")),
            ("total_minor = total_minor + 1", ("round", "total_minor")),
            ("full_minor = full_minor + 1", ("round", "full_minor")),
        ],
    )
    def test_finds_a_factor_or_a_sum_that_was_changed(self, round_id, change, found):
        tamper(f"UPDATE rounds_round SET {change} WHERE id = %s", round_id)

        assert found in differing(round_id)

    def test_finds_another_seed(self, officers, people):
        round_id = open_woonlastenfonds(factor="0.333333")
        claim(round_id, people, rents=["600.00"] * 3)
        lock(round_id, officers)
        tamper("UPDATE rounds_round SET seed = 'other' WHERE id = %s", round_id)

        assert {each for each in differing(round_id)} == {("claim", "contribution")}

    @pytest.mark.parametrize(
        ("change", "found"),
        [
            ("after_minor = after_minor + 1", ("raise", "after_minor")),
            ("before_minor = before_minor + 1", ("raise", "before_minor")),
            ("full_minor = full_minor + 1", ("raise", "amount")),
            ("facts = jsonb_set(facts, '{rent}', '60001')", ("raise", "amount")),
            ("explanation = jsonb_set(explanation, '{inputs,amount_minor}', '1')", ("raise", "inputs.amount_minor")),
            ("explanation = '{}'", ("raise", "case")),
        ],
    )
    def test_finds_a_raise_that_was_changed(self, round_id, change, found):
        tamper(f"UPDATE rounds_raise SET {change} WHERE number = 1 AND municipality_id = %s", tenant.current())

        assert found in differing(round_id)

    def test_finds_an_award_of_another_amount(self, round_id):
        tamper(
            "UPDATE entitlements_entitlement SET decided_minor = decided_minor + 1 WHERE municipality_id = %s",
            tenant.current(),
        )

        assert {each for each in differing(round_id)} == {("claim", "awarded"), ("raise", "awarded")}

    def test_tells_of_one_decision_only_what_is_its_own(self, round_id):
        [first, second, *_] = the_claims(round_id)
        tamper("UPDATE rounds_claim SET contribution_minor = 1 WHERE id = %s", first.id)
        with municipal_transaction():
            rose = Raise.objects.filter(claim=first.id, number=2).get()

        assert [told.id for told, _found in replay_claim(first.id).differing] == [first.id]
        assert replay_claim(second.id).differing == ()
        assert replay_claim(rose.id).count == 1
        assert replay_claim(round_id).count == 9
        assert replay_claim(UUID(int=0)) is None


class TestTelling:
    def test_lists_the_claim_and_what_it_rose(self, round_id):
        told = list_told_of_claims("k0000")

        assert [(each.kind, each.label, each.amount) for each in told] == [
            ("claim", "1", 25_788),
            ("raise", "1", 4_200),
            ("raise", "2", 5_012),
        ]
        assert list_told_of_claims("k0000", "burgerbudget") == []
        assert find_told(told[1].id) == told[1]

    def test_carries_inputs_terms_and_steps(self, round_id):
        decided = [find_told(round_id), *list_told_of_claims("k0000"), *list_told_of_claims("k0004")]

        assert [told.amount for told in decided] == [129_876, 25_788, 4_200, 5_012, None, 9_000]
        for told in decided:
            explanation = told.explanation
            if told.amount is not None:
                assert {"budget", "factor", "cap_amount"} <= {each["key"] for each in explanation["terms"]}
                assert explanation["inputs"]["factor_share"] == "0.500000"
            assert explanation["steps"]
            assert tell(explanation, "nl")
            assert tell(explanation, "en")

    def test_says_what_a_raise_adds(self, round_id):
        [_claim, _first, second] = list_told_of_claims("k0000")

        told = " ".join(tell(second.explanation))

        assert "Je had al €\u00a0299,88. Er komt €\u00a050,12 bij." in told
        assert "Je krijgt €\u00a0350,00." in told

    def test_knows_nothing_of_a_round_without_a_factor(self, officers):
        assert find_told(open_woonlastenfonds()) is None
