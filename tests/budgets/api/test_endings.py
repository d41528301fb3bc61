"""What comes after a payment, over HTTP: book, cancel, give back, and look back; at the own shop only."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgets.settlements.operations import settle_now
from ledger import tenant
from tests.budgets.api.kassa import AtTill, a_till_of, a_town_with_a_shop, pay, spent_by
from tests.budgets.shops.town import a_shop
from tests.builders import TEST


def why_not(answer):
    return answer.status_code, answer.json()["code"]


def end(till, payment, verb, body=None, *, key=""):
    return till.post(f"/bestedingen/{payment['id']}/{verb}", body, key=key or str(uuid4()))


@pytest.fixture
def held(till, noor):
    return pay(till, noor.code, 2_000, reserveer=True).json()


@pytest.fixture
def paid(till, noor):
    return pay(till, noor.code, 2_000).json()


@pytest.fixture
def neighbour(noor, stranger):
    """Give the till of another shop in the same town."""
    with tenant.serving(noor.town):
        a_shop("zwembad")
    return a_till_of(noor.town, stranger, shop="zwembad")


@pytest.fixture
def foreigner(stranger, database):
    """Give the till of a shop in another town."""
    return a_till_of(a_town_with_a_shop(), stranger)


class TestReserved:
    def test_is_booked(self, till, held, noor):
        answer = end(till, held, "_boek")

        assert (answer.status_code, answer.json()["status"], answer.json()["bedrag"]) == (201, "geboekt", 2_000)
        assert answer.json()["bonnummer"] == held["bonnummer"]
        assert spent_by(noor) == 2_000

    def test_is_booked_in_part(self, till, held, noor):
        assert end(till, held, "_boek", {"bedrag": 500}).json()["bedrag"] == 500
        assert spent_by(noor) == 500

    def test_is_not_booked_above_what_was_set_aside(self, till, held):
        assert why_not(end(till, held, "_boek", {"bedrag": 2_001})) == (422, "exceeds-hold")

    def test_is_cancelled(self, till, held, noor):
        answer = end(till, held, "_annuleer")

        assert (answer.status_code, answer.json()["status"]) == (201, "geannuleerd")
        assert spent_by(noor) == 0
        assert why_not(end(till, held, "_boek")) == (422, "already-cancelled")

    def test_is_booked_once(self, till, held):
        end(till, held, "_boek")

        assert why_not(end(till, held, "_boek")) == (422, "already-captured")
        assert why_not(end(till, held, "_annuleer")) == (422, "already-captured")


class TestRefund:
    def test_gives_back_a_part_and_then_the_rest(self, till, paid, noor):
        first = end(till, paid, "_retourneer", {"bedrag": 500, "reden": "verkeerde maat"})
        rest = end(till, paid, "_retourneer", {"reden": "verkeerde maat"})

        assert (first.status_code, set(first.json())) == (201, {"id", "status", "bedrag"})
        assert (first.json()["status"], first.json()["bedrag"], rest.json()["bedrag"]) == ("geretourneerd", 500, 1_500)
        assert spent_by(noor) == 0

    def test_gives_no_more_back_than_was_paid(self, till, paid):
        assert why_not(end(till, paid, "_retourneer", {"bedrag": 2_001, "reden": "x"})) == (422, "exceeds-purchase")

    def test_says_why(self, till, paid):
        answer = end(till, paid, "_retourneer", {})

        assert why_not(answer) == (400, "invalid-request")
        assert answer.json()["errors"] == [{"in": "body", "veld": "reden", "reden": "ontbreekt"}]

    def test_of_what_is_only_reserved_is_nothing(self, till, held):
        assert why_not(end(till, held, "_retourneer", {"reden": "x"})) == (422, "not-captured-yet")

    def test_under_the_same_key_is_one(self, till, paid, noor):
        first = end(till, paid, "_retourneer", {"bedrag": 500, "reden": "x"}, key="one")
        again = end(till, paid, "_retourneer", {"bedrag": 500, "reden": "x"}, key="one")

        assert again.content == first.content
        assert again["Idempotency-Replayed"] == "true"
        assert spent_by(noor) == 1_500


class TestOfAnotherShop:
    @pytest.mark.parametrize("who", ["neighbour", "foreigner"])
    @pytest.mark.parametrize("verb", ["_boek", "_annuleer", "_retourneer"])
    def test_nothing_is_known(self, held, who, verb, request):
        other = request.getfixturevalue(who)
        body = {"reden": "x"} if verb == "_retourneer" else None

        told = end(other, held, verb, body)

        assert why_not(told) == (404, "redemption-unknown")
        assert told.content == end(other, {"id": uuid4()}, verb, body).content
        assert why_not(other.get(f"/bestedingen/{held['id']}")) == (404, "redemption-unknown")
        assert other.get("/bestedingen").json()["bestedingen"] == []

    def test_no_settlement_is_known(self, neighbour, settled):
        assert neighbour.get("/afrekeningen").json() == {"afrekeningen": []}
        assert why_not(neighbour.get(f"/afrekeningen/{settled}")) == (404, "settlement-unknown")

    def test_a_stranger_sees_nothing(self, held):
        for path in ("/bestedingen", f"/bestedingen/{held['id']}", "/dagtotalen", "/afrekeningen"):
            assert why_not(AtTill("00000.x").get(path)) == (401, "not-authenticated")


@pytest.fixture
def settled(till, paid, noor):
    """Give the id of a settlement of what was paid and given back."""
    end(till, paid, "_retourneer", {"bedrag": 500, "reden": "x"})
    with tenant.serving(noor.town):
        return settle_now(shop="boekhandel", actor=TEST, on=datetime.now(UTC).date() + timedelta(days=1))


class TestLookingBack:
    def test_shows_a_receipt(self, till, paid):
        end(till, paid, "_retourneer", {"bedrag": 500, "reden": "x"})

        said = till.get(f"/bestedingen/{paid['id']}").json()

        assert said.items() >= {
            "bonnummer": paid["bonnummer"], "bedrag": 2_000, "geretourneerd": 500, "eenheid": "EUR",
            "status": "geboekt", "geboektOp": paid["geboektOp"],
        }.items()  # fmt: skip

    def test_lists_the_receipts_of_a_day(self, till, paid, noor):
        held = pay(till, noor.code, 100, reserveer=True).json()

        said = till.get("/bestedingen").json()

        assert [(each["id"], each["status"]) for each in said["bestedingen"]] == [
            (paid["id"], "geboekt"),
            (held["id"], "gereserveerd"),
        ]
        assert till.get("/bestedingen?datum=2026-01-01").json() == {"datum": "2026-01-01", "bestedingen": []}

    def test_adds_up_a_day(self, till, paid, noor):
        pay(till, noor.code, 250)
        end(till, paid, "_retourneer", {"bedrag": 500, "reden": "x"})

        totals = till.get("/dagtotalen").json()["totalen"]

        assert [(each["soort"], each["aantal"], each["bedrag"]) for each in totals] == [
            ("besteding", 2, 2_250),
            ("retour", 1, 500),
        ]

    @pytest.mark.parametrize(
        "datum", ["", "vandaag", "2026-02-30", "20260302", "1772409600", "2026-03-02T00:00", "٢٠٢٦-٠٣-٠٢"]
    )
    def test_asks_a_day_that_is_one(self, till, datum):
        answer = till.get(f"/dagtotalen?datum={datum}")

        assert why_not(answer) == (400, "invalid-request")
        assert [(error["in"], error["veld"]) for error in answer.json()["errors"]] == [("query", "datum")]

    def test_shows_a_settlement_that_adds_up(self, till, settled):
        [row] = till.get("/afrekeningen").json()["afrekeningen"]
        said = till.get(f"/afrekeningen/{settled}").json()

        assert row["id"] == str(settled)
        assert (said["besteed"], said["geretourneerd"], said["uitbetaald"]) == (2_000, 500, 1_500)
        assert sum(line["bedrag"] for line in said["regels"]) == said["uitbetaald"] + said["kosten"]
        assert date.fromisoformat(said["van"]) <= date.fromisoformat(said["tot"])

    @pytest.mark.parametrize(("kind", "begins"), [("text/csv", b"\xef\xbb\xbf"), ("application/pdf", b"%PDF")])
    def test_gives_a_statement_as_a_file(self, till, settled, kind, begins):
        answer = till.get(f"/afrekeningen/{settled}", Accept=f"{kind};q=1, */*")

        assert (answer.status_code, answer["Content-Type"]) == (200, kind)
        assert answer.content.startswith(begins)
        assert "attachment" in answer["Content-Disposition"]

    def test_gives_json_to_whom_asks_nothing_else(self, till, settled):
        for asked in ("*/*", "application/json, text/csv", "text/html"):
            assert till.get(f"/afrekeningen/{settled}", Accept=asked)["Content-Type"] == "application/json"

    def test_says_nothing_about_who_paid(self, till, settled, paid, noor):
        for path in ("/bestedingen", f"/bestedingen/{paid['id']}", "/dagtotalen", f"/afrekeningen/{settled}"):
            said = till.get(path).content.decode().lower()
            assert not [word for word in ("noor", "meedoen", str(noor.person), str(noor.issued.id)) if word in said], (
                path
            )

    def test_asks_as_much_for_one_as_for_many(self, till, paid, noor):
        with CaptureQueriesContext(connection) as one:
            till.get("/bestedingen")
        pay(till, noor.code, 100)
        with CaptureQueriesContext(connection) as two:
            till.get("/bestedingen")

        assert len(one) == len(two) <= 5  # of which two begin and end a reading
