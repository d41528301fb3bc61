"""One award judged: who may have it, its budgets with their first amounts, and what it promises. Books nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from budgets.schemes.eligibility import Answer, Asked, LimitReached, OutsideWindow, SecondPersonNeeded, Verdict
from budgets.schemes.explanation import Explanation
from budgets.schemes.facts import FactProblem, FactsMissing, FactsRefused
from budgets.schemes.periods import Period
from budgets.schemes.rules import Discretionary, Particulars, PeriodCase, PlannedCost, Scheme
from budgets.schemes.terms import TermMissing, Terms
from ledger.amount import Unit


@dataclass(frozen=True, slots=True)
class Portion:
    """One budget of an award: what is granted first (in minor units of its unit) and what it promises (in cents)."""

    budget: str
    category: str
    unit: Unit
    first: tuple[int, ...]
    commitment_minor: int
    decided: int | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an award would be. After a no there are no budgets, unless it is made against the rule with reasons."""

    verdict: Verdict
    budgets: tuple[Portion, ...]
    commitment_minor: int
    explanation: Explanation


def judge_award(scheme: Scheme, terms: Terms, asked: Asked, *, against_rule: bool = False) -> Judgement:
    """Give what an award would be. `against_rule`: a no of the rules is kept, and the budgets are given all the same.

    :raises TermMissing: the terms say nothing about a day that counts
    :raises NotPerPerson: nobody has a right to the scheme
    """
    read = terms.noting()
    portions: tuple[Portion, ...] = ()
    try:
        verdict = _verdict(scheme, read, asked)
        if verdict.answer is not Answer.NO or against_rule:
            portions = tuple(_portion(scheme, read, asked, name) for name in _budget_names(scheme, read, asked))
    except FactsMissing as refusal:
        verdict = _undecided(refusal, scheme)
    except FactsRefused as refusal:
        verdict = _no_facts(refusal)
    except TermMissing as missing:
        verdict = _unless_named_wrongly(missing, scheme)
    promised = sum(portion.commitment_minor for portion in portions)
    inputs = {"starts_on": asked.starts_on.isoformat(), "amount_minor": promised}
    explanation = verdict.explanation or Explanation("award-ahead", inputs)
    told = replace(explanation, terms=read.cited()).of({"asked": asked.as_inputs(), "against_rule": against_rule})
    return Judgement(verdict, portions, promised, told)


def _verdict(scheme: Scheme, terms: Terms, asked: Asked) -> Verdict:
    """Give the first no, else the first reason why a person must look, else yes."""
    found = Verdict.yes()
    for verdict in _verdicts(scheme, terms, asked):
        if verdict.answer is Answer.NO:
            return verdict
        if found.answer is Answer.YES:
            found = verdict
    return found


def _verdicts(scheme: Scheme, terms: Terms, asked: Asked) -> Iterator[Verdict]:
    yield _within_window(terms, asked)
    for check in scheme.asks:
        yield check.check(asked, terms)
    match scheme.each_period:
        case Discretionary() as rule:
            yield _within_limit(rule, terms, asked)
        case PlannedCost() as rule:
            yield _room_for_one_more(rule, terms, asked)


def _undecided(refusal: FactsMissing, scheme: Scheme) -> Verdict:
    """Facts that somebody decides are not asked of the person: who decides must look."""
    if refusal.facts["field"] not in scheme.each_period.decided_facts:
        return _no_facts(refusal)
    told = Explanation("needs-a-decision", {"field": refusal.facts["field"]})
    return Verdict.needs_a_person(scheme.each_period.decided_by, refusal, told)


def _no_facts(refusal: FactsMissing | FactsRefused) -> Verdict:
    return Verdict.no(refusal, Explanation(refusal.code, {name: str(fact) for name, fact in refusal.facts.items()}))


def _within_window(terms: Terms, asked: Asked) -> Verdict:
    day = asked.applied_on or asked.on
    window: tuple[date, date] | None = terms.value("window", day)
    if window is None or window[0] <= day <= window[1]:
        return Verdict.yes()
    facts = {"from_on": window[0].isoformat(), "until_on": window[1].isoformat()}
    inputs: dict[str, Any] = {"window_from_on": facts["from_on"], "window_until_on": facts["until_on"]}
    told = Explanation("outside-window", inputs | {"applied_on": day.isoformat()})
    return Verdict.no(OutsideWindow(scheme=terms.scheme, **facts), told)


def _within_limit(rule: Discretionary, terms: Terms, asked: Asked) -> Verdict:
    """An amount above the limit is refused, never cut; one above the other limit waits for a second officer."""
    amount, limit = rule.decided(_particulars(asked)), terms.value(rule.limit, asked.on)
    if amount > limit:
        return _limit_reached(terms, amount, limit)
    second = terms.value(rule.second_person_above, asked.on)
    if second is None or amount <= second or asked.approved:
        return Verdict.yes()
    told = Explanation("second-person-needed", {"amount_minor": amount, "limit_minor": second})
    refusal = SecondPersonNeeded(asked=_euros(amount), most=_euros(second))
    return Verdict.needs_a_person("above the limit a second officer agrees first", refusal, told)


def _room_for_one_more(rule: PlannedCost, terms: Terms, asked: Asked) -> Verdict:
    most = rule.most(terms, asked.on)
    if asked.live < most:
        return Verdict.yes()
    told = Explanation("jobs-full", {"count": asked.live, "most": most})
    return Verdict.no(LimitReached(scheme=terms.scheme, asked=asked.live + 1, most=most), told)


def _limit_reached(terms: Terms, amount: int, limit: int) -> Verdict:
    told = Explanation("limit-reached", {"amount_minor": amount, "limit_minor": limit})
    return Verdict.no(LimitReached(scheme=terms.scheme, asked=_euros(amount), most=_euros(limit)), told)


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _budget_names(scheme: Scheme, terms: Terms, asked: Asked) -> list[str]:
    """Give the budgets that an award makes: all of the table, or the one that the category names."""
    if scheme.budgets_term is None:
        return [""]
    table = terms.value(scheme.budgets_term, asked.starts_on)
    names = list(table) if isinstance(table, dict) else [""]
    return [asked.category] if asked.category in names else names


def _particulars(asked: Asked, budget: str = "", unit: Unit = Unit.EUR) -> Particulars:
    return Particulars(asked.facts, asked.category, budget, unit, asked.decided, asked.starts_on, asked.granted_before)


def _portion(scheme: Scheme, terms: Terms, asked: Asked, budget: str) -> Portion:
    unit, on = scheme.unit_on(terms, asked.starts_on), asked.starts_on
    of, rule = _particulars(asked, budget, unit), scheme.each_period
    opening = scheme.opens_with.grant(terms, on=on)[0] if scheme.opens_with else 0
    promised = opening + rule.commitment(terms, on=on, of=of)
    first = [opening] if opening else []
    if not rule.due_at_end:
        first.append(rule.assess(_first_case(scheme, of), terms).granted)
    decided = rule.decided(of) if isinstance(rule, Discretionary) else asked.decided
    return Portion(budget, asked.category, unit, tuple(first), promised, decided)


def _first_case(scheme: Scheme, of: Particulars) -> PeriodCase:
    period = Period(of.starts_on, scheme.rhythm.containing(of.starts_on).ends_on)
    return PeriodCase(
        period=period,
        due_on=of.starts_on,
        whole=True,
        paused=False,
        balance=0,
        hours=(),
        carried=(),
        made=0,
        paused_before=0,
        facts=of.facts,
        category=of.category,
        budget=of.budget,
        unit=of.unit,
        decided=of.decided,
        starts_on=of.starts_on,
        granted_before=of.granted_before,
    )


def _unless_named_wrongly(missing: TermMissing, scheme: Scheme) -> Verdict:
    """Where a table does not know a name, what was asked is wrong; else it is the term that is missing.

    :raises TermMissing: the term is what is missing
    """
    known = missing.facts.get("known")
    if not known:
        raise missing
    by = getattr(scheme.each_period, "by", None) or "category"
    name = str(missing.facts["key"]).rpartition(".")[2]
    problem = FactProblem("born" if by == "age" else by, name, f"one of {known}", f"een van {known}")
    return _no_facts(FactsRefused([problem]))
