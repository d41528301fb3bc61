"""The pages in a real browser: of everybody, of a person with a pass and of an officer."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.looking import Watched
from tests.web.town import PASSWORD, Site, second_step

pytestmark = pytest.mark.slow


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
        watched.check("second-step-nl")

        page.get_by_label("Code van zes cijfers").fill(second_step(site.fatima.totp_secret))
        page.get_by_role("button", name="Verder").click()

        expect(page.get_by_role("heading", level=1)).to_be_visible()
        watched.check("report-nl")
