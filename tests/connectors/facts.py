"""Where the tests of the connectors find tables of facts, and files of others that are not kept here."""

import json
from pathlib import Path
from typing import Any

import pytest

FIXTURES = Path(__file__).parent / "fixtures"
OUTSIDE = Path(__file__).parents[3] / "shared" / "fixtures"


def table_of_facts(name: str) -> Any:
    return json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))


def file_of_others(path: str) -> Path:
    found = OUTSIDE / path
    if not found.exists():
        pytest.skip(f"not checked: {path} of the shared fixtures is not here")
    return found
