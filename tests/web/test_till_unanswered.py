"""Payments at the till of which the answer is lost, late, or of no use any more."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from budgets.operation import reading
from budgets.redemptions.models import Redemption
from budgets.shops.tills import revoke_till
from tests.builders import TEST
from tests.web.late import SOON_MS, Late
from tests.web.till_town import AtTill

pytestmark = pytest.mark.slow


class TestALineThatIsCut:
    def test_after_the_booking_leaves_it_unknown_until_the_same_is_asked_again(self, cashier: AtTill) -> None:
        page = cashier.open()
        keys = cut_the_answers(page)
        cashier.ask("12,50", cashier.town.card.code)
        cashier.hears("Onbekend: controleer")
        cashier.watched.check("till-unknown-nl")

        page.unroute("**/bestedingen")
        cashier.press("Nu proberen")

        cashier.hears("Betaald")
        assert cashier.says("Met de pas betaald") == "€ 12,50"
        assert len(set(keys)) == 1
        assert purchases() == 1

    def test_is_said_to_be_asked_again_to_who_cannot_see_it(self, cashier: AtTill) -> None:
        page = cashier.open()
        cut_the_answers(page)
        cashier.ask("12,50", cashier.town.card.code)
        cashier.hears("Onbekend: controleer")
        late = Late(page, "**/bestedingen")

        cashier.press("Nu proberen")

        late.is_under_way()
        expect(page.locator("#status")).to_have_text("We vragen het nu.")

    def test_can_be_looked_at_later_also_after_the_page_was_closed(self, cashier: AtTill) -> None:
        page = cashier.open()
        cut_the_answers(page)
        cashier.ask("12,50", cashier.town.card.code)
        cashier.hears("Onbekend: controleer")
        cashier.press("Later controleren")
        expect(page.get_by_text("Van 1 bon is niet bekend of het lukte.")).to_be_visible()
        cashier.watched.check("till-unanswered-nl")
        page.unroute("**/bestedingen")
        page.reload()

        cashier.press("Controleren")

        cashier.hears("Betaald")
        cashier.press("Volgende klant")
        expect(page.locator("#unanswered")).to_be_hidden()
        assert purchases() == 1

    def test_is_not_asked_again_by_another_till(self, cashier: AtTill) -> None:
        page = leave_one_unanswered(cashier)
        cashier.press("Deze kassa ontkoppelen")
        expect(page.locator("#pairing")).to_be_focused()
        cashier.open()

        cashier.press("Controleren")

        sees_that_it_is_lost(cashier)
        cashier.watched.check("till-lost-nl")
        assert purchases() == 1

    def test_is_not_asked_by_another_till_of_a_page_that_was_closed_before_it_was_let_go(self, cashier: AtTill) -> None:
        page = leave_one_unanswered(cashier)
        page.evaluate(READS_FOR_EVER)
        cashier.press("Deze kassa ontkoppelen")
        page.wait_for_timeout(SOON_MS)
        cashier.open()

        cashier.press("Controleren")

        sees_that_it_is_lost(cashier)
        assert purchases() == 1

    def test_is_not_asked_with_the_token_that_another_window_got_meanwhile(self, cashier: AtTill) -> None:
        till_id, token = cashier.town.till()
        page = cashier.open(token)
        cut_the_answers(page)
        cashier.ask("12,50", cashier.town.card.code)
        cashier.hears("Onbekend: controleer")
        revoke_till(till_id=till_id, at=datetime.now(UTC), actor=TEST, on=timezone.localdate())
        page.unroute("**/bestedingen")
        join_in_another_window(cashier)

        page.evaluate("dispatchEvent(new Event('online'))")

        sees_that_it_is_lost(cashier)
        assert purchases() == 1

    def test_stays_unknown_when_its_key_is_told_to_be_of_something_else(self, cashier: AtTill) -> None:
        page = leave_one_unanswered(cashier)
        page.evaluate(ASKS_ANOTHER_AMOUNT)
        page.get_by_role("link", name="Betalen").click()
        expect(page.locator("#amount")).to_be_focused()

        cashier.press("Controleren")

        sees_that_it_is_lost(cashier)
        cashier.press("Alle bonnen")
        expect(page.get_by_role("button", name="12,50")).to_be_visible()


class TestAnAnswerThatComesLater:
    """A payment is asked again and put off, and its answer comes while the next customer is helped."""

    def test_does_not_say_yes_over_the_sale_of_the_next_customer(self, cashier: AtTill) -> None:
        late = put_off(cashier, "12,50", cashier.town.card.code)
        cashier.begin("7,25")

        late.arrive()

        expect(cashier.page.locator("#code")).to_be_focused()
        cashier.page.unroute("**/bestedingen")
        cashier.page.keyboard.type(cashier.town.card.code)
        cashier.page.keyboard.press("Enter")
        cashier.hears("Betaald")
        assert cashier.says("Met de pas betaald") == "€ 7,25"

    def test_stays_to_be_looked_at(self, cashier: AtTill) -> None:
        late = put_off(cashier, "12,50", cashier.town.card.code)
        late.arrive()
        expect(cashier.page.get_by_text("Van 1 bon is niet bekend of het lukte.")).to_be_visible()
        cashier.page.unroute("**/bestedingen")

        cashier.press("Controleren")

        cashier.hears("Betaald")
        assert cashier.says("Met de pas betaald") == "€ 12,50"
        assert purchases() == 1

    def test_does_not_end_the_sale_of_the_next_customer_when_it_is_none(self, cashier: AtTill) -> None:
        late = put_off(cashier, "12,50", cashier.town.card.code)
        cashier.begin("7,25")

        late.get_lost()

        expect(cashier.page.locator("#code")).to_be_focused()

    def test_does_not_ask_its_pin_of_the_next_customer(self, cashier: AtTill) -> None:
        late = put_off(cashier, "5", cashier.town.card_with_pin.code)
        cashier.begin("7,25")

        late.arrive()

        expect(cashier.page.locator("#code")).to_be_focused()
        expect(cashier.page.locator("#pin")).to_be_hidden()

    def test_offers_nothing_of_the_sale_that_was_typed_meanwhile(self, cashier: AtTill) -> None:
        page = cashier.open()
        cut_the_answers(page)
        cashier.ask("200", cashier.town.card.code)
        cashier.hears("Onbekend: controleer")
        cashier.press("Later controleren")
        page.unroute("**/bestedingen")
        cashier.begin("7,25")
        cashier.press("Terug")
        expect(page.locator("#amount")).to_have_value("7,25")

        cashier.press("Controleren")

        cashier.hears("Niet betaald")
        assert cashier.says("Gevraagd") == "€ 200,00"
        assert page.locator("#outcome-choices button").all_inner_texts() == ["Volgende klant"]


READS_FOR_EVER = """() => { IDBObjectStore.prototype.getAll = function () {
    const again = () => { this.get(0).onsuccess = again; };
    again();
    return this.get(0);
} }"""
"""What the page reads before it forgets what was asked never ends, as if the page were closed at that moment."""


def leave_one_unanswered(cashier: AtTill) -> Page:
    """Lose the answer to a payment and look at it later, on the page where a till is let go."""
    page = cashier.open()
    cut_the_answers(page)
    cashier.ask("12,50", cashier.town.card.code)
    cashier.press("Later controleren")
    page.unroute("**/bestedingen")
    page.goto(f"{page.url.partition('#')[0]}#kassa")
    return page


ASKS_ANOTHER_AMOUNT = """async () => {
    const store = await import("/static/kassa/store.js");
    const [attempt] = await store.listAttempts();
    await store.keepAttempt({ ...attempt, body: { ...attempt.body, bedrag: 1 } });
}"""


def sees_that_it_is_lost(cashier: AtTill) -> None:
    cashier.hears("Onbekend: controleer")
    expect(cashier.page.get_by_text("Kijk bij de bonnen van die dag")).to_be_visible()


def join_in_another_window(cashier: AtTill) -> None:
    """Let the same tablet join again, beside the window of the cashier."""
    other = cashier.page.context.new_page()
    other.goto(f"{cashier.watched.served}/kassa#bonnen")
    expect(other.get_by_label("Koppelcode")).to_be_focused()
    other.get_by_label("Koppelcode").fill(cashier.town.pairing_code())
    other.keyboard.press("Enter")
    expect(other.get_by_role("heading", name="Bonnen")).to_be_visible()


def put_off(cashier: AtTill, amount: str, code: str) -> Late:
    """Lose the answer to a payment, ask it again, and go to the next customer before the answer comes."""
    page = cashier.open()
    cut_the_answers(page)
    cashier.ask(amount, code)
    cashier.hears("Onbekend: controleer")
    late = Late(page, "**/bestedingen")
    cashier.press("Nu proberen")
    late.is_under_way()
    cashier.press("Later controleren")
    expect(page.locator("#amount")).to_be_focused()
    return late


def cut_the_answers(page: Page) -> list[str]:
    """Let payments reach the server and lose what it answers; gives the keys that were sent."""
    keys: list[str] = []

    def lose(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        route.fetch()
        route.abort()

    page.route("**/bestedingen", lose)
    page.on("request", lambda request: keys.append(request.headers.get("idempotency-key", keys[0])) if keys else None)
    return keys


def purchases() -> int:
    """Give how many purchases there are in the books of the town."""
    return reading(Redemption.objects.count)()
