"""The commands about shops and tills, as staff types them."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from budgets.shops.tills import pair_till
from ledger import tenant
from tests.budgets.entitlements.town import rows
from tests.budgets.shops.town import FIRST_IBAN, OTHER_IBAN, WORDS
from tests.builders import TEST, an_officer
from tests.ops.commands import Desk

pytestmark = pytest.mark.usefixtures("database")
POOL = WORDS["zwembad"]
ADD = (
    *("shop", "add", "--shop", "zwembad", "--rsin", POOL["rsin"], "--name", "Zwembad", "--kvk", POOL["kvk_number"]),
    *("--iban", FIRST_IBAN, "--email", "zwembad@example.org", "--by", "fatima"),
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a desk with two officers."""
    desk = Desk(tmp_path)
    with tenant.serving(desk.id):
        an_officer("Fatima")
        an_officer("Joost")
    return desk


def did(desk: Desk, *arguments: str) -> str:
    code, said, complained = desk.run(*arguments, "--on", "2026-03-02")
    assert code == 0, complained
    return said


def shop(desk: Desk, verb: str, *more: str) -> str:
    return did(desk, "shop", verb, "--shop", "zwembad", *more)


def without(words: tuple[str, ...], name: str) -> tuple[str, ...]:
    """Give the words of a command without an argument and what it says."""
    place = words.index(name)
    return words[:place] + words[place + 2 :]


def line(desk: Desk) -> Any:
    return desk.answer("shop", "list", "--on", "2026-03-02")["shops"][0]


class TestShop:
    def test_is_added_approved_and_listed(self, desk: Desk) -> None:
        assert "iemand anders" in did(desk, *ADD)
        assert line(desk)["account"] == "ASKED"

        shop(desk, "approve", "--by", "joost")
        shop(desk, "allow", "--scheme", "zwemles", "--activity", "zwemmen", "--by", "joost")

        said = did(desk, "shop", "list")
        assert "zwemles zwemmen" in said
        assert FIRST_IBAN not in said
        assert (line(desk)["state"], line(desk)["account"]) == ("APPROVED", "")

    def test_is_not_approved_by_who_added_it(self, desk: Desk) -> None:
        did(desk, *ADD)

        code, _said, complained = desk.run("shop", "approve", "--shop", "zwembad", "--by", "fatima")

        assert (code, "second-officer-needed" in complained) == (1, True)

    @pytest.mark.parametrize("missing", ["--by", "--email"])
    def test_is_not_added_without_who_asks_or_whom_to_tell(self, desk: Desk, missing: str) -> None:
        code, _said, complained = desk.run(*without(ADD, missing))

        assert (code, f"add asks {missing}" in complained) == (2, True)

    def test_gets_no_other_account_without_who_asks(self, desk: Desk) -> None:
        did(desk, *ADD)

        code, _said, complained = desk.run("shop", "iban", "--shop", "zwembad", "--iban", OTHER_IBAN)

        assert (code, "iban asks --by or --asked-by-shop" in complained) == (2, True)

    def test_that_asked_by_itself_is_approved_by_any_officer(self, desk: Desk) -> None:
        did(desk, *without(ADD, "--by"), "--asked-by-shop")
        shop(desk, "approve", "--by", "fatima")
        shop(desk, "iban", "--iban", OTHER_IBAN, "--asked-by-shop")

        assert "2026-03-05" in shop(desk, "approve-iban", "--by", "fatima")

    def test_asks_by_itself_or_by_an_officer_and_not_by_both(self, desk: Desk) -> None:
        with pytest.raises(CommandError, match="not allowed with"):
            desk.run(*ADD, "--asked-by-shop")

    def test_keeps_its_telephone_number_until_another_is_said_or_none(self, desk: Desk) -> None:
        did(desk, *ADD, "--phone", "0612345678")

        known = []
        for more in ((), ("--phone", "0687654321"), ("--phone", "")):
            shop(desk, "contact", "--email", "bad@example.org", *more)
            with tenant.serving(desk.id):
                known += rows("SELECT phone FROM shops_shop")

        assert known == [("0612345678",), ("0687654321",), ("",)]

    def test_does_not_say_that_it_ended_what_never_was(self, desk: Desk) -> None:
        did(desk, *ADD)
        shop(desk, "approve", "--by", "joost")
        shop(desk, "allow", "--scheme", "zwemles", "--activity", "zwemmen", "--by", "joost")

        code, _said, complained = desk.run("shop", "disallow", "--shop", "zwembad", "--scheme", "zwemles")

        assert (code, "“zwemles zwemmen”" in complained, "approval-unknown" in complained) == (1, True, True)

    @pytest.mark.parametrize(
        "words",
        [
            ("shop", "allow", "--shop", "zwembad", "--scheme", "zwemles", "--by", "joost", "--activity", "x" * 41),
            ("shop_price", "--shop", "zwembad", "--unit", "LESSON", "--price", "1.00", "--activity", "x" * 41),
            ("shop_limit", "--shop", "zwembad", "--per", "week", "--most", "2", "--activity", "x" * 41),
            ("shop", "wait", "--days", "40000"),
        ],
    )
    def test_says_of_an_argument_that_it_is_too_much(self, desk: Desk, words: tuple[str, ...]) -> None:
        with pytest.raises(CommandError, match=f"argument {words[-2]}: .*(at most 40|from 1 to 250)"):
            desk.run(*words)

    def test_has_a_code_that_can_be_in_the_name_of_a_file(self, desk: Desk) -> None:
        code, _said, complained = desk.run(*(word.replace("zwembad", "zwem/bad", 1) for word in ADD[:4]), *ADD[4:])

        assert (code, "code-unusable" in complained) == (1, True)

    def test_goes_through_all_that_may_happen_to_it(self, desk: Desk) -> None:
        did(desk, *ADD)
        shop(desk, "reject", "--by", "joost", "--reason", "geen zwembad")
        did(desk, *ADD)
        shop(desk, "approve", "--by", "joost")
        shop(desk, "block", "--by", "joost", "--reason", "onderzoek")
        shop(desk, "unblock", "--by", "joost")
        shop(desk, "contact", "--email", "bad@example.org")
        shop(desk, "location", "--location", "zuid", "--name", "Bad Zuid")
        shop(desk, "allow", "--scheme", "zwemles", "--by", "joost")
        shop(desk, "disallow", "--scheme", "zwemles")
        shop(desk, "settlement", "--rhythm", "weekly", "--least", "10.00", "--fee-percent", "1.25")

        assert (line(desk)["state"], line(desk)["approvals"]) == ("APPROVED", [])

    def test_gets_another_account_by_two_after_a_wait(self, desk: Desk) -> None:
        did(desk, *ADD)
        shop(desk, "approve", "--by", "joost")
        did(desk, "shop", "wait", "--days", "5")
        shop(desk, "iban", "--iban", OTHER_IBAN, "--by", "fatima")

        said = shop(desk, "approve-iban", "--by", "joost")

        assert "2026-03-09" in said
        assert (line(desk)["account"], line(desk)["account_from"]) == ("APPROVED", "2026-03-09")
        shop(desk, "withdraw-iban")
        assert line(desk)["account"] == ""

    @pytest.mark.parametrize(
        "words",
        [
            ("shop", "add", "--shop", "zwembad"),
            ("shop", "approve", "--shop", "zwembad", "--by", "niemand"),
            ("shop", "terms", "--hold-minutes", "15"),
            ("shop_price", "--shop", "zwembad", "--unit", "LESSON"),
            ("shop_limit", "--per", "week", "--most", "2"),
            ("shop_limit", "--shop", "zwembad", "--per", "week"),
            ("shop_limit", "--shop", "zwembad", "--per", "week", "--most", "veel"),
            ("shop_limit", "--shop", "zwembad", "--per", "week", "--most", "-1"),
        ],
    )
    def test_is_refused_in_one_line(self, desk: Desk, words: tuple[str, ...]) -> None:
        code, said, complained = desk.run(*words)

        assert (code, said, complained.count("\n")) == (2, "", 1)

    def test_that_is_not_there_is_said(self, desk: Desk) -> None:
        code, _said, complained = desk.run("shop", "disallow", "--shop", "ijsbaan", "--scheme", "zwemles")

        assert (code, "shop-unknown" in complained) == (1, True)


class TestAgreements:
    def test_are_said_back(self, desk: Desk) -> None:
        did(desk, *ADD)

        price = did(desk, "shop_price", "--shop", "zwembad", "--unit", "LESSON", "--price", "11.50")
        limit = did(desk, "shop_limit", "--shop", "zwembad", "--activity", "zwemmen", "--per", "week", "--most", "2")

        assert "11,50 per LESSON vanaf 2026-03-02" in price
        assert "zwembad zwemmen: hoogstens 2 TIMES per week" in limit
        assert "geen eigen prijs" in did(desk, "shop_price", "--shop", "zwembad", "--unit", "LESSON", "--none")
        assert "geen grens" in did(desk, "shop_limit", "--shop", "zwembad", "--per", "week", "--none")

    def test_of_all_shops_say_how_long_purchases_wait_and_come_back(self, desk: Desk) -> None:
        said = did(desk, "shop", "terms", "--hold-minutes", "15", "--refund-days", "8", "--from", "2026-04-01")

        assert "alle winkels: termijnen voor opzijzetten en terugbrengen vanaf 2026-04-01." in said
        with tenant.serving(desk.id):
            agreed = rows("SELECT valid_from, hold_minutes, refund_days FROM redemptions_terms")
        assert agreed == [(date(2026, 4, 1), 15, 8)]


class TestTills:
    def test_get_a_code_and_are_revoked(self, desk: Desk) -> None:
        did(desk, *ADD)
        shop(desk, "approve", "--by", "joost")
        code = did(desk, "pair_till", "--shop", "zwembad").split()[0]
        with tenant.serving(desk.id):
            paired = _pair(code)

        assert "werkt" in desk.run("tills")[1]
        did(desk, "revoke_till", "--till", str(paired.id))

        assert "ingetrokken" in desk.run("tills", "--shop", "zwembad")[1]
        assert desk.run("revoke_till", "--till", str(paired.id))[0] == 1


def _pair(code: str) -> Any:
    return pair_till(code=code, name="Kassa", at=datetime.now(UTC), actor=TEST, on=date(2026, 3, 2))
