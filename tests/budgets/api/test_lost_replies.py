"""The line to the till is cut after the booking: asked again under the same key, it gives the first answer."""

from uuid import uuid4

import pytest

from ops.till_client import TillClient
from tests.budgets.api.kassa import spent_by
from tests.budgets.api.serving import serving
from tests.faults.cutting import CUT, DOWN, HALF_CLOSE, Plan, Proxy

pytestmark = pytest.mark.slow
AMOUNT = 125


@pytest.fixture
def line(database_environment):
    """Give a line to the real server that can be cut."""
    with serving(database_environment) as port:
        proxy = Proxy("127.0.0.1", str(port))
        yield proxy
        proxy.close()


class TestReply:
    def test_that_was_lost_is_given_again_and_booked_once(self, line, till, noor, proof):
        client = TillClient(f"http://127.0.0.1:{line.port}", till.token)
        cuts = [Plan(DOWN, after, how) for after in (0, 1, 17, 120, 400) for how in (CUT, HALF_CLOSE)]

        for plan in cuts:
            line.plan = plan
            told = client.post("/bestedingen", {"pas": noor.code, "bedrag": AMOUNT}, str(uuid4()))
            assert (told.status, told.body["status"], told.replayed) == (201, "geboekt", True), plan

        assert spent_by(noor) == AMOUNT * len(cuts)
        proof.counts["replies_lost"] = len(cuts)

    def test_of_a_refusal_that_was_lost_is_given_again(self, line, till, noor):
        client = TillClient(f"http://127.0.0.1:{line.port}", till.token)
        line.plan = Plan(DOWN, 0)

        told = client.post("/bestedingen", {"pas": noor.code, "bedrag": 30_001}, str(uuid4()))

        assert (told.status, told.body["code"], told.replayed) == (422, "exceeds-available-balance", True)

    def test_that_never_came_because_the_question_was_lost_is_the_first(self, line, till, noor):
        client = TillClient(f"http://127.0.0.1:{line.port}", till.token)
        line.plan = Plan("up", 10)

        told = client.post("/bestedingen", {"pas": noor.code, "bedrag": AMOUNT}, str(uuid4()))

        assert (told.status, told.replayed) == (201, False)
        assert spent_by(noor) == AMOUNT
