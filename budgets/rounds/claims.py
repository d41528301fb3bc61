"""One claim, judged: who may claim, what the allowance leaves, what the factor makes of it. Values in, values out."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from budgets.rounds.eligibility import Frame, objections, tenancy_of, thresholds_asked
from budgets.rounds.factor import WHOLE, Cap, share
from budgets.rounds.parameters import Limits
from budgets.rounds.refusals import ClaimNotEligible
from budgets.rounds.rules import full_contribution
from budgets.schemes.explanation import Explanation
from budgets.schemes.facts import Facts


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim that may stand: its full contribution in cents, and how it was found."""

    full: int
    explanation: Explanation


def judge(facts: Facts, frame: Frame) -> Judged:
    """Give the full contribution of a claim.

    :raises ClaimNotEligible: a check that is in force says no; it says every reason
    :raises FactsMissing: a fact that is needed is not known
    :raises TermMissing: a threshold is needed that nobody gave
    :raises ParameterMissing: a limit is needed that is not known for the reference year
    """
    tenancy = tenancy_of(facts, frame.limits.year)
    found = objections(facts, tenancy, frame)
    if found:
        raise ClaimNotEligible(frame.scheme, found)
    full, explanation = full_contribution(tenancy, frame.limits, frame.months)
    told = replace(explanation, inputs={**explanation.inputs, "checks": list(frame.checks)})
    return Judged(full, told.of({"limits": asdict(frame.limits), "thresholds": thresholds_asked(facts, frame)}))


def judge_again(facts: Facts, kept: Mapping[str, Any], frame: Frame) -> Judged:
    """Give the full contribution of a claim by the limits and thresholds that its explanation keeps.

    :raises ClaimNotEligible: a check says no
    :raises FactsMissing: a fact that is needed is not known
    """
    limits = Limits(**kept["case"]["limits"])
    thresholds = {(year, group): cents for year, group, cents in kept["case"]["thresholds"]}
    return judge(facts, replace(frame, limits=limits, thresholds=thresholds, checks=kept["inputs"]["checks"]))


def contribution_of(full: int, millionths: int, cap: Cap) -> int:
    """Give what a claim gets on its own, in cents: the factor rounded down, without a cent of the draw."""
    return cap.apply(full * millionths // WHOLE)


def refused(steps: Sequence[dict[str, Any]]) -> Explanation:
    """Give the explanation of a claim that does not meet the terms, with every reason."""
    return Explanation("claim-refused", {"full_minor": 0}, [], list(steps))


@dataclass(frozen=True, slots=True)
class Divided:
    """What a round divides, in cents: its factor in millionths, what it was found from, and the terms that said so."""

    millionths: int
    budget: int
    asked: int
    seed: str
    forced: bool = False
    terms: Sequence[Mapping[str, str]] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Given:
    """What a claim gets, in cents: by the factor and the draw, or because an officer decided it. `before` is what it
    got already, where it rises.
    """

    amount: int
    decided: bool = False
    before: int | None = None


def explained(claim: Mapping[str, Any], number: int, divided: Divided, given: Given) -> dict[str, Any]:
    """Give the explanation of a contribution as data: that of the full contribution, and what the factor made of it."""
    full = claim["inputs"]["full_minor"]
    if not full:
        return dict(claim)
    factor = {
        "factor_share": share(divided.millionths),
        "full_minor": full,
        "amount_minor": given.amount,
        "budget_minor": divided.budget,
        "asked_minor": divided.asked,
    }
    found = {"forced": divided.forced, "seed": divided.seed, "number": number, "decided": given.decided}
    steps = [{"step": step, **factor} for step in _made_of(full, divided, given)]
    if given.before is not None:
        more = {"before_minor": given.before, "more_minor": given.amount - given.before}
        steps.append({"step": "claim-raised", **more})
    return {
        **claim,
        "code": "claim-awarded",
        "inputs": {**claim["inputs"], **factor, **found},
        "terms": [*claim["terms"], *divided.terms],
        "steps": [*claim["steps"], *steps],
    }


def explained_factor(divided: Divided, total: int) -> dict[str, Any]:
    """Give the explanation of a factor as data: what was it came from; `total` is what is given together, in cents."""
    inputs = {
        "factor_share": share(divided.millionths),
        "budget_minor": divided.budget,
        "asked_minor": divided.asked,
        "total_minor": total,
        "unspent_minor": divided.budget - total,
        "forced": divided.forced,
        "seed": divided.seed,
    }
    step = "round-forced" if divided.forced else "round-whole" if divided.millionths == WHOLE else "round-factor"
    steps = [{"step": each, **inputs} for each in (step, "round-draw")]
    return Explanation("round-divided", inputs, [dict(each) for each in divided.terms], steps).as_data()


def _made_of(full: int, divided: Divided, given: Given) -> list[str]:
    if given.decided:
        return ["claim-decided"]
    rounded_down = full * divided.millionths // WHOLE
    if divided.millionths == WHOLE and given.amount == full:
        return ["claim-whole"]
    sum_of_factor = [] if divided.forced or divided.millionths == WHOLE else ["claim-budget"]
    if given.amount < rounded_down:
        return [*sum_of_factor, "claim-capped" if given.amount else "claim-too-little"]
    return [*sum_of_factor, "claim-factor-cent" if given.amount > rounded_down else "claim-factor"]
