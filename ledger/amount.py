"""Amounts in whole minor units: cents, points, lessons, packs; never a float, never two units in one sum."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

BOUND_MINOR = 10**14
"""No amount and no balance passes this, in minor units; the database holds the same bound."""


class Unit(StrEnum):
    EUR = "EUR"
    POINT = "POINT"
    LESSON = "LESSON"
    PACK = "PACK"

    @property
    def digits(self) -> int:
        """Give the number of decimals of the unit: 2 for euros, 0 for what is counted."""
        return 2 if self is Unit.EUR else 0


class AmountUnreadable(ValueError):
    """A text is not an amount in the unit; `text` and `unit` say which."""

    code = "amount-unreadable"

    def __init__(self, text: object, unit: Unit) -> None:
        super().__init__(f"{text!r} is not an amount in {unit}: write it as 12{'.50' if unit.digits else ''}")
        self.text, self.unit = text, unit


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of minor units of one unit. Arithmetic and comparison work within one unit."""

    minor: int
    unit: Unit

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"an amount is a whole number of minor units, not {self.minor!r}")
        if abs(self.minor) > BOUND_MINOR:
            raise OverflowError(f"{self.minor} minor units is more than the books can hold")

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.minor + self._same_unit(other), self.unit)

    def __sub__(self, other: "Amount") -> "Amount":
        return Amount(self.minor - self._same_unit(other), self.unit)

    def __neg__(self) -> "Amount":
        return Amount(-self.minor, self.unit)

    def __lt__(self, other: "Amount") -> bool:
        return self.minor < self._same_unit(other)

    def __le__(self, other: "Amount") -> bool:
        return self.minor <= self._same_unit(other)

    def __gt__(self, other: "Amount") -> bool:
        return self.minor > self._same_unit(other)

    def __ge__(self, other: "Amount") -> bool:
        return self.minor >= self._same_unit(other)

    def __str__(self) -> str:
        """Write it exactly, with a point: "1000.00", "-0.05", "40"."""
        if not self.unit.digits:
            return str(self.minor)
        whole, rest = divmod(abs(self.minor), 10**self.unit.digits)
        return f"{'-' if self.minor < 0 else ''}{whole}.{rest:0{self.unit.digits}d}"

    def _same_unit(self, other: object) -> int:
        if not isinstance(other, Amount) or other.unit is not self.unit:
            raise TypeError(f"{self.unit} and {getattr(other, 'unit', type(other).__name__)} cannot be put together")
        return other.minor


def parse_amount(text: str, unit: Unit) -> Amount:
    """Read an amount written with ASCII digits and a point, with at most the decimals of the unit.

    :raises AmountUnreadable: it is anything else, negative, or beyond what the books can hold
    """
    decimals = rf"(?:\.[0-9]{{1,{unit.digits}}})?" if unit.digits else ""
    if not isinstance(text, str) or not re.fullmatch(rf"[0-9]{{1,15}}{decimals}", text, re.ASCII):
        raise AmountUnreadable(text, unit)
    minor = int(Decimal(text).scaleb(unit.digits))
    if minor > BOUND_MINOR:
        raise AmountUnreadable(text, unit)
    return Amount(minor, unit)


def eur(text: str) -> Amount:
    """Read an amount in euros, as "12.50".

    :raises AmountUnreadable: see `parse_amount`
    """
    return parse_amount(text, Unit.EUR)


def split(total: int, weights: Sequence[int | Fraction | Decimal]) -> list[int]:
    """Split minor units by weight without losing one: largest remainders first, ties in the given order.

    Largest remainder (Hare quota); each part is less than one minor unit from its exact share.

    :raises TypeError: the total is not a whole number, or a weight is a float or a bool
    :raises ValueError: the total or a weight is below zero, or no weight is above it
    """
    if type(total) is not int or any(type(weight) not in (int, Fraction, Decimal) for weight in weights):
        raise TypeError("a split takes whole minor units, and weights that are exact: int, Fraction or Decimal")
    exact = [Fraction(weight) for weight in weights]
    whole = sum(exact)
    if total < 0 or whole <= 0 or min(exact) < 0:
        raise ValueError("a split needs a total of at least zero and weights of at least zero, one of them above it")
    shares = [total * weight / whole for weight in exact]
    parts = [share.numerator // share.denominator for share in shares]
    by_remainder = sorted(range(len(parts)), key=lambda place: parts[place] - shares[place])
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts
