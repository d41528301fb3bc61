"""A claim that cannot be awarded after the lock: it waits, says why, and holds no other household up."""

import pytest

from budgets.aftercare.operations import record_warning_seen
from budgets.entitlements.operations import end_all_of_person
from budgets.entitlements.refusals import FundExhausted
from budgets.funding.operations import open_fund
from budgets.funding.queries import list_funds
from budgets.jobs.rounds import lock_and_award, why_left
from budgets.operation import municipal_transaction
from budgets.rounds.deciding import close_round, lock_round
from budgets.rounds.operations import enter_claims, open_round
from budgets.rounds.refusals import RoundUnfinished
from tests.budgets.entitlements.town import enter_people, fill
from tests.budgets.rounds.town import (
    FIRST,
    LAST,
    LOCK_DAY,
    WOONLASTENFONDS,
    claim,
    claim_line,
    open_woonlastenfonds,
    propose_and_approve,
    the_claims,
    the_round,
)
from tests.builders import LONG_AGO, TEST

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def people(officers):
    return enter_people(4)


def awarded(round_id) -> list[bool]:
    return [each.entitlement_id is not None for each in the_claims(round_id)]


def lock(round_id) -> list[tuple[int, str]]:
    """Lock the round and award its claims, or go on; gives which claims wait, and why."""
    frame = {"round_id": round_id, "actor": TEST, "on": LOCK_DAY}
    lock_and_award(**frame)
    return [(each.number, each.refusal.code) for each in why_left(**frame)]


def test_who_died_before_the_lock_holds_nobody_up(officers, people):
    round_id = open_woonlastenfonds()
    claim(round_id, people)
    propose_and_approve(round_id, officers)
    end_all_of_person(person_id=people[1], actor=TEST, on=LAST, reason="died")

    assert lock(round_id) == [(2, "person-died")]
    assert awarded(round_id) == [True, False, True, True]
    close_round(round_id=round_id, actor=TEST, on=LOCK_DAY)
    assert the_round(round_id).state == "CLOSED"


def test_who_was_not_warned_is_awarded_once_they_were(officers, people):
    round_id = open_woonlastenfonds(euros="5000.00", budget="5000.00", pays="once", warning_above="100.00")
    lines = [claim_line(2, people[0], benefit=True), claim_line(3, people[1])]
    enter_claims(round_id=round_id, lines=lines, actor=TEST, on=FIRST)
    propose_and_approve(round_id, officers)

    assert lock(round_id) == [(1, "warning-not-seen")]
    assert awarded(round_id) == [False, True]
    with pytest.raises(RoundUnfinished):
        close_round(round_id=round_id, actor=TEST, on=LOCK_DAY)

    shown = {"scheme_code": WOONLASTENFONDS, "language": "nl", "seen_on": LOCK_DAY}
    record_warning_seen(person_id=people[0], actor=TEST, on=LOCK_DAY, **shown)
    assert lock(round_id) == []
    assert awarded(round_id) == [True, True]


def test_nothing_is_locked_that_no_fund_can_carry_whole(officers, people):
    """Two funds have enough together, and neither has room for the last contribution."""
    round_id = open_woonlastenfonds(euros="150.00", budget="300.00")
    second = open_fund(code="woon-2", name="Woon 2", scheme_code=WOONLASTENFONDS, actor=TEST, on=LONG_AGO)
    fill(second.id, "150.00")
    claim(round_id, people, rents=("650.00", "650.00", "650.00"))
    propose_and_approve(round_id, officers)

    with pytest.raises(FundExhausted):
        lock_round(round_id=round_id, actor=TEST, on=LOCK_DAY)
    assert the_round(round_id).state == "APPROVED"

    fill(second.id, "50.00")
    assert lock(round_id) == []
    assert awarded(round_id) == [True, True, True]


def test_a_claim_waits_for_a_fund_that_was_used_meanwhile_and_goes_on_when_it_is_filled(officers, people):
    """The round of 2025 takes what that of 2026 counted on; what still fits is awarded."""
    round_id = open_woonlastenfonds(euros="1000.00", pays="once")
    claim(round_id, people)
    propose_and_approve(round_id, officers)
    lock_round(round_id=round_id, actor=TEST, on=LOCK_DAY)
    earlier = open_round(scheme_code=WOONLASTENFONDS, year=2025, actor=TEST, on=FIRST)
    claim(earlier, people[:1])
    propose_and_approve(earlier, officers)
    assert lock(earlier) == []

    # 515.76 is gone: 230.23 and 5.25 are carried by the rest, 323.97 and 440.54 are not.
    assert lock(round_id) == [(2, "fund-exhausted"), (3, "fund-exhausted")]
    assert awarded(round_id) == [True, False, False, True]

    with municipal_transaction():
        [fund] = list_funds(WOONLASTENFONDS)
    fill(fund.id, "515.75")
    assert lock(round_id) == []
    assert awarded(round_id) == [True, True, True, True]


def test_rounds_of_two_years_may_give_a_person_the_same_on_one_day(officers, people):
    rounds = [open_woonlastenfonds(pays="once", budget="10000.00")]
    rounds.append(open_round(scheme_code=WOONLASTENFONDS, year=2025, actor=TEST, on=FIRST))

    for round_id in rounds:
        claim(round_id, people[:1])
        propose_and_approve(round_id, officers)
        assert lock(round_id) == []

    assert [awarded(round_id) for round_id in rounds] == [[True], [True]]
