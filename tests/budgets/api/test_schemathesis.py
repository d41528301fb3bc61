"""The API against its own description: whatever is asked, no failure of ours, and nothing that is not described."""

from contextlib import suppress

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given
from hypothesis import settings as bounded
from hypothesis.errors import Unsatisfiable
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

pytestmark = pytest.mark.slow
BOUNDS = {
    "max_examples": 40,
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
}


@pytest.fixture
def described(till, noor, settings):
    """Give the description, with a till that asks."""
    settings.ALLOWED_HOSTS = ["localhost"]
    schema = schemathesis.openapi.from_wsgi("/api/kassa/v1/openapi.json", get_wsgi_application())
    schema.config.headers = {"Authorization": f"Bearer {till.token}"}
    return schema


class TestApi:
    @pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
    def test_answers_as_it_is_described(self, described, mode, proof):
        for found in described.get_all_operations():
            operation = found.ok()

            @bounded(**BOUNDS)
            @given(case=operation.as_strategy(generation_mode=mode))
            def ask(case):
                # What can be read may still be refused: a pass of nobody is one.
                case.call_and_validate(excluded_checks=[positive_data_acceptance])
                proof.counts["questions"] += 1

            with suppress(Unsatisfiable):  # A call without anything to say cannot be asked wrong.
                ask()
