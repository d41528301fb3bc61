"""Who may have what: checks on facts by terms, each of which says yes, no with a reason, or that a person must look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from budgets.schemes.explanation import Explanation
from budgets.schemes.facts import NO_FACTS, FactProblem, Facts, FactsRefused, age_on
from budgets.schemes.norms import find_norm
from budgets.schemes.terms import Terms
from ledger.refusal import Refusal


class NotEligible(Refusal):
    code, says = "not-eligible", _("The terms of {scheme} do not give this: {why}.")


class OutsideWindow(Refusal):
    code, says = "outside-window", _("{scheme} can be applied for from {from_on} up to and including {until_on}.")


class LimitReached(Refusal):
    code, says = "limit-reached", _("This passes what the terms of {scheme} allow: {asked} is more than {most}.")


class SecondPersonNeeded(Refusal):
    code, says = "second-person-needed", _("Above {most} a second officer agrees first: this is {asked}.")


class Answer(StrEnum):
    YES = "YES"
    NO = "NO"
    NEEDS_A_PERSON = "NEEDS_A_PERSON"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check says: yes, no, or that a person must look, for a reason in plain words.

    What is not a yes carries the refusal of an award that is made all the same, and its explanation.
    """

    answer: Answer
    refusal: Refusal | None = None
    explanation: Explanation | None = None
    reason: str = ""

    @property
    def code(self) -> str:
        """Give the code of the refusal; empty after a yes."""
        return self.refusal.code if self.refusal else ""

    @classmethod
    def yes(cls) -> "Verdict":
        return cls(Answer.YES)

    @classmethod
    def no(cls, refusal: Refusal, explanation: Explanation) -> "Verdict":
        return cls(Answer.NO, refusal, explanation)

    @classmethod
    def needs_a_person(cls, reason: str, refusal: Refusal, explanation: Explanation) -> "Verdict":
        return cls(Answer.NEEDS_A_PERSON, refusal, explanation, reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for someone. `on` is the day of the decision; the right would start on `starts_on`.

    `granted_before` is what the rule counts over (`PeriodRule.counts_over`), `live` how many have the scheme now.
    """

    on: date
    starts_on: date
    facts: Facts = NO_FACTS
    category: str = ""
    applied_on: date | None = None
    decided: int | None = None
    granted_before: int = 0
    live: int = 0
    approved: bool = False  # a second officer agreed

    def as_inputs(self) -> dict[str, Any]:
        """Give it as plain data that is enough to judge it again."""
        kept = {
            "on": self.on.isoformat(),
            "starts_on": self.starts_on.isoformat(),
            "facts": self.facts.as_data(),
            "category": self.category,
            "applied_on": self.applied_on.isoformat() if self.applied_on else None,
            "decided": self.decided,
            "granted_before": self.granted_before,
            "live": self.live,
            "approved": self.approved,
        }
        return {name: value for name, value in kept.items() if value not in (None, "", {}, 0)}

    @classmethod
    def from_inputs(cls, inputs: Mapping[str, Any]) -> "Asked":
        """Give what `as_inputs` was made of."""
        applied_on = inputs.get("applied_on")
        return cls(
            on=date.fromisoformat(inputs["on"]),
            starts_on=date.fromisoformat(inputs["starts_on"]),
            facts=Facts.from_data(inputs.get("facts", {})),
            category=inputs.get("category", ""),
            applied_on=date.fromisoformat(applied_on) if applied_on else None,
            decided=inputs.get("decided"),
            granted_before=inputs.get("granted_before", 0),
            live=inputs.get("live", 0),
            approved=inputs.get("approved", False),
        )


class Check(Protocol):
    """One rule of who may have a scheme."""

    def check(self, asked: Asked, terms: Terms) -> Verdict:
        """Say whether the facts allow it by the terms.

        :raises FactsMissing: a fact that it needs is not known
        :raises FactsRefused: a fact cannot be under this scheme
        """


@dataclass(frozen=True, slots=True)
class IncomeAtMost:
    """Income up to a share of the norm: of the facts, else the dated norm of social assistance by household type.

    The share may be a table by a fact, such as the package. Where the terms give none, income is not asked.
    """

    limit: str
    by: str | None = None

    def check(self, asked: Asked, terms: Terms) -> Verdict:
        """Say whether income is at most the limit times the norm."""
        limit: Decimal | None = terms.value(self.limit, asked.on, str(asked.facts.need(self.by)) if self.by else None)
        if limit is None:
            return Verdict.yes()
        income = asked.facts.need("income")
        norm, norm_source = find_norm(asked.facts, asked.on)
        if income <= limit * norm:
            return Verdict.yes()
        inputs = {
            "income_minor": income,
            "limit_minor": int(limit * norm),
            "limit_share": str(limit),
            "norm_minor": norm,
            "norm_source": norm_source,
        }
        refusal = NotEligible(scheme=terms.scheme, because="income-too-high", why="the income is above the limit")
        return Verdict.no(refusal, Explanation("income-too-high", inputs))


@dataclass(frozen=True, slots=True)
class OldEnough:
    """As old as the lowest age of a table by age; a plain value is for every age."""

    table: str

    def check(self, asked: Asked, terms: Terms) -> Verdict:
        """Say whether the lowest age is reached on the first day."""
        table = terms.value(self.table, asked.starts_on)
        if not isinstance(table, dict):
            return Verdict.yes()
        born: date = asked.facts.need("born")
        lowest = min(int(name) for name in table)
        if age_on(born, asked.starts_on) >= lowest:
            return Verdict.yes()
        refusal = NotEligible(scheme=terms.scheme, because="too-young", why=f"the age is below {lowest}")
        return Verdict.no(refusal, Explanation("too-young", {"age": lowest}))


@dataclass(frozen=True, slots=True)
class ChildrenBelow:
    """Children below an age on the first day; an older one cannot be under the scheme, and is an error in the facts."""

    age: str

    def check(self, asked: Asked, terms: Terms) -> Verdict:
        """Say yes when every date of birth that is known is of a child below the age.

        :raises FactsRefused: a child is older
        """
        age: int = terms.value(self.age, asked.starts_on)
        children = asked.facts.get("children")
        known = {"born": [asked.facts.get("born")], "children": children if isinstance(children, tuple) else []}
        problems = [
            FactProblem(
                name,
                born.isoformat(),
                f"the birth of a child below {age} on {asked.starts_on.isoformat()}",
                f"de geboorte van een kind onder de {age} jaar op {asked.starts_on.isoformat()}",
            )
            for name, days in known.items()
            for born in days
            if born and age_on(born, asked.starts_on) >= age
        ]
        if problems:
            raise FactsRefused(problems)
        return Verdict.yes()


@dataclass(frozen=True, slots=True)
class FactsKnown:
    """Facts that must be known before it is decided; nothing more is asked of them."""

    names: tuple[str, ...]

    def check(self, asked: Asked, terms: Terms) -> Verdict:
        """Say yes when all are known."""
        for name in self.names:
            asked.facts.need(name)
        return Verdict.yes()
