"""A round from its opening to the word of a second person: what comes in, what is refused, and what voids what."""

from datetime import timedelta
from uuid import UUID

import pytest

from budgets.lifecycles import NotAllowedInState
from budgets.parties.households import MemberLine, register_households
from budgets.parties.lines import LinesRefused
from budgets.parties.officers import OfficerUnknown
from budgets.rounds.correcting import Decision, correct_claim
from budgets.rounds.deciding import approve_round, propose_factor
from budgets.rounds.operations import enter_claims, open_round
from budgets.rounds.refusals import (
    ClaimUnknown,
    NoRounds,
    OverBudget,
    ProposerCannotApprove,
    RoundExists,
    RoundUnknown,
)
from budgets.schemes.facts import read_facts
from tests.budgets.entitlements.town import BURGERBUDGET, a_town, enter_people
from tests.budgets.rounds.town import (
    FIRST,
    FULLS,
    LAST,
    WOONLASTENFONDS,
    claim,
    claim_line,
    contributions,
    open_woonlastenfonds,
    propose_and_approve,
    the_claims,
    the_round,
)
from tests.builders import LONG_AGO, TEST, an_officer

pytestmark = pytest.mark.usefixtures("database")
NOBODY = UUID(int=0)


@pytest.fixture
def town():
    with a_town():
        yield


@pytest.fixture
def people(town):
    return enter_people(4)


@pytest.fixture
def officers(town):
    return [an_officer("Anna"), an_officer("Bilal")]


def codes(round_id, *lines, on=FIRST):
    with pytest.raises(LinesRefused) as caught:
        enter_claims(round_id=round_id, lines=lines, actor=TEST, on=on)
    return [line.refusal.code for line in caught.value.lines]


class TestOpenRound:
    def test_copies_what_the_terms_say(self, town):
        row = the_round(open_woonlastenfonds(cap_amount="20.00", cap_period="month", minimum_payout="5.00"))

        assert (row.budget_minor, row.reference_year, row.window_from, row.window_until) == (100_000, 2025, FIRST, LAST)
        assert (row.cap_minor, row.least_minor, row.seed) == (24_000, 500, "woonlastenfonds-2026")

    def test_gives_the_same_round_again(self, town):
        first = open_woonlastenfonds()

        assert open_round(scheme_code=WOONLASTENFONDS, year=2026, actor=TEST, on=FIRST) == first

    def test_refuses_another_seed_for_the_same_year(self, town):
        open_woonlastenfonds()

        with pytest.raises(RoundExists):
            open_round(scheme_code=WOONLASTENFONDS, year=2026, seed="other", actor=TEST, on=FIRST)

    def test_refuses_a_scheme_without_a_budget_to_divide(self, town):
        with pytest.raises(NoRounds):
            open_round(scheme_code=BURGERBUDGET, year=2026, actor=TEST, on=FIRST)


class TestEnterClaims:
    def test_keeps_the_facts_and_the_full_contribution(self, people):
        round_id = open_woonlastenfonds()

        tally = claim(round_id, people)

        assert tally.added == 4
        assert [each.full_minor for each in the_claims(round_id)] == FULLS
        assert the_claims(round_id)[0].facts == {"rent": 60_000, "persons": 1}

    def test_changes_nothing_the_second_time(self, people):
        round_id = open_woonlastenfonds()
        claim(round_id, people)

        assert claim(round_id, people).unchanged == 4

    @pytest.mark.parametrize("day", [FIRST, LAST])
    def test_takes_the_first_and_the_last_day(self, people, day):
        assert claim(open_woonlastenfonds(), people, on=day).added == 4

    @pytest.mark.parametrize("day", [FIRST - timedelta(days=1), LAST + timedelta(days=1)])
    def test_refuses_the_days_around_them(self, people, day):
        assert codes(open_woonlastenfonds(), claim_line(2, people[0], on=day), on=day) == ["outside-window"]

    def test_refuses_each_line_for_its_own_reason(self, people):
        round_id = open_woonlastenfonds(checks=["lives_here"])

        found = codes(
            round_id,
            claim_line(2, people[0]),
            claim_line(3, people[1], lives_here_on="2026-01-02"),
            claim_line(4, None, lives_here_on="2026-01-01"),
            claim_line(5, people[2], lives_here_on="2026-01-01", rent="900.08"),
        )

        assert found == ["facts-missing", "not-eligible", "person-unknown", "not-eligible"]
        assert the_claims(round_id) == []

    def test_refuses_a_second_claim_of_a_person(self, people):
        round_id = open_woonlastenfonds()
        claim(round_id, people)

        assert codes(round_id, claim_line(2, people[0], rent="650.00")) == ["already-claimed"]

    def test_refuses_a_second_claim_of_a_household(self, people):
        together = [MemberLine(number=n, household="h1", client_number=f"k000{n}", from_on=LONG_AGO) for n in (0, 1)]
        register_households(lines=together, actor=TEST, on=LONG_AGO)
        round_id = open_woonlastenfonds()

        assert codes(round_id, *(claim_line(n, person) for n, person in enumerate(people[:3]))) == ["already-claimed"]

    def test_voids_what_was_proposed_and_approved(self, people, officers):
        round_id = open_woonlastenfonds()
        claim(round_id, people[:3])
        propose_and_approve(round_id, officers)

        claim(round_id, people)

        row = the_round(round_id)
        assert (row.state, row.factor_millionths, row.proposed_by_id, row.approved_by_id) == ("DRAFT", None, None, None)

    def test_is_of_a_round_that_is_there(self, town):
        with pytest.raises(RoundUnknown):
            enter_claims(round_id=NOBODY, lines=[], actor=TEST, on=FIRST)


class TestProposeFactor:
    def test_writes_what_each_claim_would_get(self, people, officers):
        round_id = open_woonlastenfonds()
        claim(round_id, people)

        factor = propose_factor(round_id=round_id, officer_id=officers[0], actor=TEST, on=LAST)

        # 1,000.00 of 2,240.16; rounded down 230.23, 323.97, 440.53 and 5.24; together 999.99…, so two more cents.
        assert factor == "44.6396"
        assert sum(contributions(round_id)) == 224_016 * 446_396 // 1_000_000 == 99_999
        row = the_round(round_id)
        assert (row.state, row.full_minor, row.total_minor) == ("PROPOSED", 224_016, 99_999)

    def test_gives_all_when_the_budget_carries_it(self, people, officers):
        round_id = open_woonlastenfonds(budget="2240.16")
        claim(round_id, people)

        assert propose_factor(round_id=round_id, officer_id=officers[0], actor=TEST, on=LAST) == "100.0000"
        assert contributions(round_id) == FULLS

    def test_takes_the_factor_that_the_terms_force(self, people, officers):
        round_id = open_woonlastenfonds(factor="0.25")
        claim(round_id, people)

        assert propose_factor(round_id=round_id, officer_id=officers[0], actor=TEST, on=LAST) == "25.0000"
        assert contributions(round_id) == [12_894, 18_144, 24_672, 294]

    def test_refuses_a_forced_factor_that_passes_the_budget(self, people, officers):
        round_id = open_woonlastenfonds(factor="0.54")
        claim(round_id, people)

        with pytest.raises(OverBudget):
            propose_factor(round_id=round_id, officer_id=officers[0], actor=TEST, on=LAST)

    def test_cuts_at_the_cap_and_pays_nothing_below_the_least(self, people, officers):
        round_id = open_woonlastenfonds(cap_amount="400.00", cap_period="year", minimum_payout="5.26")
        claim(round_id, people)

        propose_factor(round_id=round_id, officer_id=officers[0], actor=TEST, on=LAST)

        assert contributions(round_id)[2:] == [40_000, 0]

    def test_of_a_round_without_claims_gives_nothing(self, officers):
        round_id = open_woonlastenfonds()

        assert propose_factor(round_id=round_id, officer_id=officers[0], actor=TEST, on=LAST) == "100.0000"

    def test_is_done_by_an_officer(self, town):
        with pytest.raises(OfficerUnknown):
            propose_factor(round_id=open_woonlastenfonds(), officer_id=NOBODY, actor=TEST, on=LAST)


class TestApproveRound:
    def test_takes_another_officer(self, people, officers):
        round_id = open_woonlastenfonds()
        claim(round_id, people)
        propose_factor(round_id=round_id, officer_id=officers[0], actor=TEST, on=LAST)

        with pytest.raises(ProposerCannotApprove):
            approve_round(round_id=round_id, officer_id=officers[0], actor=TEST, on=LAST)
        approve_round(round_id=round_id, officer_id=officers[1], actor=TEST, on=LAST)

        assert the_round(round_id).state == "APPROVED"

    def test_needs_a_proposal(self, officers):
        with pytest.raises(NotAllowedInState):
            approve_round(round_id=open_woonlastenfonds(), officer_id=officers[0], actor=TEST, on=LAST)


class TestCorrectClaim:
    def test_before_the_lock_makes_it_what_the_facts_say_and_voids_the_factor(self, people, officers):
        round_id = open_woonlastenfonds()
        claim(round_id, people)
        propose_and_approve(round_id, officers)

        for rent, full in (("480.00", 1_176), ("900.08", 0), ("700.00", 98_688)):
            facts = read_facts({"rent": rent, "persons": 1})
            first = the_claims(round_id)[0]
            correct_claim(
                claim_id=first.id, facts=facts, decision=Decision(officers[0], "other rent"), actor=TEST, on=LAST
            )

            assert the_claims(round_id)[0].full_minor == full
        assert the_round(round_id).state == "DRAFT"

    def test_is_of_a_claim_that_is_there(self, officers):
        facts = read_facts({"rent": "1.00", "persons": 1})
        with pytest.raises(ClaimUnknown):
            correct_claim(claim_id=NOBODY, facts=facts, decision=Decision(officers[0], "x"), actor=TEST, on=LAST)
