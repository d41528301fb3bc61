"""The races can fail: a guard is taken out of the functions that spend, and the race that it is for goes wrong."""

import pytest

from tests.budgets.redemptions import test_races, test_races_of_holds
from tests.evidence import Proof
from tests.ledger.bugs import Bug, function, planted

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_database")]

ENOUGH = 200
PASS, KEY, HOLD = test_races.TestOnePassAtTwoTills(), test_races.TestOneKey(), test_races_of_holds.TestAHold()
LIMIT, REFUND = test_races.TestALimit(), test_races_of_holds.TestARefund()

BUGS = {
    "a pass waits for another till": (
        function("passes_lock_shown", "FOR NO KEY UPDATE"),
        LIMIT.test_holds_across_budgets_that_have_no_account_in_common,
        {},
    ),
    "no more is taken than there is": (
        function("redemptions_take", "may := least(b.available, rest / cost)", "may := rest / cost"),
        PASS.test_pays_what_it_may_when_the_rest_is_paid_otherwise,
        {},
    ),
    "what is held counts for a limit": (
        function("redemptions_room", "r.state IN ('CAPTURED', 'HELD')", "r.state = 'CAPTURED'"),
        LIMIT.test_holds_for_all_that_a_person_spends,
        {"activity": ""},
    ),
    "a printed code has a limit": (
        function("redemptions_room", "WHERE p_ask.shown_by = 'CARD'", "WHERE false"),
        LIMIT.test_of_a_printed_code_holds_for_a_day,
        {},
    ),
    "a code pays once": (
        function("passes_use_step", "RETURN FOUND", "RETURN true"),
        test_races.test_a_code_of_a_phone_pays_once_and_a_refusal_burns_nothing,
        {},
    ),
    "an answer is kept": (
        function("redemptions_answer_with", "p_till, p_key, p_mac,", "p_till, p_key || gen_random_uuid(), p_mac,"),
        KEY.test_books_once_whoever_asks_how_often,
        {},
    ),
    "a key is taken before it is looked up": (
        function("redemptions_begin", "IF NOT pg_try_advisory_xact_lock", "IF false AND NOT pg_try_advisory_xact_lock"),
        KEY.test_books_once_whoever_asks_how_often,
        {},
    ),
    "another question under a key is refused": (
        function("redemptions_begin", "earlier.request_mac <> p_mac", "false"),
        KEY.test_of_two_different_questions_answers_one,
        {},
    ),
    "a purchase waits for another till": (
        function("redemptions_change", "FOR NO KEY UPDATE"),
        HOLD.test_is_captured_or_cancelled_and_never_both,
        {"part": None},
    ),
    "no more is given back than was taken": (
        function("redemptions_check_refund", "p_amount > r.taken_minor - r.refunded_minor", "false"),
        REFUND.test_never_gives_back_more_than_was_taken_nor_refuses_what_fits,
        {},
    ),
}  # fmt: skip


class TestARace:
    @pytest.mark.parametrize("name", BUGS)
    def test_finds_that_a_guard_is_missing(self, name, monkeypatch):
        bug, race, how = BUGS[name]
        monkeypatch.setattr(test_races, "FEWER", ENOUGH)
        monkeypatch.setattr(test_races_of_holds, "FEWER", ENOUGH)

        assert goes_wrong(bug, race, how)


def goes_wrong(bug: Bug, race, how) -> bool:
    try:
        with planted(bug):
            race(proof=Proof(), **how)
    except AssertionError:
        return True
    return False
