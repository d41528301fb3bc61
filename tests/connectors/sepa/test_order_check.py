from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from connectors.contract import Debtor
from connectors.sepa.order_check import MOST_MINOR, problems
from tests.connectors.facts import table_of_facts
from tests.connectors.orders import OMER, ORDER, VOORBEELDSTAD, ZOE, order_of, order_with

IDS = ("message_id", "payment_id")
BAD_IDS = [
    ("", "empty"),
    ("x" * 36, "too-long"),
    ("/abc", "slash-misplaced"),
    ("abc/", "slash-misplaced"),
    ("a//b", "slash-misplaced"),
    ("café", "character-not-allowed"),
    ("a b", "character-not-allowed"),
    ("a\nb", "character-not-allowed"),
    ("a_b", "character-not-allowed"),
]
BICS = table_of_facts("id_vectors")["bic"]


def found(order):
    return [(problem.line, problem.column, problem.code) for problem in problems(order)]


class TestProblems:
    def test_is_empty_for_a_good_order(self):
        assert problems(ORDER) == []

    def test_lists_everything_of_all_lines_at_once(self):
        bad = replace(OMER, amount_minor=0, creditor_name="", creditor_iban="NL00ABNA0417164300", remittance="👍" * 141)

        order = order_with(message_id="", execution_on=date(2026, 4, 3), transfers=(ZOE, bad))

        assert found(order) == [
            (None, "message_id", "empty"),
            (None, "execution_on", "not-a-target-day"),
            (2, "amount_minor", "amount-out-of-range"),
            (2, "creditor_name", "empty"),
            (2, "creditor_iban", "iban-wrong-checksum"),
            (2, "remittance", "too-long"),
            (2, "remittance", "character-not-allowed"),
        ]

    def test_wants_a_transfer(self):
        assert found(order_with(transfers=())) == [(None, "transfers", "no-transfers")]


class TestIds:
    @pytest.mark.parametrize("name", IDS)
    @pytest.mark.parametrize(("text", "code"), BAD_IDS)
    def test_of_the_order_are_never_converted(self, name, text, code):
        assert found(order_with(**{name: text})) == [(None, name, code)]

    @pytest.mark.parametrize(("text", "code"), BAD_IDS)
    def test_of_a_transfer_are_never_converted(self, text, code):
        assert found(order_of(end_to_end_id=text)) == [(1, "end_to_end_id", code)]

    def test_may_not_come_twice(self):
        again = replace(OMER, end_to_end_id=ZOE.end_to_end_id)

        (problem,) = problems(order_with(transfers=(ZOE, OMER, again)))

        assert (problem.line, problem.code) == (3, "reference-twice")
        assert "regel 1" in problem.nl


class TestAmount:
    @pytest.mark.parametrize("amount", [0, -1, MOST_MINOR + 1])
    def test_lies_within_what_a_bank_takes(self, amount):
        assert found(order_of(amount_minor=amount)) == [(1, "amount_minor", "amount-out-of-range")]

    @pytest.mark.parametrize("amount", [1, MOST_MINOR])
    def test_may_be_the_smallest_and_the_largest(self, amount):
        assert found(order_of(amount_minor=amount)) == []

    @pytest.mark.parametrize("amount", [True, 12.5, "12", None])
    def test_is_a_whole_number_of_cents(self, amount):
        assert found(order_of(amount_minor=amount)) == [(1, "amount_minor", "amount-not-whole-cents")]


class TestTexts:
    @pytest.mark.parametrize(("column", "most"), [("creditor_name", 70), ("remittance", 140)])
    def test_are_counted_after_conversion(self, column, most):
        assert found(order_of(**{column: "x" * most})) == []
        assert found(order_of(**{column: "x" * (most - 1) + "ß"})) == [(1, column, "too-long")]

    @pytest.mark.parametrize("text", ["", "  ", "\u00a0"])
    def test_are_not_empty(self, text):
        assert found(order_of(creditor_name=text, remittance=text)) == [
            (1, "creditor_name", "empty"),
            (1, "remittance", "empty"),
        ]

    def test_name_the_characters_a_bank_does_not_know(self):
        (problem,) = problems(order_of(creditor_name="Ж\u200b"))

        assert "Ж (U+0416), ? (U+200B)" in problem.nl


class TestDays:
    @pytest.mark.parametrize("on", [date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 4, 4)])
    def test_are_days_on_which_banks_settle(self, on):
        (problem,) = problems(order_with(execution_on=on))

        assert problem.code == "not-a-target-day"

    def test_name_the_next_day_that_is_possible(self):
        (problem,) = problems(order_with(execution_on=date(2026, 4, 3)))

        assert "2026-04-07" in problem.nl

    def test_do_not_lie_before_the_file_itself_in_the_time_of_the_bank(self):
        late_evening = datetime(2026, 4, 1, 22, 30, tzinfo=UTC)  # already 2 April in Amsterdam

        assert found(order_with(created_at=late_evening)) == [(None, "execution_on", "execution-in-the-past")]

    def test_are_days_and_the_moment_of_making_has_a_zone(self):
        assert found(order_with(execution_on=datetime(2026, 4, 1, tzinfo=UTC))) == [
            (None, "execution_on", "execution-not-a-day")
        ]
        assert found(order_with(created_at=datetime(2026, 4, 1))) == [  # noqa: DTZ001 -- the fault under test
            (None, "created_at", "time-without-zone")
        ]


class TestAccounts:
    @pytest.mark.parametrize("iban", ["GB29NWBK60161331926819", "CH9300762011623852957"])
    def test_outside_the_eea_are_left_to_a_person(self, iban):
        assert found(order_of(creditor_iban=iban)) == [(1, "creditor_iban", "iban-outside-eea")]

    @pytest.mark.parametrize("iban", ["DE89370400440532013000", "BE68539007547034", "LT121000011101001000"])
    def test_elsewhere_in_the_eea_are_as_good_as_dutch_ones(self, iban):
        assert found(order_of(creditor_iban=iban)) == []

    def test_of_the_payer_itself_are_not_paid(self):
        assert found(order_of(creditor_iban="nl44 rabo 0123 4567 89")) == [(1, "creditor_iban", "own-account")]

    def test_of_the_payer_are_checked_like_any_other(self):
        order = order_with(debtor=Debtor(name="", iban="NL82RABO0300065264", bic="RABO"))

        assert found(order) == [
            (None, "debtor.name", "empty"),
            (None, "debtor.iban", "iban-wrong-checksum"),
            (None, "debtor.bic", "bic-unreadable"),
        ]

    @pytest.mark.parametrize("vector", BICS, ids=lambda vector: vector["input"])
    def test_take_a_bic_only_as_it_is_written_in_a_file(self, vector):
        order = order_with(debtor=replace(VOORBEELDSTAD, bic=vector["input"]))

        good = vector["valid"] and vector["input"].isupper()
        assert (problems(order) == []) is good

    def test_do_not_take_the_word_not_provided_for_a_bic(self):
        assert found(order_with(debtor=replace(VOORBEELDSTAD, bic="NOTPROVIDED"))) == [
            (None, "debtor.bic", "bic-unreadable")
        ]
