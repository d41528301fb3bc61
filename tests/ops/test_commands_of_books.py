"""The commands that read and check the books."""

import re
from pathlib import Path
from typing import Any

import pytest

from ledger.invariants import INVARIANTS
from tests.ops.commands import Desk
from tests.web.town import enter

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a desk where Noor was granted her first thousand euros."""
    desk = Desk(tmp_path)
    desk.add_fund()
    desk.award_noor()
    desk.run("run_period", "--scheme", "burgerbudget", "--on", "2025-01-02")
    return desk


class TestVerify:
    def test_says_each_invariant(self, desk: Desk) -> None:
        code, said, _complained = desk.run("verify")

        assert code == 0
        assert all(f"OK   {each.says} [{each.name}]" in said for each in INVARIANTS)

    def test_says_as_many_as_the_readme_shows(self, desk: Desk) -> None:
        (checked,) = desk.answer("verify")

        shown = re.findall(r"([0-9]+) van ([0-9]+)(?: regels)? kloppen", Path("README.md").read_text(encoding="utf-8"))

        assert {int(each) for pair in shown for each in pair} == {len(checked["invariants"])}

    def test_names_the_row_that_someone_broke(self, desk: Desk, owner: Any) -> None:
        (account,) = [
            each["account"] for each in desk.answer("statement", "--person", "noor") if each["class"] == "ENTITLED"
        ]
        with owner.cursor() as cursor:
            cursor.execute("ALTER TABLE ledger_balance DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE ledger_balance NO FORCE ROW LEVEL SECURITY")
            cursor.execute(
                "UPDATE ledger_balance SET balance = balance + 1 WHERE account_id = %s AND municipality_id = %s",
                [account, desk.id],
            )
            cursor.execute("ALTER TABLE ledger_balance FORCE ROW LEVEL SECURITY")
            cursor.execute("ALTER TABLE ledger_balance ENABLE TRIGGER USER")

        code, said, _complained = desk.run("verify")

        assert code == 1
        assert f"account_id {account}" in said
        (checked,) = desk.answer("verify")
        assert [each["name"] for each in checked["invariants"] if each["rows"]] == ["balances-are-sums"]

    def test_is_wrongly_asked_for_an_unknown_municipality(self, desk: Desk) -> None:
        desk.code = "nergens"

        code, _said, complained = desk.run("verify")

        assert (code, len(complained.splitlines())) == (2, 1)


class TestStatement:
    def test_shows_every_account_of_a_person(self, desk: Desk) -> None:
        statements = {each["class"]: each for each in desk.answer("statement", "--person", "noor")}

        assert statements["ENTITLED"]["balance_minor"] == 100_000
        assert [line["act"] for line in statements["COMMITTED"]["lines"]] == ["commit", "grant"]

    def test_shows_amounts_and_balances_to_people(self, desk: Desk) -> None:
        _code, said, _complained = desk.run("statement", "--person", "noor")

        assert "1.000,00" in said

    def test_shows_how_it_was_on_a_day(self, desk: Desk) -> None:
        statements = desk.answer("statement", "--person", "noor", "--as-of", "2025-01-01")

        assert {each["class"]: each["balance_minor"] for each in statements}["ENTITLED"] == 0

    @pytest.mark.parametrize(
        ("whose", "refusal"),
        [(("--person", "piet"), "person-unknown"), (("--account", "99999999"), "account-unknown")],
    )
    def test_refuses_what_is_not_there(self, desk: Desk, whose: tuple[str, str], refusal: str) -> None:
        assert desk.answer("statement", *whose)["refused"]["code"] == refusal


class TestTrialBalance:
    def test_adds_up_on_both_sides(self, desk: Desk) -> None:
        answer = desk.answer("trial_balance")

        assert answer["equal"]
        assert [(total["unit"], total["debit"] == total["credit"]) for total in answer["totals"]] == [("EUR", True)]
        assert sum(line["debit"] for line in answer["lines"]) == answer["totals"][0]["debit"]

    def test_is_empty_before_anything_is_booked(self, desk: Desk) -> None:
        assert desk.answer("trial_balance", "--as-of", "2024-12-31")["lines"] == []


class TestReport:
    def test_counts_what_is_booked(self, desk: Desk) -> None:
        report = desk.answer("report")

        assert (report["people"], report["schemes"][0]["openings"]) == (1, 1)
        fund = report["funds"][0]
        assert fund["given_minor"] == fund["committed_minor"] + fund["spent_minor"] + fund["free_minor"]
        assert report["invariants"] == {"hold": len(INVARIANTS), "of": len(INVARIANTS), "broken": []}

    def test_tells_the_same_on_a_page_and_as_json(self, desk: Desk) -> None:
        desk.run("add_officer", "--code", "anna", "--name", "Anna")
        given = desk.answer("login", "anna", "--officer", "anna")

        client = enter(given["login"], given["password"], totp_secret=given["totp_secret"])
        page, data = client.get("/gemeente"), client.get("/gemeente.json")

        assert (page.status_code, data.json()) == (200, desk.answer("report"))
        assert "€\u00a01.000,00" in page.content.decode()
