"""A municipality's terms as a TOML file: read and checked line by line."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from budgets.schemes.rules import Scheme
from budgets.schemes.terms import EVERY_COHORT, TermRow, TermUnreadable
from ledger.refusal import Refusal

MOST_SOURCE, MOST_COHORT = 300, 20
ROW_KEYS = {"key": True, "valid_from": True, "valid_until": False, "cohort": False, "value": True, "source": True}
"""The keys of a row, and whether it must have them."""


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What is wrong on a line of the file, and how to mend it."""

    line: int
    says: str


class TermFileRefused(Refusal):
    """A file of terms that cannot be used; `problems` are in the order of its lines."""

    code, says = "terms-refused", _("These terms cannot be used. {problems}")

    def __init__(self, problems: Iterable[LineProblem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda each: each.line))
        super().__init__(problems=" ".join(f"Line {each.line}: {each.says}." for each in self.problems))

    def as_data(self) -> dict[str, Any]:
        """Give the code, the words and the problems with their lines, ready for JSON."""
        problems = [{"line": each.line, "says": each.says} for each in self.problems]
        return {"code": self.code, "says": str(self), "facts": {"problems": problems}}


@dataclass(frozen=True, slots=True)
class GivenTerm:
    """One row of a file, with the line it begins on and the line of its value."""

    line: int
    value_line: int
    row: TermRow


@dataclass(frozen=True, slots=True)
class TermFile:
    """A file of terms of one scheme; `line` is where it names the scheme."""

    scheme_code: str
    line: int
    given: tuple[GivenTerm, ...]


def read_scheme_code(text: str) -> str:
    """Give the scheme that a file is of.

    :raises TermFileRefused: it is no TOML, or names no scheme
    """
    code = _parse(text).get("scheme")
    if not isinstance(code, str):
        raise TermFileRefused([LineProblem(1, 'name the scheme first, as scheme = "meedoen"')])
    return code


def read_terms(text: str, scheme: Scheme) -> TermFile:
    """Read a file of terms of a scheme.

    :raises TermFileRefused: something in it is unknown, missing or not of its kind; says which line and how to mend it
    """
    data, lines = _parse(text), _Lines(text)
    problems = [
        LineProblem(lines.of_top(name), f"unknown key “{name}”; a file has scheme and [[term]] rows")
        for name in data
        if name not in ("scheme", "term")
    ]
    tables = data.get("term", [])
    if not isinstance(tables, list) or not tables or not all(isinstance(each, dict) for each in tables):
        problems.append(LineProblem(lines.of_top("term"), "there are no rows; begin each row with [[term]]"))
        tables = []
    given = []
    for place, table in enumerate(tables):
        found = _row_problems(table, scheme, lines, place)
        problems += found
        if not found:
            given.append(_given(table, scheme, lines, place))
    if problems:
        raise TermFileRefused(problems)
    return TermFile(scheme.code, lines.of_top("scheme"), tuple(given))


def _parse(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as problem:
        found = re.search(r"at line (\d+)", str(problem))
        says = "this is not TOML: " + " ".join(str(problem).split())
        raise TermFileRefused([LineProblem(int(found[1]) if found else 1, says)]) from None


class _Lines:
    """Where things are in a file: the parser does not say."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        self._starts = [at for at, line in enumerate(self._lines) if re.match(r"\s*\[\[\s*term\s*\]\]", line)]

    def of_top(self, name: str) -> int:
        """Give the line of a key of the file itself, else the first."""
        return self._find(name, 0, len(self._lines)) or 1

    def of_row(self, place: int, name: str = "") -> int:
        """Give the line of a key of a row, else the line that the row begins on."""
        if place >= len(self._starts):
            return self.of_top("term")
        start, ends = self._starts[place], [*self._starts[place + 1 :], len(self._lines)]
        return self._find(name, start, ends[0]) or start + 1

    def _find(self, name: str, start: int, end: int) -> int | None:
        sought = re.compile(rf"\s*(\[\[?\s*(term\.)?)?[\"']?{re.escape(name)}[\"']?\s*[=.\]]")
        return next((at + 1 for at in range(start, end) if name and sought.match(self._lines[at])), None)


def _row_problems(table: Mapping[str, Any], scheme: Scheme, lines: _Lines, place: int) -> list[LineProblem]:
    known = {key.name: key for key in scheme.terms}
    problems = [
        LineProblem(lines.of_row(place, name), f"unknown key “{name}”; a row has {', '.join(ROW_KEYS)}")
        for name in table
        if name not in ROW_KEYS
    ]
    problems += [
        LineProblem(lines.of_row(place), f"“{name}” is missing; a row has key, valid_from, value and source")
        for name, required in ROW_KEYS.items()
        if required and name not in table
    ]
    if isinstance(table.get("key"), str) and table["key"] not in known:
        says = f"{scheme.code} has no term “{table['key']}”; it has {', '.join(known)}"
        problems.append(LineProblem(lines.of_row(place, "key"), says))
    for name, (holds, expected) in _expectations().items():
        if name in table and not holds(table[name]):
            problems.append(LineProblem(lines.of_row(place, name), f"“{name}” must be {expected}"))
    return problems or _order_problems(table, lines, place)


def _expectations() -> dict[str, tuple[Any, str]]:
    # A datetime is a date to Python.
    day = (lambda given: type(given) is date, "a date without quotes, as 2026-01-01")
    return {
        "key": (lambda given: isinstance(given, str), "text between quotes"),
        "valid_from": day,
        "valid_until": day,
        "cohort": (
            lambda given: isinstance(given, str) and re.fullmatch(rf"\S{{1,{MOST_COHORT}}}", given),
            f"a text of at most {MOST_COHORT} signs without spaces",
        ),
        "source": (
            lambda given: isinstance(given, str) and len(given.strip()) > 0 and len(given) <= MOST_SOURCE,
            f"a text of 1 to {MOST_SOURCE} signs that says who decided it, as “Raadsbesluit 2026/12, artikel 3”",
        ),
    }


def _order_problems(table: Mapping[str, Any], lines: _Lines, place: int) -> list[LineProblem]:
    until = table.get("valid_until")
    if until is None or until > table["valid_from"]:
        return []
    says = "“valid_until” is the first day on which it does not hold any more, so it comes after “valid_from”"
    return [LineProblem(lines.of_row(place, "valid_until"), says)]


def _given(table: Mapping[str, Any], scheme: Scheme, lines: _Lines, place: int) -> GivenTerm:
    key = next(each for each in scheme.terms if each.name == table["key"])
    value_line = lines.of_row(place, "value")
    try:
        value = key.write(table["value"], scheme.code)
    except TermUnreadable as unreadable:
        raise TermFileRefused([LineProblem(value_line, str(unreadable).rstrip("."))]) from None
    cohort = table.get("cohort", EVERY_COHORT)
    row = TermRow(key.name, cohort, table["valid_from"], table.get("valid_until"), value, table["source"].strip())
    return GivenTerm(lines.of_row(place), value_line, row)
