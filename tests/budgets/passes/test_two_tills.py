"""Two tills at the same instant: a PIN is tried five times and no more, and a person gets one pass.

That a code of a phone pays once is tried with what it pays (`tests/budgets/redemptions/test_races.py`).
"""

import os

import pytest

from tests.budgets.entitlements.town import a_town, enter_people, rows
from tests.budgets.passes.town import PIN, a_pass
from tests.budgets.redemptions.town import pay, till_of
from tests.budgets.shops.town import a_shop
from tests.ledger.contenders import contend

RACES = 100 * (10 if os.environ.get("GRONDSLAG_PROOF") == "long" else 1)

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("database", "town")]


@pytest.fixture
def town():
    with a_town() as municipality_id:
        yield municipality_id


def test_a_pin_is_tried_five_times_and_no_more():
    codes = [a_pass(each, pin=PIN).code for each in enter_people(RACES // 5)]
    a_shop()
    tills = [till_of() for _ in range(2)]

    def mistake(process, race):
        refused = pay(tills[process], codes[race // 5], 1, pin="7531").outcome
        return refused.facts.get("left", refused.code)

    answers = contend(mistake, rounds=RACES)

    # Ten tries at each card: half of them count, one after another, and the others find it locked.
    said = sorted(str(each) for answer in answers for each in answer)
    assert said == sorted([*"43210"] * len(codes) + ["pin-locked"] * 5 * len(codes))
    assert rows("SELECT DISTINCT pin_tries FROM passes_pass") == [(5,)]


def test_a_person_gets_one_pass():
    people = enter_people(RACES)

    answers = contend(lambda _process, race: a_pass(people[race]) and "issued", rounds=RACES)

    assert {tuple(sorted(answer)) for answer in answers} == {("issued", "pass-exists")}
