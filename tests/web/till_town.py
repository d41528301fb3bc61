"""A shop with a till, and passes to pay with there: a card, one that asks its PIN, and a phone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.utils import timezone
from playwright.sync_api import Page, expect

from budgets.passes.operations import IssuedPass
from budgets.shops.conditions import allow
from budgets.shops.tills import give_pairing_code, pair_till
from ledger.amount import eur
from tests.budgets.entitlements.town import a_town
from tests.budgets.passes.town import PIN, a_pass, open_passes, put_on_pass
from tests.budgets.shops.town import a_shop
from tests.builders import TEST, a_person, an_officer
from tests.web.looking import Watched

SHOP = "boekhandel"
ON_PASS = "150.00"


@dataclass(frozen=True)
class TillTown:
    """What is needed at a till."""

    municipality_id: int
    card: IssuedPass
    card_with_pin: IssuedPass

    def pairing_code(self) -> str:
        """Give a code by which one till may join the shop."""
        return give_pairing_code(shop=SHOP, location=None, at=datetime.now(UTC), actor=TEST, on=timezone.localdate())

    def token(self) -> str:
        """Give the token of a till that joined."""
        return self.till()[1]

    def till(self) -> tuple[UUID, str]:
        """Give a till that joined: its id and its token."""
        paired = pair_till(
            code=self.pairing_code(), name="Kassa", at=datetime.now(UTC), actor=TEST, on=timezone.localdate()
        )
        return paired.id, paired.token

    def card_with_lessons(self, lessons: str) -> IssuedPass:
        """Give a card with lessons, which the shop gives."""
        today = timezone.localdate()
        open_passes("zwemles", lessons=lessons, lesson_price="8.00")
        allow(shop=SHOP, scheme_code="zwemles", activity="", officer_id=an_officer("Joost"), actor=TEST, on=today)
        person = a_person("Lotte")
        put_on_pass(person, "zwemles", on=date(today.year, 1, 1))
        return a_pass(person, on=today)


@contextmanager
def a_till_town() -> Iterator[TillTown]:
    """Open a municipality with a shop, and serve it."""
    today = timezone.localdate()
    with a_town() as municipality_id:
        open_passes("stadspas", budgets={"vrij": {"amount": ON_PASS}})
        a_shop(SHOP, on=today)
        allow(shop=SHOP, scheme_code="stadspas", activity="", officer_id=an_officer("Joost"), actor=TEST, on=today)
        card = a_pass(_person("Noor", today), on=today, day_limit=eur("500.00"))
        yield TillTown(municipality_id, card, a_pass(_person("Sam", today), on=today, pin=PIN))


def _person(name: str, today: date) -> UUID:
    person = a_person(name)
    put_on_pass(person, "stadspas", on=date(today.year, 1, 1))
    return person


class AtTill:
    """A cashier: opens the page with the token of a till, types, and reads."""

    def __init__(self, watched: Watched, town: TillTown) -> None:
        self.watched, self.town, self.page = watched, town, watched.page

    def open(self, token: str | None = None) -> Page:
        """Open the page as that of a till that joined."""
        self.watched.open("/kassa")
        expect(self.page.locator("#pairing")).to_be_visible()
        self.page.evaluate(
            "token => import('/static/kassa/store.js').then(store => store.keepPairing(token))",
            token or self.town.token(),
        )
        self.page.reload()
        expect(self.page.locator("#amount")).to_be_focused()
        return self.page

    def ask(self, amount: str, code: str) -> None:
        """Ask an amount of a pass, by keyboard only."""
        self.begin(amount)
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")

    def begin(self, amount: str) -> None:
        """Type an amount, and go to where the code of a pass is typed."""
        expect(self.page.locator("#amount")).to_be_focused()
        self.page.keyboard.type(amount)
        self.page.keyboard.press("Tab")
        self.press("Typ code")
        expect(self.page.locator("#code")).to_be_focused()

    def press(self, name: str) -> None:
        """Go by Tab to the button with a name, and press it."""
        button = self.page.get_by_role("button", name=re.compile("^" + name.replace(" ", r"\s")))
        expect(button).to_be_visible()
        for _ in range(40):
            if button.evaluate("each => each === document.activeElement"):
                return self.page.keyboard.press("Enter")
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way to {name} by keyboard")

    def hears(self, heading: str) -> None:
        """See that a screen is shown whose heading has the focus."""
        found = self.page.get_by_role("heading", level=1, name=heading, exact=True)
        expect(found).to_be_focused()

    def says(self, word: str) -> str:
        """Give what stands beside a word on the screen that is shown."""
        line = self.page.locator("dl:visible div", has=self.page.get_by_text(word, exact=True))
        return line.locator("dd").inner_text().replace("\xa0", " ")
