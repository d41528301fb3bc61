"""The commands that tell why something was decided, and assess it again."""

import os
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections
from psycopg.conninfo import conninfo_to_dict

from budgets.entitlements import explaining
from tests.ops.commands import Desk

pytestmark = pytest.mark.usefixtures("database")

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a town where Noor got her first amount and missed a quarter."""
    desk = Desk(tmp_path)
    desk.add_fund()
    desk.award_noor()
    for day in ("2025-01-01", "2025-04-01"):
        assert desk.run("run_period", "--scheme", "burgerbudget", "--on", day)[0] == 0
    return desk


def decided(desk: Desk) -> list[dict[str, Any]]:
    answer: list[dict[str, Any]] = desk.answer("explain", "--person", "noor")
    return answer


def tamper(desk: Desk, statement: str) -> None:
    """Change what the database lets nobody change, as its administrator could."""
    login = {"user": "postgres"} | conninfo_to_dict(os.environ.get("DATABASE_ADMIN_URL", ""))
    place = connections["default"].settings_dict
    where = {"host": place["HOST"], "port": place["PORT"] or None, "dbname": place["NAME"]}
    with psycopg.connect(**{**login, **where}) as admin:
        admin.execute("SET session_replication_role = 'replica'")
        admin.execute(f"{statement} WHERE municipality_id = %s", [desk.id])


class TestExplain:
    def test_lists_what_there_is_to_explain(self, desk: Desk) -> None:
        listed = [(each["kind"], each["label"], each["on"], each["amount_minor"]) for each in decided(desk)]

        assert listed == [("grant", "opening", "2025-01-01", 100_000), ("period", "MISSED", "2025-04-01", None)]
        assert desk.answer("explain", "--person", "noor", "--scheme", "bouwdepot") == []
        assert desk.answer("explain", "--person", "sem") == []

    def test_tells_it_in_both_languages(self, desk: Desk) -> None:
        opening, missed = (each["id"] for each in decided(desk))

        assert desk.run("explain", opening)[1].splitlines() == [
            "Je begint met €\u00a01.000,00.",
            "Dit geld is van jou. Je hoeft het nooit terug te betalen.",
        ]
        assert "You start with €1,000.00." in desk.run("explain", opening, "--lang", "en")[1]
        assert "Dit is gemist kwartaal 1." in desk.run("explain", missed)[1]

    def test_keeps_inputs_terms_and_steps(self, desk: Desk) -> None:
        _opening, missed = (desk.answer("explain", each["id"])["explanation"] for each in decided(desk))

        assert missed["case"]["period"] == ["2025-01-01", "2025-04-01"]
        assert [each["key"] for each in missed["terms"]] == ["hours_required", "missed_periods_allowed"]
        assert all(each["source"] and each["valid_from"] for each in missed["terms"])

    def test_refuses_what_is_not_there(self, desk: Desk) -> None:
        assert desk.answer("explain", NOBODY)["refused"]["code"] == "nothing-to-explain"
        assert desk.answer("explain", "--person", "niemand")["refused"]["code"] == "person-unknown"
        assert desk.run("explain", NOBODY, "--scheme", "burgerbudget")[0] == 2

    def test_does_not_know_decisions_of_another_municipality(self, desk: Desk, tmp_path: Path) -> None:
        opening = decided(desk)[0]["id"]

        assert Desk(tmp_path).answer("explain", opening)["refused"]["code"] == "nothing-to-explain"


class TestReplay:
    def test_gives_the_same_cents(self, desk: Desk) -> None:
        assert desk.answer("replay", "--all") == {"replayed": 2, "different": 0, "differences": []}
        assert desk.answer("replay", decided(desk)[0]["id"])["replayed"] == 1
        assert desk.run("replay", "--all")[:2] == (0, "2 besluiten opnieuw berekend: 2 gelijk, 0 anders.\n")

    def test_finds_what_was_changed_with_both_values(self, desk: Desk) -> None:
        opening, missed = decided(desk)
        tamper(desk, "UPDATE entitlements_grant SET amount_minor = 100001")

        code, said, _complained = desk.run("replay", "--all")

        assert code == 1
        assert "2 besluiten opnieuw berekend: 1 gelijk, 1 anders." in said
        assert "amount: bewaard 100001, nu 100000" in said
        (found,) = desk.answer("replay", opening["id"])["differences"]
        assert found["differs"] == [{"what": "amount", "kept": 100_001, "today": 100_000}]
        assert desk.answer("replay", missed["id"])["different"] == 0

    def test_reads_in_pages_and_tells_how_far_it_is(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(explaining, "PAGE", 1)
        monkeypatch.setattr("ops.management.commands.replay.TELL_EVERY", 1)

        code, _said, complained = desk.run("replay", "--all")

        assert code == 0
        assert complained == "1 van 2 besluiten\n2 van 2 besluiten\n"

    def test_refuses_what_no_rule_decided(self, desk: Desk) -> None:
        assert desk.answer("replay", NOBODY)["refused"]["code"] == "nothing-to-explain"
