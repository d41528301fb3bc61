"""Looking at pages as people do: narrow, by keyboard, with what a screen reader needs, and as pictures."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

PICTURES = os.environ.get("GRONDSLAG_PICTURES", "")
"""A folder for a picture of every page that is checked, narrow and wide."""

_RULES_OF_AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class Watched:
    """A page in the browser, and all that the browser complained of."""

    def __init__(self, page: Page, served: str) -> None:
        self.page, self.served = page, served
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        # An answer that refuses is told as an error too; it is no fault of the page.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def open(self, path: str) -> Page:
        """Open a page of the site."""
        self.page.goto(self.served + path)
        return self.page

    def check(self, name: str) -> None:
        """See that what is shown now can be used by all: nothing for axe to say, and no scrolling sideways at 320."""
        before = self.page.viewport_size or {"width": 320, "height": 640}
        self.page.set_viewport_size({"width": 320, "height": 640})
        self._picture(f"{name}-320")
        # axe cannot run a script in a page that runs only its own: it is put there by the browser instead.
        found = Axe().run(self.page, options=_RULES_OF_AXE)
        says = [f"{each['id']}: {[node['html'] for node in each['nodes']]}" for each in found.response["violations"]]
        sideways = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if PICTURES:
            self.page.set_viewport_size({"width": 1000, "height": 700})
            self._picture(f"{name}-1000")
        self.page.set_viewport_size(before)
        assert (says, sideways) == ([], 0), name

    def _picture(self, name: str) -> None:
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)
