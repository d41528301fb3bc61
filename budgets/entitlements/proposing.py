"""Proposals: what was applied for, or proposed without being asked, waits for a decision and promises nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet

from budgets.entitlements.asking import FIRST_COHORT, AwardLine
from budgets.entitlements.awarding import AwardDesk, award_lines
from budgets.entitlements.cases import Case, Cases
from budgets.entitlements.lifecycle import State
from budgets.entitlements.models import Entitlement
from budgets.entitlements.refusals import HouseholdHasIt, OptedOut
from budgets.entitlements.rights import covers_from
from budgets.operation import Actor
from budgets.parties.lines import RefusedLine, Tally
from budgets.parties.registers import take_turns
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.eligibility import OutsideWindow
from budgets.schemes.facts import Facts
from budgets.schemes.queries import get_terms
from budgets.schemes.rules import PerHousehold, Right
from budgets.trail.record import record_all
from ledger.refusal import Refusal
from ledger.rows import rewrite_rows

OPT_OUT_WEEKS, FUND_EXHAUSTED = "opt_out_weeks", "fund-exhausted"


class ProposalDesk:
    """The working table of one batch of proposals. `asked`: people applied; else the municipality proposes."""

    def __init__(self, lines: Sequence[AwardLine], actor: Actor, on: date, *, asked: bool) -> None:
        self._on, self._actor, self._asked = on, actor, asked
        self._cases = Cases(lines, actor, on)
        self._out = set() if asked else _opted_out({line.person_id for line in lines if line.person_id})
        self.proposed: list[Entitlement] = []
        self.refused: list[RefusedLine] = []
        self.unchanged = 0

    @property
    def tally(self) -> Tally:
        """What became of the lines, in numbers."""
        return Tally(len(self.proposed), 0, self.unchanged, tuple(self.refused))

    def take(self, line: AwardLine) -> None:
        """Take in one line; who waits already, or has it, changes nothing."""
        try:
            case = self._cases.case_of(line)
            if case.waiting or self._waits_for_the_same(case) or self._cases.is_there(case):
                self.unchanged += 1
                return
            self._refuse(case)
            row = self._propose(case)
        except Refusal as refusal:
            self.refused.append(RefusedLine(line.number, refusal))
            return
        self.proposed.append(row)
        self._cases.rights.add(row)

    def write(self) -> None:
        """Write what was proposed, and the trail."""
        Entitlement.objects.bulk_create(self.proposed)
        name = "entitlement.applied_for" if self._asked else "entitlement.proposed"
        record_all(self._actor.name, name, {row.id: {"scheme": row.scheme} for row in self.proposed}, on=self._on)

    def _waits_for_the_same(self, case: Case) -> bool:
        """Say whether the very same waits already, of what may be asked again and again."""
        line, facts = case.line, case.facts.as_data()
        asked = (State.PROPOSED, line.starts_on, line.category, line.decided_minor, facts)
        had = self._cases.rights.list_same(case.person_id, case.scheme, line.starts_on)
        return any((row.state, row.starts_on, row.category, row.decided_minor, row.facts) == asked for row in had)

    def _refuse(self, case: Case) -> None:
        """:raises Refusal: it cannot be proposed"""
        if (case.person_id, case.scheme.code) in self._out:
            raise OptedOut(scheme=case.scheme.code)
        household, scheme = case.household_id, case.scheme
        together = scheme.per_household is not PerHousehold.NONE
        if together and household and self._cases.rights.household_waits(household, case.person_id, scheme):
            raise HouseholdHasIt(scheme=scheme.code)
        day = case.line.applied_on or self._on
        window: tuple[date, date] | None = case.terms.value("window", day)
        if window is not None and not window[0] <= day <= window[1]:
            raise OutsideWindow(scheme=case.scheme.code, from_on=window[0].isoformat(), until_on=window[1].isoformat())

    def _propose(self, case: Case) -> Entitlement:
        line, scheme, terms = case.line, case.scheme, case.terms
        applied_on = (line.applied_on or self._on) if self._asked else None
        since, opt_out_until = applied_on or self._on, None
        if not self._asked:
            opt_out_until = since = self._on + timedelta(weeks=terms.value(OPT_OUT_WEEKS, self._on))
        return Entitlement(
            id=uuid4(),
            person_id=case.person_id,
            scheme=scheme.code,
            cohort=line.cohort,
            category=line.category,
            facts=line.facts.as_data(),
            decided_minor=line.decided_minor,
            payee_id=line.payee_id,
            household_id=case.household_id,
            covers_from=covers_from(scheme, line.starts_on),
            repeats=scheme.right is Right.REPEATED,
            applied_on=applied_on,
            opt_out_until=opt_out_until,
            decide_by=since + timedelta(weeks=terms.value(scheme.decided_within, self._on)),
            starts_on=line.starts_on,
        )


def _opted_out(person_ids: set[UUID]) -> set[tuple[UUID, str]]:
    """Give who said no to what the municipality proposed, and to which scheme: they are not asked again."""
    rows = Entitlement.objects.filter(person__in=person_ids, state=State.WITHDRAWN, opt_out_until__isnull=False)
    return set(rows.values_list("person_id", "scheme"))


def line_of(row: Entitlement, number: int = 1, **said: Any) -> AwardLine:
    """Give a proposal as a line for the award desk, with what is said besides."""
    line = AwardLine(
        number=number,
        person_id=row.person_id,
        scheme_code=row.scheme,
        cohort=row.cohort,
        starts_on=row.starts_on,
        category=row.category,
        facts=Facts.from_data(row.facts),
        household_id=row.household_id,
        decided_minor=row.decided_minor,
        payee_id=row.payee_id,
        applied_on=row.applied_on,
        decides=row.id,
    )
    return replace(line, **said)


def award_proposed(rows: Sequence[Entitlement], actor: Actor, on: date) -> Tally:
    """This will award the proposals that can be awarded, their rows locked; the others stay, with what keeps each."""
    lines = [line_of(row, number) for number, row in enumerate(rows)]
    desk = award_lines(lines, actor, on)
    _keep_waiting({rows[line.number]: line.refusal.code for line in desk.refused})
    return desk.tally


def start_waiting(scheme_code: str, actor: Actor, on: date) -> Tally:
    """This will start those who wait for a scheme that starts together, oldest application first, as many rounds as
    its funds can carry whole; within the operation that asks.
    """
    scheme = get_scheme(scheme_code)
    rows = list(hold_proposed(scheme=scheme_code))
    if scheme.starts_together is None or not rows:
        return Tally()
    size: int = get_terms(scheme_code, FIRST_COHORT).value(scheme.starts_together, on)
    # The months of who waited begin with the round: money for months that are gone would come as one lump sum.
    lines = [line_of(row, number, starts_on=max(row.starts_on, on)) for number, row in enumerate(rows)]
    desk = AwardDesk(lines, actor, on)
    desk.take_rounds(lines, size)
    desk.write()
    started = {made.row.id for made in desk.awarded}
    kept = {row: FUND_EXHAUSTED for row in rows if row.id not in started}
    _keep_waiting(kept | {rows[line.number]: line.refusal.code for line in desk.refused})
    return desk.tally


def hold_proposed(**which: Any) -> QuerySet[Entitlement]:
    """Give proposals with their rows locked, the oldest application first."""
    take_turns("awards")  # Before the rows, as whoever awards does.
    rows = Entitlement.objects.select_for_update().filter(state=State.PROPOSED, **which)
    return rows.order_by("applied_on", "opt_out_until", "person__client_number", "id")


def _keep_waiting(reasons: dict[Entitlement, str]) -> None:
    for row, code in reasons.items():
        row.waits_for = code
    rewrite_rows(Entitlement, [row for row in reasons], ["waits_for"])
