"""No test of ours, so it is not collected: it is run by name, to see that saying something about a person is found."""

import os
import sys

import structlog


def test_logs_and_prints_what_it_is_told() -> None:
    structlog.get_logger("grondslag.operations").info("person.greeted", object=os.environ.get("LOGGED"))
    sys.stderr.write(os.environ.get("PRINTED", ""))
