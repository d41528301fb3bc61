import json
import re
from datetime import date
from string import Formatter
from typing import Any

import pytest

from budgets.schemes.explanation import CODES, STEPS, Explanation, euros, in_words, tell
from budgets.schemes.wording import STEP_WORDS, UNITS, WORDS
from ledger.amount import Unit

LANGUAGES = ("nl", "en")


class Sample(dict[str, Any]):
    """Facts of any name, each with a value of the kind that its name says."""

    def __missing__(self, name: str) -> Any:
        for ending, value in SAMPLE_OF.items():
            if name.endswith(ending):
                return value
        return 4


SAMPLE_OF = {"_minor": 40_000, "_cents": 40_000, "_on": "2024-01-01", "hours": "40", "share": "0.30"}
SPAN = {"from_on": "2024-01-01", "until_on": "2024-03-31"}


def sample(code: str) -> dict[str, Any]:
    """Give every fact that the words of a code or a step name."""
    texts = [text for lang in LANGUAGES for text in _texts_of(code, lang)]
    return SPAN | {name: Sample()[name] for text in texts for name in _facts(text) if name not in SPAN}


def told(code: str, lang: str = "nl", **inputs: Any) -> list[str]:
    return tell(Explanation(code, {**sample(code), **inputs}).as_data(), lang)


class TestWords:
    @pytest.mark.parametrize("code", CODES)
    def test_of_a_code_are_plain_sentences_in_both_languages(self, code: str) -> None:
        dutch, english = (told(code, lang) for lang in LANGUAGES)

        assert len(dutch) == len(english)
        for sentence in (*dutch, *english):
            assert sentence[0].isupper()
            assert sentence.endswith(".")
            assert code not in sentence.split()
            assert max(len(part.split()) for part in re.split(r"[.!?:] ", sentence)) <= 18, sentence

    @pytest.mark.parametrize("step", STEPS)
    def test_of_a_step_name_the_same_facts_in_both_languages(self, step: str) -> None:
        dutch, english = (set(_facts(STEP_WORDS[step][lang])) for lang in LANGUAGES)

        assert dutch == english

    @pytest.mark.parametrize("code", CODES)
    def test_of_a_code_name_the_same_facts_in_both_languages(self, code: str) -> None:
        dutch, english = (
            {
                fact
                for part in (WORDS[code][lang].first, WORDS[code][lang].then)
                for each in part
                for fact in _facts(each)
            }
            for lang in LANGUAGES
        )

        assert dutch == english

    def test_never_speak_of_money_to_be_returned(self) -> None:
        told_in_all = " ".join(
            sentence for code in CODES for lang in LANGUAGES for sentence in told(code, lang)
        ).lower()

        for sentence in told_in_all.split("."):
            if "terug" in sentence or "back" in sentence:
                assert re.search(r"nooit terug|niets terug|never have to|do not have to", sentence), sentence

    @pytest.mark.parametrize("code", ["opening", "met", "gift", "late"])
    def test_of_a_grant_say_that_the_money_is_theirs(self, code: str) -> None:
        assert told(code)[-1] == "Dit geld is van jou. Je hoeft het nooit terug te betalen."
        assert told(code, "en")[-1] == "This money is yours. You never have to pay it back."


class TestTell:
    def test_shows_the_sum(self) -> None:
        step = {"step": "value", "hours": "40.00", "rate_minor": 1000, "amount_minor": 40000}
        explanation = Explanation("met", sample("met"), [], [step]).as_data()

        assert "40 uur × €\u00a010,00 = €\u00a0400,00" in tell(explanation)
        assert "40 hours × €10.00 = €400.00" in tell(explanation, "en")

    def test_tells_the_same_after_a_trip_through_json(self) -> None:
        explanation = Explanation("met", sample("met")).as_data()

        assert tell(json.loads(json.dumps(explanation))) == tell(explanation)

    @pytest.mark.parametrize(
        ("starts_on", "last_day", "dutch", "english"),
        [
            ("2024-04-01", "2024-06-30", "In het tweede kwartaal van 2024", "In the second quarter of 2024"),
            ("2024-02-01", "2024-02-29", "In februari 2024", "In February 2024"),
            (
                "2024-02-15",
                "2024-03-31",
                "Van 15 februari 2024 tot en met 31 maart 2024",
                "From 15 February 2024 up to",
            ),
        ],
    )
    def test_names_the_period(self, starts_on: str, last_day: str, dutch: str, english: str) -> None:
        assert told("paused", from_on=starts_on, until_on=last_day)[0].startswith(dutch)
        assert told("paused", "en", from_on=starts_on, until_on=last_day)[0].startswith(english)

    @pytest.mark.parametrize(("hours", "dutch"), [("35.99", "35,99"), ("40", "40"), ("36.50", "36,5"), ("100", "100")])
    def test_writes_hours_as_people_do(self, hours: str, dutch: str) -> None:
        assert f" {dutch} uur" in told("missed", hours=hours)[0]


class TestEuros:
    @pytest.mark.parametrize(
        ("cents", "dutch", "english"),
        [
            (0, "0,00", "0.00"),
            (5, "0,05", "0.05"),
            (100_000, "1.000,00", "1,000.00"),
            (123_456_7, "12.345,67", "12,345.67"),
        ],
    )
    def test_are_written_as_people_do(self, cents: int, dutch: str, english: str) -> None:
        assert euros(cents) == f"€\u00a0{dutch}"
        assert euros(cents, "en") == f"€{english}"


class TestInWords:
    @pytest.mark.parametrize(
        ("minor", "unit", "dutch", "english"),
        [
            (40, Unit.POINT, "40 punten", "40 points"),
            (1, Unit.POINT, "1 punt", "1 point"),
            (3, Unit.LESSON, "3 lessen", "3 lessons"),
            (1, Unit.LESSON, "1 les", "1 lesson"),
            (0, Unit.PACK, "0 pakken", "0 packs"),
        ],
    )
    def test_says_what_is_counted(self, minor: int, unit: Unit, dutch: str, english: str) -> None:
        assert in_words(minor, unit) == dutch.replace(" ", "\u00a0")
        assert in_words(minor, unit, "en") == english.replace(" ", "\u00a0")

    def test_knows_every_unit(self) -> None:
        assert {*UNITS["nl"], Unit.EUR} == {*UNITS["en"], Unit.EUR} == set(Unit)
        assert in_words(1250, Unit.EUR) == euros(1250)

    def test_is_how_an_explanation_in_another_unit_is_told(self) -> None:
        explanation = Explanation("gift", {**sample("gift"), "amount_minor": 40, "unit": "POINT"}).as_data()

        assert "40\u00a0punten" in " ".join(tell(explanation))


class TestExplanation:
    def test_is_plain_data(self) -> None:
        explanation = Explanation("opening", {"amount_minor": 100_000, "due_on": date(2024, 1, 1).isoformat()})

        assert json.loads(json.dumps(explanation.as_data())) == explanation.as_data()

    def test_keeps_the_case_that_the_rule_was_asked(self) -> None:
        explanation = Explanation("opening", {})

        assert "case" not in explanation.as_data()
        assert explanation.of({"made": 1}).as_data()["case"] == {"made": 1}


def _texts_of(code: str, lang: str) -> list[str]:
    if code in STEP_WORDS:
        return [STEP_WORDS[code][lang]]
    return [*WORDS[code][lang].first, *WORDS[code][lang].then]


def _facts(sentence: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(sentence) if name and name != "period"]
