"""Why something was decided, kept as data: what went in, the terms that held, and the steps of the sum."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

Line = Callable[[dict[str, Any], str], str]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A code with its inputs, the terms cited and the steps; all of it plain data that can be stored and told again."""

    code: str
    inputs: dict[str, Any]
    terms: list[dict[str, str]] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        return {"code": self.code, "inputs": self.inputs, "terms": self.terms, "steps": self.steps}


def tell(explanation: dict[str, Any], lang: str = "nl") -> list[str]:
    """Say a stored explanation to the person it is about, in short plain sentences: "nl" (B1) or "en"."""
    words = _WORDS[explanation["code"]][lang]
    facts = {name: _shown(name, value, lang) for name, value in explanation["inputs"].items()}
    told = [sentence.format_map(facts) for sentence in words]
    for step in explanation["steps"]:
        shown = {name: _shown(name, value, lang) for name, value in step.items()}
        told.append(_STEPS[step["step"]][lang].format_map(shown))
    return told


def euros(cents: int, lang: str = "nl") -> str:
    """Write cents as people do: "€ 1.234,50" in Dutch, "€1,234.50" in English."""
    text = f"{cents // 100:,}.{cents % 100:02d}"
    if lang == "en":
        return f"€{text}"
    return "€\u00a0" + text.translate(str.maketrans(",.", ".,"))


_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
_MONTHS_EN = "January February March April May June July August September October November December".split()


def _day(text: str, lang: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {(_MONTHS if lang == 'nl' else _MONTHS_EN)[day.month - 1]} {day.year}"


def _number(text: str, lang: str) -> str:
    plain = f"{Decimal(text).normalize():f}"
    return plain.replace(".", ",") if lang == "nl" else plain


def _shown(name: str, value: Any, lang: str) -> Any:
    if name.endswith("_minor"):
        return euros(value, lang)
    if name.endswith("_on"):
        return _day(value, lang)
    if name.endswith("hours"):
        return _number(value, lang)
    return value


_YOURS = {"nl": "Dit geld is van jou. Je hoeft het nooit terug te betalen.", "en": "This money is yours. You never have to pay it back."}

# Per code and language the sentences; the names in braces are inputs. `*_minor` are cents, `*_on` dates, `*hours` hours.
_WORDS: dict[str, dict[str, list[str]]] = {
    "opening": {
        "nl": ["Je begint met {amount_minor}.", _YOURS["nl"]],
        "en": ["You start with {amount_minor}.", _YOURS["en"]],
    },
    "met": {
        "nl": ["Van {from_on} tot en met {until_on} deed je {hours} uur vrijwilligerswerk. Er waren {required_hours} uur nodig.", _YOURS["nl"]],
        "en": ["From {from_on} to {until_on} you did {hours} hours of volunteer work. {required_hours} hours were needed.", _YOURS["en"]],
    },
    "missed": {
        "nl": [
            "Van {from_on} tot en met {until_on} hebben we {hours} uur vrijwilligerswerk gekregen. Er waren {required_hours} uur nodig.",
            "Daarom komt er nu geen geld bij. Wat je al kreeg, blijft van jou.",
        ],
        "en": [
            "From {from_on} to {until_on} we received {hours} hours of volunteer work. {required_hours} hours were needed.",
            "That is why no money is added now. What you already received stays yours.",
        ],
    },
    "broken": {
        "nl": [
            "Van {from_on} tot en met {until_on} hebben we {hours} uur vrijwilligerswerk gekregen. Er waren {required_hours} uur nodig.",
            "Je was dit kwartaal later begonnen. Daarom telt dit kwartaal niet mee.",
        ],
        "en": [
            "From {from_on} to {until_on} we received {hours} hours of volunteer work. {required_hours} hours were needed.",
            "You began later in this quarter, so this quarter does not count.",
        ],
    },
    "paused": {
        "nl": ["Van {from_on} tot en met {until_on} stond je regeling stil. Wat je al kreeg, blijft van jou."],
        "en": ["From {from_on} to {until_on} your arrangement was paused. What you already received stays yours."],
    },
    "gift": {
        "nl": ["Dit is betaling {number} van {months}: {amount_minor}.", _YOURS["nl"]],
        "en": ["This is payment {number} of {months}: {amount_minor}.", _YOURS["en"]],
    },
    "late": {
        "nl": ["We kregen later nog uren van {from_on} tot en met {until_on}. Je krijgt er {amount_minor} bij.", _YOURS["nl"]],
        "en": ["We received more hours later, from {from_on} to {until_on}. You get {amount_minor} extra.", _YOURS["en"]],
    },
    "stopped": {
        "nl": ["Je regeling stopt op {stopped_on}.", "Wat je al kreeg, blijft van jou. Je kunt opnieuw beginnen."],
        "en": ["Your arrangement stops on {stopped_on}.", "What you already received stays yours. You can start again."],
    },
    "ended": {
        "nl": ["Je regeling is klaar op {ended_on}.", "Wat je al kreeg, blijft van jou."],
        "en": ["Your arrangement is complete on {ended_on}.", "What you already received stays yours."],
    },
    "fund-exhausted": {
        "nl": ["Het geld van de gemeente voor deze regeling is op {due_on} op. De gemeente kijkt wat er kan.", "Wat je al kreeg, blijft van jou."],
        "en": ["On {due_on} the municipality has no money left for this arrangement. They are looking for a way.", "What you already received stays yours."],
    },
    "stop-undone": {
        "nl": ["Door uren die later kwamen, gaat je regeling gewoon door vanaf {stopped_on}."],
        "en": ["Because of hours that came later, your arrangement simply goes on from {stopped_on}."],
    },
}

_STEPS: dict[str, dict[str, str]] = {
    "value": {"nl": "{hours} uur × {rate_minor} = {amount_minor}.", "en": "{hours} hours × {rate_minor} = {amount_minor}."},
    "carried": {"nl": "Daarbij komen {hours} uur uit eerdere kwartalen.", "en": "Added to this are {hours} hours from earlier quarters."},
    "used": {"nl": "Je gebruikte {amount_minor} van je budget.", "en": "You used {amount_minor} of your budget."},
    "capped": {
        "nl": "Je budget was {balance_minor}. Meer kun je niet gebruiken.",
        "en": "Your budget was {balance_minor}. You cannot use more than that.",
    },
    "refill": {
        "nl": "Je budget wordt aangevuld tot {ceiling_minor}. Je krijgt {amount_minor}.",
        "en": "Your budget is refilled to {ceiling_minor}. You get {amount_minor}.",
    },
}

CODES = tuple(_WORDS)
STEPS = tuple(_STEPS)
