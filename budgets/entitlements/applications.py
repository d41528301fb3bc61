"""Applications, proposals and what is decided about them: within the term, by a person, with the reason kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from budgets.entitlements.asking import AwardLine, Hardship
from budgets.entitlements.awarding import award_lines
from budgets.entitlements.closing import close, explain_no, explain_withdrawal
from budgets.entitlements.lifecycle import State
from budgets.entitlements.models import Decision, Entitlement, Outcome
from budgets.entitlements.proposing import FUND_EXHAUSTED, ProposalDesk, award_proposed, hold_proposed, line_of
from budgets.entitlements.proposing import start_waiting as start_those_who_wait
from budgets.entitlements.refusals import ApplicationUnknown, ReasonMissing
from budgets.operation import Actor, operation
from budgets.parties.lines import Tally, in_chunks, settle
from budgets.trail.record import record


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a proposal: its state, and the code of what keeps it waiting, if it still does."""

    state: State
    waits_for: str = ""


@operation
def apply(*, lines: Sequence[AwardLine], actor: Actor, on: date, partial: bool = False) -> Tally:
    """This will take in applications: each waits for a decision within its scheme's term. Who waits or has it already
    changes nothing.

    :raises LinesRefused: a line is refused, unless `partial`; its lines say which and why
    """
    return settle(_propose(lines, actor, on, asked=True), partial=partial)


@operation
def propose(*, lines: Sequence[AwardLine], actor: Actor, on: date, partial: bool = False) -> Tally:
    """This will propose schemes to people who did not ask (ambtshalve): they can say no for some weeks, and who said
    no before is left alone.

    :raises LinesRefused: a line is refused, unless `partial`; its lines say which and why
    """
    return settle(_propose(lines, actor, on, asked=False), partial=partial)


@operation
def award_application(
    *,
    entitlement_id: UUID,
    actor: Actor,
    on: date,
    against_rule: Hardship | None = None,
    approved_by: UUID | None = None,
) -> Decided:
    """This will award what was applied for or proposed; what no fund can carry goes on waiting, with that reason.

    :raises ApplicationUnknown: it is not there
    :raises NotAllowedInState: it was decided or withdrawn already
    :raises Refusal: the rules say no; say no with `refuse_application`, or go against the rule with hardship
    """
    row = _hold(entitlement_id, "award")
    desk = award_lines([line_of(row, against_rule=against_rule, approved_by=approved_by)], actor, on)
    if not desk.refused:
        return Decided(State.ACTIVE)
    refusal = desk.refused[0].refusal
    if refusal.code != FUND_EXHAUSTED:
        raise refusal
    row.waits_for = refusal.code
    row.save(update_fields=["waits_for"])
    record(actor.name, "entitlement.left_waiting", on=on, subject=row.id, scheme=row.scheme, waits_for=row.waits_for)
    return Decided(State.PROPOSED, row.waits_for)


@operation
def refuse_application(*, entitlement_id: UUID, ground: str, reason: str, actor: Actor, on: date) -> Decided:
    """This will say no to what was applied for or proposed, with the ground in a word and the reason in full.

    :raises ApplicationUnknown: it is not there
    :raises NotAllowedInState: it was decided or withdrawn already
    :raises ReasonMissing: the ground or the reason is empty
    """
    if not ground.strip() or not reason.strip():
        raise ReasonMissing
    row = _hold(entitlement_id, "refuse")
    told = explain_no(row, on, ground=ground, reason=reason)
    close(row, "refuse", actor, on, reason=ground, told=told)
    Decision.objects.create(
        person_id=row.person_id,
        scheme=row.scheme,
        entitlement_id=row.id,
        outcome=Outcome.REFUSED,
        code=ground,
        ground=ground,
        reason=reason,
        officer_id=actor.officer_id,
        explanation={**told.as_data(), "facts": row.facts},
        decided_on=on,
    )
    return Decided(State.REFUSED)


@operation
def withdraw_application(*, entitlement_id: UUID, actor: Actor, on: date, reason: str = "person") -> Decided:
    """This will take back what a person applied for, or keep that they said no to what was proposed.

    :raises ApplicationUnknown: it is not there
    :raises NotAllowedInState: it was decided or withdrawn already
    """
    row = _hold(entitlement_id, "withdraw")
    close(row, "withdraw", actor, on, reason=reason, told=explain_withdrawal(row, on, reason=reason))
    return Decided(State.WITHDRAWN)


@operation
def decide_proposed(*, actor: Actor, on: date, scheme_code: str | None = None) -> Tally:
    """This will award what was proposed to people who did not say no in time. What cannot be awarded goes on waiting,
    and the tally says why: no machine says no to a person.
    """
    which: dict[str, Any] = {"opt_out_until__lte": on} | ({"scheme": scheme_code} if scheme_code else {})
    tally = Tally()
    for chunk in in_chunks(list(hold_proposed(**which))):
        tally += award_proposed(chunk, actor, on)
    return tally


@operation
def start_waiting(*, scheme_code: str, actor: Actor, on: date) -> Tally:
    """This will start those who wait for a scheme that starts together, as many rounds as its funds carry whole.

    :raises SchemeUnknown: the catalogue has no such scheme
    """
    return start_those_who_wait(scheme_code, actor, on)


def _propose(lines: Sequence[AwardLine], actor: Actor, on: date, *, asked: bool) -> Tally:
    tally = Tally()
    for chunk in in_chunks(lines):
        desk = ProposalDesk(chunk, actor, on, asked=asked)
        for line in chunk:
            desk.take(line)
        desk.write()
        tally += desk.tally
    return tally


def _hold(entitlement_id: UUID, move: str) -> Entitlement:
    row = hold_proposed(pk=entitlement_id).first() or Entitlement.objects.filter(pk=entitlement_id).first()
    if row is None:
        raise ApplicationUnknown
    Entitlement(state=row.state).move(move)  # Asked of a copy: who awards makes the move.
    return row
