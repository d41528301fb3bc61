"""What was decided, assessed again: from the case and the terms that its explanation keeps, with the rules of today."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from budgets.schemes.eligibility import Asked
from budgets.schemes.explanation import Explanation
from budgets.schemes.judging import judge_award
from budgets.schemes.lapses import lapse_again
from budgets.schemes.rules import Budget, PeriodCase, Scheme
from budgets.schemes.terms import EVERY_COHORT, TermRow, Terms
from ledger.refusal import Refusal

_LATE = {"late", "late-counted"}
_COUNTED = "missed-in-a-row"  # a step that counts periods, and is no part of what the rule says of this one


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was kept, and what it is today. Amounts are minor units; None: there is no such thing."""

    what: str
    kept: Any
    today: Any


@dataclass(frozen=True, slots=True)
class Today:
    """What the rules of today make of a kept case: an amount in minor units, and how it is explained."""

    amount: int
    explanation: Explanation


def find_differences(scheme: Scheme, kept: Mapping[str, Any], *, amount: int) -> list[Difference]:
    """Give all that the rules of today say otherwise than an explanation, and than the amount that was booked with it.

    `amount` is in minor units; 0 where nothing was booked.
    """
    try:
        today = _assess_again(scheme, kept)
    except Refusal as refusal:
        return [Difference("assessment", kept.get("code"), f"{refusal.code}: {refusal}")]
    except (KeyError, TypeError, ValueError, ArithmeticError, IndexError):
        # A kept case that was changed by hand can be anything; that it cannot be read is what must be told.
        return [Difference("case", kept.get("case"), "cannot be read")]
    if today is None:
        return [Difference("case", None, "was not kept, so that this cannot be assessed again")]
    return list(list_differences(kept, amount, today))


def kept_terms(scheme: Scheme, cited: Iterable[Mapping[str, str]]) -> Terms:
    """Give the terms that an explanation cites, as terms that a rule can ask."""
    rows = [_row(each) for each in cited]
    cohort = next((row.cohort for row in rows if row.cohort != EVERY_COHORT), EVERY_COHORT)
    return Terms(scheme.code, scheme.terms, rows, cohort)


def _row(cited: Mapping[str, str]) -> TermRow:
    until = cited.get("valid_until")
    return TermRow(
        cited["key"],
        cited.get("cohort", EVERY_COHORT),
        date.fromisoformat(cited["valid_from"]),
        date.fromisoformat(until) if until else None,
        cited["value"],
        cited["source"],
    )


def _assess_again(scheme: Scheme, kept: Mapping[str, Any]) -> Today | None:
    terms, inputs = kept_terms(scheme, kept["terms"]), kept["inputs"]
    if "asked" in kept.get("case", {}):
        return _judge_again(scheme, kept["case"], terms)
    if "remainder" in kept.get("case", {}) and isinstance(scheme.each_period, Budget):
        return Today(*lapse_again(scheme.each_period, terms, kept["case"]))
    if "case" in kept:
        assessed = scheme.each_period.assess(PeriodCase.from_inputs(kept["case"]), terms)
        told = assessed.explanation
        if kept["code"] not in _LATE:
            return Today(assessed.granted, told)
        before = inputs["before_minor"]
        added = max(0, assessed.granted - before)
        return Today(added, _late(told, before, added))
    if kept["code"] == "opening" and scheme.opens_with:
        return Today(*scheme.opens_with.grant(terms, on=date.fromisoformat(inputs["due_on"])))
    if kept["code"] == "stopped-missed" and scheme.stops:
        stops = inputs["missed_count"] >= scheme.stops.limit(terms, on=date.fromisoformat(inputs["stopped_on"]))
        return Today(0, Explanation("stopped-missed" if stops else "missed", inputs))
    return None


def _judge_again(scheme: Scheme, case: Mapping[str, Any], terms: Terms) -> Today:
    asked = Asked.from_inputs(case["asked"])
    return Today(0, judge_award(scheme, terms, asked, against_rule=case["against_rule"]).explanation)


def _late(told: Explanation, before: int, added: int) -> Explanation:
    inputs = {**told.inputs, "before_minor": before, "amount_minor": added}
    return Explanation("late" if added else "late-counted", inputs, told.terms, told.steps)


def list_differences(kept: Mapping[str, Any], amount: int, today: Today) -> Iterator[Difference]:
    """Give all that is otherwise today than an explanation, and than the amount in minor units that came with it."""
    if amount != today.amount:
        yield Difference("amount", amount, today.amount)
    if kept["code"] != today.explanation.code:
        yield Difference("code", kept["code"], today.explanation.code)
    was, now = kept["inputs"], today.explanation.inputs
    for name in [*was, *(name for name in now if name not in was)]:
        if was.get(name) != now.get(name):
            yield Difference(f"inputs.{name}", was.get(name), now.get(name))
    steps = [step for step in kept["steps"] if step["step"] != _COUNTED]
    if steps != today.explanation.steps:
        yield Difference("steps", steps, today.explanation.steps)
