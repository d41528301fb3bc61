"""A proposal that is refused or withdrawn: the move, and what is told about it."""

from datetime import date

from budgets.entitlements.models import Entitlement, Move
from budgets.operation import Actor
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.explanation import Explanation
from budgets.schemes.queries import get_terms
from budgets.schemes.terms import TermMissing
from budgets.trail.record import record

ACTS = {"refuse": "refused", "withdraw": "withdrawn"}


def explain_no(row: Entitlement, on: date, *, ground: str, reason: str) -> Explanation:
    """Give what is told when an officer says no, with the reason in their own words."""
    # The words put an end to the sentence.
    said = {"decided_on": on.isoformat(), "ground": ground, "reason": reason.strip().rstrip(".")}
    return _explain("application-refused", row, on, said)


def explain_withdrawal(row: Entitlement, on: date, *, reason: str) -> Explanation:
    """Give what is told when a person takes back what they applied for, or says no to what was proposed."""
    code = "proposal-declined" if row.applied_on is None else "application-withdrawn"
    return _explain(code, row, on, {"withdrawn_on": on.isoformat(), "reason": reason})


def explain_leaving(row: Entitlement, on: date, *, reason: str) -> Explanation:
    """Give what is told when nothing is decided any more, because the person died or moved away."""
    return _explain("application-closed", row, on, {"withdrawn_on": on.isoformat(), "reason": reason})


def close(row: Entitlement, move: str, actor: Actor, on: date, *, reason: str, told: Explanation) -> None:
    """This will refuse or withdraw a proposal whose row is locked."""
    row.move(move)
    row.decided_on = on if move == "refuse" else None
    row.save(update_fields=["state", "decided_on"])
    Move.objects.create(
        entitlement_id=row.id, number=1, name=move, to=row.state, on=on, reason=reason, explanation=told.as_data()
    )
    record(actor.name, f"entitlement.{ACTS[move]}", on=on, subject=row.id, scheme=row.scheme)


def _explain(code: str, row: Entitlement, on: date, said: dict[str, str]) -> Explanation:
    days = {"applied_on": row.applied_on, "decide_by_on": row.decide_by, "opt_out_until_on": row.opt_out_until}
    inputs = said | {name: day.isoformat() for name, day in days.items() if day is not None}
    try:
        terms = [get_terms(row.scheme, row.cohort).cite(get_scheme(row.scheme).decided_within, on)]
    except TermMissing:
        terms = []  # A term that ended keeps nobody from taking back what they asked.
    return Explanation(code, inputs, terms)
