"""What the scanner finds in a text and what it leaves, and that a finding fails the run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scanner import find_personal_data

ROOT = Path(__file__).resolve().parents[1]


class TestFinding:
    @pytest.mark.parametrize(
        ("text", "kind", "says"),
        [
            ("bsn 111222333", "bsn", "111222333"),
            ("/mensen/123456782/", "bsn", "123456782"),
            ('{"bsn": 123456782}', "bsn", "123456782"),
            ("1234.56.782.", "bsn", "123456782"),
            ("NL20INGB0001234567", "iban", "NL20INGB0001234567"),
            ("van NL20 INGB 0001 2345 67 naar", "iban", "NL20INGB0001234567"),
            ("BE68539007547034", "iban", "BE68539007547034"),
            ("noor@example.nl", "e-mail", "noor@example.nl"),
            ("Zoë is here", "name", "Zoë"),
            (r'"Zo\u00eb"', "name", "Zoë"),
            ("Zoe\u0308", "name", "Zoë"),
            ("van der Linden, R.", "name", "van der Linden"),
            ("’t Hart", "name", "’t Hart"),
        ],
    )
    def test_tells_what_it_is(self, text: str, kind: str, says: str) -> None:
        assert [(each.kind, each.says) for each in find_personal_data(text)] == [(kind, says)]

    def test_tells_the_line(self) -> None:
        assert [each.line for each in find_personal_data("one\ntwo\nNoor\n\nSem")] == [3, 5]


class TestLeaving:
    @pytest.mark.parametrize(
        "text",
        [
            "123456789",  # fails the eleven test
            "1234567820",
            "0.123456782",
            "€ 123456782,00",
            '"given_minor": 123456782',
            "total_minor=123456782",
            "sha256 5f123456782ab",
            "0b6f2d5e-1112-2233-8123-123456782000",
            "001234018",  # the RSIN of an organisation of the demo
            "NL91ABNA0417164300",  # the account of the municipality
            "NL21INGB0001234567",  # not an IBAN: its check digits differ
            "Normally, Semantic versions; noor, v0001, V0001",
            "granian @ 127.0.0.1",
        ],
    )
    def test_is_right_for_what_is_nobody(self, text: str) -> None:
        assert find_personal_data(text) == []


@pytest.mark.slow
class TestARun:
    @pytest.mark.parametrize(
        ("said", "code", "shown"),
        [
            ({}, 0, "1 passed"),
            ({"LOGGED": "K001", "PRINTED": "K001"}, 0, "1 passed"),
            ({"LOGGED": "Noor de Vries"}, 1, "the log, line 1: name Noor"),
            ({"LOGGED": "NL20INGB0001234567"}, 0, "1 passed"),  # masked before it is written
            ({"PRINTED": "NL20INGB0001234567"}, 1, "iban NL20INGB0001234567"),
            ({"PRINTED": "111222333"}, 1, "bsn 111222333"),
        ],
        ids=str,
    )
    def test_fails_when_something_was_said_about_a_person(
        self, tmp_path: Path, said: dict[str, str], code: int, shown: str
    ) -> None:
        log = {"GRONDSLAG_LOG": str(tmp_path / "log.jsonl")}
        asked = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/seeded/says_something.py"]

        ended = subprocess.run(asked, cwd=ROOT, env=os.environ | log | said, capture_output=True, text=True)

        assert (ended.returncode, shown in ended.stdout) == (code, True), ended.stdout
