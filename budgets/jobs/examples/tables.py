"""Reading tables of a TOML file: every unknown key, missing key and unreadable value at once, each with its place."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ledger.amount import Amount, AmountUnreadable, Unit, parse_amount

FIRST_YEAR, LAST_YEAR = 2000, 2099


class Unreadable(ValueError):
    """A value is not what its key asks for; the text says what that is."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file: at `place` ("file" or "step 3"), in one line."""

    place: str
    says: str


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a table: how its value is read, and whether it must be there."""

    read: Callable[[Any], Any]
    required: bool = False


@dataclass
class Problems:
    """What was found wrong so far, in the order of the file."""

    found: list[Problem] = field(default_factory=list)

    def add(self, place: str, says: str) -> None:
        self.found.append(Problem(place, says))

    def read(self, table: Any, keys: Mapping[str, Key], *, place: str, name: str = "") -> dict[str, Any]:
        """This will read a table; what cannot be read is noted and left out. `name` says which table it is."""
        begin = f"{name}: " if name else ""
        if not isinstance(table, dict):
            self.add(place, f"{begin}this must be a table")
            return {}
        for key in table:
            if key not in keys:
                self.add(place, f"{begin}unknown key “{key}”; known are {', '.join(keys)}")
        missing = [key for key, kind in keys.items() if kind.required and key not in table]
        for key in missing:
            self.add(place, f"{begin}“{key}” is missing")
        values: dict[str, Any] = {}
        for key in (key for key in table if key in keys):
            try:
                values[key] = keys[key].read(table[key])
            except Unreadable as unreadable:
                self.add(place, f"{begin}“{key}” must be {unreadable}, not {_shown(table[key])}")
        return values


def text(value: Any) -> str:
    """Read text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise Unreadable("text")
    return value


def day(value: Any) -> date:
    """Read a date; a moment with a time is something else."""
    if type(value) is not date or not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise Unreadable(f"a date without quotes, as 2024-01-02, in the years {FIRST_YEAR} to {LAST_YEAR}")
    return value


def flag(value: Any) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise Unreadable("true or false")
    return value


def number(value: Any) -> int:
    """Read a count."""
    if type(value) is not int or value < 0:
        raise Unreadable("a whole number")
    return value


def euros(value: Any) -> Amount:
    """Read an amount in euros."""
    try:
        return parse_amount(value, Unit.EUR)
    except AmountUnreadable:
        raise Unreadable('an amount between quotes, as "12.50"') from None


def amount(value: Any) -> str:
    """Read an amount in the unit of whatever it is about; which that is shows when the books are asked."""
    euros(value)
    return str(value)


def packs(value: Any) -> int:
    """Read a number of packs."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,6}", value, re.ASCII) or not int(value):
        raise Unreadable('a whole number of packs between quotes, as "40"')
    return int(value)


def share(value: Any) -> Decimal:
    """Read a share of a whole."""
    if not isinstance(value, str) or not re.fullmatch(r"[01](\.[0-9]{1,6})?", value, re.ASCII) or Decimal(value) > 1:
        raise Unreadable('a share of the whole between quotes, as "0.50"')
    return Decimal(value)


def percentage(value: Any) -> str:
    """Read a percentage with four decimals."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,3}\.[0-9]{4}", value, re.ASCII):
        raise Unreadable('a percentage with four decimals between quotes, as "53.8461"')
    return value


def hours(value: Any) -> Decimal:
    """Read hours; less than none is for the operation to refuse."""
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,4}(\.[0-9]{1,2})?", value, re.ASCII):
        raise Unreadable('hours between quotes, as "40" or "35.75"')
    return Decimal(value)


def one_of(*options: str) -> Callable[[Any], str]:
    """Give a reader of one of some words."""

    def read(value: Any) -> str:
        if value not in options or not isinstance(value, str):
            raise Unreadable("one of " + ", ".join(options))
        return value

    return read


def list_of(read: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    """Give a reader of a list of values that `read` reads."""

    def read_all(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise Unreadable("a list")
        return tuple(read(each) for each in value)

    return read_all


def table_of(read: Callable[[Any], Any]) -> Callable[[Any], dict[str, Any]]:
    """Give a reader of a table, as { Noor = "99.04" }, of values that `read` reads."""

    def read_all(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict) or not value:
            raise Unreadable('a table, as { Noor = "99.04" }')
        return {name: read(each) for name, each in value.items()}

    return read_all


def _shown(value: Any) -> str:
    shown = str(value) if isinstance(value, int | float | date) else repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "…"
