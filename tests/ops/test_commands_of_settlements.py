"""The commands that settle shops, as staff types them."""

from pathlib import Path

import pytest

from ledger import tenant
from tests.budgets.settlements.town import open_shop, spend
from tests.builders import an_officer
from tests.ops.commands import Desk

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a desk with two officers and a bookshop that is owed 12.50, less 2.50 that it gave back."""
    desk = Desk(tmp_path)
    with tenant.serving(desk.id):
        for name in ("Fatima", "Joost"):
            an_officer(name)
        shop = open_shop(fee="0.50")
        spend(shop, 1_250)
        spend(shop, -250)
    return desk


def did(desk: Desk, *arguments: str, on: str = "2026-03-03") -> str:
    code, said, complained = desk.run(*arguments, "--on", on)
    assert code == 0, complained
    return said


class TestSettle:
    def test_settles_what_is_due_and_says_what_is_to_be_paid(self, desk: Desk) -> None:
        said = did(desk, "settle")

        assert said == (
            "boekhandel: afrekening 1, 2 bonnen, besteed € 12,50, terug € 2,50, kosten € 0,50, te betalen € 9,50\n"
        )

    def test_again_settles_nothing(self, desk: Desk) -> None:
        did(desk, "settle")

        assert did(desk, "settle") == "Er is niets af te rekenen.\n"

    def test_settles_one_shop_now(self, desk: Desk) -> None:
        assert desk.answer("settle", "--on", "2026-03-02")["settled"] == []

        [settled] = desk.answer("settle", "--shop", "boekhandel", "--on", "2026-03-02")["settled"]

        assert (settled["shop"], settled["paid_minor"], settled["until"]) == ("boekhandel", 950, "2026-03-03")

    def test_is_wrongly_asked_for_a_shop_that_is_not_there(self, desk: Desk) -> None:
        code, _said, complained = desk.run("settle", "--shop", "nergens", "--on", "2026-03-02")

        assert (code, complained) == (1, "There is no shop “nergens”. [shop-unknown]\n")


class TestPaymentFile:
    def test_pays_the_settlement_and_the_file_says_which(self, desk: Desk) -> None:
        did(desk, "settle")
        out = ("--out", str(desk.folder), "--approved-by", "fatima", "--approved-by", "joost")

        said = did(desk, "payment_file", *out)

        assert "1 regels, € 9,50" in said
        [file] = desk.folder.glob("*.xml")
        assert "afrekening 1<" in file.read_text(encoding="utf-8")
