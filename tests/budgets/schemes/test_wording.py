"""How people are spoken to: every code has words in both languages, and Dutch sentences that everyone can read."""

import ast
import re
from pathlib import Path

import pytest

from budgets.exports.words_of_letters import YOURS_WORDS
from budgets.schemes.catalogue import list_schemes
from budgets.schemes.wording import STEP_WORDS, WORDS

BUDGETS = Path(__file__).resolve().parents[3] / "budgets"
LANGUAGES = {"nl", "en"}
# B1: short sentences. A fact in braces is read as one word.
MOST_WORDS, MOST_WORDS_ON_AVERAGE = 20, 15
# Words of the office that have a plain one.
OFFICE = re.compile(
    r"\b(teneinde|middels|derhalve|conform|betreffende|inzake|dient|dienen|alsmede|reeds|echter|indien|omtrent|ingevolge|"
    r"jegens|mits|tevens|beschikking|aanvrager|belanghebbende|verrekend?|terugvorder\w*|schuld\w*)\b",
    re.IGNORECASE,
)


def sentences_of(text: str) -> list[str]:
    return [each for each in re.split(r"(?<=[.!?:])\s+", text) if each]


def words_in(sentence: str) -> int:
    return len(re.sub(r"\{\w+\}", "x", sentence).split())


def dutch_of(code: str) -> list[str]:
    words = WORDS[code]["nl"]
    return [each for text in (*words.first, *words.then) for each in sentences_of(text)]


def codes_in_use() -> set[str]:
    """Give every code that an explanation is made with anywhere, as it is written there."""
    found = set()
    for path in BUDGETS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Explanation" and node.args:
                found |= {each.value for each in ast.walk(node.args[0]) if isinstance(each, ast.Constant)}
    return {each for each in found if isinstance(each, str)}


def texts_elsewhere() -> set[str]:
    """Give every text of the code that is not about words."""
    modules = [path for path in BUDGETS.rglob("*.py") if not path.name.startswith("word")]
    nodes = [node for path in modules for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


ALL_DUTCH = [sentence for code in WORDS for sentence in dutch_of(code)]
ALL_DUTCH += [sentence for scheme in list_schemes() for sentence in sentences_of(scheme.says_nl)]
ALL_DUTCH += [sentence for text in YOURS_WORDS["nl"].values() for sentence in sentences_of(text)]


class TestEveryCode:
    def test_has_words(self) -> None:
        assert codes_in_use() - {"code"} <= set(WORDS)

    def test_is_used(self) -> None:
        assert {*WORDS, *STEP_WORDS} <= texts_elsewhere()

    @pytest.mark.parametrize("table", [WORDS, STEP_WORDS])
    def test_has_both_languages(self, table: dict[str, dict[str, object]]) -> None:
        assert {code: set(words) for code, words in table.items()} == dict.fromkeys(table, LANGUAGES)

    def test_is_told_in_as_many_sentences_in_both_languages(self) -> None:
        for code, words in WORDS.items():
            assert len(words["nl"].first) == len(words["en"].first), code
            assert len(words["nl"].then) == len(words["en"].then), code


class TestDutch:
    @pytest.mark.parametrize("sentence", sorted(set(ALL_DUTCH)))
    def test_sentences_are_short_and_plain(self, sentence: str) -> None:
        assert words_in(sentence) <= MOST_WORDS
        assert not OFFICE.search(sentence)

    @pytest.mark.parametrize("code", WORDS)
    def test_of_a_code_is_short_on_average(self, code: str) -> None:
        lengths = [words_in(sentence) for sentence in dutch_of(code)]

        assert sum(lengths) / len(lengths) <= MOST_WORDS_ON_AVERAGE

    def test_says_je_and_never_u(self) -> None:
        assert [sentence for sentence in ALL_DUTCH if re.search(r"\b(u|uw)\b", sentence, re.IGNORECASE)] == []

    def test_of_every_scheme_is_there_with_its_english(self) -> None:
        assert [scheme.code for scheme in list_schemes() if not (scheme.says_nl and scheme.says_en)] == []
