"""The words of the pages: each that a script asks is there, and none is there that nobody asks."""

import re
from pathlib import Path

import pytest

from budgets.web.shop.words import TILL_WORDS
from budgets.web.words import WORDS

PAGES = Path(__file__).resolve().parents[2] / "budgets" / "web"


def read(*patterns: str) -> str:
    """Give the text of all files of some kinds, of the pages of every audience."""
    found = (path for pattern in patterns for path in sorted(PAGES.glob(pattern)))
    return "".join(path.read_text(encoding="utf-8") for path in found)


SCRIPTS, TEMPLATES = read("shop/static/kassa/*.js"), read("*/templates/**/*.html")
NAMED = {"till": SCRIPTS, "report": read("staff/views.py", "staff/figures.py")}
"""Where words are asked by their name, beside the templates: as a text in quotes, or as the beginning of one."""


class TestWords:
    def test_that_scripts_ask_are_there(self) -> None:
        asked = set(re.findall(r'(?:say|addLine)\("(\w+)"', SCRIPTS)) | set(re.findall(r'\["(\w+)", ', SCRIPTS))

        assert asked - set(TILL_WORDS["nl"]) == set()

    @pytest.mark.parametrize("audience", WORDS["nl"])
    def test_that_nobody_asks_are_not_there(self, audience: str) -> None:
        named = NAMED.get(audience, "")
        beginnings = tuple(re.findall(r"`(\w+_)\$\{", named))
        asked = set(re.findall(r'"(\w+)"', named)) | set(re.findall(rf"\bt\.{audience}\.(\w+)", TEMPLATES))

        assert [word for word in WORDS["nl"][audience] if word not in asked and not word.startswith(beginnings)] == []

    @pytest.mark.parametrize("audience", WORDS["nl"])
    def test_have_the_same_values_in_both_languages(self, audience: str) -> None:
        dutch, english = (
            {word: sorted(re.findall(r"\{\w+\}", said)) for word, said in WORDS[lang][audience].items()}
            for lang in ("nl", "en")
        )

        assert dutch == english
