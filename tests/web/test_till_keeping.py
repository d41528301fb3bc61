"""The till where the browser keeps nothing, or no longer does."""

import pytest
from playwright.sync_api import expect

from tests.web.looking import Watched
from tests.web.test_till_unanswered import purchases
from tests.web.till_town import AtTill

pytestmark = pytest.mark.slow

OPENS_NOTHING = "IDBFactory.prototype.open = () => { throw new DOMException('refused', 'SecurityError'); };"
KEEPS_NOTHING = (
    """() => { IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); }; }"""
)
FORGETS_NOTHING = (
    """() => { IDBObjectStore.prototype.delete = () => { throw new DOMException("no", "UnknownError"); }; }"""
)
HOLDS_WHAT_IS_OPEN = """{
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (...asked) {
        const request = open.apply(this, asked);
        request.addEventListener("success", () => { globalThis.held = request.result; });
        return request;
    };
}"""
CANNOT = "De kassa kan hier niets bewaren"


class TestATillThatCanKeepNothing:
    def test_says_so_when_it_begins(self, watched: Watched) -> None:
        watched.page.add_init_script(OPENS_NOTHING)

        page = watched.open("/kassa")

        expect(page.get_by_role("heading", name=CANNOT)).to_be_focused()
        watched.check("till-unkept-nl")
        page.get_by_role("button", name="English").click()
        expect(page.get_by_role("heading", name="The till can keep nothing here")).to_be_focused()
        watched.check("till-unkept-en")

    def test_says_so_before_it_pays(self, cashier: AtTill) -> None:
        page = cashier.open()
        page.evaluate(KEEPS_NOTHING)

        cashier.ask("12,50", cashier.town.card.code)

        cashier.hears(CANNOT)
        assert purchases() == 0
        cashier.press("Opnieuw laden")
        expect(page.locator("#amount")).to_be_focused()


class TestATillThatCannotForget:
    def test_still_says_yes(self, cashier: AtTill) -> None:
        page = cashier.open()
        page.evaluate(FORGETS_NOTHING)

        cashier.ask("12,50", cashier.town.card.code)

        cashier.hears("Betaald")
        assert cashier.says("Met de pas betaald") == "€ 12,50"


class TestWhatIsKept:
    def test_is_opened_again_when_the_browser_closed_it_between_two_payments(self, cashier: AtTill) -> None:
        cashier.page.add_init_script(HOLDS_WHAT_IS_OPEN)
        page = cashier.open()
        cashier.ask("12,50", cashier.town.card.code)
        cashier.hears("Betaald")
        cashier.press("Volgende klant")
        expect(page.locator("#amount")).to_be_focused()
        page.evaluate("held.close()")

        cashier.ask("7,25", cashier.town.card.code)

        cashier.hears("Betaald")
        assert cashier.says("Met de pas betaald") == "€ 7,25"
        assert purchases() == 2
