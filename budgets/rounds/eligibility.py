"""Who may claim: the checks that the terms of a round put in force. Each gives nothing, or a step that says why not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from budgets.rounds.parameters import Limits, income_threshold_of
from budgets.rounds.rules import Tenancy, is_above_maximum
from budgets.schemes.facts import Facts, FactsMissing
from budgets.schemes.terms import TermMissing

Step = dict[str, Any]

YEARS_OF_INCOME = 3
MOST_ABOVE_ONCE = 120
"""Per cent of the threshold that the income of one single year may be."""

WHOLE_YEAR = 12


@dataclass(frozen=True, slots=True)
class Frame:
    """What claims of a round are judged by: its own year, the limits of the reference year, and its checks."""

    scheme: str
    year: int
    limits: Limits
    months: int
    checks: Sequence[str]
    thresholds: Mapping[tuple[int, str], int] = field(default_factory=dict)  # cents a year, where the terms say them

    def threshold(self, year: int, group: str) -> tuple[int, str]:
        """Give the income in cents that a group of households stays below in a year, and where it comes from.

        :raises TermMissing: neither the terms nor the published tables say it
        """
        said = self.thresholds.get((year, group))
        if said is not None:
            return said, "terms"
        found = income_threshold_of(year, group)
        if found is None:
            raise TermMissing(scheme=self.scheme, key="income_threshold", on=date(year, 1, 1))
        return found


def tenancy_of(facts: Facts, reference_year: int) -> Tenancy:
    """Give what the sum asks of a household; `born` is when its eldest was born.

    :raises FactsMissing: the rent, or how many live there, is not known
    """
    born = facts.get("born")
    return Tenancy(
        rent=facts.need("rent"),
        persons=facts.need("persons"),
        aow_age=bool(facts.get("aow_age")),
        adapted_home=bool(facts.get("adapted_home")),
        eldest=None if born is None else reference_year - born.year,
    )


def objections(facts: Facts, tenancy: Tenancy, frame: Frame) -> list[Step]:
    """Give every reason why a household cannot claim; none when it can.

    :raises FactsMissing: a check that is in force needs a fact that is not known
    :raises TermMissing: it needs a threshold that nobody gave
    """
    found = [CHECKS[name](facts, frame) for name in frame.checks]
    if is_above_maximum(tenancy, frame.limits):
        maximum = frame.limits.need("maximum")
        found.append({"step": "not-above-maximum", "rent_minor": tenancy.rent, "maximum_minor": maximum})
    return [step for step in found if step is not None]


def thresholds_asked(facts: Facts, frame: Frame) -> list[tuple[int, str, int]]:
    """Give the thresholds that the check of incomes compares a household with: year, group and cents a year.

    :raises FactsMissing: how many live there is not known
    :raises TermMissing: a threshold is needed that nobody gave
    """
    if "income_three_years" not in frame.checks:
        return []
    group = _group_of(facts)
    return [(year, group, frame.threshold(year, group)[0]) for year in _years_of(frame)]


def _group_of(facts: Facts) -> str:
    return ("several" if facts.need("persons") > 1 else "single") + ("_aow" if facts.get("aow_age") else "")


def _years_of(frame: Frame) -> range:
    return range(frame.limits.year - YEARS_OF_INCOME + 1, frame.limits.year + 1)


def _lives_here(facts: Facts, frame: Frame) -> Step | None:
    day = date(frame.year, 1, 1)
    since = facts.need("lives_here_on")
    return None if since <= day else {"step": "not-lives-here", "day_on": day.isoformat()}


def _rent_allowance_whole_year(facts: Facts, frame: Frame) -> Step | None:
    months = facts.need("rent_allowance_months")
    if months >= WHOLE_YEAR:
        return None
    return {"step": "not-allowance-whole-year", "months": months, "year": frame.limits.year}


def _rent_above_kkg(facts: Facts, frame: Frame) -> Step | None:
    rent, quality = facts.need("rent"), frame.limits.need("quality")
    return None if rent > quality else {"step": "not-rent-above-kkg", "rent_minor": rent, "quality_minor": quality}


def _income_three_years(facts: Facts, frame: Frame) -> Step | None:
    incomes = facts.need("incomes")
    group = _group_of(facts)
    over: list[tuple[int, int, int, str]] = []
    for year in _years_of(frame):
        if str(year) not in incomes:
            raise FactsMissing(field=f"incomes {year}")
        threshold, source = frame.threshold(year, group)
        if incomes[str(year)] >= threshold:
            over.append((year, incomes[str(year)], threshold, source))
    if not over or (len(over) == 1 and over[0][1] * 100 <= over[0][2] * MOST_ABOVE_ONCE):
        return None
    year, income, threshold, source = over[-1]
    return {
        "step": "not-income-three-years",
        "years_over": len(over),
        "year": year,
        "income_minor": income,
        "threshold_minor": threshold,
        "source": source,
    }


CHECKS: dict[str, Callable[[Facts, Frame], Step | None]] = {
    "lives_here": _lives_here,
    "rent_allowance_whole_year": _rent_allowance_whole_year,
    "rent_above_kkg": _rent_above_kkg,
    "income_three_years": _income_three_years,
}
