"""A till pays over HTTP: the table of answers, the same answer to the same key, and nothing about who pays."""

import threading
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from budgets.api.zinnen import ZINNEN
from budgets.limits.limiting import PASS_GUESSES, PIN_GUESSES
from budgets.passes.models import MOST_TRIES as PIN_TRIES
from budgets.redemptions.refusals import KEPT, RedemptionUnknown
from ledger import tenant
from ledger.database import IdempotencyKeyReused, InProgress
from tests.budgets.api.kassa import (
    AtTill,
    a_till_of,
    a_town_with_a_shop,
    block_pass,
    cut_the_connection,
    id_of_till,
    pay,
    someone_with_a_pass,
    unlock,
)
from tests.budgets.passes.town import PIN

ASKED = {"pas": "x", "bedrag": 1_000}


def why_not(answer):
    return answer.status_code, answer.json()["code"]


class TestPaying:
    def test_answers_what_the_table_says_and_nothing_more(self, till, noor):
        answer = pay(till, noor.code, 1_250)

        said = answer.json()
        assert answer.status_code == 201
        assert set(said) == {"id", "status", "bedrag", "bijbetaling", "bonnummer", "geboektOp"}
        assert (said["status"], said["bedrag"], said["bijbetaling"]) == ("geboekt", 1_250, 0)
        assert "Idempotency-Replayed" not in answer

    def test_sets_aside_until_a_moment(self, till, noor):
        said = pay(till, noor.code, 1_250, reserveer=True).json()

        assert said["status"] == "gereserveerd"
        assert said["geboektOp"] < said["verlooptOp"]

    def test_by_part_says_what_is_to_be_paid_otherwise(self, till, noor):
        said = pay(till, noor.code, 40_000, deelbetaling=True).json()

        assert (said["bedrag"], said["bijbetaling"]) == (30_000, 10_000)

    def test_says_nothing_about_who_pays(self, till, noor):
        for answer in (pay(till, noor.code, 1_250), pay(till, noor.code, 99_999), pay(till, "x", 1)):
            said = answer.content.decode().lower()
            assert str(noor.person) not in said
            assert str(noor.issued.id) not in said
            assert not [word for word in ("noor", "meedoen", "30000", "28750", "saldo") if word in said]

    def test_asks_no_more_of_the_database_than_this(self, till, noor):
        pay(till, noor.code, 100)

        with CaptureQueriesContext(connection) as asked:
            pay(till, noor.code, 100)

        assert len(asked) <= 4, [query["sql"][:60] for query in asked]


class TestRefusals:
    def test_are_understood_and_told(self, till, noor):
        answer = pay(till, noor.code, 30_001)

        assert why_not(answer) == (422, "exceeds-available-balance")
        assert answer.json()["detail"] == ZINNEN["exceeds-available-balance"].nl

    def test_are_told_in_english_where_that_is_asked(self, till, noor):
        answer = till.post("/bestedingen", {"pas": noor.code, "bedrag": 30_001}, key="k", Accept_Language="en")

        assert answer.json()["detail"] == ZINNEN["exceeds-available-balance"].en

    def test_of_a_pass_say_not_why(self, till, noor):
        stranger = someone_with_a_pass(a_town_with_a_shop())
        with tenant.serving(noor.town):
            block_pass(noor)
        told = []
        for code in ("no pass", stranger.code, noor.code):
            with CaptureQueriesContext(connection) as asked:
                answer = pay(till, code, 100)
            told.append((*why_not(answer), answer.content, len(asked)))

        assert set(told) == {told[0]}
        assert told[0][:2] == (422, "pass-unknown")

    def test_all_have_a_sentence(self):
        raised = {refusal.code for refusal in (RedemptionUnknown, IdempotencyKeyReused, InProgress)}

        assert set(KEPT) | raised <= set(ZINNEN)

    def test_say_how_often_a_pin_may_still_be_tried(self, till, town):
        noor = someone_with_a_pass(town, pin=PIN)

        assert why_not(pay(till, noor.code, 100)) == (422, "pin-required")
        answer = pay(till, noor.code, 100, pin="9513")

        assert why_not(answer) == (422, "pin-wrong")
        assert "4 keer" in answer.json()["detail"]
        assert pay(till, noor.code, 100, pin=PIN).status_code == 201

    def test_of_the_wrong_pin_that_locks_a_card_say_that_it_is_locked(self, till, town):
        noor = someone_with_a_pass(town, pin=PIN)

        told = [pay(till, noor.code, 100, pin="9513") for _ in range(6)]

        assert [why_not(each)[1] for each in told] == ["pin-wrong"] * 4 + ["pin-locked"] * 2
        assert "1 keer" in told[3].json()["detail"]
        assert told[4].content == told[5].content


class TestKeys:
    def test_give_the_same_answer_again(self, till, noor):
        key = str(uuid4())
        first = pay(till, noor.code, 1_250, key=key)

        again = pay(till, noor.code, 1_250, key=key)

        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert again["Idempotency-Replayed"] == "true"

    def test_give_the_same_refusal_again(self, till, noor):
        key = str(uuid4())
        first = pay(till, noor.code, 30_001, key=key)

        again = pay(till, noor.code, 30_001, key=key)

        assert (again.status_code, again.content) == (422, first.content)
        assert again["Idempotency-Replayed"] == "true"

    def test_are_not_used_for_something_else(self, till, noor):
        pay(till, noor.code, 1_250, key="one")

        assert why_not(pay(till, noor.code, 1_251, key="one")) == (422, "idempotency-key-reused")

    def test_of_another_till_are_others(self, till, noor, stranger):
        other = a_till_of(noor.town, stranger)
        first, second = pay(till, noor.code, 100, key="one"), pay(other, noor.code, 100, key="one")

        assert first.json()["id"] != second.json()["id"]

    @pytest.mark.parametrize("key", [None, "", "k" * 201, "a b", "a\x00b", "sleutel\u00e9"])
    def test_are_asked_and_can_be_read(self, till, noor, key):
        answer = till.post("/bestedingen", {"pas": noor.code, "bedrag": 0}, key=key)

        assert why_not(answer) == (400, "invalid-request")
        assert {(error["in"], error["veld"]) for error in answer.json()["errors"]} == {
            ("header", "Idempotency-Key"),
            ("body", "bedrag"),
        }

    def test_that_are_under_way_are_asked_again_in_a_second(self, till, noor):
        with tenant.serving(noor.town), transaction.atomic(), connection.cursor() as cursor:
            tenant.tell_database()
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(concat_ws('|', 'redemptions', %s::integer, %s::uuid,"
                " 'one'), 0))",
                [noor.town, id_of_till(noor.town)],
            )
            told = []
            asking = threading.Thread(target=lambda: (told.append(pay(till, noor.code, 100, key="one")),
                                                      connection.close()))  # fmt: skip
            asking.start()
            asking.join()

        assert why_not(told[0]) == (409, "in-progress")
        assert told[0]["Retry-After"] == "1"
        assert pay(till, noor.code, 100, key="one").status_code == 201


class TestAConnectionThatWasCut:
    def test_is_noticed_by_the_first_question_and_costs_nobody_an_answer(self, till, noor):
        assert pay(till, noor.code, 100).status_code == 201

        cut_the_connection()

        assert pay(till, noor.code, 100).status_code == 201

    def test_is_not_looked_for_at_each_request(self, till, noor):
        pay(till, noor.code, 100)
        connection.health_check_enabled, connection.health_check_done = True, False

        with patch.object(connection, "is_usable", side_effect=AssertionError("nobody asked for that")):
            assert pay(till, noor.code, 100).status_code == 201


class TestWhoAsks:
    @pytest.mark.parametrize("token", ["", "00000.nobody", "x" * 500])
    def test_is_known_before_anything_is_read(self, database, token):
        answer = AtTill(token).post("/bestedingen", b"{")

        assert why_not(answer) == (401, "not-authenticated")
        assert answer["WWW-Authenticate"] == "Bearer"

    def test_is_stopped_after_so_many_passes_that_nobody_has(self, till, noor):
        for _ in range(PASS_GUESSES.most):
            assert why_not(pay(till, str(uuid4()), 100)) == (422, "pass-unknown")

        stopped = pay(till, noor.code, 100)

        assert why_not(stopped) == (429, "too-many-tries")
        assert 0 < int(stopped["Retry-After"]) <= 600

    def test_is_not_stopped_by_the_same_answer_given_again(self, till, noor):
        for _ in range(PASS_GUESSES.most + 1):
            pay(till, "no pass", 100, key="one")

        assert pay(till, noor.code, 100).status_code == 201

    def test_is_stopped_after_so_many_wrong_pins(self, till, town):
        noor = someone_with_a_pass(town, pin=PIN)
        for tries in range(PIN_GUESSES.most):
            if tries % 4 == 0:  # The card counts anew; the till does not.
                assert pay(till, noor.code, 100, pin=PIN).status_code == 201
            assert why_not(pay(till, noor.code, 100, pin="9513")) == (422, "pin-wrong")

        assert why_not(pay(till, noor.code, 100, pin=PIN)) == (429, "too-many-tries")

    def test_is_stopped_after_so_many_wrong_pins_that_lock_cards_too(self, till, town):
        noor = someone_with_a_pass(town, pin=PIN)
        for _ in range(PIN_GUESSES.most // PIN_TRIES):
            unlock(noor)
            assert why_not([pay(till, noor.code, 100, pin="9513") for _ in range(PIN_TRIES)][-1]) == (422, "pin-locked")
        unlock(noor)

        assert why_not(pay(till, noor.code, 100, pin=PIN)) == (429, "too-many-tries")

    def test_is_not_stopped_by_a_card_that_was_locked_before(self, till, town):
        noor = someone_with_a_pass(town, pin=PIN)
        for _ in range(PIN_TRIES + PIN_GUESSES.most):
            pay(till, noor.code, 100, pin="9513")
        unlock(noor)

        assert pay(till, noor.code, 100, pin=PIN).status_code == 201


@pytest.mark.parametrize(
    "amount", [0, -1, 1.0, 10.5, "1250", True, None, 1_000_000_001, 2**63, [1], {}], ids=lambda value: repr(value)[:12]
)
def test_an_amount_is_whole_and_can_be(till, amount):
    answer = till.post("/bestedingen", {"pas": "x", "bedrag": amount}, key="k")

    assert why_not(answer) == (400, "invalid-request")
    assert [error["veld"] for error in answer.json()["errors"]] == ["bedrag"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("eenheid", "USD"), ("pin", "12"), ("pin", "12345a"), ("pin", "١٢٣٤"), ("deelbetaling", "ja"), ("reserveer", 1),
     ("activiteit", "x" * 41), ("referentie", "a\nb"), ("saldo", 5), ("pas", "")],
)  # fmt: skip
def test_what_else_is_sent_can_be_read(till, field, value):
    answer = till.post("/bestedingen", ASKED | {field: value}, key="k")

    assert why_not(answer) == (400, "invalid-request")
    assert [error["veld"] for error in answer.json()["errors"]] == [field]
