"""Two tills at the same instant: a PIN is tried five times and no more, a code of a phone pays once, and a person gets
one pass.
"""

import os

import pytest

from budgets.operation import municipal_transaction
from budgets.passes.presenting import try_pin, use_step
from tests.budgets.entitlements.town import a_town, enter_people, rows
from tests.budgets.passes.town import PIN, TODAY, a_pass, pair
from tests.builders import TEST
from tests.ledger.contenders import contend

RACES = 100 * (10 if os.environ.get("GRONDSLAG_PROOF") == "long" else 1)

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("database", "town")]


@pytest.fixture
def town():
    with a_town() as municipality_id:
        yield municipality_id


def test_a_code_of_a_phone_pays_once():
    [noor] = enter_people(1)
    phone = pair(a_pass(noor).id)

    def use(_process, race):
        with municipal_transaction():
            use_step(phone.id, race)
        return "paid"

    answers = contend(use, rounds=RACES)

    assert {tuple(sorted(answer)) for answer in answers} == {("code-used", "paid")}
    assert rows("SELECT count(*) FROM passes_used_step") == [(RACES,)]


def test_a_pin_is_tried_five_times_and_no_more():
    people = enter_people(RACES // 5)
    passes = [a_pass(each, pin=PIN).id for each in people]

    answers = contend(
        lambda _process, race: str(try_pin(pass_id=passes[race // 5], pin="7531", actor=TEST, on=TODAY)), rounds=RACES
    )

    # Ten tries at each card: half of them count, one after another, and the others find it locked.
    said = sorted(each for answer in answers for each in answer)
    assert said == sorted([*"43210"] * len(passes) + ["pin-locked"] * 5 * len(passes))
    assert rows("SELECT DISTINCT pin_tries FROM passes_pass") == [(5,)]


def test_a_person_gets_one_pass():
    people = enter_people(RACES)

    answers = contend(lambda _process, race: a_pass(people[race]) and "issued", rounds=RACES)

    assert {tuple(sorted(answer)) for answer in answers} == {("issued", "pass-exists")}
