"""Dated terms: the numbers of a scheme in one municipality, each with its source. Figures are terms, never code."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from ledger.amount import AmountUnreadable, Unit, parse_amount
from ledger.refusal import Refusal

EVERY_COHORT = "*"


class TermMissing(Refusal):
    code, says = "term-missing", _("The terms of {scheme} say nothing about “{key}” on {on}.")


class TermUnknown(Refusal):
    code, says = "term-unknown", _("{scheme} has no term “{key}”; it has {known}.")


class TermUnreadable(Refusal):
    code, says = "term-unreadable", _("The term “{key}” of {scheme} cannot be “{value}”: {expected}.")


class TermKind(StrEnum):
    MONEY = "MONEY"  # text with a point; kept as cents
    COUNT = "COUNT"  # a whole number
    HOURS = "HOURS"  # hours with at most two decimals
    CHOICE = "CHOICE"  # one of the options


@dataclass(frozen=True, slots=True)
class TermKey:
    """A term that a scheme has: its name, what its value is, and the dated values it comes with."""

    name: str
    kind: TermKind
    source: str
    defaults: tuple[tuple[str, str, str], ...]  # (cohort, valid from, value)
    options: tuple[str, ...] = ()

    def read(self, value: str, scheme: str) -> Any:
        """Give the value as cents, a whole number, Decimal hours or one of the options.

        :raises TermUnreadable: it is not of the term's kind
        """
        if self.kind is TermKind.MONEY:
            return self._money(value, scheme)
        if self.kind is TermKind.COUNT and re.fullmatch(r"[0-9]{1,4}", value, re.ASCII):
            return int(value)
        if self.kind is TermKind.HOURS and re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,2})?", value, re.ASCII):
            return Decimal(value)
        if self.kind is TermKind.CHOICE and value in self.options:
            return value
        expected = {
            TermKind.COUNT: "a whole number",
            TermKind.HOURS: "hours, as 36 or 36.5",
            TermKind.CHOICE: "one of " + ", ".join(self.options),
        }
        raise TermUnreadable(key=self.name, scheme=scheme, value=value, expected=expected[self.kind])

    def _money(self, value: str, scheme: str) -> int:
        try:
            return parse_amount(value, Unit.EUR).minor
        except AmountUnreadable:
            raise TermUnreadable(key=self.name, scheme=scheme, value=value, expected="an amount, as 1000.00") from None


def money(name: str, source: str, *values: str) -> TermKey:
    """Declare an amount. A value is written "1000.00", "2026-01-01 14.71" or, for a cohort, "2026-01-01 2 1150.00".

    One text may hold several, as "2026-01-01 14.71, 2026-07-01 14.99".
    """
    return TermKey(name, TermKind.MONEY, source, _dated(values))


def count(name: str, source: str, *values: str) -> TermKey:
    """Declare a whole number; values as for `money`."""
    return TermKey(name, TermKind.COUNT, source, _dated(values))


def hours(name: str, source: str, *values: str) -> TermKey:
    """Declare a number of hours; values as for `money`."""
    return TermKey(name, TermKind.HOURS, source, _dated(values))


def choice(name: str, source: str, *options: str) -> TermKey:
    """Declare a choice; the first option is the default."""
    return TermKey(name, TermKind.CHOICE, source, _dated(options[:1]), options)


_SINCE_EVER = "2000-01-01"


def _dated(values: Sequence[str]) -> tuple[tuple[str, str, str], ...]:
    parts = [part.split(" ") for value in values for part in value.split(", ")]
    return tuple(
        (each[1] if len(each) == 3 else EVERY_COHORT, each[0] if len(each) > 1 else _SINCE_EVER, each[-1])
        for each in parts
    )


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
        """Give the row as an explanation keeps it."""
        return {"key": self.key, "value": self.value, "valid_from": self.valid_from.isoformat(), "source": self.source}


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
        self._found: dict[tuple[str, date], tuple[TermRow, Any]] = {}

    def value(self, key: str, on: date) -> Any:
        """Give the value of a term on a day: cents, a whole number, Decimal hours or a choice.

        :raises TermMissing: no row of the term is valid on the day
        """
        return self._at(key, on)[1]

    def cite(self, key: str, on: date) -> dict[str, str]:
        """Give the row that holds on a day, as an explanation keeps it.

        :raises TermMissing: no row of the term is valid on the day
        """
        return self._at(key, on)[0].cited()

    def _at(self, key: str, on: date) -> tuple[TermRow, Any]:
        found = self._found.get((key, on))
        if found is None:
            row = next((each for each in self._rows if each.key == key and _valid(each, on)), None)
            if row is None:
                raise TermMissing(scheme=self.scheme, key=key, on=on)
            found = self._found[key, on] = row, self._keys[key].read(row.value, self.scheme)
        return found


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
    return rows


def _overriding(scheme: str, key: TermKey, given: Any) -> list[TermRow]:
    dated = given if isinstance(given, list) else [{"from": date.fromisoformat(_SINCE_EVER), "value": given}]
    days = [each["from"] if isinstance(each, dict) and set(each) == {"from", "value"} else None for each in dated]
    # A datetime is a date to Python, and true is a number; neither is meant here.
    if not days or any(type(day) is not date for day in days) or len(set(days)) < len(days):
        expected = "a value, or a list of { from = date, value = … } with a date once each"
        raise TermUnreadable(key=key.name, scheme=scheme, value=given, expected=expected)
    return [_row(scheme, key, each["from"], each["value"]) for each in dated]


def _row(scheme: str, key: TermKey, valid_from: date, value: Any) -> TermRow:
    if type(value) not in (str, int):
        raise TermUnreadable(key=key.name, scheme=scheme, value=value, expected="text or a whole number")
    key.read(str(value), scheme)
    return TermRow(key.name, EVERY_COHORT, valid_from, None, str(value), "override")
