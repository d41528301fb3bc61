"""The award desk: lines that are asked for are judged one by one, and what is awarded is written and booked at once.

It opens no transaction, so that operations of other contexts can award within their own.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from budgets.aftercare.preview import Preview
from budgets.entitlements.asking import FIRST_COHORT, AwardLine, Hardship
from budgets.entitlements.caring import Care
from budgets.entitlements.cases import Case, Cases
from budgets.entitlements.models import Entitlement
from budgets.entitlements.promising import Promise, Room
from budgets.entitlements.refusals import FundExhausted, HardshipNeedsReason, HardshipNeedsRole
from budgets.entitlements.rights import covers_from
from budgets.entitlements.writing_awards import Award, SaidNo, write_awards, write_refusals
from budgets.operation import Actor
from budgets.parties.lines import RefusedLine, Tally
from budgets.parties.models import Role
from budgets.parties.queries import has_role
from budgets.schemes.explanation import Explanation
from budgets.schemes.judging import Judgement, Portion
from budgets.schemes.rules import Right
from ledger.refusal import Refusal

__all__ = ["FIRST_COHORT", "AwardDesk", "AwardLine", "Hardship", "award_lines"]

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


class AwardDesk:
    """The working table of one batch of awards, with the free room of each fund under its lock."""

    def __init__(self, lines: Sequence[AwardLine], actor: Actor, on: date) -> None:
        self._on, self._actor = on, actor
        self._cases = Cases(lines, actor, on)
        self._room = Room()
        self._care = Care(self._cases.births, actor, on)
        self._ahead: dict[UUID, Preview] = {}
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
            made = self._decide(line)
        except Refusal as refusal:
            self.refused.append(RefusedLine(line.number, refusal))
            return
        self._added += bool(made)
        self.unchanged += not made
        for each in made:
            self.awarded.append(each)
            self._cases.rights.add(each.row)

    def take_rounds(self, lines: Sequence[AwardLine], size: int) -> None:
        """Decide lines in their order, as many together as a round has; one that the funds cannot carry whole does not
        begin. Who cannot have it is passed over.
        """
        together: list[list[Award]] = []
        for line in lines:
            try:
                together.append(self._decide(line))
            except FundExhausted:
                return
            except Refusal as refusal:
                self.refused.append(RefusedLine(line.number, refusal))
                continue
            for each in together[-1]:
                self._cases.rights.add(each.row)
            if len(together) == size:
                self._added += size
                self.awarded += [each for made in together for each in made]
                together = []

    def write(self) -> None:
        """Write the rows, the decisions and the trail, open the accounts and book the promises of all at once."""
        write_awards(self.awarded, self._room, self._actor, self._on)
        write_refusals(self._said_no, self._actor, self._on)
        for made in self.awarded:
            if made.row.id in self._ahead:
                self._care.owe(made.row, self._ahead[made.row.id])
        self._care.write()

    def _decide(self, line: AwardLine) -> list[Award]:
        """Give the entitlements that a line makes: one for each budget; none where it changes nothing.

        :raises Refusal: it cannot be awarded
        """
        case = self._cases.case_of(line)
        if self._cases.is_there(case):
            return []
        if line.against_rule is not None:
            _refuse_unless_hardship(line.against_rule)
        passed: Refusal | None = None
        excluded = self._cases.find_excluding(case)
        if excluded is not None:
            passed = self._pass(case, excluded, Explanation("scheme-excluded", dict(excluded.facts)))
        case, judgement = self._cases.judge(case)
        if judgement.verdict.refusal is not None:
            passed = self._pass(case, judgement.verdict.refusal, judgement.explanation)
        case.refuse_without_payee()
        ahead = self._care.look(case, judgement)
        made = self._make(case, judgement, passed)
        self._ahead |= {each.row.id: ahead for each in made[:1]}
        return made

    def _pass(self, case: Case, refusal: Refusal, told: Explanation) -> Refusal:
        """Give the refusal that hardship goes against.

        :raises Refusal: there is no hardship, or it cannot go against this
        """
        if refusal.code not in PASSABLE:
            raise refusal
        if case.line.against_rule is None:
            if case.waiting:
                raise refusal  # A person says no to what was proposed, and why.
            self._said_no.append(SaidNo(case.person_id, case.scheme.code, case.facts, refusal.code, told))
            raise refusal
        return refusal

    def _make(self, case: Case, judgement: Judgement, passed: Refusal | None) -> list[Award]:
        for portion in judgement.budgets:
            case.refuse_second(portion.budget)
        fresh = [_fresh(case) for _ in judgement.budgets[len(case.waiting) :]]
        rows = [*case.waiting, *fresh][: len(judgement.budgets)]
        with self._room.all_or_none(case.scheme):
            promised = [self._promise(case, row, portion) for row, portion in zip(rows, judgement.budgets, strict=True)]
        made = []
        for row, portion, promises in zip(rows, judgement.budgets, promised, strict=True):
            self._fill_in(row, case, portion)
            row.fund_id = promises[0].fund_id
            made.append(
                Award(
                    line=case.line,
                    row=row,
                    scheme=case.scheme,
                    promises=promises,
                    told=judgement.explanation,
                    facts=case.facts,
                    passed=passed,
                )
            )
        return made

    def _promise(self, case: Case, row: Entitlement, portion: Portion) -> tuple[Promise, ...]:
        amount, on = portion.commitment_minor, case.line.starts_on
        return self._room.promise(case.scheme, case.terms, amount, on=on, entitlement_id=row.id)

    def _fill_in(self, row: Entitlement, case: Case, portion: Portion) -> None:
        line, scheme = case.line, case.scheme
        row.cohort, row.starts_on = line.cohort, line.starts_on
        row.budget, row.category, row.unit = portion.budget, portion.category, portion.unit.value
        row.decided_minor, row.payee_id, row.household_id = portion.decided, case.payee_id, case.household_id
        row.facts, row.covers_from = case.facts.as_data(), covers_from(scheme, line.starts_on)
        row.awarded_on = row.decided_on = self._on
        row.opened, row.booked_count, row.waits_for = scheme.opens_with is None, 1, ""
        row.next_due_on = line.starts_on
        if scheme.opens_with is None and scheme.each_period.due_at_end:
            row.next_due_on = scheme.rhythm.containing(line.starts_on).ends_on
        row.move("award")


def _fresh(case: Case) -> Entitlement:
    return Entitlement(
        id=uuid4(),
        person_id=case.person_id,
        scheme=case.scheme.code,
        repeats=case.scheme.right is Right.REPEATED,
        applied_on=case.line.applied_on,
    )


def _refuse_unless_hardship(hardship: Hardship) -> None:
    if not hardship.ground.strip() or not hardship.reason.strip():
        raise HardshipNeedsReason
    if not has_role(hardship.officer_id, Role.HARDSHIP):
        raise HardshipNeedsRole
