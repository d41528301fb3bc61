"""What is known of a person or household when something is decided: read once at the award, checked, and kept."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from ledger.amount import AmountUnreadable, eur
from ledger.refusal import Refusal

HOUSEHOLD_TYPES = ("single", "single_parent", "couple")
MOST = eur("10000000.00")
MOST_PERSONS, MONTHS_OF_A_YEAR = 30, 12
FIRST_YEAR, LAST_YEAR = 1900, 2199


class FactsMissing(Refusal):
    code, says = "facts-missing", _("To decide this we need: {field}.")


@dataclass(frozen=True, slots=True)
class FactProblem:
    """What is wrong with one fact: its name, what was given, and what it must be, in English and Dutch. The value is
    personal.
    """

    field: str
    value: Any
    why: str
    why_nl: str


class FactsRefused(Refusal):
    """Facts that cannot be; `problems` says per fact what was given and what it must be.

    The values are not among the facts of the refusal, because those go to the trail.
    """

    code, says = "facts-invalid", _("These facts cannot be used: {fields}.")

    def __init__(self, problems: Sequence[FactProblem]) -> None:
        super().__init__(fields="; ".join(f"{each.field} must be {each.why}" for each in problems))
        self.problems = tuple(problems)


class _Not(ValueError):
    """A value is not what its fact must be; the texts say what that is."""

    def __init__(self, en: str, nl: str) -> None:
        super().__init__(en)
        self.en, self.nl = en, nl


def _cents(given: Any) -> int:
    try:
        amount = eur(given)
    except AmountUnreadable:
        raise _Not("an amount in euros, zero or more, as 1250.00", "een bedrag in euro's van nul of meer") from None
    if amount > MOST:
        raise _Not(f"an amount of at most {MOST}", f"een bedrag van hoogstens {MOST}")
    return amount.minor


def _count(first: int, last: int) -> Callable[[Any], int]:
    def read(given: Any) -> int:
        number = int(given) if isinstance(given, str) and re.fullmatch("[0-9]{1,3}", given, re.ASCII) else given
        if type(number) is not int or not first <= number <= last:
            raise _Not(f"a whole number from {first} to {last}", f"een heel getal van {first} tot en met {last}")
        return number

    return read


def _flag(given: Any) -> bool:
    if not isinstance(given, bool):
        raise _Not("true or false", "ja of nee")
    return given


def _day(given: Any) -> date:
    try:
        day = date.fromisoformat(given) if isinstance(given, str) else given
    except ValueError:
        day = None
    # A datetime is a date to Python.
    if type(day) is not date or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _Not("a date, as 2026-01-31", "een datum, zoals 2026-01-31")
    return day


def _household_type(given: Any) -> str:
    if given not in HOUSEHOLD_TYPES:
        raise _Not("one of " + ", ".join(HOUSEHOLD_TYPES), "een van " + ", ".join(HOUSEHOLD_TYPES))
    return str(given)


def _text(given: Any) -> str:
    if not isinstance(given, str) or not given.strip() or len(given) > 500:
        raise _Not("text of at most 500 signs", "tekst van hoogstens 500 tekens")
    return given


def _by_year(given: Any) -> Mapping[str, int]:
    if (
        not isinstance(given, Mapping)
        or not given
        or not all(re.fullmatch("(19|20|21)[0-9]{2}", str(y)) for y in given)
    ):
        raise _Not('amounts by year, as { "2024" = "15000.00" }', "een bedrag per jaar")
    return MappingProxyType({str(year): _cents(amount) for year, amount in sorted(given.items())})


def _children(given: Any) -> int | tuple[date, ...]:
    if isinstance(given, list | tuple):
        return tuple(sorted(_day(each) for each in given))
    try:
        return _count(0, MOST_PERSONS)(given)
    except _Not:
        raise _Not(
            "a number of children, or a list of their dates of birth", "een aantal kinderen, of hun geboortedatums"
        ) from None


# Amounts are cents: per year, month or case, as the scheme asks them.
KNOWN: dict[str, Callable[[Any], Any]] = {
    "income": _cents,
    "incomes": _by_year,
    "norm": _cents,
    "household_type": _household_type,
    "persons": _count(1, MOST_PERSONS),
    "aow_age": _flag,
    "adapted_home": _flag,
    "rent": _cents,
    "rent_allowance_months": _count(0, MONTHS_OF_A_YEAR),
    "lives_here_on": _day,
    "earnings": _cents,
    "package": _text,
    "born": _day,
    "children": _children,
    "reason": _text,
    "amount": _cents,
    "benefit": _flag,
    "assets": _cents,
    "other_gifts": _cents,
}
_MAY_LIE_AHEAD = frozenset({"lives_here_on"})


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts as values: amounts in cents, whole numbers, true or false, dates and texts."""

    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def get(self, name: str) -> Any:
        """Give a fact, or None where it is not known."""
        return self.values.get(name)

    def need(self, name: str) -> Any:
        """Give a fact.

        :raises FactsMissing: it is not known
        """
        found = self.values.get(name)
        if found is None:
            raise FactsMissing(field=name)
        return found

    def as_data(self) -> dict[str, Any]:
        """Give the facts as plain data, ready for JSON: cents, dates as ISO text."""
        return {name: _as_plain(value) for name, value in self.values.items()}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Facts":
        """Give the facts that `as_data` was made of."""
        return cls(MappingProxyType({name: _from_plain(name, value) for name, value in data.items()}))


NO_FACTS = Facts()


def read_facts(given: Mapping[str, Any], *, on: date | None = None) -> Facts:
    """Read facts as they are given: amounts as text, as "1250.00"; dates of birth on or before a day, if one is given.

    :raises FactsRefused: some are unknown, negative or impossible; says so for each
    """
    values: dict[str, Any] = {}
    problems: list[FactProblem] = []
    for name, value in given.items():
        try:
            values[name] = _read(name, value, on)
        except _Not as problem:
            problems.append(FactProblem(name, value, problem.en, problem.nl))
    if problems:
        raise FactsRefused(problems)
    return Facts(MappingProxyType(values))


def age_on(born: date, on: date) -> int:
    """Give the age in whole years; who was born on 29 February grows older on 1 March in other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _read(name: str, value: Any, on: date | None) -> Any:
    if name not in KNOWN:
        raise _Not("one of the known facts: " + ", ".join(KNOWN), "een bekend feit: " + ", ".join(KNOWN))
    read = KNOWN[name](value)
    days = read if isinstance(read, tuple) else (read,)
    if on and name not in _MAY_LIE_AHEAD and any(isinstance(day, date) and day > on for day in days):
        raise _Not(f"a date not after {on.isoformat()}", f"een datum tot en met {on.isoformat()}")
    return read


def _as_plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple):
        return [each.isoformat() for each in value]
    return value


def _from_plain(name: str, value: Any) -> Any:
    if name in ("born", "lives_here_on"):
        return date.fromisoformat(value)
    if isinstance(value, list):
        return tuple(date.fromisoformat(each) for each in value)
    return MappingProxyType(value) if isinstance(value, dict) else value
