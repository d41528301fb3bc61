from datetime import UTC, datetime

import pytest

from tests.budgets.api.kassa import AtTill, a_town_with_a_shop, pairing_code_of


@pytest.fixture
def town(database):
    """Give a municipality with a shop that takes part."""
    return a_town_with_a_shop()


@pytest.fixture
def stranger(database):
    """Give whoever speaks to the API without a token, from an address of his own."""
    stranger.nth = getattr(stranger, "nth", 0) + 1
    return AtTill(REMOTE_ADDR=f"198.51.100.{stranger.nth % 250}")


@pytest.fixture
def till(town, stranger):
    """Give a till that joined the shop."""
    code = pairing_code_of(town, at=datetime.now(UTC))
    return AtTill(stranger.post("/apparaten/_koppel", {"koppelcode": code}).json()["token"])
