import pytest

from tests.budgets.entitlements.town import breaches
from tests.budgets.redemptions.town import a_shopping_street


@pytest.fixture
def noor():
    with a_shopping_street() as person:
        yield person
        assert breaches() == []
