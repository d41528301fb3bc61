"""Looking back at the till: receipts, what is given back, what is reserved, and the totals of a day."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from budgets.settlements.operations import settle_now
from tests.builders import TEST
from tests.web.late import SOON_MS, Late
from tests.web.till_town import SHOP, AtTill

pytestmark = pytest.mark.slow


class TestAReceipt:
    def test_is_found_by_its_number_and_given_back_in_part(self, cashier: AtTill) -> None:
        page = cashier.open()
        cashier.ask("12,50", cashier.town.card.code)
        cashier.hears("Betaald")
        number = cashier.says("Bonnummer")
        cashier.press("Volgende klant")
        page.get_by_role("link", name="Bonnen").click()
        page.get_by_label("Bonnummer").fill(number)
        expect(page.get_by_role("button", name="12,50")).to_be_visible()
        cashier.watched.check("till-receipts-nl")
        cashier.press("€ 12,50")
        cashier.hears("Bon")
        page.get_by_label("Wat gaat er terug").fill("99")
        page.get_by_role("button", name="Terugboeken").click()
        expect(page.locator("#refund-amount-wrong")).to_contain_text("niet hoger")
        cashier.watched.check("till-receipt-nl")

        page.get_by_label("Wat gaat er terug").fill("2,50")
        page.keyboard.press("Enter")

        cashier.hears("Teruggeboekt")
        assert cashier.says("Terug op de pas") == "€ 2,50"
        cashier.watched.check("till-refunded-nl")
        cashier.press("Bon bekijken")
        expect(page.get_by_label("Wat gaat er terug")).to_have_value("10,00")

    def test_of_what_is_reserved_is_booked_in_part(self, cashier: AtTill) -> None:
        page = reserve(cashier)
        cashier.press("Bon bekijken")
        expect(page.get_by_label("Wat wordt er betaald")).to_have_value("12,50")
        cashier.watched.check("till-reservation-nl")

        page.get_by_label("Wat wordt er betaald").fill("10")
        page.keyboard.press("Enter")

        cashier.hears("Betaald")
        assert cashier.says("Met de pas betaald") == "€ 10,00"

    def test_of_what_is_reserved_is_cancelled(self, cashier: AtTill) -> None:
        reserve(cashier)
        cashier.press("Bon bekijken")

        cashier.press("Reservering annuleren")

        cashier.hears("Geannuleerd")
        cashier.watched.check("till-cancelled-nl")


def reserve(cashier: AtTill) -> Page:
    page = cashier.open()
    page.get_by_text("Meer keuzes").click()
    page.get_by_label("Alleen reserveren").check()
    cashier.watched.check("till-choices-nl")
    page.locator("#amount").focus()
    cashier.ask("12,50", cashier.town.card.code)
    cashier.hears("Gereserveerd")
    cashier.watched.check("till-reserved-nl")
    return page


class TestADay:
    def test_adds_up(self, cashier: AtTill) -> None:
        page = cashier.open()
        for amount in ("12,50", "7,25"):
            cashier.ask(amount, cashier.town.card.code)
            cashier.press("Volgende klant")

        page.get_by_role("link", name="Meer").click()
        expect(page.get_by_role("link", name="Dagtotalen")).to_be_visible()
        cashier.watched.check("till-more-nl")
        page.get_by_role("link", name="Dagtotalen").click()

        expect(page.locator("#day-lines")).to_contain_text("€ 19,75")
        cashier.watched.check("till-day-nl")

    def test_that_was_asked_first_and_answered_last_is_not_shown_as_another(self, cashier: AtTill) -> None:
        page = pay_and_open(cashier, "Bonnen")
        expect(page.get_by_role("button", name="12,50")).to_be_visible()
        late = Late(page, f"**/*datum={yesterday()}")
        page.get_by_role("textbox", name="Dag").fill(yesterday())
        late.is_under_way()
        expect(page.locator("#receipts-list li")).to_have_count(0)
        page.get_by_role("textbox", name="Dag").fill(the_day())
        expect(page.get_by_role("button", name="12,50")).to_be_visible()

        late.arrive()

        expect(page.locator("#receipts-said")).to_have_text("1 bon")
        expect(page.get_by_role("button", name="12,50")).to_be_visible()

    def test_of_which_the_totals_come_last_is_not_shown_as_another(self, cashier: AtTill) -> None:
        page = pay_and_open(cashier, "Dagtotalen")
        expect(page.locator("#day-lines")).to_contain_text("€ 12,50")
        late = Late(page, f"**/*datum={yesterday()}")
        page.get_by_role("textbox", name="Dag").fill(yesterday())
        late.is_under_way()
        expect(page.locator("#day-table")).to_be_hidden()
        page.get_by_role("textbox", name="Dag").fill(the_day())
        expect(page.locator("#day-lines")).to_contain_text("€ 12,50")

        late.arrive()

        expect(page.locator("#day-said")).to_be_empty()
        expect(page.locator("#day-lines")).to_contain_text("€ 12,50")

    @pytest.mark.parametrize(("opened", "shown"), [("Bonnen", "#receipts-list"), ("Dagtotalen", "#day-lines")])
    def test_that_cannot_be_asked_shows_nothing_of_another(self, cashier: AtTill, opened: str, shown: str) -> None:
        page = pay_and_open(cashier, opened)
        expect(page.locator(shown)).to_contain_text("€ 12,50")
        page.route("**/*?datum=*", lambda route: route.abort())

        page.get_by_role("textbox", name="Dag").fill(yesterday())

        expect(page.get_by_text("Er is geen verbinding.")).to_be_visible()
        expect(page.locator(shown)).to_be_empty()

    @pytest.mark.parametrize("opened", ["Bonnen", "Dagtotalen"])
    def test_is_today_whenever_it_is_opened(self, cashier: AtTill, opened: str) -> None:
        page = pay_and_open(cashier, opened)
        page.get_by_role("textbox", name="Dag").fill(yesterday())
        page.get_by_role("link", name="Meer").click()
        expect(page.get_by_role("heading", name="Meer")).to_be_focused()

        page.get_by_role("link", name=opened).click()

        expect(page.get_by_role("textbox", name="Dag")).to_have_value(the_day())

    @pytest.mark.parametrize("opened", ["Bonnen", "Dagtotalen"])
    def test_can_be_typed_anew(self, cashier: AtTill, opened: str) -> None:
        page = pay_and_open(cashier, opened)
        expect(page.get_by_role("textbox", name="Dag")).to_have_value(the_day())
        page.get_by_role("textbox", name="Dag").focus()

        page.keyboard.press("Backspace")

        page.wait_for_timeout(SOON_MS)
        expect(page.get_by_role("textbox", name="Dag")).to_have_value("")


def the_day() -> str:
    return timezone.localdate().isoformat()


def yesterday() -> str:
    return (timezone.localdate() - timedelta(days=1)).isoformat()


def pay_and_open(cashier: AtTill, name: str) -> Page:
    """Pay 12,50 and open what shows it by day."""
    page = cashier.open()
    cashier.ask("12,50", cashier.town.card.code)
    cashier.hears("Betaald")
    cashier.press("Volgende klant")
    expect(page.locator("#amount")).to_be_focused()
    if name == "Dagtotalen":
        page.get_by_role("link", name="Meer").click()
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", name=name)).to_be_focused()
    return page


class TestASettlement:
    def test_is_shown_with_its_receipts_and_taken_away_as_a_file(self, cashier: AtTill, tmp_path: Path) -> None:
        page = cashier.open()
        cashier.ask("12,50", cashier.town.card.code)
        cashier.hears("Betaald")
        number = cashier.says("Bonnummer")
        settle_now(shop=SHOP, actor=TEST, on=timezone.localdate() + timedelta(days=1))
        cashier.press("Volgende klant")
        page.get_by_role("link", name="Meer").click()
        page.get_by_role("link", name="Afrekeningen").click()
        expect(page.locator("#settlements-list")).to_contain_text("€ 12,50")
        cashier.watched.check("till-settlements-nl")

        cashier.press("€ 12,50")

        expect(page.locator("#settlement-lines")).to_contain_text(number)
        assert cashier.says("Overboeking") == "€ 12,50"
        cashier.watched.check("till-settlement-nl")
        for kind, begins in (("CSV", b"\xef\xbb\xbf"), ("PDF", b"%PDF")):
            with page.expect_download() as taken:
                page.get_by_role("button", name=kind).click()
            taken.value.save_as(tmp_path / kind)
            assert (tmp_path / kind).read_bytes().startswith(begins)
            assert taken.value.suggested_filename == f"afrekening-1.{kind.lower()}"
