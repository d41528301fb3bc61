"""The commands that tell why something was decided, and assess it again."""

from pathlib import Path
from typing import Any

import pytest

from budgets.entitlements import explaining
from tests import tampering
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
    tampering.tamper(f"{statement} WHERE municipality_id = %s", desk.id)


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


class TestRefusals:
    @pytest.fixture
    def refused(self, desk: Desk, tmp_path: Path) -> str:
        """Give the id of the decision that Sem does not get energietoeslag."""
        desk.add_fund(scheme="energietoeslag")
        file = tmp_path / "besluit.csv"
        header = "klantnummer;regeling;cohort;ingangsdatum;inkomen;norm;huishoudtype"
        file.write_text(f"{header}\nsem;energietoeslag;1;01-02-2026;1500,00;1000,00;alleen\n", encoding="utf-8")
        answer = desk.answer("award", str(file), "--on", "2026-02-01", "--partial")
        assert [each["code"] for each in answer["refused"]] == ["not-eligible"]
        (decision,) = desk.answer("explain", "--person", "sem")
        return str(decision["id"])

    def test_are_told_with_the_sum(self, desk: Desk, refused: str) -> None:
        _code, said, _complained = desk.run("explain", refused)

        assert "Je inkomen is €\u00a01.500,00. De grens is €\u00a01.200,00." in said
        assert "Your income is €1,500.00." in desk.run("explain", refused, "--lang", "en")[1]

    def test_can_be_judged_again(self, desk: Desk, refused: str) -> None:
        assert desk.answer("replay", refused)["different"] == 0

        lower = "jsonb_set(explanation, '{inputs,limit_minor}', '90000')"
        tamper(desk, f"UPDATE entitlements_decision SET explanation = {lower}")

        (difference,) = desk.answer("replay", refused)["differences"]
        assert difference["differs"] == [{"what": "inputs.limit_minor", "kept": 90_000, "today": 120_000}]


class TestReplay:
    def test_gives_the_same_cents(self, desk: Desk) -> None:
        assert desk.answer("replay", "--all") == {"replayed": 3, "different": 0, "differences": []}
        assert desk.answer("replay", decided(desk)[0]["id"])["replayed"] == 1
        assert desk.run("replay", "--all")[:2] == (0, "3 besluiten opnieuw berekend: 3 gelijk, 0 anders.\n")

    def test_finds_what_was_changed_with_both_values(self, desk: Desk) -> None:
        opening, missed = decided(desk)
        tamper(desk, "UPDATE entitlements_grant SET amount_minor = 100001")

        code, said, _complained = desk.run("replay", "--all")

        assert code == 1
        assert "3 besluiten opnieuw berekend: 2 gelijk, 1 anders." in said
        assert "amount: bewaard 100001, nu 100000" in said
        (found,) = desk.answer("replay", opening["id"])["differences"]
        assert found["differs"] == [{"what": "amount", "kept": 100_001, "today": 100_000}]
        assert desk.answer("replay", missed["id"])["different"] == 0

    def test_reads_in_pages_and_tells_how_far_it_is(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(explaining, "PAGE", 1)
        monkeypatch.setattr("ops.management.commands.replay.TELL_EVERY", 1)

        code, _said, complained = desk.run("replay", "--all")

        assert code == 0
        assert complained == "1 van 3 besluiten\n2 van 3 besluiten\n3 van 3 besluiten\n"

    def test_refuses_what_no_rule_decided(self, desk: Desk) -> None:
        assert desk.answer("replay", NOBODY)["refused"]["code"] == "nothing-to-explain"
