"""The commands that seal days, and check what came since."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.ops.commands import Desk

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a desk where a fund received its money on 1 January 2025."""
    desk = Desk(tmp_path)
    desk.add_fund()
    return desk


def seal(desk: Desk, on: str = "2025-01-31") -> tuple[int, str, str]:
    return desk.run("seal", "--on", on)


class TestSeal:
    def test_prints_what_can_be_published(self, desk: Desk) -> None:
        code, said, _complained = seal(desk)

        first, numbers, digest = said.splitlines()
        assert code == 0
        assert first == f"{desk.code}, zegel 1, 2025-01-31"
        assert numbers == "  journaalposten 2025/1 tot en met 2025/1; 4 boekingsregels"
        assert re.fullmatch(r"  SHA-256 [0-9a-f]{8}( [0-9a-f]{8}){7}", digest)

    def test_again_prints_the_last_seal(self, desk: Desk) -> None:
        _code, first, _complained = seal(desk)

        code, said, _complained = seal(desk)

        assert (code, said) == (0, "Er is niets nieuws te verzegelen; het laatste zegel is:\n" + first)

    def test_of_an_empty_book_says_so(self, tmp_path: Path) -> None:
        assert seal(Desk(tmp_path)) == (0, "Er is nog niets te verzegelen.\n", "")

    def test_says_which_closes_it_covers(self, desk: Desk) -> None:
        desk.run("add_officer", "--code", "anna", "--name", "Anna", "--on", "2025-01-01")
        desk.run("close_month", "--month", "2025-01", "--by", "anna", "--on", "2025-02-01")

        assert "  besluiten over maanden 1 tot en met 1\n" in seal(desk, "2025-02-01")[1]

    def test_answers_as_json(self, desk: Desk) -> None:
        answer = desk.answer("seal", "--on", "2025-01-31")

        assert [each["number"] for each in answer["made"]] == [1]
        assert answer["last"]["digest"] == answer["made"][0]["digest"]


class TestVerifySinceSeal:
    def test_says_what_was_checked(self, desk: Desk) -> None:
        seal(desk)

        code, said, _complained = desk.run("verify", "--since-seal")

        assert code == 0
        assert "[sealed-rows-unchanged]" in said
        assert "[balances-are-sums]" not in said

    @pytest.mark.parametrize("sealed", [True, False])
    def test_finds_what_someone_broke(self, desk: Desk, owner: Any, *, sealed: bool) -> None:
        if sealed:
            seal(desk)
        with owner.cursor() as cursor:
            cursor.execute("SELECT set_config('grondslag.municipality', %s, false)", [str(desk.id)])
            cursor.execute("ALTER TABLE ledger_posting DISABLE TRIGGER USER")
            cursor.execute("UPDATE ledger_posting SET amount = amount + 1 WHERE line = 1")
            cursor.execute("ALTER TABLE ledger_posting ENABLE TRIGGER USER")
            cursor.execute("SELECT set_config('grondslag.municipality', '', false)")

        code, said, _complained = desk.run("verify", "--since-seal")

        found = "sealed-rows-unchanged" if sealed else "entries-balance"
        assert code == 1
        assert [line for line in said.splitlines() if "FOUT" in line and f"[{found}]" in line]
