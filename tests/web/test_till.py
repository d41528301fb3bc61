"""The till in a real browser, on the real server: joining, typing, and what it keeps."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.late import SOON_MS
from tests.web.looking import Watched
from tests.web.test_frame import MOST_AFTER, MOST_FIRST, Line
from tests.web.till_town import AtTill, TillTown

pytestmark = pytest.mark.slow


class TestATill:
    def test_joins_by_a_code(self, watched: Watched, town: TillTown) -> None:
        page = watched.open("/kassa")
        expect(page.get_by_label("Koppelcode")).to_be_focused()
        watched.check("till-pair-nl")
        page.get_by_label("Koppelcode").fill("00174-0000-0000")
        page.keyboard.press("Enter")
        expect(page.locator("#pairing-wrong")).to_contain_text("Vraag een nieuwe")
        watched.check("till-pair-wrong-nl")

        page.get_by_label("Koppelcode").fill(town.pairing_code().lower())
        page.keyboard.press("Enter")

        expect(page.get_by_label("Bedrag in euro")).to_be_focused()
        watched.check("till-pay-nl")


class TestTyping:
    def test_works_by_the_keys_on_the_screen(self, cashier: AtTill) -> None:
        page = cashier.open()

        for key in ("7", "komma", "2", "9", "Laatste teken wissen", "5"):
            page.get_by_role("button", name=key, exact=True).click()

        expect(page.get_by_role("button", name="Scan pas")).to_have_text("Scan pas € 7,25")
        cashier.watched.check("till-typed-nl")

    def test_says_what_is_no_amount(self, cashier: AtTill) -> None:
        page = cashier.open()

        page.keyboard.type("12,505")
        page.keyboard.press("Enter")

        expect(page.locator("#amount")).to_have_accessible_description("Vul een bedrag in, zoals 12,50.")
        expect(page.locator("#status")).to_have_text("Vul een bedrag in, zoals 12,50.")
        cashier.watched.check("till-no-amount-nl")


class TestACamera:
    def test_that_is_not_there_leads_to_typing(self, cashier: AtTill) -> None:
        page = cashier.open()
        page.evaluate("() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('none')); }")

        page.keyboard.type("7,25")
        page.keyboard.press("Enter")

        expect(page.locator("#code-wrong")).to_contain_text("De camera werkt hier niet. Typ de code")
        cashier.watched.check("till-no-camera-nl")

    def test_of_which_the_script_does_not_come_leads_to_typing(self, cashier: AtTill) -> None:
        page = cashier.open()
        page.route("**/scanning.js", lambda route: route.abort())

        page.keyboard.type("7,25")
        page.keyboard.press("Enter")

        expect(page.locator("#code")).to_be_focused()
        expect(page.locator("#code-wrong")).to_contain_text("De camera werkt hier niet. Typ de code")

    def test_does_not_start_when_its_script_comes_after_its_screen_was_left(self, cashier: AtTill) -> None:
        page = cashier.open()
        page.evaluate(WAITS_FOR_THE_CAMERA)
        held: list[Route] = []
        page.route("**/scanning.js", lambda route: held.append(route))
        page.keyboard.type("7,25")
        page.keyboard.press("Enter")
        cashier.press("Terug")
        expect(page.locator("#amount")).to_be_focused()

        with page.expect_response("**/qr-scanner.min.js"):
            held.pop().continue_()
        page.wait_for_timeout(SOON_MS)

        expect(page.locator("body")).not_to_have_attribute("data-camera", "asked")
        expect(page.locator("#amount")).to_be_focused()

    def test_is_let_go_when_it_starts_after_its_screen_was_left(self, cashier: AtTill) -> None:
        page = cashier.open()
        page.evaluate(WAITS_FOR_THE_CAMERA)
        page.keyboard.type("7,25")
        page.keyboard.press("Enter")
        expect(page.locator("body")).to_have_attribute("data-camera", "asked")
        cashier.press("Terug")
        expect(page.locator("#amount")).to_be_focused()

        page.evaluate("camera.comes()")

        expect(page.locator("body")).to_have_attribute("data-camera", "live")
        page.wait_for_timeout(SOON_MS)
        assert page.evaluate("camera.tracks.map(each => each.readyState)") == ["ended"]
        expect(page.locator("#status")).to_be_empty()


WAITS_FOR_THE_CAMERA = """() => {
    const look = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    const camera = (globalThis.camera = {});
    const coming = new Promise((come) => { camera.comes = come; });
    navigator.mediaDevices.getUserMedia = async (what) => {
        document.body.dataset.camera = "asked";
        await coming;
        const seen = await look(what);
        camera.tracks = seen.getTracks();
        document.body.dataset.camera = "live";
        return seen;
    };
}"""
"""The camera starts when it is told to come."""


class TestTheLinkToWhatMattersMost:
    def test_keeps_the_sale(self, cashier: AtTill) -> None:
        page = cashier.open()
        cashier.begin("7,25")
        page.keyboard.type("00174")
        link = page.get_by_role("link", name="Ga naar de inhoud")
        for _ in range(40):
            page.keyboard.press("Tab")
            if link.evaluate("each => each === document.activeElement"):
                break
        expect(link).to_be_focused()

        page.keyboard.press("Enter")

        expect(page).to_have_url(re.compile("#main$"))
        page.wait_for_timeout(SOON_MS)
        expect(page.locator("#code")).to_have_value("00174")
        expect(page.locator("#code")).to_be_visible()


class TestThisTill:
    def test_keeps_what_it_is_used_for(self, cashier: AtTill) -> None:
        page = cashier.open()
        page.goto(f"{page.url}#kassa")
        page.get_by_label("Activiteiten van deze kassa").fill("zwemmen\nsport\n")
        page.get_by_role("button", name="Bewaren").click()
        expect(page.get_by_text("Bewaard.")).to_be_visible()
        cashier.watched.check("till-settings-nl")

        page.goto(f"{page.url.partition('#')[0]}#betalen")

        expect(page.get_by_label("Waarvoor")).to_be_visible()
        assert page.get_by_label("Waarvoor").locator("option").all_inner_texts() == ["niet gekozen", "zwemmen", "sport"]
        cashier.watched.check("till-activities-nl")


class TestTheWeight:
    def test_is_light_at_first_and_lighter_after(self, watched: Watched, page: Page) -> None:
        line = Line(page)
        watched.open("/kassa")
        expect(page.locator("#pairing")).to_be_focused()
        first = line.weigh()
        watched.open("/")
        line.weigh()
        watched.open("/kassa")
        expect(page.locator("#pairing")).to_be_focused()

        after = line.weigh()

        assert 0 < after <= MOST_AFTER < first <= MOST_FIRST, (first, after)
