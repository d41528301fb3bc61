"""What is left on a pass and lapses by its terms: which day, how much, and how it is told. It is asked again alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from budgets.schemes.explanation import Explanation
from budgets.schemes.terms import Terms
from budgets.schemes.vocabulary.passes import Budget
from ledger.amount import Unit
from ledger.notices import FIRST_NOTICE, SECOND_NOTICE

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Lapsing:
    """When what is on a pass lapses, as its terms said when it was granted: the first day on which it may, how much of
    it stays then, in minor units, and the day on which that lapses. Without a first day it never does.
    """

    lapses_on: date | None = None
    keeps: int = 0
    rest_lapses_on: date | None = None

    def of(self, left: int) -> tuple[date, int] | None:
        """Give the first day on which some of what is left may lapse, and how much stays then; None: it never does."""
        if self.rest_lapses_on and left <= self.keeps:
            return self.rest_lapses_on, 0
        return (self.lapses_on, self.keeps) if self.lapses_on else None

    @property
    def after_lapse(self) -> "Lapsing":
        """Give when what stays after a lapse does so in its turn."""
        return Lapsing(self.rest_lapses_on or self.lapses_on)


def lapsing_of(rule: Budget, terms: Terms, filled_on: date, budget: str = "") -> Lapsing:
    """Give when a grant of a day lapses."""
    until = rule.usable_until(terms, filled_on, budget)
    if until is None:
        return Lapsing()
    keeps = rule.carries_over(terms, until, budget)
    if not keeps:
        return Lapsing(until + A_DAY)
    rest_until = rule.usable_until(terms, until + A_DAY, budget) or until
    return Lapsing(until + A_DAY, keeps, rest_until + A_DAY)


def usable_until(lapses_on: date, told_on: Mapping[int, date], on: date) -> date:
    """Give the last day on which it can be spent, as it stands on a day: later than was said where the notices come
    late. Tills ask the database (`passes_carried`), which says the same.
    """
    first, second = (told_on.get(number, on) for number in (1, 2))
    return max(lapses_on, first + FIRST_NOTICE, second + SECOND_NOTICE) - A_DAY


@dataclass(frozen=True, slots=True)
class Remainder:
    """What is left of what was put on a pass on a day, in minor units of its unit, and when it lapses."""

    filled_on: date
    left: int
    unit: Unit
    budget: str = ""
    lapsing: Lapsing = Lapsing()

    @property
    def lapses(self) -> tuple[date, int] | None:
        """Give the first day on which it may lapse, and how much stays then for a year more; None: it never lapses."""
        return self.lapsing.of(self.left)

    def as_inputs(self) -> dict[str, Any]:
        """Give it as plain data that is enough to ask it again."""
        days = {"lapses_on": self.lapsing.lapses_on, "rest_lapses_on": self.lapsing.rest_lapses_on}
        return {
            "filled_on": self.filled_on.isoformat(),
            "left": self.left,
            "unit": self.unit.value,
            "budget": self.budget,
            "keeps": self.lapsing.keeps,
            **{name: day.isoformat() for name, day in days.items() if day},
        }

    @classmethod
    def from_inputs(cls, inputs: Mapping[str, Any]) -> "Remainder":
        """Give what `as_inputs` was made of."""
        days = {name: date.fromisoformat(inputs[name]) for name in ("lapses_on", "rest_lapses_on") if name in inputs}
        return cls(
            date.fromisoformat(inputs["filled_on"]),
            inputs["left"],
            Unit(inputs["unit"]),
            inputs["budget"],
            Lapsing(keeps=inputs["keeps"], **days),
        )


def tell_notice(rule: Budget, terms: Terms, left: Remainder, *, number: int, due_on: date) -> Explanation:
    """Give the notice that what is left lapses: the first or the second, and from which day."""
    read = terms.noting()
    amount, inputs, steps = _what_lapses(rule, read, left)
    inputs |= {"number": number, "lapses_on": due_on.isoformat()}
    return Explanation("lapse-notice", inputs | {"amount_minor": amount}, read.cited(), steps)


def tell_lapse(
    rule: Budget, terms: Terms, left: Remainder, *, on: date, told_on: Mapping[int, date]
) -> tuple[int, Explanation]:
    """Give what lapses on a day after the notices of these days, in minor units, and how it is told."""
    read = terms.noting()
    amount, inputs, steps = _what_lapses(rule, read, left)
    days = {f"told_{number}_on": day.isoformat() for number, day in sorted(told_on.items())}
    case = {"remainder": left.as_inputs(), "on": on.isoformat(), "told_on": list(days.values())}
    inputs |= {"amount_minor": amount, "lapses_on": on.isoformat(), **days}
    return amount, Explanation("lapsed", inputs, read.cited(), steps).of(case)


def lapse_again(rule: Budget, terms: Terms, case: Mapping[str, Any]) -> tuple[int, Explanation]:
    """Give what lapses by a kept case: nothing, if it was not announced in time."""
    left, on = Remainder.from_inputs(case["remainder"]), date.fromisoformat(case["on"])
    first, second = map(date.fromisoformat, case["told_on"])
    lapses = left.lapses
    if lapses is None or on <= usable_until(lapses[0], {1: first, 2: second}, on):
        return 0, Explanation("lapse-notice", {})
    return tell_lapse(rule, terms, left, on=on, told_on={1: first, 2: second})


def _what_lapses(rule: Budget, terms: Terms, left: Remainder) -> tuple[int, dict[str, Any], list[dict[str, Any]]]:
    lapsing_of(rule, terms, left.filled_on, left.budget)  # for the terms that are cited
    _day, keeps = left.lapses or (None, left.left)
    steps: list[dict[str, Any]] = [{"step": "lapse-keeps", "keeps_minor": keeps}] if keeps else []
    return left.left - keeps, {"unit": left.unit.value, "budget": left.budget, "left_minor": left.left}, steps
