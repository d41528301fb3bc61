"""The statement that a shop gets: every receipt, and what is paid for them."""

import csv
import io
import re

import pytest

from budgets.operation import reading
from budgets.redemptions.queries import day_totals
from budgets.settlements.operations import settle_now
from budgets.settlements.receipts import get_settlement
from budgets.settlements.statement import as_csv, as_letter, as_pdf, get_statement
from budgets.shops.tills import open_location
from connectors.letter.page import as_text
from tests.budgets.passes.town import TODAY
from tests.budgets.payouts.town import balance_of
from tests.budgets.redemptions.town import a_shopping_street, give_back, meedoen, pay, till_of
from tests.budgets.settlements.town import pay as pay_out
from tests.budgets.settlements.town import spend
from tests.builders import TEST
from tests.scanner import find_personal_data

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def noor():
    with a_shopping_street() as person:
        yield person


def settled(till):
    """Let the bookshop be settled, and give its statement."""
    made = settle_now(shop="boekhandel", actor=TEST, on=TODAY)
    return reading(get_statement)(till.shop_id, made)


def sheet_of(statement):
    return list(csv.reader(io.StringIO(as_csv(statement).decode("utf-8-sig"), newline=""), delimiter=";"))


def cents(cell):
    return int(cell.replace(",", "")) if cell else 0


class TestReceipts:
    def test_are_those_of_the_till(self, noor):
        till, card = till_of(), meedoen(noor)
        receipts = [
            pay(till, card.code, amount, activity=activity).given().receipt
            for amount, activity in ((12_50, ""), (3_00, "sport"))
        ]
        made = settle_now(shop="boekhandel", actor=TEST, on=TODAY)

        lines = reading(get_settlement)(till.shop_id, made).lines

        assert [(each.on, each.amount_minor, each.receipt, each.activity) for each in lines] == [
            (TODAY, 12_50, receipts[0], ""),
            (TODAY, 3_00, receipts[1], "sport"),
        ]
        assert {each.location for each in lines} == {"Boekhandel"}

    def test_are_of_the_location_that_took_or_gave_back_as_in_the_totals_of_the_day(self, noor):
        till, card = till_of(), meedoen(noor)
        open_location(shop="boekhandel", code="zuid", name="Zuid", address="", actor=TEST, on=TODAY)
        bought = pay(till, card.code, 12_50, activity="lezen").given()
        give_back(till_of(location="zuid"), bought.id, 2_50).given()
        made = settle_now(shop="boekhandel", actor=TEST, on=TODAY)

        lines = reading(get_settlement)(till.shop_id, made).lines

        assert [(each.location, each.amount_minor, each.receipt, each.activity) for each in lines] == [
            ("Boekhandel", 12_50, bought.receipt, "lezen"),
            ("Zuid", -2_50, bought.receipt, "lezen"),
        ]
        totals = reading(day_totals)(till.shop_id, TODAY)
        assert [(each.location, each.euro_minor) for each in totals] == [("Boekhandel", 12_50), ("Zuid", 2_50)]


class TestStatement:
    def test_adds_up_to_the_transfer(self, noor):
        till, card = till_of(), meedoen(noor)
        for amount in (12_50, 3_00):
            pay(till, card.code, amount).given()
        spend(till.shop_id, -2_00, TODAY)
        statement = settled(till)
        [file] = pay_out(TODAY)

        head, *rows, last = sheet_of(statement)

        columns = {name: [cents(row[place]) for row in rows] for place, name in enumerate(head) if place > 3}
        assert {name: sum(cells) for name, cells in columns.items()} == {
            "Besteed": 15_50, "Teruggegeven": 2_00, "Kosten": 0, "Wij maken over": 0,
        }  # fmt: skip
        assert [cents(cell) for cell in last[4:]] == [15_50, 2_00, 0, 13_50]
        assert b">13.50<" in file.content
        assert balance_of("IN_TRANSIT") == 13_50

    def test_names_nobody_and_no_scheme(self, noor):
        till = till_of()
        pay(till, meedoen(noor).code, 12_50).given()
        statement = settled(till)

        told = as_csv(statement).decode() + as_text(as_letter(statement))

        assert find_personal_data(told) == []
        assert "meedoen" not in told.casefold()
        assert str(noor) not in told

    def test_is_the_same_file_each_time(self, noor):
        till = till_of()
        pay(till, meedoen(noor).code, 12_50).given()
        statement = settled(till)

        assert as_pdf(statement) == as_pdf(statement)
        assert as_pdf(statement).startswith(b"%PDF-")

    def test_says_what_is_paid_in_the_language_of_the_shop(self, noor):
        till = till_of()
        pay(till, meedoen(noor).code, 12_50).given()
        text = as_text(as_letter(settled(till)))

        assert "Wij maken € 12,50 aan u over." in text
        assert "“Voorbeeldstad afrekening 1”" in text
        assert re.search(r"Besteed +1 keer +€ 12,50", text)
