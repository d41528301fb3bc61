"""The commands that fund, award, run and decide."""

from pathlib import Path

import pytest
from django.core.management import execute_from_command_line

from tests.ops.commands import Desk

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


class TestArguments:
    @pytest.mark.parametrize(
        "arguments",
        [
            ["add_fund", "--code", "a"],
            ["add_fund", "--code", "a", "--name", "A", "--scheme", "burgerbudget", "--amount", "1e6"],
            ["add_fund", "--code", "a", "--name", "A", "--scheme", "burgerbudget", "--amount", "0.00"],
            ["award"],
            ["run_period", "--scheme", "burgerbudget"],
            ["run_period", "--scheme", "burgerbudget", "--on", "01-04-2026"],
            ["statement"],
            ["statement", "--account", "1", "--person", "noor"],
            ["trial_balance", "--as-of", "2026-02-30"],
            ["entitlement", "reclaim", "--person", "noor", "--scheme", "burgerbudget", "--on", "2025-02-01"],
            ["report", "--on", "gisteren"],
        ],
    )
    def test_are_refused_in_one_line_with_exit_code_2(
        self, arguments: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as ended:
            execute_from_command_line(["manage.py", *arguments])

        assert ended.value.code == 2
        assert len(capsys.readouterr().err.splitlines()) == 1


class TestAddFund:
    def test_books_a_deposit_once(self, desk: Desk) -> None:
        assert desk.add_fund()["booked"]

        assert not desk.add_fund()["booked"]
        assert desk.answer("report")["funds"][0]["given_minor"] == 1_000_000

    def test_refuses_another_amount_under_the_same_reference(self, desk: Desk) -> None:
        desk.add_fund("10000.00")

        assert desk.add_fund("20000.00")["refused"]["code"] == "idempotency-key-reused"

    def test_refuses_a_scheme_that_is_not_there(self, desk: Desk) -> None:
        assert desk.add_fund(scheme="zomergeld")["refused"]["code"] == "scheme-unknown"


class TestAward:
    def test_awards_once(self, desk: Desk) -> None:
        desk.add_fund()
        file = desk.award_file("noor;burgerbudget;1;01-01-2025", "sem;burgerbudget;1;01-01-2025")

        first, second = (desk.answer("award", file, "--on", "2025-01-01") for _again in range(2))

        assert (first["added"], second["added"], second["unchanged"]) == (2, 0, 2)

    @pytest.mark.parametrize(
        ("line", "code"),
        [
            ("piet;burgerbudget;1;01-01-2025", "person-unknown"),
            ("noor;zomergeld;1;01-01-2025", "scheme-unknown"),
            ("noor;bouwdepot;1;01-01-2025", "scheme-not-adopted"),
            ("noor;burgerbudget;9;01-01-2025", "cohort-unknown"),
            ("noor;burgerbudget;1;31-02-2025", "date-does-not-exist"),
        ],
    )
    def test_refuses_a_line_by_number_and_books_nothing(self, desk: Desk, line: str, code: str) -> None:
        desk.add_fund()
        file = desk.award_file("sem;burgerbudget;1;01-01-2025", line)

        answer = desk.answer("award", file, "--on", "2025-01-01")

        assert [(told["line"], told["code"]) for told in answer["refused"]] == [(3, code)]
        assert desk.answer("report")["people"] == 0

    def test_takes_the_good_lines_when_a_part_is_asked(self, desk: Desk) -> None:
        desk.add_fund()
        file = desk.award_file("sem;burgerbudget;1;01-01-2025", "piet;burgerbudget;1;01-01-2025")

        code, said, _complained = desk.run("award", file, "--on", "2025-01-01", "--partial")

        assert (code, "1 nieuw" in said, "regel 3" in said) == (1, True, True)
        assert desk.answer("report")["people"] == 1

    def test_refuses_what_no_fund_can_promise(self, desk: Desk) -> None:
        desk.add_fund("1999.99")

        answer = desk.answer("award", desk.award_file("noor;burgerbudget;1;01-01-2025"), "--on", "2025-01-01")

        assert [told["code"] for told in answer["refused"]] == ["fund-exhausted"]

    def test_refuses_another_start_of_what_is_awarded(self, desk: Desk) -> None:
        desk.add_fund()
        desk.award_noor()

        answer = desk.answer("award", desk.award_file("noor;burgerbudget;1;02-01-2025"), "--on", "2025-01-02")

        assert [told["code"] for told in answer["refused"]] == ["already-awarded"]


class TestRunPeriod:
    def test_grants_once(self, desk: Desk) -> None:
        desk.add_fund()
        desk.award_noor()
        asked = ("run_period", "--scheme", "burgerbudget", "--on", "2025-01-02")

        first, second = desk.answer(*asked), desk.answer(*asked)

        assert (first["grants"], first["granted_minor"]) == (1, 100_000)
        assert (second["entitlements"], second["granted_minor"]) == (0, 0)

    def test_changes_nothing_in_a_dry_run(self, desk: Desk) -> None:
        desk.add_fund()
        desk.award_noor()
        before = desk.answer("trial_balance")

        answer = desk.answer("run_period", "--scheme", "burgerbudget", "--on", "2025-01-02", "--dry-run")

        assert (answer["dry_run"], answer["runs"], answer["granted_minor"]) == (True, [], 100_000)
        assert desk.answer("trial_balance") == before

    def test_refuses_a_scheme_that_is_not_there(self, desk: Desk) -> None:
        code, _said, complained = desk.run("run_period", "--scheme", "zomergeld", "--on", "2025-01-02")

        assert (code, "[scheme-unknown]" in complained) == (1, True)


class TestEntitlement:
    def test_moves_through_its_life(self, desk: Desk) -> None:
        desk.add_fund()
        desk.award_noor()
        days = ("2025-01-10", "2025-01-11", "2025-01-12", "2025-01-13", "2025-01-14")

        codes = [
            desk.run("entitlement", move, "--person", "noor", "--scheme", "burgerbudget", "--on", on)[0]
            for move, on in zip(("suspend", "resume", "stop", "restart", "end"), days, strict=True)
        ]

        assert codes == [0] * 5
        assert desk.answer("report")["schemes"][0]["ended"] == 1

    @pytest.mark.parametrize(
        ("person", "move", "refusal"),
        [
            ("piet", "stop", "person-unknown"),
            ("sem", "stop", "entitlement-unknown"),
            ("noor", "resume", "not-allowed-in-state"),
        ],
    )
    def test_refuses_what_cannot_be(self, desk: Desk, person: str, move: str, refusal: str) -> None:
        desk.add_fund()
        desk.award_noor()

        answer = desk.answer("entitlement", move, "--person", person, "--scheme", "burgerbudget", "--on", "2025-01-10")

        assert answer["refused"]["code"] == refusal
