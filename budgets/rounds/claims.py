"""One claim, judged: who may claim, what the allowance leaves, what the factor makes of it. Values in, values out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from budgets.rounds.eligibility import Frame, objections, tenancy_of
from budgets.rounds.factor import WHOLE, Cap, share
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
    return Judged(full, replace(explanation, inputs={**explanation.inputs, "checks": list(frame.checks)}))


def contribution_of(full: int, millionths: int, cap: Cap) -> int:
    """Give what a claim gets on its own, in cents: the factor rounded down, without a cent of the draw."""
    return cap.apply(full * millionths // WHOLE)


def refused(steps: Sequence[dict[str, Any]]) -> Explanation:
    """Give the explanation of a claim that does not meet the terms, with every reason."""
    return Explanation("claim-refused", {"full_minor": 0}, [], list(steps))


def explained(claim: Mapping[str, Any], millionths: int, contribution: int) -> dict[str, Any]:
    """Give the explanation of a contribution as data: that of the full contribution, and what the factor made of it."""
    full = claim["inputs"]["full_minor"]
    if not full:
        return dict(claim)
    factor = {"factor_share": share(millionths), "full_minor": full, "amount_minor": contribution}
    steps = [*claim["steps"], {"step": _made_of(full, millionths, contribution), **factor}]
    return {**claim, "code": "claim-awarded", "inputs": {**claim["inputs"], **factor}, "steps": steps}


def _made_of(full: int, millionths: int, contribution: int) -> str:
    rounded_down = full * millionths // WHOLE
    if contribution < rounded_down:
        return "claim-capped" if contribution else "claim-too-little"
    if millionths == WHOLE:
        return "claim-whole"
    return {0: "claim-factor", 1: "claim-factor-cent"}.get(contribution - rounded_down, "claim-decided")
