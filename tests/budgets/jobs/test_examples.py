import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections

from budgets.jobs.examples.trial import try_example

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/*.toml"))
FORTY_HOURS = """
title = "Forty hours"
scheme = "burgerbudget"

[terms]
hourly_value = "10.00"

[[step]]
on = 2024-01-02
do = "award"
person = "Noor"

[[step]]
on = 2024-03-29
do = "attest"
person = "Noor"
organisation = "Buurthuis"
period = "2024-Q1"
hours = "40"

[[step]]
on = 2024-04-01
do = "run"

[[expect]]
person = "Noor"
grants = ["1000.00", "400.00"]
balance = "1000.00"
"""


@pytest.fixture
def a_file(tmp_path: Path) -> Any:
    """Give a writer of example files: what to replace in the forty hours, or other text altogether."""

    def write(*replaced: tuple[str, str], text: str | bytes = FORTY_HOURS, name: str = "example.toml") -> str:
        content = text.encode() if isinstance(text, str) else text
        for old, new in replaced:
            assert old.encode() in content
            content = content.replace(old.encode(), new.encode())
        path = tmp_path / name
        path.write_bytes(content)
        return str(path)

    return write


def differences(file: str) -> list[tuple[int, str, Any, Any]]:
    verdict = try_example(file)
    return [(each.expect, each.key, each.expected, each.actual) for each in verdict.differences]


def problems(file: str) -> list[tuple[str, str]]:
    return [(key, actual) for expect, key, _expected, actual in differences(file) if expect == 0]


def run_command(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("example", *arguments, stdout=out, stderr=out)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue()
    return 0, out.getvalue()


class TestEveryWorkedExample:
    @pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: f"{file.parent.name}/{file.stem}")
    def test_comes_out_as_it_says(self, database: None, file: Path) -> None:
        assert differences(str(file)) == []

    def test_is_one_of_enough(self) -> None:
        schemes = [file.parent.name for file in EXAMPLES]

        assert schemes.count("burgerbudget") >= 12
        assert schemes.count("bouwdepot") >= 5

    def test_has_a_source(self) -> None:
        assert [file.name for file in EXAMPLES if "\nsource = " not in file.read_text(encoding="utf-8")] == []


class TestAWrongExpectation:
    def test_is_shown_beside_the_right_value(self, database: None, a_file: Any) -> None:
        file = a_file(('"400.00"]', '"400.01"]'))

        assert differences(file) == [(1, "grants", ["1000.00", "400.01"], ["1000.00", "400.00"])]

    def test_of_a_refusal_that_does_not_come_fails_the_file(self, database: None, a_file: Any) -> None:
        file = a_file(('do = "run"', 'do = "run"\nrefused = "run-under-way"'))

        assert differences(file) == [(0, "step 3", "run-under-way", "done")]

    def test_of_success_fails_with_the_code_and_the_words(self, database: None, a_file: Any) -> None:
        file = a_file(('hours = "40"', 'hours = "40"\nkind = "OTHER"'))

        ((_expect, key, expected, actual),) = differences(file)

        assert (key, expected) == ("step 2", "done")
        assert actual.startswith("organisation-not-recognised: ")

    def test_after_an_earlier_step_is_read_right_after_it(self, database: None, a_file: Any) -> None:
        file = a_file(('[[expect]]\nperson = "Noor"\ngrants', '[[expect]]\nafter = 2\nperson = "Noor"\ngrants'))

        assert differences(file) == [
            (1, "grants", ["1000.00", "400.00"], []),
            (1, "balance", "1000.00", "0.00"),
        ]


class TestAFile:
    @pytest.mark.parametrize(
        ("old", "new", "place", "said"),
        [
            ('hours = "40"', 'hours = "40"\nhour = "1"', "step 2", "unknown key “hour”"),
            ('do = "award"', 'do = "reward"', "step 1", "unknown verb “reward”"),
            (
                'do = "run"',
                'do = "issue"\npoint = "Hal"\namount = "0"',
                "step 3",
                "“amount” must be a whole number of packs",
            ),
            ('hourly_value = "10.00"', 'hourly_rate = "10.00"', "file", "hourly_rate"),
            ('hourly_value = "10.00"', 'hourly_value = "a tenner"', "file", "a tenner"),
            ('scheme = "burgerbudget"', 'scheme = "burgerbugdet"', "file", "burgerbugdet"),
            ('balance = "1000.00"', "balance = 1000.00", "file", "“balance” must be an amount"),
            ('balance = "1000.00"', 'ballance = "1000.00"', "file", "unknown key “ballance”"),
            ('balance = "1000.00"', 'next = "1000.00"', "file", "not in this version"),
            ('grants = ["1000.00", "400.00"]', "after = 4", "file", "there is no step 4"),
            ("on = 2024-04-01", "on = 2024-03-01", "step 3", "goes back in time"),
            ("on = 2024-04-01", 'on = "2024-04-01"', "step 3", "“on” must be a date"),
            ('period = "2024-Q1"\n', "", "step 2", "“period” is missing"),
            ('period = "2024-Q1"', 'period = "0000-Q1"', "step 2", "“period” must be a quarter or a month"),
            ('do = "award"', 'do = "award"\nfacts = "a rent"', "step 1", "“facts” must be a table of facts"),
            ('do = "award"', 'do = "award"\nfacts = { rint = "1.00" }', "step 1", "“facts” must be a table of facts"),
            ('do = "award"', 'do = "award"\nhousehold = 3', "step 1", "“household” must be text"),
            ('balance = "1000.00"', 'grants = "1000.00"', "file", "Cannot overwrite"),
            ('balance = "1000.00"', 'written_off = "1.005"', "file", "“written_off” must be an amount"),
            ("[terms]", 'fund = { amount = "1.00", share = "half" }\n[terms]', "file", "“share” must be a share"),
            (
                "[terms]",
                'funds = [{ amount = "1.00", name = "a" }, { amount = "2.00", name = "A" }]\n[terms]',
                "file",
                "stands there twice",
            ),
            ('person = "Noor"\ngrants', 'fund = "Joy"\nperson = "Joy"\ngrants', "file", "no step is about “Joy”"),
            ("[terms]", 'colour = "red"\n[terms]', "file", "unknown key “colour”"),
        ],
    )
    def test_that_says_what_is_not_known_is_told_where(
        self, a_file: Any, old: str, new: str, place: str, said: str
    ) -> None:
        found = problems(a_file((old, new)))

        assert [where for where, says in found if said in says] == [place], found
        assert not any("\n" in says for _where, says in found)

    def test_hears_all_its_mistakes_at_once(self, a_file: Any) -> None:
        file = a_file(('do = "run"', 'do = "rum"'), ('hours = "40"', "hours = 40"), ("hourly_value", "value"))

        assert [place for place, _says in problems(file)] == ["step 2", "step 3", "file"]

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"title = ", "not TOML"),
            (b"\xff\xfe\x00\x01", "not a text file"),
            (b"", "“title” is missing"),
            (b"a = " + b"[" * 5000, "not TOML"),
            (b"step = 3\nexpect = [1]\nterms = 2\nfunds = 1", "“step” must be a list"),
        ],
    )
    def test_that_is_something_else_is_told_so(self, a_file: Any, content: bytes, said: str) -> None:
        assert any(said in says for _place, says in problems(a_file(text=content)))

    def test_that_is_not_there_keeps_no_other_from_being_tried(self, database: None, a_file: Any) -> None:
        code, said = run_command("nowhere.toml", a_file())

        assert code == 1
        assert said.splitlines()[0] == "FAIL nowhere.toml"
        assert said.splitlines()[-1].endswith("example.toml — Forty hours")


class TestTheCommand:
    def test_answers_as_data(self, database: None, a_file: Any) -> None:
        file = a_file(('balance = "1000.00"', 'balance = "999.99"'))

        code, said = run_command("--json", file)

        wrong = {"expect": 1, "key": "balance", "expected": "999.99", "actual": "1000.00"}
        assert (code, json.loads(said)) == (1, [{"file": file, "ok": False, "differences": [wrong]}])

    def test_passes_a_file_that_is_right(self, database: None, a_file: Any) -> None:
        file = a_file()

        assert run_command(file) == (0, f"PASS {file} — Forty hours\n")

    @pytest.mark.parametrize(("lang", "words"), [("nl", "Dit geld is van jou."), ("en", "This money is yours.")])
    def test_explains_what_was_booked_and_told(self, database: None, a_file: Any, lang: str, words: str) -> None:
        _code, said = run_command("--explain", "--lang", lang, a_file())

        assert "IN_TRANSIT" in said
        assert words in said


class TestTheDatabase:
    def test_keeps_nothing_of_an_example(self, owner: Any, a_file: Any) -> None:
        before = rows(owner)

        assert differences(a_file()) == []

        assert rows(owner) == before


def rows(owner: Any) -> dict[str, int]:
    """Count the rows of every table, past the fence of any municipality."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [table for (table,) in cursor.fetchall()]
        counts = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    return counts
