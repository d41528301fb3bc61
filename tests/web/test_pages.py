"""The pages in a real browser: of everybody, of a person with a pass and of an officer."""

import re
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from budgets.passes.codes import number_in_groups
from tests.budgets.passes.town import a_pass, put_on_pass
from tests.budgets.redemptions.town import allow_at, give_back, pay, till_of
from tests.budgets.shops.town import a_shop
from tests.builders import a_person
from tests.web.looking import Watched
from tests.web.town import PASSWORD, Site, codes, second_step

pytestmark = pytest.mark.slow
TODAY = timezone.localdate()


def log_in(page: Page, name: str) -> None:
    page.get_by_label(re.compile("Inlognaam|Login name")).fill(name)
    page.get_by_label(re.compile("Wachtwoord|Password")).fill(PASSWORD)
    page.get_by_role("button", name=re.compile("^(Inloggen|Log in)$")).click()


class TestTheFirstPages:
    def test_can_be_used_by_all(self, watched: Watched, site: Site) -> None:
        page = watched.open("/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Welkom")
        watched.check("home-nl")

        page.get_by_role("button", name="English").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Welcome")
        watched.check("home-en")

        page = watched.open("/inloggen")
        watched.check("login-en")
        log_in(page, "nobody@nowhere")
        expect(page.get_by_role("alert")).to_be_visible()
        watched.check("login-wrong-en")
        watched.open("/nergens")
        watched.check("missing-en")


class TestAPass:
    def test_shows_what_a_person_has(self, watched: Watched, site: Site) -> None:
        page = watched.open("/pas")
        log_in(page, site.noor.name)

        expect(page.get_by_text("€ 150,00")).to_be_visible()
        watched.check("pass-nl")
        page.get_by_role("button", name="English").click()
        expect(page.get_by_text("€1,060.00")).to_be_visible()
        watched.check("pass-en")

    def test_shows_the_last_purchases_to_who_has_an_account(self, watched: Watched, site: Site) -> None:
        a_shop()
        allow_at("stadspas", on=TODAY)
        till, at = till_of(), timezone.now()  # noqa: TID251 - a browser has no other clock.
        bought = pay(till, site.noors_pass.code, 20_00, on=TODAY, at=at).given()
        give_back(till, bought.id, 5_00, on=TODAY, at=at)
        page = watched.open("/pas")
        log_in(page, site.noor.name)

        shown = page.get_by_role("region", name="Laatste aankopen")
        expect(shown).to_contain_text("€ 20,00")
        expect(shown).to_contain_text("Teruggekregen: € 5,00")
        watched.check("pass-bought-nl")

    def test_is_blocked_and_unblocked(self, watched: Watched, site: Site) -> None:
        page = watched.open("/pas")
        log_in(page, site.noor.name)

        page.get_by_role("button", name="Blokkeer mijn pas").click()

        expect(page.get_by_role("status")).to_contain_text("geblokkeerd")
        watched.check("pass-blocked-nl")
        page.get_by_role("button", name="Laat mijn pas weer werken").click()
        expect(page.get_by_role("button", name="Blokkeer mijn pas")).to_be_visible()


class TestAnOfficer:
    def test_sees_the_report_after_a_second_step(self, watched: Watched, site: Site) -> None:
        page = watched.open("/gemeente")
        log_in(page, site.fatima.name)
        expect(page.get_by_label("Code van zes cijfers")).to_be_visible()
        watched.check("second-step-nl")

        page.get_by_label("Code van zes cijfers").fill(second_step(site.fatima.totp_secret))
        page.get_by_role("button", name="Verder").click()

        expect(page.get_by_role("heading", level=1)).to_be_visible()
        watched.check("report-nl")
        page.get_by_role("button", name="English").click()
        expect(page.get_by_role("heading", name="Payment files")).to_be_visible()
        watched.check("report-en")


class TestByKeyboardOnly:
    def test_one_logs_in_and_blocks_a_pass(self, watched: Watched, site: Site) -> None:
        page = watched.open("/pas")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Ga naar de inhoud")).to_be_focused()
        page.keyboard.press("Enter")

        go_to(page, page.get_by_label("Inlognaam"))
        page.keyboard.type(site.noor.name)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Je pas", exact=True)).to_be_visible()
        go_to(page, page.get_by_role("button", name="Blokkeer mijn pas"))
        page.keyboard.press("Enter")

        expect(page.get_by_role("status")).to_contain_text("geblokkeerd")


def go_to(page: Page, wanted: Locator) -> None:
    """Press Tab until something has the focus, and see that this shows."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            assert wanted.evaluate("each => getComputedStyle(each).outlineStyle") != "none"
            return
    raise AssertionError(f"{wanted} cannot be reached")


class TestAChild:
    def test_has_a_pass_of_its_own_under_that_of_a_parent(self, watched: Watched, site: Site) -> None:
        child = a_person("Sem")
        put_on_pass(child, "stadspas", on=date(TODAY.year, 1, 1))
        issued = a_pass(child, on=TODAY, parent_id=site.noors_pass.id)
        page = watched.open("/pas")
        log_in(page, site.noor.name)

        shown = page.get_by_role("region", name=f"Pas van je kind: {number_in_groups(issued.number)}")
        expect(shown).to_contain_text("€ 1.060,00")
        watched.check("pass-with-child-nl")


class TestACode:
    def test_of_a_pass_opens_it_without_an_account(self, watched: Watched, site: Site) -> None:
        page = watched.open("/pas/code-vragen")
        watched.check("ask-code-nl")
        page.get_by_label("Nummer van je pas").fill("123")
        page.get_by_role("button", name="Stuur mij een code").click()
        expect(page.get_by_role("alert")).to_be_visible()
        watched.check("ask-code-wrong-nl")
        page.get_by_label("Nummer van je pas").fill(number_in_groups(site.noors_pass.number))
        page.get_by_role("button", name="Stuur mij een code").click()
        expect(page.get_by_label("Code van zes cijfers")).to_be_visible()
        watched.check("give-code-nl")
        page.get_by_label("Code van zes cijfers").fill("nee")
        page.get_by_role("button", name="Bekijk mijn pas").click()
        expect(page.get_by_role("alert")).to_be_visible()
        watched.check("give-code-wrong-nl")

        page.get_by_label("Code van zes cijfers").fill(codes()[0])
        page.get_by_role("button", name="Bekijk mijn pas").click()

        expect(page.get_by_text("€ 150,00")).to_be_visible()
        watched.check("pass-by-code-nl")
