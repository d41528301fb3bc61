"""A town with two officers, whose books hold at the end."""

import pytest

from tests.budgets.entitlements.town import a_town, breaches
from tests.builders import an_officer


@pytest.fixture
def officers():
    with a_town():
        yield [an_officer("Anna"), an_officer("Bilal")]
        assert breaches() == []
