"""Answers that come late: the server gave them, and they are still under way to the page."""

from playwright.sync_api import APIResponse, Page, Route

SOON_MS = 500
"""Long enough for a page to do what it should not."""


class Late:
    """The next answer of an address."""

    def __init__(self, page: Page, address: str) -> None:
        self._page = page
        self._held: list[tuple[Route, APIResponse]] = []
        page.route(address, lambda route: self._held.append((route, route.fetch())))

    def is_under_way(self) -> None:
        """Wait until the server gave it."""
        for _ in range(100):
            if self._held:
                return
            self._page.wait_for_timeout(50)
        raise AssertionError("nothing was asked")

    def arrive(self) -> None:
        """Let it come, and the page do with it what it does."""
        [(route, answer)] = self._held
        route.fulfill(response=answer)
        self._page.wait_for_timeout(SOON_MS)

    def get_lost(self) -> None:
        """Let it never come."""
        [(route, _)] = self._held
        route.abort()
        self._page.wait_for_timeout(SOON_MS)
