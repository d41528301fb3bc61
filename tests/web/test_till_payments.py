"""Paying at the till, in a real browser on the real server: by keyboard, by camera, and when the line is cut."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserType, expect

from budgets.shops.tills import revoke_till
from tests.budgets.passes.town import PIN
from tests.builders import TEST
from tests.web.camera import camera_flags, film
from tests.web.looking import Watched
from tests.web.till_town import AtTill, TillTown

pytestmark = pytest.mark.slow

NO_PASS = "00174-0000-0000-0000-0000-0000-0000-0000"


class TestATill:
    def test_of_which_the_token_was_revoked_is_to_join_again(self, cashier: AtTill) -> None:
        till_id, token = cashier.town.till()
        page = cashier.open(token)
        revoke_till(till_id=till_id, at=datetime.now(UTC), actor=TEST, on=timezone.localdate())

        cashier.ask("1", cashier.town.card.code)

        expect(page.get_by_text("Deze kassa is niet meer gekoppeld")).to_be_visible()
        cashier.watched.check("till-revoked-nl")


class TestPaying:
    def test_says_yes_with_a_receipt(self, cashier: AtTill) -> None:
        cashier.open()

        cashier.ask("12,50", cashier.town.card.code)

        cashier.hears("Betaald")
        assert cashier.says("Met de pas betaald") == "€ 12,50"
        assert re.fullmatch(r"\d+", cashier.says("Bonnummer"))
        cashier.watched.check("till-yes-nl")
        cashier.press("Volgende klant")
        expect(cashier.page.get_by_label("Bedrag in euro")).to_be_focused()

    def test_says_no_with_the_reason(self, cashier: AtTill) -> None:
        cashier.open()

        cashier.ask("12,50", NO_PASS)

        cashier.hears("Niet betaald")
        expect(cashier.page.get_by_text("Deze pas is hier niet bekend of werkt niet.")).to_be_visible()
        cashier.watched.check("till-no-nl")
        cashier.press("Opnieuw scannen")
        expect(cashier.page.locator("#scan-type")).to_be_visible()

    def test_offers_part_by_pass_and_the_rest_otherwise(self, cashier: AtTill) -> None:
        cashier.open()
        cashier.ask("200", cashier.town.card.code)
        cashier.hears("Niet betaald")
        cashier.watched.check("till-short-nl")

        cashier.press("Deel met de pas, rest anders")

        cashier.hears("Betaald")
        assert cashier.says("Met de pas betaald") == "€ 150,00"
        assert cashier.says("Klant betaalt zelf nog") == "€ 50,00"
        cashier.watched.check("till-split-nl")

    def test_in_lessons_says_in_lessons_what_the_customer_pays(self, cashier: AtTill) -> None:
        card = cashier.town.card_with_lessons("4")
        page = cashier.open()
        page.get_by_text("Meer keuzes").click()
        page.get_by_label("Betalen in").select_option("lessen")
        page.get_by_label("De klant mag de rest anders betalen").check()
        page.locator("#amount").focus()

        cashier.ask("6", card.code)

        cashier.hears("Betaald")
        assert cashier.says("Met de pas betaald") == "4 lessen"
        assert cashier.says("Klant betaalt zelf nog") == "2 lessen"

    def test_asks_for_the_pin_of_a_card(self, cashier: AtTill) -> None:
        page = cashier.open()
        cashier.ask("5", cashier.town.card_with_pin.code)
        expect(page.get_by_label("Laat de klant zelf de pincode intoetsen")).to_be_focused()
        cashier.watched.check("till-pin-nl")
        page.keyboard.type("1590")
        page.keyboard.press("Enter")
        expect(page.locator("#pin-wrong")).to_contain_text("De pincode klopt niet. Nog 4 keer")
        expect(page.locator("#status")).to_contain_text("De pincode klopt niet. Nog 4 keer")
        cashier.watched.check("till-pin-wrong-nl")

        page.keyboard.type(PIN)
        page.keyboard.press("Enter")

        cashier.hears("Betaald")

    def test_speaks_english(self, cashier: AtTill) -> None:
        page = cashier.open()
        page.get_by_role("button", name="English").click()
        expect(page.get_by_label("Amount in euros")).to_be_focused()
        cashier.watched.check("till-pay-en")

        page.keyboard.type("1.50")
        page.get_by_role("button", name="Type code").click()
        expect(page.locator("#code")).to_be_focused()
        page.keyboard.type(NO_PASS)
        page.keyboard.press("Enter")

        cashier.hears("Not paid")
        expect(page.get_by_text("This pass is not known here, or does not work.")).to_be_visible()
        cashier.watched.check("till-no-en")

    def test_never_shows_who_pays_or_what_is_left(self, cashier: AtTill) -> None:
        page = cashier.open()

        cashier.ask("12,50", cashier.town.card.code)

        cashier.hears("Betaald")
        assert not re.search("Noor|137,50|stadspas|vrij", page.locator("main").inner_text())
        assert page.url.endswith("/kassa")


class TestACamera:
    def test_pays_with_the_pass_that_it_sees(
        self,
        town: TillTown,
        served: str,
        browser_type: BrowserType,
        browser_type_launch_args: dict[str, Any],
        browser_context_args: dict[str, Any],
        tmp_path: Path,
    ) -> None:
        flags = [*browser_type_launch_args["args"], *camera_flags(film(town.card.code, tmp_path / "pass.y4m"))]
        browser = browser_type.launch(**{**browser_type_launch_args, "args": flags})
        watched = Watched(browser.new_context(**browser_context_args).new_page(), served)
        cashier = AtTill(watched, town)
        cashier.open()

        cashier.page.keyboard.type("7,25")
        cashier.page.keyboard.press("Enter")

        cashier.hears("Betaald")
        assert cashier.says("Met de pas betaald") == "€ 7,25"
        assert watched.complaints == []
        browser.close()
