"""Dated terms: the numbers of a scheme in one municipality, each with its source. Figures are terms, never code."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from budgets.schemes.term_keys import (
    EVERY_COHORT,
    SINCE_EVER,
    TermKey,
    TermKind,
    TermUnreadable,
    amount_in,
    budgets_in,
    caps_in,
    choice,
    count,
    dates,
    day_of_year,
    hours,
    money,
    money_by,
    share,
    share_by,
    shares,
    text,
    words,
)
from ledger.amount import Unit
from ledger.refusal import Refusal

__all__ = [
    "EVERY_COHORT", "SINCE_EVER", "TermKey", "TermKind", "TermMissing", "TermRow", "TermUnknown", "TermUnreadable",
    "Terms", "amount_in", "budgets_in", "caps_in", "choice", "count", "dates", "day_of_year", "default_rows", "hours",
    "money", "money_by", "override", "share", "share_by", "shares", "text", "words",
]  # fmt: skip


class TermMissing(Refusal):
    code, says = "term-missing", _("The terms of {scheme} say nothing about “{key}” on {on}.")


class TermUnknown(Refusal):
    code, says = "term-unknown", _("{scheme} has no term “{key}”; it has {known}.")


@dataclass(frozen=True, slots=True)
class TermRow:
    """One dated value of one term: valid on `valid_from` and up to but not including `valid_until`."""

    key: str
    cohort: str
    valid_from: date
    valid_until: date | None
    value: str
    source: str

    def cited(self) -> dict[str, str]:
        """Give the row as an explanation keeps it: enough to ask it again."""
        row = {"key": self.key, "value": self.value, "valid_from": self.valid_from.isoformat(), "source": self.source}
        if self.cohort != EVERY_COHORT:
            row["cohort"] = self.cohort
        if self.valid_until:
            row["valid_until"] = self.valid_until.isoformat()
        return row


class Terms:
    """The terms of one scheme for one cohort. What the cohort says goes before what every cohort has."""

    def __init__(
        self, scheme: str, keys: Iterable[TermKey], rows: Iterable[TermRow], cohort: str = EVERY_COHORT
    ) -> None:
        self.scheme = scheme
        self._keys = {key.name: key for key in keys}
        mine = [row for row in rows if row.cohort in (cohort, EVERY_COHORT)]
        # Of the rows that are valid on a day the latest counts, and a cohort's own before the general one.
        self._rows = sorted(mine, key=lambda row: (row.cohort == EVERY_COHORT, -row.valid_from.toordinal()))
        self._found: dict[tuple[str, date], tuple[TermRow | None, Any]] = {}
        # By identity: the rows live as long as the terms, and there are a few of them for each of many assessments.
        self._notes: tuple[dict[int, TermRow], ...] = ()

    def noting(self) -> "Terms":
        """Give the same terms, taking note of every row that they are asked for; these take note as well."""
        noting = Terms.__new__(Terms)
        noting.scheme, noting._keys, noting._rows, noting._found = self.scheme, self._keys, self._rows, self._found
        noting._notes = (*self._notes, {})
        return noting

    def cited(self) -> list[dict[str, str]]:
        """Give the rows that were noted, in the order in which they were asked, as an explanation keeps them."""
        return [row.cited() for row in self._notes[-1].values()] if self._notes else []

    def value(self, key: str, on: date, of: str | None = None) -> Any:
        """Give the value of a term on a day; of a table by category the value for `of`. An optional one may be None.

        :raises TermMissing: no row of the term is valid on the day, or its table does not say it for the category
        """
        row, value = self._at(key, on)
        if self._notes and row is not None:
            self._note(row, on)
        if of is None or not isinstance(value, dict):
            return value
        return self.pick(value, key, of, on)

    def pick(self, table: Mapping[str, Any], key: str, name: str | None, on: date) -> Any:
        """Give what a table of a term says for a name.

        :raises TermMissing: it does not know the name
        """
        if name is None or name not in table:
            raise TermMissing(scheme=self.scheme, key=f"{key}.{name}", on=on, known=", ".join(table))
        return table[name]

    def cite(self, key: str, on: date) -> dict[str, str]:
        """Give the row that holds on a day, as an explanation keeps it.

        :raises TermMissing: no row of the term is valid on the day
        """
        row = self._at(key, on)[0]
        if row is None:
            raise TermMissing(scheme=self.scheme, key=key, on=on)
        return row.cited()

    def _note(self, row: TermRow, on: date) -> None:
        unit_term = self._keys[row.key].unit_term
        said_in = self._at(unit_term, on)[0] if unit_term else None  # without its unit an amount cannot be read again
        for notes in self._notes:
            if said_in is not None:
                notes[id(said_in)] = said_in
            notes[id(row)] = row

    def _at(self, key: str, on: date) -> tuple[TermRow | None, Any]:
        found = self._found.get((key, on))
        if found is None:
            found = self._found[key, on] = self._find(key, on)
        return found

    def _find(self, key: str, on: date) -> tuple[TermRow | None, Any]:
        kind = self._keys[key]
        row = next((each for each in self._rows if each.key == key and _valid(each, on)), None)
        if row is None:
            if kind.optional:
                return None, None
            raise TermMissing(scheme=self.scheme, key=key, on=on)
        unit = Unit(self._at(kind.unit_term, on)[1]) if kind.unit_term else Unit.EUR
        return row, kind.read(row.value, self.scheme, unit)


def _valid(row: TermRow, on: date) -> bool:
    return row.valid_from <= on and (row.valid_until is None or on < row.valid_until)


def default_rows(keys: Iterable[TermKey]) -> list[TermRow]:
    """Give the dated values that a scheme comes with."""
    return [
        TermRow(key.name, cohort, date.fromisoformat(valid_from), None, value, key.source)
        for key in keys
        for cohort, valid_from, value in key.defaults
    ]


def override(scheme: str, keys: Sequence[TermKey], given: Mapping[str, Any]) -> list[TermRow]:
    """Give the rows of a scheme where some terms are replaced: by a value, or by a list of {from, value}.

    :raises TermUnknown: the scheme has no such term
    :raises TermUnreadable: a value is not of the term's kind
    """
    known = {key.name: key for key in keys}
    for name in given:
        if name not in known:
            raise TermUnknown(scheme=scheme, key=name, known=", ".join(known))
    rows = [row for row in default_rows(keys) if row.key not in given]
    for name, value in given.items():
        rows.extend(_overriding(scheme, known[name], value))
    terms = Terms(scheme, keys, rows)
    for row in rows:
        if row.key in given:
            terms.value(row.key, row.valid_from)
    return rows


def _overriding(scheme: str, key: TermKey, given: Any) -> list[TermRow]:
    dated = given if _is_dated(given) else [{"from": SINCE_EVER, "value": given}]
    days = [each["from"] if set(each) == {"from", "value"} else None for each in dated]
    # A datetime is a date to Python, and true is a number; neither is meant here.
    if any(type(day) is not date for day in days) or len(set(days)) < len(days):
        expected = "a value, or a list of { from = date, value = … } with a date once each"
        raise TermUnreadable(key=key.name, scheme=scheme, value=given, expected=expected)
    return [
        TermRow(key.name, EVERY_COHORT, each["from"], None, key.write(each["value"], scheme), "override")
        for each in dated
    ]


def _is_dated(given: Any) -> bool:
    return isinstance(given, list) and bool(given) and all(isinstance(each, dict) for each in given)
