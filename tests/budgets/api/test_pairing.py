"""A till joins over HTTP, and a till that guesses is stopped."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgets.api.kassa.tills import TillToken
from budgets.limits.limiting import PAIRINGS
from budgets.operation import reading
from budgets.parties.public_number import public_number
from budgets.shops.codes import make_token
from budgets.shops.queries import list_tills
from budgets.shops.tills import revoke_till
from ledger import tenant
from tests.budgets.api.kassa import AtTill, pairing_code_of
from tests.budgets.shops.town import A_MONDAY
from tests.builders import TEST


def _koppel(who, code):
    return who.post("/apparaten/_koppel", {"koppelcode": code})


class TestPairing:
    def test_gives_a_token_that_begins_with_the_public_number(self, town, stranger):
        answer = _koppel(stranger, pairing_code_of(town, at=datetime.now(UTC)))

        assert answer.status_code == 201
        assert answer.json()["token"].startswith(public_number(town) + ".")

    def test_works_once(self, town, stranger):
        code = pairing_code_of(town, at=datetime.now(UTC))
        _koppel(stranger, code)

        answer = _koppel(stranger, code)

        assert (answer.status_code, answer.json()["code"]) == (422, "pairing-code-unusable")

    def test_works_for_ten_minutes(self, town, stranger):
        code = pairing_code_of(town, at=datetime.now(UTC) - timedelta(minutes=11))

        assert _koppel(stranger, code).json()["code"] == "pairing-code-unusable"

    def test_says_the_same_of_a_code_of_nobody_and_of_no_municipality(self, town, stranger):
        told = [_koppel(stranger, code) for code in ("00000-0000-0000", "no code", public_number(9_999) + "-7KQ2-M9XF")]

        assert {(answer.status_code, answer.content) for answer in told} == {(422, told[0].content)}

    def test_from_one_address_is_stopped_after_so_many_tries(self, database):
        guesser, other = AtTill(REMOTE_ADDR="203.0.113.9"), AtTill(REMOTE_ADDR="203.0.113.10")
        for _ in range(PAIRINGS.most):
            assert _koppel(guesser, str(uuid4())).status_code == 422

        stopped = _koppel(guesser, str(uuid4()))

        assert (stopped.status_code, stopped.json()["code"]) == (429, "too-many-tries")
        assert 0 < int(stopped["Retry-After"]) <= 600
        assert stopped["Retry-After"] in stopped.json()["detail"]
        assert _koppel(other, str(uuid4())).status_code == 422

    def test_is_counted_by_the_address_that_our_own_proxy_saw(self, database, settings):
        settings.PROXIES = 1
        for nth in range(PAIRINGS.most):
            AtTill().post("/apparaten/_koppel", {"koppelcode": "x"}, X_Forwarded_For=f"192.0.2.{nth}, 203.0.113.77")

        stopped = AtTill().post("/apparaten/_koppel", {"koppelcode": "x"}, X_Forwarded_For="192.0.2.200, 203.0.113.77")

        assert stopped.status_code == 429


class TestTokens:
    @pytest.fixture
    def knocks(self, rf, database):
        def knock(token):
            with CaptureQueriesContext(connection) as asked:
                found = TillToken()(rf.get("/", headers={"Authorization": f"Bearer {token}"}))
            return found, len(asked)

        return knock

    def test_say_whose_till_it_is(self, till, town, knocks):
        found, _queries = knocks(till.token)

        assert found.municipality_id == town

    def test_of_nobody_cost_as_much_as_one_of_a_till(self, till, town, knocks):
        _found, queries = knocks(till.token)

        strangers = [make_token(town), make_token(9_999), "no token", "00000.x", "x" * 4_000, "é"]

        assert queries == 1
        assert [knocks(token) for token in strangers] == [(None, 1)] * len(strangers)

    def test_that_were_revoked_open_nothing(self, till, town, knocks):
        with tenant.serving(town):
            [found] = reading(list_tills)()
            revoke_till(till_id=found.id, at=datetime.now(UTC), actor=TEST, on=A_MONDAY)

        assert knocks(till.token)[0] is None
