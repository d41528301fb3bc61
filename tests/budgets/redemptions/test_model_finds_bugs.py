"""The lives by chance can fail: a rule is taken out of the functions that spend, and a life goes otherwise."""

import pytest
from django.db import Error

from tests.budgets.redemptions.test_model import let_live
from tests.ledger.bugs import Bug, function, planted

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_database")]

SEED, ENOUGH = 1, 300
BUGS = {
    "what paid last is given back first": function(
        "redemptions_portion", "CASE WHEN p_backwards THEN -l.nth ELSE l.nth END", "l.nth"
    ),
    "the window of refunds closes": function(
        "redemptions_check_refund", "p_day > r.captured_on", "p_day < r.captured_on"
    ),
    "a hold that is over is not captured": function("redemptions_check_held", " OR p_at >= r.expires_at"),
    "a rest of less than a point is refused": function(
        "redemptions_take", "rest > 0 AND (NOT p_ask.split OR rest = p_ask.amount)", "rest = p_ask.amount"
    ),
}


@pytest.mark.parametrize("name", BUGS)
def test_a_life_finds_that_a_rule_is_missing(name):
    assert goes_wrong(BUGS[name])


def goes_wrong(bug: Bug) -> bool:
    try:
        with planted(bug):
            let_live(SEED, ENOUGH)
    except (AssertionError, Error, ExceptionGroup):  # The next guard of the database may speak first.
        return True
    return False
