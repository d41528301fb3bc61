"""Cases to judge rules by: a first period of an award in 2025, and whatever a test says of it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from budgets.schemes.explanation import tell
from budgets.schemes.facts import Facts, read_facts
from budgets.schemes.periods import YEARLY, Rhythm
from budgets.schemes.rules import Assessment, HoursOn, Particulars, PeriodCase, PeriodRule
from budgets.schemes.terms import TermKey, Terms, override

START = date(2025, 1, 1)


def terms_of(keys: Sequence[TermKey], **given: Any) -> Terms:
    return Terms("mini", keys, override("mini", keys, given))


def facts_of(**given: Any) -> Facts:
    return read_facts(given)


def of(**given: Any) -> Particulars:
    return Particulars(**{"starts_on": START, **given})


def a_case(rhythm: Rhythm = YEARLY, on: date = START, **given: Any) -> PeriodCase:
    """Give the period that holds a day: due on its first day or, if it begins earlier, on the day itself."""
    case: dict[str, Any] = {
        "period": rhythm.containing(on),
        "due_on": on,
        "whole": True,
        "paused": False,
        "balance": 0,
        "hours": (),
        "carried": (),
        "made": 0,
        "paused_before": 0,
        "starts_on": START,
    }
    return PeriodCase(**{**case, **given})


def worked(*lines: str, day: date) -> list[HoursOn]:
    return [HoursOn(day, Decimal(line)) for line in lines]


def assess(rule: PeriodRule, case: PeriodCase, terms: Terms) -> Assessment:
    """Assess a case, and see that what comes of it can be told and that the case kept as data comes out the same."""
    assessed = rule.assess(case, terms)
    for lang in ("nl", "en"):
        assert tell(assessed.explanation.as_data(), lang)
    assert rule.assess(PeriodCase.from_inputs(case.as_inputs()), terms) == assessed
    return assessed
