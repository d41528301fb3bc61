"""The commands that show schemes and load a municipality's terms of them."""

import json
from pathlib import Path

import pytest

from tests.ops.commands import Desk

pytestmark = pytest.mark.usefixtures("database")
MEEDOEN = """scheme = "meedoen"

[[term]]
key = "amount"
valid_from = 2026-01-01
value = { adult = "200.00", child = "300.00" }
source = "Raadsbesluit 2025/112, artikel 3"
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "meedoen.toml"
    path.write_text(MEEDOEN, encoding="utf-8")
    return path


class TestScheme:
    def test_lists_all_of_the_catalogue(self, desk: Desk) -> None:
        codes = [each["code"] for each in desk.answer("scheme", "list")]

        assert codes == sorted(codes)
        assert "meedoen              EUR     jaar      Meedoenregeling\n" in desk.run("scheme", "list")[1]
        assert {"burgerbudget", "woonlastenfonds", "uitgiftepunt"} <= set(codes)

    def test_shows_one_with_its_terms_and_what_still_needs_a_number(self, desk: Desk) -> None:
        answer = desk.answer("scheme", "show", "meedoen")

        assert answer["needs"] == ["amount"]
        assert [post["year"] for post in answer["posts"]] == [2025, 2026]
        assert desk.run("scheme", "show", "meedoen")[1].startswith("Meedoenregeling (meedoen), in EUR, per jaar\n")
        assert "amount (AMOUNT_IN_UNIT): nog geen waarde" in desk.run("scheme", "show", "meedoen")[1]

    def test_refuses_one_that_is_not_there(self, desk: Desk) -> None:
        code, _said, complained = desk.run("scheme", "show", "zomergeld")

        assert (code, "[scheme-unknown]" in complained) == (1, True)

    def test_checks_a_file_without_loading_it(self, desk: Desk, file: Path) -> None:
        assert desk.answer("scheme", "check", str(file)) == {"checked": "meedoen", "rows": 1}
        assert desk.answer("load_terms", str(file), "--on", "2026-01-05")["added"] > 1

    def test_says_the_line_of_what_is_wrong(self, desk: Desk, file: Path) -> None:
        file.write_text(MEEDOEN.replace("200.00", "2OO"), encoding="utf-8")

        code, _said, complained = desk.run("scheme", "check", str(file))

        assert code == 1
        assert complained.startswith("These terms cannot be used. Line 6: The term “amount” of meedoen cannot be")
        assert (
            json.loads(desk.run("scheme", "check", str(file), "--json")[1])["refused"]["facts"]["problems"][0]["line"]
            == 6
        )

    @pytest.mark.parametrize("arguments", [["show"], ["check"], ["check", "/nowhere/terms.toml"], ["check", "/"]])
    def test_asks_for_what_it_needs_in_one_line(self, desk: Desk, arguments: list[str]) -> None:
        code, _said, complained = desk.run("scheme", *arguments)

        assert (code, len(complained.splitlines())) == (2, 1)

    def test_refuses_what_is_not_text(self, desk: Desk, file: Path) -> None:
        file.write_bytes(b"\xff\xfe")

        assert desk.run("scheme", "check", str(file))[0] == 2


class TestLoadTerms:
    def test_changes_nothing_the_second_time(self, desk: Desk, file: Path) -> None:
        assert desk.answer("load_terms", str(file), "--on", "2026-01-05")["unchanged"] == 0

        again = desk.answer("load_terms", str(file), "--on", "2026-02-05")

        assert again == {"scheme": "meedoen", "added": 0, "ended": 0, "unchanged": 1}

    def test_tells_how_many_rows_are_new(self, desk: Desk, file: Path) -> None:
        desk.run("load_terms", str(file), "--on", "2026-01-05")
        file.write_text(MEEDOEN.replace("2026-01-01", "2027-01-01").replace("200.00", "250.00"), encoding="utf-8")

        code, said, _complained = desk.run("load_terms", str(file), "--on", "2026-12-05")

        assert (code, said) == (0, "meedoen, regels: 1 nieuw, 1 beëindigd, 0 stonden er al.\n")


class TestAddFund:
    def test_asks_for_the_terms_that_still_need_a_number(self, desk: Desk, file: Path) -> None:
        assert list(desk.add_fund(scheme="meedoen")["needs"]) == ["amount"]

        desk.run("load_terms", str(file), "--on", "2026-01-05")

        assert desk.add_fund(scheme="meedoen")["needs"] == {}
