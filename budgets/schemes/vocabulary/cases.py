"""What goes into a rule and what comes out: a case, an assessment, and what rules for each period have in common."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any, ClassVar

from budgets.schemes.explanation import Explanation
from budgets.schemes.facts import NO_FACTS, Facts
from budgets.schemes.periods import Period
from budgets.schemes.terms import Terms
from ledger.amount import Unit


class OrganisationKind(StrEnum):
    ANBI = "ANBI"  # algemeen nut beogende instelling, art. 5b AWR
    SBBI = "SBBI"  # sociaal belang behartigende instelling, art. 5c AWR
    OTHER = "OTHER"


class Outcome(StrEnum):
    """What became of a period; the words are those of the period's lifecycle."""

    MET = "MET"
    MISSED = "MISSED"
    PAUSED = "PAUSED"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class HoursOn:
    """Attested hours that count on a day."""

    day: date
    hours: Decimal


@dataclass(frozen=True, slots=True)
class Particulars:
    """What one award says of its own: facts, category, budget of a pass and decided amount, and what it gave so far.

    `granted_before` is what was granted besides the period at hand, in minor units, the opening grant included: under
    this award, or under all awards of the person that the rule counts over.
    """

    facts: Facts = NO_FACTS
    category: str = ""
    budget: str = ""
    unit: Unit = Unit.EUR
    decided: int | None = None
    starts_on: date = date.min
    granted_before: int = 0

    def name_of(self, by: str | None) -> str | None:
        """Give the name under which a table of terms holds for this award: None when nothing distinguishes awards.

        :raises FactsMissing: the fact that says it is not known
        """
        if by is None:
            return None
        return str({"category": self.category, "budget": self.budget}.get(by) or self.facts.need(by))


PLAIN = Particulars()


@dataclass(frozen=True, slots=True)
class PeriodCase:
    """A period of one entitlement, as a rule sees it. `balance` is what was prepaid and unused before it."""

    period: Period
    due_on: date
    whole: bool
    paused: bool
    balance: int
    hours: Sequence[HoursOn]
    carried: Sequence[HoursOn]
    made: int  # periods before this one with a grant
    paused_before: int
    facts: Facts = NO_FACTS
    category: str = ""
    budget: str = ""
    unit: Unit = Unit.EUR
    decided: int | None = None
    starts_on: date = date.min
    granted_before: int = 0

    @property
    def particulars(self) -> Particulars:
        """Give what the award says of its own."""
        return Particulars(
            self.facts, self.category, self.budget, self.unit, self.decided, self.starts_on, self.granted_before
        )

    def as_inputs(self) -> dict[str, Any]:
        """Give the case as plain data that is enough to assess it again; hours are summed per day."""
        kept: dict[str, Any] = {
            "period": [self.period.starts_on.isoformat(), self.period.ends_on.isoformat()],
            "due_on": self.due_on.isoformat(),
            "whole": self.whole,
            "paused": self.paused,
            "balance": self.balance,
            "made": self.made,
            "paused_before": self.paused_before,
            "unit": self.unit.value,
            "starts_on": self.starts_on.isoformat(),
            "granted_before": self.granted_before,
        }
        # What is not said stays out: a hundred thousand explanations are kept.
        said = (
            ("hours", self.hours and _summed(self.hours)),
            ("carried", self.carried and _summed(self.carried)),
            ("facts", self.facts.values and self.facts.as_data()),
            ("category", self.category),
            ("budget", self.budget),
        )
        kept.update((name, value) for name, value in said if value)
        if self.decided is not None:
            kept["decided"] = self.decided
        return kept

    @classmethod
    def from_inputs(cls, inputs: Mapping[str, Any]) -> "PeriodCase":
        """Give the case that `as_inputs` was made of."""
        period, starts_on = inputs["period"], inputs.get("starts_on", date.min.isoformat())
        return cls(
            period=Period(date.fromisoformat(period[0]), date.fromisoformat(period[1])),
            due_on=date.fromisoformat(inputs["due_on"]),
            whole=inputs["whole"],
            paused=inputs["paused"],
            balance=inputs["balance"],
            hours=_lines(inputs.get("hours", ())),
            carried=_lines(inputs.get("carried", ())),
            made=inputs["made"],
            paused_before=inputs["paused_before"],
            facts=Facts.from_data(inputs.get("facts", {})),
            category=inputs.get("category", ""),
            budget=inputs.get("budget", ""),
            unit=Unit(inputs.get("unit", Unit.EUR)),
            decided=inputs.get("decided"),
            starts_on=date.fromisoformat(starts_on),
            granted_before=inputs.get("granted_before", 0),
        )


def _summed(lines: Sequence[HoursOn]) -> list[list[str]]:
    days: dict[date, Decimal] = {}
    for line in lines:
        days[line.day] = days.get(line.day, NONE) + line.hours
    return [[day.isoformat(), str(hours)] for day, hours in days.items()]


def _lines(kept: Sequence[Sequence[str]]) -> list[HoursOn]:
    return [HoursOn(date.fromisoformat(day), Decimal(hours)) for day, hours in kept]


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a rule says of a period, in minor units of the entitlement's unit.

    `used` and `written_off` are of the prepaid balance; `granted` is new, and paid `ahead` or earned; `released` is of
    what was promised, in cents.
    """

    outcome: Outcome
    used: int
    granted: int
    explanation: Explanation
    released: int = 0
    last: bool = False
    written_off: int = 0
    ahead: bool = False

    def told(self, explanation: Explanation) -> "Assessment":
        """Give the same with another explanation."""
        # By name and not by `replace`, which takes five times as long; a run makes one for each period.
        return Assessment(
            self.outcome,
            self.used,
            self.granted,
            explanation,
            released=self.released,
            last=self.last,
            written_off=self.written_off,
            ahead=self.ahead,
        )


def postponed(case: PeriodCase) -> Assessment:
    """Give nothing while the entitlement is paused; what it would have given comes with a later period."""
    return Assessment(Outcome.PAUSED, 0, 0, Explanation("postponed", span(case.period)))


class PeriodRule(ABC):
    """A rule for each period of a scheme. What is said here holds for most; a rule says where it differs."""

    __slots__ = ()

    prepaid: ClassVar[bool] = False
    """Whether grants are paid ahead and earned later."""
    due_at_end: ClassVar[bool] = False
    """Whether a period is judged afterwards, and due on the day after it; else it is due on its first day."""
    replenishes: ClassVar[bool] = False
    """Whether each run promises what the next period may need; else the award promised it all."""
    counts_grants: ClassVar[bool] = False
    """Whether what was granted before counts in the sum of a later grant."""
    per_person: ClassVar[bool] = True
    """Whether people are awarded it; else it is given to whoever comes."""
    decided_facts: ClassVar[tuple[str, ...]] = ()
    """Facts that are decided rather than known."""
    decided_by: ClassVar[str] = ""
    """Who decides them, in plain words."""

    @abstractmethod
    def assess(self, case: PeriodCase, terms: Terms) -> Assessment:
        """Give what follows for a period.

        :raises TermMissing: a term says nothing about a day that counts
        :raises FactsMissing: a fact that the sum needs is not known
        """

    @abstractmethod
    def commitment(self, terms: Terms, *, on: date, made: int = 0, paused: int = 0, of: Particulars = PLAIN) -> int:
        """Give what must be promised from a day on, in cents, after so many periods with a grant and so many paused.

        :raises TermMissing: a term says nothing about a day that counts
        :raises FactsMissing: a fact that the sum needs is not known
        """

    def counts_over(self, terms: Terms, on: date) -> Period | None:
        """Give the stretch over which all grants of a person under the scheme count; None: only those of one award."""
        return None


NONE = Decimal(0)


def half_up(exact: Decimal) -> int:
    """Round to whole minor units, a half upwards."""
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def span(period: Period) -> dict[str, Any]:
    """Give the first and the last day of a period, as explanations keep them."""
    return {"from_on": period.starts_on.isoformat(), "until_on": period.last_day.isoformat()}
