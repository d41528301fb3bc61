"""The award desk: lines that are asked for are judged one by one, and what is awarded is written and booked at once.

It opens no transaction, so that operations of other contexts can award within their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from uuid import UUID, uuid4

from budgets.entitlements.asking import FIRST_COHORT, AwardLine, Hardship
from budgets.entitlements.lifecycle import State
from budgets.entitlements.models import Entitlement
from budgets.entitlements.promising import Room
from budgets.entitlements.refusals import (
    AlreadyAwarded,
    CohortUnknown,
    HardshipNeedsReason,
    HardshipNeedsRole,
    HouseholdHasIt,
    PersonUnknown,
    SchemeExcluded,
    SchemeNotAdopted,
)
from budgets.entitlements.rights import Rights, covers_from
from budgets.entitlements.writing_awards import Award, SaidNo, write_awards, write_refusals
from budgets.operation import Actor
from budgets.parties.lines import RefusedLine, Tally
from budgets.parties.models import Role
from budgets.parties.queries import births_of, has_role, is_officer
from budgets.parties.registers import take_turns
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.eligibility import Answer, Asked
from budgets.schemes.explanation import Explanation
from budgets.schemes.facts import Facts, FactsMissing
from budgets.schemes.judging import Judgement, Portion, judge_award
from budgets.schemes.models import Term
from budgets.schemes.queries import get_terms
from budgets.schemes.rules import PerHousehold, Right, Scheme
from budgets.schemes.terms import Terms
from ledger.refusal import Refusal

PASSABLE = {"not-eligible", "outside-window", "limit-reached", "scheme-excluded"}
"""The rules that hardship can go against: never that there is no money, or that someone has it already."""


def award_lines(lines: Sequence[AwardLine], actor: Actor, on: date) -> "AwardDesk":
    """This will award what can be awarded of at most 1,000 lines, within the operation that asks; the desk tells what
    became of each.
    """
    desk = AwardDesk(lines, actor, on)
    for line in lines:
        desk.take(line)
    desk.write()
    return desk


@dataclass(frozen=True, slots=True)
class _Case:
    """A line with what is known about it; `same` is what the person has or has asked that is the same right."""

    line: AwardLine
    person_id: UUID
    scheme: Scheme
    terms: Terms
    facts: Facts
    same: list[Entitlement]
    waiting: list[Entitlement]
    household_id: UUID | None


class AwardDesk:
    """The working table of one batch of awards, with the free room of each fund under its lock."""

    def __init__(self, lines: Sequence[AwardLine], actor: Actor, on: date) -> None:
        # What a person has is read before it is locked: two awards to one person wait for each other.
        take_turns("awards")
        self._on, self._actor = on, actor
        self._births = births_of({line.person_id for line in lines if line.person_id})
        self._terms: dict[tuple[str, str], Terms] = {}
        self._room = Room()
        self._rights = Rights(self._births)
        self._said_no: list[SaidNo] = []
        self._added = 0
        self.awarded: list[Award] = []
        self.refused: list[RefusedLine] = []
        self.unchanged = 0

    @property
    def tally(self) -> Tally:
        """What became of the lines, in numbers."""
        return Tally(self._added, 0, self.unchanged, tuple(self.refused))

    def take(self, line: AwardLine) -> None:
        """Decide one line."""
        try:
            made = self._judge(line)
        except Refusal as refusal:
            self.refused.append(RefusedLine(line.number, refusal))
            return
        self._added += bool(made)
        self.unchanged += not made
        for each in made:
            self.awarded.append(each)
            self._rights.add(each.row)

    def write(self) -> None:
        """Write the rows, the decisions and the trail, open the accounts and book the promises of all at once."""
        write_awards(self.awarded, self._room, self._actor, self._on)
        write_refusals(self._said_no, self._actor, self._on)

    def _judge(self, line: AwardLine) -> list[Award]:
        """Give the entitlements that a line makes: one for each budget; none where it changes nothing.

        :raises Refusal: it cannot be awarded
        """
        case = self._case_of(line)
        if any(_says_the_same(row, case) for row in case.same):
            return []
        if case.scheme.budgets_term is None:
            _refuse_second(case, "")
        if self._is_had_by_household(case):
            return []
        if line.against_rule is not None:
            _refuse_unless_hardship(line.against_rule)
        passed = self._weigh_excluding(case)
        case, judgement = self._look(case)
        if judgement.verdict.answer is Answer.NO and judgement.verdict.refusal is not None:
            passed = self._pass(case, judgement.verdict.refusal, judgement.explanation)
        return self._make(case, judgement, passed)

    def _case_of(self, line: AwardLine) -> _Case:
        scheme = get_scheme(line.scheme_code)
        if line.person_id is None or line.person_id not in self._births:
            raise PersonUnknown(client_number=line.client_number)
        terms = self._terms_of(line)
        had = self._rights.list_same(line.person_id, scheme, line.starts_on)
        repeated = scheme.right is Right.REPEATED
        waiting = [row for row in had if row.state == State.PROPOSED and (not repeated or row.id == line.decides)]
        return _Case(
            line=line,
            person_id=line.person_id,
            scheme=scheme,
            terms=terms,
            facts=line.facts if line.facts.values or not waiting else Facts.from_data(waiting[0].facts),
            same=[row for row in had if row.state != State.PROPOSED],
            waiting=waiting,
            household_id=line.household_id or self._rights.household_of(line.person_id, line.starts_on),
        )

    def _terms_of(self, line: AwardLine) -> Terms:
        wanted = (line.scheme_code, line.cohort)
        if wanted not in self._terms:
            cohorts = set(Term.objects.filter(scheme=line.scheme_code).values_list("cohort", flat=True).distinct())
            if not cohorts:
                raise SchemeNotAdopted(scheme=line.scheme_code)
            if line.cohort not in {*cohorts, FIRST_COHORT}:
                raise CohortUnknown(scheme=line.scheme_code, cohort=line.cohort)
            self._terms[wanted] = get_terms(*wanted)
        return self._terms[wanted]

    def _is_had_by_household(self, case: _Case) -> bool:
        """Say whether the line is the same right that someone else of the household has.

        :raises HouseholdHasIt: someone else has it, and the scheme does not merge the two
        """
        if case.scheme.per_household is PerHousehold.NONE or case.household_id is None:
            return False
        if not self._rights.household_has(case.household_id, case.person_id, case.scheme, case.line.starts_on):
            return False
        if case.scheme.per_household is PerHousehold.REFUSED:
            raise HouseholdHasIt(scheme=case.scheme.code)
        return True

    def _weigh_excluding(self, case: _Case) -> Refusal | None:
        other = self._rights.find_excluding(case.person_id, case.scheme)
        if other is None:
            return None
        told = Explanation("scheme-excluded", {"scheme": case.scheme.code, "other": other})
        return self._pass(case, SchemeExcluded(scheme=case.scheme.code, other=other), told)

    def _pass(self, case: _Case, refusal: Refusal, told: Explanation) -> Refusal:
        """Give the refusal that hardship goes against.

        :raises Refusal: there is no hardship, or it cannot go against this
        """
        if case.line.against_rule is not None and refusal.code in PASSABLE:
            return refusal
        if refusal.code in PASSABLE:
            self._said_no.append(SaidNo(case.person_id, case.scheme.code, case.facts, refusal.code, told))
        raise refusal

    def _look(self, case: _Case) -> tuple[_Case, Judgement]:
        """Give the judgement; a date of birth that the municipality knows is not asked again, and kept where it
        counts.
        """
        judgement = self._judgement(case)
        refusal = judgement.verdict.refusal
        if isinstance(refusal, FactsMissing) and refusal.facts["field"] == "born":
            born = {"born": self._births[case.person_id]}
            case = replace(case, facts=Facts(MappingProxyType({**case.facts.values, **born})))
            judgement = self._judgement(case)
        return case, judgement

    def _judgement(self, case: _Case) -> Judgement:
        line = case.line
        stretch = case.scheme.each_period.counts_over(case.terms, line.starts_on)
        asked = Asked(
            on=self._on,
            starts_on=line.starts_on,
            facts=case.facts,
            category=line.category,
            applied_on=line.applied_on,
            decided=line.decided_minor,
            granted_before=self._rights.granted_in(case.person_id, case.scheme, stretch),
            live=self._rights.count_live(case.scheme),
            approved=self._is_approved(line.approved_by),
        )
        return judge_award(case.scheme, case.terms, asked, against_rule=line.against_rule is not None)

    def _is_approved(self, officer_id: UUID | None) -> bool:
        return officer_id is not None and officer_id != self._actor.officer_id and is_officer(officer_id)

    def _make(self, case: _Case, judgement: Judgement, passed: Refusal | None) -> list[Award]:
        for portion in judgement.budgets:
            _refuse_second(case, portion.budget)
        fund_id = self._room.promise(case.scheme, judgement.commitment_minor)
        made, waiting = [], list(case.waiting)
        for portion in judgement.budgets:
            row = waiting.pop() if waiting else _fresh(case)
            self._fill_in(row, case, portion)
            row.fund_id = fund_id
            made.append(
                Award(case.line, row, case.scheme, portion.commitment_minor, judgement.explanation, case.facts, passed)
            )
        return made

    def _fill_in(self, row: Entitlement, case: _Case, portion: Portion) -> None:
        line, scheme = case.line, case.scheme
        row.cohort, row.starts_on = line.cohort, line.starts_on
        row.budget, row.category, row.unit = portion.budget, portion.category, portion.unit.value
        row.decided_minor, row.payee_id, row.household_id = portion.decided, line.payee_id, case.household_id
        row.facts, row.covers_from = case.facts.as_data(), covers_from(scheme, line.starts_on)
        row.awarded_on = row.decided_on = self._on
        row.opened, row.booked_count, row.waits_for = scheme.opens_with is None, 1, ""
        row.next_due_on = line.starts_on
        if scheme.opens_with is None and scheme.each_period.due_at_end:
            row.next_due_on = scheme.rhythm.containing(line.starts_on).ends_on
        row.move("award")


def _fresh(case: _Case) -> Entitlement:
    return Entitlement(
        id=uuid4(),
        person_id=case.person_id,
        scheme=case.scheme.code,
        repeats=case.scheme.right is Right.REPEATED,
        applied_on=case.line.applied_on,
    )


def _says_the_same(row: Entitlement, case: _Case) -> bool:
    """Say whether a row is what a line asks, so that asking again changes nothing."""
    line = case.line
    if (row.cohort, row.starts_on, row.category) != (line.cohort, line.starts_on, line.category):
        return False
    if case.scheme.right is not Right.REPEATED:
        return True
    asked = line.decided_minor if line.decided_minor is not None else case.facts.get("amount")
    return (row.facts, row.decided_minor) == (case.facts.as_data(), asked)


def _refuse_second(case: _Case, budget: str) -> None:
    for row in case.same:
        if row.budget == budget and case.scheme.right is not Right.REPEATED:
            raise AlreadyAwarded(scheme=row.scheme, state=row.state)


def _refuse_unless_hardship(hardship: Hardship) -> None:
    if not hardship.ground.strip() or not hardship.reason.strip():
        raise HardshipNeedsReason
    if not has_role(hardship.officer_id, Role.HARDSHIP):
        raise HardshipNeedsRole
