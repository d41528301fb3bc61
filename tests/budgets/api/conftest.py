import pytest

from tests.budgets.api.kassa import AtTill, a_till_of, a_town_with_a_shop, someone_with_a_pass


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
    return a_till_of(town, stranger)


@pytest.fixture
def noor(town):
    """Give someone whose pass carries 300 euros."""
    return someone_with_a_pass(town)
