from itertools import product

import pytest
from django.db import connection

from ledger.amount import Unit
from ledger.chart import ANNOUNCED, CHART, FLOWS, Side
from ledger.database import FlowNotAllowed, NotAReversal, ReclaimForbidden, SameAccount

SIGN = {Side.DEBIT: 1, Side.CREDIT: -1}


def rows(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


class TestChart:
    def test_is_the_same_in_the_database(self, database):
        here = {(each.code, each.kind.value, SIGN[each.side], each.floored) for each in CHART}

        assert set(rows("SELECT code, kind, side, floored FROM ledger_class")) == here

    def test_says_a_sentence_about_each_class(self):
        assert all(each.says.endswith(".") for each in CHART)
        assert len({each.code for each in CHART}) == len(CHART)

    def test_has_no_claim_on_a_person(self):
        claims = {each.code for each in CHART if each.kind == "ASSET" and each.owner == "ENTITLEMENT"}

        # What was granted ahead is given against hours; it is never asked back, and what is left of it is written off.
        assert claims == {"PREPAID_GRANT"}


class TestFlows:
    def test_are_the_same_in_the_database(self, database):
        here = {(act, debit, credit) for act, pairs in FLOWS.items() for debit, credit in pairs}

        assert set(rows("SELECT act, debit_class, credit_class FROM ledger_flow")) == here
        assert set(rows("SELECT act, debit_class, credit_class FROM ledger_flow WHERE announced")) == ANNOUNCED <= here

    def test_take_from_a_person_only_to_send_it_to_them(self):
        assert [act for act, pairs in FLOWS.items() for debit, _ in pairs if debit == "ENTITLED"] == ["payout"]

    def test_take_from_a_pass_only_what_is_spent_or_lapses_as_announced(self):
        taken = {(act, *pair) for act, pairs in FLOWS.items() for pair in pairs if pair[0] == "EARMARKED"}

        assert taken - ANNOUNCED == {("spend", "EARMARKED", "SHOP_PAYABLE"), ("spend", "EARMARKED", "ISSUED")}

    def test_give_back_by_a_refund_all_that_was_spent(self):
        spent = {(credit, debit) for debit, credit in FLOWS["spend"]}

        # What came from the free room of a fund is promised to the person afterwards.
        assert spent - {*FLOWS["refund"]} == {("FREE", "SPENT")}
        assert {*FLOWS["refund"]} <= spent

    def test_reverse_only_what_an_act_may_do(self):
        forward = {pair for act, pairs in FLOWS.items() if act != "reversal" for pair in pairs}

        assert {(credit, debit) for debit, credit in FLOWS["reversal"]} <= forward

    def test_reverse_everything_but_a_grant_and_what_is_refunded(self):
        forward = {pair for act, pairs in FLOWS.items() if act != "reversal" for pair in pairs}
        kept = forward - {(credit, debit) for debit, credit in FLOWS["reversal"]}

        assert kept == {*FLOWS["grant"], *FLOWS["spend"], *FLOWS["refund"]} - {("SPENT", "FREE")}

    def test_name_classes_of_the_chart(self):
        codes = {each.code for each in CHART}

        assert {code for pairs in FLOWS.values() for pair in pairs for code in pair} <= codes


class TestUnits:
    def test_are_the_same_in_the_database(self, database):
        assert set(rows("SELECT code, digits FROM ledger_unit")) == {(unit.value, unit.digits) for unit in Unit}


class TestFlowMatrix:
    def test_refuses_every_movement_that_no_act_names(self, book):
        accounts = {each.code: book.account(each.code) for each in CHART}
        named = {(act, debit, credit) for act, pairs in FLOWS.items() for debit, credit in pairs}
        unnamed = [each for each in product([*FLOWS, "reclaim"], accounts, accounts) if each not in named]
        unnamed += [
            ("reversal", debit, credit) for debit, credit in FLOWS["reversal"]
        ]  # by name, without an entry to undo

        for act, debit, credit in unnamed:
            with pytest.raises((FlowNotAllowed, NotAReversal, ReclaimForbidden, SameAccount)):
                book.say(act, (debit, credit, 1))

        assert len(unnamed) == (len(FLOWS) + 1) * len(CHART) ** 2 - len(named) + len(FLOWS["reversal"])
        assert book.count() == 0
