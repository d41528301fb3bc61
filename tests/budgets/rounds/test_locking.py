"""A locked round: contributions become awards, a thousand at a time, and from then on can only rise."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgets.entitlements.models import Grant
from budgets.entitlements.refusals import FundExhausted
from budgets.lifecycles import NotAllowedInState
from budgets.operation import municipal_transaction
from budgets.parties.lines import LinesRefused
from budgets.rounds import deciding
from budgets.rounds.correcting import Decision, correct_claim, decide_late_claim
from budgets.rounds.deciding import award_next, close_round, lock_round
from budgets.rounds.models import Raise
from budgets.rounds.operations import enter_claims
from budgets.rounds.refusals import AboveFull, AlreadyClaimed, RaisedAlready, RoundUnfinished
from budgets.schemes.eligibility import OutsideWindow
from budgets.schemes.facts import read_facts
from tests.budgets.entitlements.town import a_town, balance, enter_people, run, told
from tests.budgets.rounds.town import (
    FIRST,
    LAST,
    LOCK_DAY,
    WOONLASTENFONDS,
    claim,
    claim_line,
    contributions,
    lock,
    open_woonlastenfonds,
    propose_and_approve,
    the_claims,
    the_round,
)
from tests.builders import TEST, an_officer

pytestmark = pytest.mark.usefixtures("database")
GIVEN = [23_023, 32_397, 44_054, 525]
"""What the four rents of the town get of 1,000.00, except for the cents that are drawn; together 999.99."""


@pytest.fixture
def people(officers):
    return enter_people(6)


def grants() -> list[tuple[int, date]]:
    with municipal_transaction():
        rows = Grant.objects.order_by("due_on", "amount_minor")
        return list(rows.values_list("amount_minor", "due_on"))


class TestLockRound:
    def test_awards_and_grants_everything_at_once_when_the_terms_say_so(self, officers, people):
        round_id = open_woonlastenfonds(pays="once")
        claim(round_id, people)

        lock(round_id, officers)

        assert sorted(contributions(round_id)) == sorted(GIVEN)
        assert sorted(grants()) == [(cents, LOCK_DAY) for cents in sorted(GIVEN)]
        assert balance("ENTITLED") == balance("SPENT") == 99_999
        assert balance("COMMITTED") == 0
        assert the_round(round_id).state == "LOCKED"

    def test_awards_all_and_grants_the_first_of_twelve_parts(self, officers, people):
        round_id = open_woonlastenfonds()
        claim(round_id, people)

        lock(round_id, officers)
        first = balance("ENTITLED")
        assert first + balance("COMMITTED") == 99_999
        run(WOONLASTENFONDS, date(2027, 12, 1))

        assert {due for _amount, due in grants()} == {LOCK_DAY, *(date(2027, month, 1) for month in range(2, 13))}
        assert balance("ENTITLED") == 99_999
        assert balance("COMMITTED") == 0

    def test_awards_a_lump_sum_above_the_gift_exemption_beside_a_benefit(self, officers, people):
        round_id = open_woonlastenfonds(budget="5000.00", pays="once")
        line = claim_line(2, people[0], rent="880.00", persons=2, benefit=True)  # 3,228.67, and 1,200 of gifts is free
        enter_claims(round_id=round_id, lines=[line], actor=TEST, on=FIRST)

        lock(round_id, officers)

        assert balance("ENTITLED") == contributions(round_id)[0] == 322_867

    def test_makes_nothing_of_a_contribution_of_nothing(self, officers, people):
        round_id = open_woonlastenfonds()
        claim(round_id, people, rents=["400.00", "600.00"])

        lock(round_id, officers)

        assert [each.entitlement_id is None for each in the_claims(round_id)] == [True, False]

    def test_needs_the_approval(self, officers, people):
        round_id = open_woonlastenfonds()

        with pytest.raises(NotAllowedInState):
            lock_round(round_id=round_id, actor=TEST, on=LOCK_DAY)

    def test_is_refused_where_the_fund_cannot_carry_it(self, officers, people):
        round_id = open_woonlastenfonds(euros="999.98")
        claim(round_id, people)
        propose_and_approve(round_id, officers)

        with pytest.raises(FundExhausted):
            lock_round(round_id=round_id, actor=TEST, on=LOCK_DAY)
        assert the_round(round_id).state == "APPROVED"

    def test_goes_on_where_it_was_left(self, officers, people, monkeypatch):
        monkeypatch.setattr(deciding, "CHUNK", 3)
        round_id = open_woonlastenfonds(pays="once")
        claim(round_id, people)
        propose_and_approve(round_id, officers)
        lock_round(round_id=round_id, actor=TEST, on=LOCK_DAY)

        assert award_next(round_id=round_id, actor=TEST, on=LOCK_DAY)
        assert [each.entitlement_id is None for each in the_claims(round_id)] == [False, False, False, True]
        with pytest.raises(RoundUnfinished):
            close_round(round_id=round_id, actor=TEST, on=LOCK_DAY)
        assert not award_next(round_id=round_id, actor=TEST, on=LOCK_DAY)
        assert not award_next(round_id=round_id, actor=TEST, on=LOCK_DAY)

        assert balance("ENTITLED") == 99_999
        assert len(grants()) == 4


class TestClaimsAfterTheLock:
    def test_need_a_person(self, officers, people):
        round_id = open_woonlastenfonds()
        claim(round_id, people[:2])
        lock(round_id, officers)

        with pytest.raises(LinesRefused) as caught:
            claim(round_id, people)
        assert {line.refusal.code for line in caught.value.lines} == {"decision-needed"}


class TestDecideLateClaim:
    @pytest.fixture
    def round_id(self, officers, people):
        round_id = open_woonlastenfonds(factor="0.50", pays="once")
        claim(round_id, people[:2])  # 257.88 and 362.88; 379.24 is left
        lock(round_id, officers)
        return round_id

    def decide(self, round_id, officers, line, amount=None):
        decision = Decision(officers[0], "was in hospital", amount)
        return decide_late_claim(round_id=round_id, line=line, decision=decision, actor=TEST, on=LOCK_DAY)

    def test_gives_what_the_factor_gives(self, round_id, officers, people):
        assert self.decide(round_id, officers, claim_line(2, people[2], on=LAST)) == 25_788

        assert contributions(round_id) == [25_788, 36_288, 25_788]
        assert the_round(round_id).total_minor == balance("ENTITLED") == 87_864
        [act] = told("claim.decided_late")
        assert act.facts["reason"] == "was in hospital"

    def test_refuses_what_is_more_than_what_is_left(self, round_id, officers, people):
        with pytest.raises(FundExhausted):
            self.decide(round_id, officers, claim_line(2, people[2], rent="700.00"))

        assert self.decide(round_id, officers, claim_line(2, people[2], rent="700.00"), 37_924) == 37_924
        assert the_round(round_id).total_minor == 100_000

    def test_gives_no_more_than_all(self, round_id, officers, people):
        with pytest.raises(AboveFull):
            self.decide(round_id, officers, claim_line(2, people[2], rent="480.00"), 1_177)

    def test_keeps_to_the_window(self, round_id, officers, people):
        with pytest.raises(OutsideWindow):
            self.decide(round_id, officers, claim_line(2, people[2], on=LOCK_DAY))

    def test_takes_a_claim_of_nothing(self, round_id, officers, people):
        assert self.decide(round_id, officers, claim_line(2, people[2], rent="400.00")) == 0

    def test_is_not_for_a_claim_that_is_there(self, round_id, officers, people):
        with pytest.raises(AlreadyClaimed):
            self.decide(round_id, officers, claim_line(2, people[0]))

    def test_is_not_before_the_lock(self, officers, people):
        with pytest.raises(NotAllowedInState):
            self.decide(open_woonlastenfonds(), officers, claim_line(2, people[0]))


class TestCorrectClaim:
    @pytest.fixture
    def round_id(self, officers, people):
        round_id = open_woonlastenfonds(factor="0.50", pays="once")
        claim(round_id, people[:3], rents=["600.00", "650.00", "400.00"])  # 257.88, 362.88 and nothing; 379.24 is left
        lock(round_id, officers)
        return round_id

    def correct(self, round_id, officers, number=1, rent="600.00", amount=None):
        first = the_claims(round_id)[number - 1]
        facts = read_facts({"rent": rent, "persons": 1})
        decision = Decision(officers[0], "late letter", amount)
        return correct_claim(claim_id=first.id, facts=facts, decision=decision, actor=TEST, on=LOCK_DAY)

    def test_raises_by_late_facts_and_keeps_who_decided(self, round_id, officers):
        assert self.correct(round_id, officers, rent="650.00") == 10_500

        assert contributions(round_id) == [36_288, 36_288, 0]
        assert (25_788, LOCK_DAY) in grants()
        assert (10_500, LOCK_DAY) in grants()
        with municipal_transaction():
            made = Raise.objects.get()
        assert (made.before_minor, made.after_minor, made.officer_id) == (25_788, 36_288, officers[0])
        assert (made.full_minor, made.decided_minor) == (72_576, None)
        [first, *_] = the_claims(round_id)
        assert (first.full_minor, first.contribution_minor, first.facts["rent"]) == (51_576, 25_788, 60_000)
        assert the_round(round_id).total_minor == balance("ENTITLED") == 72_576

    def test_raises_a_claim_that_got_nothing(self, round_id, officers):
        assert self.correct(round_id, officers, number=3, rent="600.00") == 25_788

        assert contributions(round_id)[2] == 25_788
        assert (25_788, LOCK_DAY) in grants()

    def test_raises_again(self, round_id, officers):
        for rent, raised in (("620.00", 4_200), ("640.00", 4_200), ("640.00", 0)):
            assert self.correct(round_id, officers, rent=rent) == raised

        assert len(grants()) == 4

    def test_spends_what_is_left_where_a_person_decides_so(self, round_id, officers):
        assert self.correct(round_id, officers, amount=51_576) == 25_788
        assert self.correct(round_id, officers, amount=51_576) == 0

    def test_refuses_what_looks_like_the_same_raise_again(self, round_id, officers):
        assert self.correct(round_id, officers, amount=26_788) == 1_000

        with pytest.raises(RaisedAlready):
            self.correct(round_id, officers, amount=27_788)

    @pytest.mark.parametrize("rent", ["599.99", "477.20", "0.00", "900.08"])
    def test_never_lowers(self, round_id, officers, rent):
        before = contributions(round_id)

        assert self.correct(round_id, officers, rent=rent) == 0

        assert contributions(round_id) == before
        assert balance("ENTITLED") == 62_076
        assert len(told("claim.left_as_it_was")) == 1

    def test_refuses_a_raise_above_what_is_left_and_does_not_cut_it(self, round_id, officers):
        with pytest.raises(FundExhausted):
            self.correct(round_id, officers, rent="800.00", amount=63_713)
        assert self.correct(round_id, officers, rent="800.00", amount=63_712) == 37_924

        assert the_round(round_id).total_minor == 100_000

    def test_waits_until_the_claim_is_awarded(self, officers, people):
        round_id = open_woonlastenfonds()
        claim(round_id, people)
        propose_and_approve(round_id, officers)
        lock_round(round_id=round_id, actor=TEST, on=LOCK_DAY)

        with pytest.raises(RoundUnfinished):
            self.correct(round_id, officers, rent="650.00")

    def test_is_over_when_the_round_is_closed(self, round_id, officers):
        close_round(round_id=round_id, actor=TEST, on=LOCK_DAY)

        with pytest.raises(NotAllowedInState):
            self.correct(round_id, officers, rent="650.00")


class TestCloseRound:
    def test_says_what_stays_unspent(self, officers, people):
        round_id = open_woonlastenfonds()
        claim(round_id, people)
        lock(round_id, officers)

        close_round(round_id=round_id, actor=TEST, on=LOCK_DAY)

        assert the_round(round_id).state == "CLOSED"
        [act] = told("round.closed")
        assert act.facts["unspent_minor"] == 1

    def test_needs_the_lock(self, officers):
        with pytest.raises(NotAllowedInState):
            close_round(round_id=open_woonlastenfonds(), actor=TEST, on=FIRST)


class TestQueries:
    def test_are_as_many_for_a_few_claims_as_for_many(self):
        assert queries_of_a_round(2) == queries_of_a_round(40)


def queries_of_a_round(size: int) -> list[int]:
    """Give how many queries it takes to take in so many claims, to decide on a factor, to lock and to award."""
    with a_town():
        officers, households = [an_officer("Anna"), an_officer("Bilal")], enter_people(size)
        round_id = open_woonlastenfonds(pays="once")
        rents = [f"{500 + number}.00" for number in range(size)]
        return [
            queries_of(lambda: claim(round_id, households, rents=rents)),
            queries_of(lambda: propose_and_approve(round_id, officers)),
            queries_of(lambda: lock_round(round_id=round_id, actor=TEST, on=LOCK_DAY)),
            queries_of(lambda: award_next(round_id=round_id, actor=TEST, on=LOCK_DAY)),
        ]


def queries_of(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)
