"""The words of the till: each that a script asks is there, and none is there that nobody asks."""

import re
from pathlib import Path

from budgets.web.shop.words import TILL_WORDS

SHOP = Path(__file__).resolve().parents[2] / "budgets" / "web" / "shop"
SCRIPTS = "".join(path.read_text(encoding="utf-8") for path in sorted(SHOP.glob("static/kassa/*.js")))
TEMPLATES = "".join(path.read_text(encoding="utf-8") for path in sorted(SHOP.glob("templates/shop/*.html")))


class TestWords:
    def test_that_scripts_ask_are_there(self) -> None:
        asked = set(re.findall(r'(?:say|addLine)\("(\w+)"', SCRIPTS)) | set(re.findall(r'\["(\w+)", ', SCRIPTS))

        assert asked - set(TILL_WORDS["nl"]) == set()

    def test_that_nobody_asks_are_not_there(self) -> None:
        beginnings = tuple(re.findall(r"`(\w+_)\$\{", SCRIPTS))
        asked = set(re.findall(r'"(\w+)"', SCRIPTS)) | set(re.findall(r"t\.till\.(\w+)", TEMPLATES))

        assert [word for word in TILL_WORDS["nl"] if word not in asked and not word.startswith(beginnings)] == []

    def test_have_the_same_values_in_both_languages(self) -> None:
        values = [
            {word: sorted(re.findall(r"\{\w+\}", said)) for word, said in words.items()}
            for words in TILL_WORDS.values()
        ]

        assert values[0] == values[1]
