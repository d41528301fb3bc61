"""Sealing days as an operation, and by the schedule of the night."""

from datetime import timedelta
from uuid import uuid4

import pytest

from budgets.bookkeeping.operations import seal_day
from budgets.bookkeeping.queries import find_last_seal
from budgets.jobs.kinds import step_seal
from budgets.outbox.working import Turn
from tests.budgets.entitlements.town import BURGERBUDGET, a_town, breaches, rows, told
from tests.builders import LONG_AGO, TEST

pytestmark = pytest.mark.usefixtures("database")
NEXT_DAY = LONG_AGO + timedelta(days=1)


@pytest.fixture
def town():
    with a_town(BURGERBUDGET) as municipality_id:
        yield municipality_id


class TestSealing:
    def test_is_told_in_the_trail_with_its_digest(self, town):
        [seal] = seal_day(actor=TEST, on=LONG_AGO)

        [act] = told("day.sealed")
        assert act.facts["digest"] == seal.digest.hex()
        assert act.facts["number"] == seal.number == 1
        assert find_last_seal() == seal
        assert breaches() == []

    def test_of_nothing_new_is_not_told(self, town):
        for _again in range(2):
            seal_day(actor=TEST, on=LONG_AGO)

        assert len(told("day.sealed")) == 1


class TestNight:
    def test_seals_the_day_before_it(self, town):
        for on in (LONG_AGO, NEXT_DAY, NEXT_DAY):
            step_seal(Turn(uuid4(), 1, "seal", "", on, 0))

        assert rows("SELECT sealed_on, entries FROM ledger_seal") == [(LONG_AGO, 1)]
