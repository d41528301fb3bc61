"""Tables for a Dutch Excel."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.spreadsheet.writing import write_table


def read(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_writes_days_and_amounts_as_a_dutch_excel_reads_them():
    content = write_table(("Datum", "Plaats", "Bedrag"), [(date(2026, 3, 2), "Café; Zuid", Decimal("-1234.50"))])

    assert content == '\ufeffDatum;Plaats;Bedrag\r\n02-03-2026;"Café; Zuid";-1234,50\r\n'.encode()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\uff1d1"])
def test_a_text_is_never_worked_out(text):
    assert read(write_table(("a",), [(text,)]))[1] == [f"'{text}"]


@given(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")))
def test_a_text_stays_as_it_was_or_has_one_apostrophe_more(text):
    [[_], [said]] = read(write_table(("a",), [(text or "x",)]))

    assert said.removeprefix("'") == (text or "x").removeprefix("'")
    assert not said.lstrip(" ").startswith(("=", "+", "-", "@"))
