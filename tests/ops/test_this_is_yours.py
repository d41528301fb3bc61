"""The command that writes the letter “this is yours”."""

from pathlib import Path

import pytest

from tests.ops.commands import Desk

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a town where Noor got her first amount, which was not paid yet."""
    desk = Desk(tmp_path)
    desk.add_fund()
    desk.award_noor()
    assert desk.run("run_period", "--scheme", "burgerbudget", "--on", "2025-01-01")[0] == 0
    return desk


def ask(desk: Desk, *arguments: str) -> tuple[int, str, str]:
    return desk.run("this_is_yours", "--person", "noor", "--on", "2025-02-01", *arguments)


class TestThisIsYours:
    def test_is_written_as_text(self, desk: Desk) -> None:
        code, said, _complained = ask(desk)

        assert code == 0
        assert "1 januari 2025  Geld van de gemeente" in said
        assert "Hiervan krijg je nog € 1.000,00 op je rekening." in said
        assert "burgerbudget" not in said.casefold()

    def test_is_written_in_the_language_that_is_asked(self, desk: Desk) -> None:
        assert "This is yours. You never have to pay it back." in ask(desk, "--lang", "en")[1]

    def test_is_the_same_file_each_time(self, desk: Desk, tmp_path: Path) -> None:
        first, second = tmp_path / "een.pdf", tmp_path / "twee.pdf"

        for file in (first, second):
            assert ask(desk, "--pdf", str(file))[:2] == (0, f"Geschreven: {file}\n")

        assert first.read_bytes() == second.read_bytes()
        assert first.read_bytes().startswith(b"%PDF-")

    def test_says_how_it_was_on_a_day(self, desk: Desk) -> None:
        before = desk.answer("this_is_yours", "--person", "noor", "--on", "2024-12-31")
        after = desk.answer("this_is_yours", "--person", "noor", "--on", "2025-01-01")

        assert (before["given"], before["to_be_paid_minor"]) == ([], 0)
        assert (after["given"][0]["amount_minor"], after["to_be_paid_minor"]) == (100_000, 100_000)

    def test_refuses_who_is_not_known_and_a_place_that_cannot_be_written(self, desk: Desk, tmp_path: Path) -> None:
        nobody = desk.answer("this_is_yours", "--person", "niemand", "--on", "2025-02-01")

        assert nobody["refused"]["code"] == "person-unknown"
        assert ask(desk, "--pdf", str(tmp_path / "weg" / "een.pdf"))[0] == 2
