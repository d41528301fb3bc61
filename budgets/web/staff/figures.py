"""Numbers as people read them, and the bar of a fund as shares of what it was given."""

from dataclasses import dataclass
from typing import Any

from budgets.schemes.explanation import euros, in_words
from budgets.web.staff.words import REPORT_WORDS
from ledger.amount import Unit

SCHEME_COLUMNS = (
    "people",
    "active",
    "granted_minor",
    "paid_out_minor",
    "lapsed_minor",
    "suspended",
    "stopped",
    "ended",
    "stops",
    "openings",
    "refills",
    "gifts",
    "by_hours",
    "late",
)
"""What is looked at first comes first: a narrow screen shows the first columns, and the others by scrolling."""

WIDTH = 1_000
PARTS = ("spent_minor", "committed_minor", "free_minor")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar: where it begins and how wide it is, in thousandths of the bar."""

    word: str
    amount: str
    begin: int
    width: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A fund as it is drawn, with the same in words."""

    name: str
    scheme: str
    given: str
    written_off: str
    parts: tuple[Part, ...]

    says: str


def draw_fund(fund: dict[str, Any], lang: str) -> Figure:
    """Give the bar of a fund of the report."""
    words, given, begin, parts = REPORT_WORDS[lang], fund["given_minor"], 0, []
    for key in PARTS:
        width = fund[key] * WIDTH // given if given else 0
        parts.append(Part(words[key], euros(fund[key], lang), begin, width))
        begin += width
    told = ", ".join(f"{part.amount} {part.word}" for part in parts)
    return Figure(
        name=fund["name"],
        scheme=fund["scheme"],
        given=euros(given, lang),
        written_off=euros(fund["written_off_minor"], lang),
        parts=tuple(parts),
        says=words["says"].format(given=euros(given, lang), parts=told),
    )


def list_scheme_rows(schemes: list[dict[str, Any]], lang: str) -> list[tuple[str, list[str]]]:
    """Give a row for each scheme, with a value for each column."""
    return [(scheme["name"], [_value(scheme, key, lang) for key in SCHEME_COLUMNS]) for scheme in schemes]


def _value(scheme: dict[str, Any], key: str, lang: str) -> str:
    if not key.endswith("_minor"):
        return str(scheme[key])
    return in_words(scheme[key], Unit.EUR if key == "paid_out_minor" else Unit(scheme["unit"]), lang)
