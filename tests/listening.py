"""Listening in during the tests: all that is logged and printed is searched for people, and one finding fails the run.

The log file is the one of `GRONDSLAG_LOG`, which the processes that tests start write as well. What a command answers
its own user is caught by the test that asks, and is no log.
"""

import json
import os
from pathlib import Path
from typing import Any

from tests.scanner import Finding, find_personal_data

FINDINGS: list[tuple[str, Finding]] = []


def hear(where: str, text: str) -> None:
    """This will search a text, and remember what is found."""
    FINDINGS.extend((where, finding) for finding in find_personal_data(text))


def log_file() -> Path:
    """Give the file that every process of this run logs to."""
    return Path(os.environ["GRONDSLAG_LOG"])


def read_log(beginning: int = 0) -> str:
    """Give what was logged from this byte on."""
    if not log_file().exists():
        return ""
    with log_file().open("rb") as file:
        file.seek(beginning)
        return file.read().decode()


class Logged:
    """The lines that are logged from now on."""

    def __init__(self) -> None:
        self._beginning = log_file().stat().st_size if log_file().exists() else 0

    def text(self) -> str:
        """Give them as they are in the file."""
        return read_log(self._beginning)

    def lines(self) -> list[dict[str, Any]]:
        """Give them as data."""
        return [json.loads(line) for line in self.text().splitlines()]
