"""What is kept as an explanation can be told: whatever code is written in the code has words."""

import ast
from collections.abc import Iterator
from pathlib import Path

from budgets.schemes.facts import FactsMissing, FactsRefused
from budgets.schemes.wording import STEP_WORDS, WORDS

BUDGETS = Path(__file__).resolve().parents[2] / "budgets"


def explained() -> Iterator[str]:
    """Give every text that stands where an explanation has its code."""
    for path in BUDGETS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and _names(node.func) == "Explanation":
                yield from (each.value for each in ast.walk(node.args[0]) if _is_text(each))


def test_every_code_of_an_explanation_has_words() -> None:
    codes = set(explained())

    assert {"award-ahead", "gift-once", "scheme-excluded"} <= codes
    assert codes - set(WORDS) == set()


def test_every_refusal_that_is_kept_with_a_decision_has_words() -> None:
    """The judge keeps these by the code of the refusal."""
    assert {FactsMissing.code, FactsRefused.code} <= set(WORDS)


def test_every_code_is_told_in_both_languages() -> None:
    assert {frozenset(words) for words in (*WORDS.values(), *STEP_WORDS.values())} == {frozenset({"nl", "en"})}


def _names(function: ast.expr) -> str:
    return ast.unparse(function).rpartition(".")[2]


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
