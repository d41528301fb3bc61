"""Numbers as people read them, and the bar of a fund as shares of what it was given."""

from dataclasses import dataclass
from typing import Any

from budgets.schemes.explanation import euros, in_words
from ledger.amount import Unit

MONTHS = "januari februari maart april mei juni juli augustus september oktober november december"
SCHEME_COLUMNS = (
    ("people", "mensen"),
    ("active", "nu actief"),
    ("granted_minor", "bijgeschreven"),
    ("paid_out_minor", "uitbetaald"),
    ("lapsed_minor", "vervallen"),
    ("suspended", "nu opgeschort"),
    ("stopped", "nu gestopt"),
    ("ended", "afgerond"),
    ("stops", "keer gestopt"),
    ("openings", "begin"),
    ("refills", "aanvullingen"),
    ("gifts", "giften"),
    ("by_hours", "uren betaald"),
    ("late", "later aangevuld"),
)
"""What is looked at first comes first: a narrow screen shows the first columns, and the others by scrolling."""

WIDTH = 1_000
PARTS = (("spent_minor", "besteed"), ("committed_minor", "toegezegd"), ("free_minor", "vrij"))


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

    @property
    def says(self) -> str:
        return f"Van {self.given} is " + ", ".join(f"{part.amount} {part.word}" for part in self.parts) + "."


def draw_fund(fund: dict[str, Any]) -> Figure:
    """Give the bar of a fund of the report."""
    given, begin, parts = fund["given_minor"], 0, []
    for key, word in PARTS:
        width = fund[key] * WIDTH // given if given else 0
        parts.append(Part(word, euros(fund[key]), begin, width))
        begin += width
    return Figure(fund["name"], fund["scheme"], euros(given), euros(fund["written_off_minor"]), tuple(parts))


def list_scheme_rows(schemes: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    """Give a row for each scheme, with a value for each column."""
    return [(scheme["name"], [_value(scheme, key) for key, _word in SCHEME_COLUMNS]) for scheme in schemes]


def _value(scheme: dict[str, Any], key: str) -> str:
    if not key.endswith("_minor"):
        return str(scheme[key])
    return in_words(scheme[key], Unit.EUR if key == "paid_out_minor" else Unit(scheme["unit"]))


def write_day(day: str | None) -> str:
    """Write a day as 20 november 2026; nothing for no day."""
    if day is None:
        return ""
    year, month, number = day.split("-")
    return f"{int(number)} {MONTHS.split()[int(month) - 1]} {year}"
