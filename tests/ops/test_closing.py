"""The commands that close and reopen months."""

from pathlib import Path

import pytest

from tests.ops.commands import Desk

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a desk where a fund received its money on 1 January 2025, and two officers."""
    desk = Desk(tmp_path)
    desk.add_fund()
    for name in ("Anna", "Bilal"):
        assert desk.run("add_officer", "--code", name.lower(), "--name", name, "--on", "2025-01-01")[0] == 0
    return desk


def close(desk: Desk, month: str = "2025-01", on: str = "2025-03-03") -> tuple[int, str, str]:
    return desk.run("close_month", "--month", month, "--by", "anna", "--on", on)


class TestCloseMonth:
    def test_says_what_was_done(self, desk: Desk) -> None:
        assert close(desk) == (0, "Maand 2025-01 is nu gesloten (besluit 1).\n", "")
        assert close(desk) == (0, "Maand 2025-01 was al gesloten; niets gewijzigd (besluit 1).\n", "")

    def test_answers_as_json(self, desk: Desk) -> None:
        answer = desk.answer("close_month", "--month", "2025-01", "--by", "anna", "--on", "2025-03-03")

        assert answer == {"month": "2025-01", "number": 1, "closed": True}

    @pytest.mark.parametrize(
        ("month", "on", "code"),
        [("2025-02", "2025-03-03", "months-close-in-order"), ("2025-01", "2025-01-31", "month-not-over")],
    )
    def test_says_why_it_is_refused(self, desk: Desk, month: str, on: str, code: str) -> None:
        exit_code, _said, complained = close(desk, month, on)

        assert exit_code == 1
        assert f"[{code}]" in complained

    def test_shuts_the_month_for_every_command(self, desk: Desk) -> None:
        close(desk)

        exit_code, _said, complained = desk.run(
            *("add_fund", "--code", "fonds-burgerbudget", "--name", "Fonds", "--scheme", "burgerbudget"),
            *("--amount", "5.00", "--reference", "late", "--on", "2025-01-31"),
        )

        assert exit_code == 1
        assert "[period-closed]" in complained

    @pytest.mark.parametrize("by", ["", "nobody"])
    def test_is_wrongly_asked_in_the_name_of_nobody(self, desk: Desk, by: str) -> None:
        exit_code, _said, complained = desk.run("close_month", "--month", "2025-01", "--by", by)

        assert (exit_code, len(complained.splitlines())) == (2, 1)


class TestReopenMonth:
    def test_says_what_was_done(self, desk: Desk) -> None:
        close(desk)

        done = desk.run(
            "reopen_month", "--month", "2025-01", "--by", "anna", "--by", "bilal", "--reason", "a file was left out"
        )

        assert done == (0, "Maand 2025-01 is weer open (besluit 2).\n", "")

    def test_is_refused_to_one_officer_twice(self, desk: Desk) -> None:
        close(desk)

        exit_code, _said, complained = desk.run(
            "reopen_month", "--month", "2025-01", "--by", "anna", "--by", "anna", "--reason", "alone"
        )

        assert exit_code == 1
        assert "[reopened-by-two]" in complained

    @pytest.mark.parametrize("officers", [("anna",), ("anna", "bilal", "anna")])
    def test_is_wrongly_asked_by_another_number_of_officers(self, desk: Desk, officers: tuple[str, ...]) -> None:
        by = [word for officer in officers for word in ("--by", officer)]

        exit_code, _said, complained = desk.run("reopen_month", "--month", "2025-01", *by, "--reason", "why")

        assert (exit_code, len(complained.splitlines())) == (2, 1)
