"""A scheme is one small file, with terms that cite their source and examples that a case worker can check."""

from datetime import date
from pathlib import Path

import pytest

from budgets.schemes.catalogue import list_schemes
from budgets.schemes.rules import Scheme
from budgets.schemes.terms import Terms, default_rows

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES, FEWEST_EXAMPLES = 40, 3


@pytest.mark.parametrize("scheme", list_schemes(), ids=lambda scheme: scheme.code)
class TestEachScheme:
    def test_is_a_file_of_at_most_40_lines(self, scheme: Scheme) -> None:
        path = ROOT / "budgets/schemes/catalogue" / f"{scheme.code.replace('-', '_')}.py"

        assert path.read_text(encoding="utf-8").count("\n") <= MOST_LINES

    def test_has_worked_examples(self, scheme: Scheme) -> None:
        assert len(list((ROOT / "tests/examples" / scheme.code).glob("*.toml"))) >= FEWEST_EXAMPLES

    def test_has_a_readable_value_with_a_source_for_each_term(self, scheme: Scheme) -> None:
        rows = default_rows(scheme.terms)

        for row in rows:
            assert row.source
            Terms(scheme.code, scheme.terms, rows, row.cohort).value(row.key, max(row.valid_from, date(2026, 1, 1)))
        without = {key.name for key in scheme.terms if not key.optional} - {row.key for row in rows}
        assert all("no number" in key.source for key in scheme.terms if key.name in without)

    def test_is_described_for_the_people_it_is_for(self, scheme: Scheme) -> None:
        assert scheme.says_nl.endswith(".")
        assert scheme.says_en.endswith(".")
