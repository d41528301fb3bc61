"""Why something was decided, kept as data: what went in, the terms that held, and the steps of the sum."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Self

from budgets.schemes.periods import RHYTHMS, Period
from budgets.schemes.wording import MONTHS, PERIODS, QUARTERS, STEP_WORDS, UNITS, WORDS
from ledger.amount import Unit

CODES = tuple(WORDS)
STEPS = tuple(STEP_WORDS)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A code with its inputs, the terms cited and the steps; all of it plain data that can be stored and told again.

    `case` is what the rule was asked: with the cited terms it is enough to assess it again. None where no rule was.
    """

    code: str
    inputs: dict[str, Any]
    terms: list[dict[str, str]] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)
    case: dict[str, Any] | None = None

    def of(self, case: dict[str, Any]) -> Self:
        """Give the same explanation with the case that the rule was asked."""
        # By name and not by `replace`, which takes five times as long; a run makes one for each period.
        return type(self)(self.code, self.inputs, self.terms, self.steps, case)

    def as_data(self) -> dict[str, Any]:
        """Give it as plain data, ready for JSON: amounts in cents, hours as text, dates as ISO text."""
        data = {"code": self.code, "inputs": self.inputs, "terms": self.terms, "steps": self.steps}
        return data if self.case is None else {**data, "case": self.case}


def tell(explanation: Mapping[str, Any], lang: str = "nl") -> list[str]:
    """Say a stored explanation to the person it is about, in short plain sentences: "nl" (B1) or "en"."""
    words = WORDS[explanation["code"]][lang]
    unit = Unit(explanation["inputs"].get("unit", Unit.EUR))
    facts = _facts(explanation["inputs"], lang, unit)
    steps = [STEP_WORDS[step["step"]][lang].format_map(_facts(step, lang, unit)) for step in explanation["steps"]]
    first, then = ([sentence.format_map(facts) for sentence in part] for part in (words.first, words.then))
    return [*first, *steps, *then]


def in_words(minor: int, unit: Unit, lang: str = "nl") -> str:
    """Write an amount of any unit as people say it: "€ 12,50", "40 punten", "1 les"."""
    if unit is Unit.EUR:
        return euros(minor, lang)
    one, more = UNITS[lang][unit]
    return f"{minor}\u00a0{one if minor == 1 else more}"


def euros(cents: int, lang: str = "nl") -> str:
    """Write cents as people do: "€ 1.234,50" in Dutch, "€1,234.50" in English."""
    text = f"{cents // 100:,}.{cents % 100:02d}"
    if lang == "en":
        return f"€{text}"
    return "€\u00a0" + text.translate(str.maketrans(",.", ".,"))


def _facts(given: Mapping[str, Any], lang: str, unit: Unit) -> dict[str, Any]:
    facts = {name: _shown(name, value, lang, unit) for name, value in given.items()}
    if "from_on" in given:
        facts["period"] = _period(given["from_on"], given["until_on"], lang)
    return facts


def _shown(name: str, value: Any, lang: str, unit: Unit) -> Any:
    if name.endswith("_cents"):
        return euros(value, lang)
    if name.endswith("_minor"):
        return in_words(value, unit, lang)
    if name.endswith("_on"):
        return day_in_words(date.fromisoformat(value), lang)
    if name.endswith("hours"):
        return _number(value, lang)
    if name.endswith("share"):
        return _number(str(Decimal(value) * 100), lang) + "%"
    return value


def day_in_words(day: date, lang: str = "nl") -> str:
    """Write a day as people do: "1 april 2026"."""
    return f"{day.day} {MONTHS[lang][day.month - 1]} {day.year}"


def _number(text: str, lang: str) -> str:
    plain = f"{Decimal(text).normalize():f}"
    return plain.replace(".", ",") if lang == "nl" else plain


def _period(from_on: str, until_on: str, lang: str) -> str:
    """Name a stretch of time: a whole month, quarter, half-year or year as such, others by their first and last day."""
    starts_on, last_day = date.fromisoformat(from_on), date.fromisoformat(until_on)
    period = Period(starts_on, last_day + timedelta(days=1))
    name = next((each.name for each in RHYTHMS if each.containing(starts_on) == period), "days")
    return PERIODS[lang][name].format(
        month=MONTHS[lang][starts_on.month - 1],
        quarter=QUARTERS[lang][(starts_on.month - 1) // 3],
        half=QUARTERS[lang][(starts_on.month - 1) // 6],
        year=starts_on.year,
        from_on=day_in_words(starts_on, lang),
        until_on=day_in_words(last_day, lang),
    )
