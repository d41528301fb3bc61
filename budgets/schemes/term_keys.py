"""The terms that a scheme can have: what each value is, how it is written in one text, and what it comes with."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from ledger.amount import AmountUnreadable, Unit, parse_amount
from ledger.refusal import Refusal

EVERY_COHORT = "*"
SINCE_EVER = date(2000, 1, 1)


class TermUnreadable(Refusal):
    code, says = "term-unreadable", _("The term “{key}” of {scheme} cannot be “{value}”: {expected}.")


class TermKind(StrEnum):
    MONEY = "MONEY"  # text with a point; kept as cents
    AMOUNT_IN_UNIT = "AMOUNT_IN_UNIT"  # cents or whole points, by the unit that the terms say
    COUNT = "COUNT"  # a whole number
    HOURS = "HOURS"  # hours with at most two decimals
    SHARE = "SHARE"  # a part of one, as 0.30 or 1.20
    CHOICE = "CHOICE"  # one of the options
    DAY_OF_YEAR = "DAY_OF_YEAR"  # month and day, as 12-31
    TEXT = "TEXT"
    WORDS = "WORDS"  # a list of texts, of the options if there are any
    DATES = "DATES"  # a first and a last day
    SHARES = "SHARES"  # shares by name that add up to one
    CAPS = "CAPS"  # the most for each activity, by its name
    BUDGETS = "BUDGETS"  # the budgets of a pass, by name


class _Not(ValueError):
    """A value is not of its kind; the text says what that is."""


@dataclass(frozen=True, slots=True)
class TermKey:
    """A term that a scheme has: its name, what its value is, and the dated values it comes with.

    A term `by_category` may be a table of values by name. An `optional` one may be left out. `unit_term` names the term
    that says which unit its amounts are in.
    """

    name: str
    kind: TermKind
    source: str
    defaults: tuple[tuple[str, str, str], ...]  # (cohort, valid from, value)
    options: tuple[str, ...] = ()
    optional: bool = False
    by_category: bool = False
    unit_term: str = ""

    def write(self, given: Any, scheme: str) -> str:
        """Give a value of a file as the one text that is kept: tables and lists as JSON, in the order of the file.

        :raises TermUnreadable: it holds something else than texts, whole numbers, dates, lists and tables
        """
        if type(given) in (str, int):
            return str(given)
        try:
            plain = _plain(given)
        except _Not as problem:
            raise TermUnreadable(key=self.name, scheme=scheme, value=given, expected=str(problem)) from None
        return json.dumps(plain, ensure_ascii=False) if type(plain) in (list, dict) else str(plain)

    def read(self, value: str, scheme: str, unit: Unit = Unit.EUR) -> Any:
        """Give what a text says: cents, a whole number, Decimal hours or share, a date, a text; or a table of them.

        :raises TermUnreadable: it is not of the term's kind
        """
        try:
            given = self._parsed(value)
            if self.by_category and isinstance(given, dict):
                return _table(given, lambda each: self._read(each, unit))
            return self._read(given, unit)
        except _Not as problem:
            raise TermUnreadable(key=self.name, scheme=scheme, value=value, expected=str(problem)) from None

    def _parsed(self, value: str) -> Any:
        structured = self.by_category or self.kind in _STRUCTURED
        if not structured or value[:1] not in ("{", "["):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise _Not("a table or a list") from None

    def _read(self, given: Any, unit: Unit) -> Any:
        match self.kind:
            case TermKind.AMOUNT_IN_UNIT:
                return _amount(given, unit)
            case TermKind.CAPS:
                return _caps(given, unit)
            case TermKind.BUDGETS:
                return _table(given, lambda each: _budget(each, unit))
            case TermKind.CHOICE:
                return _one_of(given, self.options)
            case TermKind.WORDS:
                return _words(given, self.options)
            case _:
                return _READERS[self.kind](given)


def _plain(given: Any) -> Any:
    if isinstance(given, dict):
        return {str(key): _plain(each) for key, each in given.items()}
    if isinstance(given, list):
        return [_plain(each) for each in given]
    if type(given) is date:
        return given.isoformat()
    # true is a number to Python, and a number with a point is not exact; neither is meant here.
    if type(given) not in (str, int):
        raise _Not("text between quotes, a whole number, a date without a time, a list or a table")
    return str(given)


def _table(given: Any, read: Callable[[Any], Any]) -> dict[str, Any]:
    if not isinstance(given, dict) or not given or not all(re.fullmatch(r"[\w-]{1,40}", name) for name in given):
        raise _Not("a table of values by name")
    return {name: read(each) for name, each in given.items()}


def _amount(given: Any, unit: Unit) -> int:
    try:
        return parse_amount(given, unit).minor
    except AmountUnreadable:
        raise _Not("an amount, as 1000.00" if unit.digits else "a whole number of points, as 40") from None


def _money(given: Any) -> int:
    return _amount(given, Unit.EUR)


def _matching(pattern: str, expected: str) -> Callable[[Any], str]:
    def read(given: Any) -> str:
        if not isinstance(given, str) or not re.fullmatch(pattern, given, re.ASCII):
            raise _Not(expected)
        return given

    return read


_whole = _matching(r"[0-9]{1,4}", "a whole number")
_hours = _matching(r"[0-9]{1,5}(\.[0-9]{1,2})?", "hours, as 36 or 36.5")
_part = _matching(r"[0-9]{1,2}(\.[0-9]{1,6})?", "a share, as 0.30 or 1.20")
_month_and_day = _matching(r"[0-9]{2}-[0-9]{2}", "a month and a day, as 12-31")
_LEAP = 2024


def _day_of_year(given: Any) -> tuple[int, int]:
    month, day = (int(part) for part in _month_and_day(given).split("-"))
    try:
        date(_LEAP, month, day)
    except ValueError:
        raise _Not("a month and a day, as 12-31") from None
    return month, day


def _text(given: Any) -> str:
    if not isinstance(given, str) or not given.strip() or len(given) > 200:
        raise _Not("text of at most 200 signs")
    return given


def _one_of(given: Any, options: Sequence[str]) -> str:
    if given not in options:
        raise _Not("one of " + ", ".join(options))
    return str(given)


def _words(given: Any, options: Sequence[str] = ()) -> tuple[str, ...]:
    if not isinstance(given, list):
        raise _Not("a list of texts")
    return tuple(_one_of(each, options) if options else _text(each) for each in given)


def _dates(given: Any) -> tuple[date, date]:
    try:
        first, last = (date.fromisoformat(each) for each in given)
    except (TypeError, ValueError):
        raise _Not("two dates, as [2026-09-30, 2026-12-30]") from None
    if last < first:
        raise _Not("two dates of which the first comes first")
    return first, last


def _shares(given: Any) -> dict[str, Decimal]:
    shares = _table(given, lambda each: Decimal(_part(each)))
    if sum(shares.values()) != 1:
        raise _Not("shares that add up to 1")
    return shares


def _caps(given: Any, unit: Unit) -> dict[str, int]:
    if not isinstance(given, dict):
        raise _Not("a table of the most for each activity, as { sport = … }")
    return _table(given, lambda each: _amount(each, unit))


def _budget(given: Any, unit: Unit) -> dict[str, Any]:
    """Read one budget of a pass: its amount, by category or not, and what it may be spent on."""

    def amounts(each: Any) -> Any:
        return _table(each, lambda one: _amount(one, unit)) if isinstance(each, dict) else _amount(each, unit)

    readers: dict[str, Callable[[Any], Any]] = {
        "amount": amounts,
        "activities": _words,
        "activity_caps": lambda each: _caps(each, unit),
        "lapses_on": _day_of_year,
        "grace_days": lambda each: int(_whole(each)),
        "carry_over": lambda each: _amount(each, unit),
    }
    if not isinstance(given, dict) or "amount" not in given or not given.keys() <= readers.keys():
        raise _Not("for each budget a table with amount, and if need be " + ", ".join(list(readers)[1:]))
    return {name: readers[name](each) for name, each in given.items()}


_READERS: dict[TermKind, Callable[[Any], Any]] = {
    TermKind.MONEY: _money,
    TermKind.COUNT: lambda given: int(_whole(given)),
    TermKind.HOURS: lambda given: Decimal(_hours(given)),
    TermKind.SHARE: lambda given: Decimal(_part(given)),
    TermKind.DAY_OF_YEAR: _day_of_year,
    TermKind.TEXT: _text,
    TermKind.DATES: _dates,
    TermKind.SHARES: _shares,
}
_STRUCTURED = (TermKind.WORDS, TermKind.DATES, TermKind.SHARES, TermKind.CAPS, TermKind.BUDGETS)


def money(name: str, source: str, *values: str, optional: bool = False) -> TermKey:
    """Declare an amount. A value is written "1000.00", "2026-01-01 14.71" or, for a cohort, "2026-01-01 2 1150.00".

    One text may hold several, as "2026-01-01 14.71, 2026-07-01 14.99". Without a value it has no default: the source
    says that it gives no number, and who sets the scheme up is asked for one.
    """
    return TermKey(name, TermKind.MONEY, source, _dated(values), optional=optional)


def count(name: str, source: str, *values: str, optional: bool = False) -> TermKey:
    """Declare a whole number; values as for `money`."""
    return TermKey(name, TermKind.COUNT, source, _dated(values), optional=optional)


def hours(name: str, source: str, *values: str) -> TermKey:
    """Declare a number of hours; values as for `money`."""
    return TermKey(name, TermKind.HOURS, source, _dated(values))


def share(name: str, source: str, *values: str, optional: bool = False) -> TermKey:
    """Declare a share, as "0.30"; values as for `money`."""
    return TermKey(name, TermKind.SHARE, source, _dated(values), optional=optional)


def choice(name: str, source: str, *options: str) -> TermKey:
    """Declare a choice; the first option is the default."""
    return TermKey(name, TermKind.CHOICE, source, _dated(options[:1]), options)


def day_of_year(name: str, source: str, *values: str, optional: bool = False) -> TermKey:
    """Declare a day of each year, as "12-31"; values as for `money`."""
    return TermKey(name, TermKind.DAY_OF_YEAR, source, _dated(values), optional=optional)


def text(name: str, source: str, *values: str, optional: bool = False) -> TermKey:
    """Declare a text without spaces or commas in its defaults; values as for `money`."""
    return TermKey(name, TermKind.TEXT, source, _dated(values), optional=optional)


def words(name: str, source: str, *options: str) -> TermKey:
    """Declare a list of texts out of some options; all of them are the default."""
    return TermKey(name, TermKind.WORDS, source, _always(json.dumps(options)), options)


def dates(name: str, source: str) -> TermKey:
    """Declare a first and a last day; always optional."""
    return TermKey(name, TermKind.DATES, source, (), optional=True)


def shares(name: str, source: str) -> TermKey:
    """Declare shares by name that add up to one; always optional."""
    return TermKey(name, TermKind.SHARES, source, (), optional=True)


def money_by(name: str, source: str, *, unit_term: str = "", optional: bool = False) -> TermKey:
    """Declare amounts by category, or one for all; in the unit that `unit_term` says, else in euros. No default."""
    kind = TermKind.AMOUNT_IN_UNIT if unit_term else TermKind.MONEY
    return TermKey(name, kind, source, (), optional=optional, by_category=True, unit_term=unit_term)


def share_by(name: str, source: str, value: str = "") -> TermKey:
    """Declare shares by category, or one for all, by default one text of JSON."""
    return TermKey(name, TermKind.SHARE, source, _always(value), by_category=True)


def amount_in(unit_term: str, name: str, source: str, *values: str, optional: bool = False) -> TermKey:
    """Declare an amount in the unit that a term says; values as for `money`."""
    return TermKey(name, TermKind.AMOUNT_IN_UNIT, source, _dated(values), optional=optional, unit_term=unit_term)


def caps_in(unit_term: str, name: str, source: str) -> TermKey:
    """Declare the most for each activity, in the unit that a term says; always optional."""
    return TermKey(name, TermKind.CAPS, source, (), optional=True, unit_term=unit_term)


def budgets_in(unit_term: str, name: str, source: str) -> TermKey:
    """Declare the budgets of a pass in the unit that a term says. No default."""
    return TermKey(name, TermKind.BUDGETS, source, (), unit_term=unit_term)


def _always(value: str) -> tuple[tuple[str, str, str], ...]:
    return ((EVERY_COHORT, SINCE_EVER.isoformat(), value),) if value else ()


def _dated(values: Sequence[str]) -> tuple[tuple[str, str, str], ...]:
    parts = [part.split(" ") for value in values for part in value.split(", ")]
    return tuple(
        (each[1] if len(each) == 3 else EVERY_COHORT, each[0] if len(each) > 1 else SINCE_EVER.isoformat(), each[-1])
        for each in parts
    )
