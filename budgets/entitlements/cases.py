"""Lines that are asked for, with what is known about each: who it is, what they have, and what the rules say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from uuid import UUID

from budgets.entitlements.asking import FIRST_COHORT, AwardLine
from budgets.entitlements.lifecycle import State
from budgets.entitlements.models import Entitlement
from budgets.entitlements.refusals import (
    AlreadyAwarded,
    CohortUnknown,
    HouseholdHasIt,
    PayeeMissing,
    PersonDied,
    SchemeExcluded,
    SchemeNotAdopted,
)
from budgets.entitlements.rights import Rights
from budgets.operation import Actor
from budgets.parties.people import PersonUnknown
from budgets.parties.queries import births_of, deaths_of, is_officer
from budgets.parties.registers import take_turns
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.eligibility import Asked
from budgets.schemes.facts import Facts, FactsMissing
from budgets.schemes.judging import Judgement, judge_award
from budgets.schemes.models import Term
from budgets.schemes.queries import get_terms
from budgets.schemes.rules import Discretionary, Pays, PerHousehold, Right, Scheme
from budgets.schemes.terms import Terms


@dataclass(frozen=True, slots=True)
class Case:
    """A line with what is known about it: `same` is what the person has that is the same right, `waiting` what was
    proposed of it, `payee_id` who is paid in the place of the person: what the line says, else what was proposed.
    """

    line: AwardLine
    person_id: UUID
    scheme: Scheme
    terms: Terms
    facts: Facts
    same: list[Entitlement]
    waiting: list[Entitlement]
    household_id: UUID | None
    payee_id: UUID | None

    def refuse_second(self, budget: str) -> None:
        """This will refuse a right that the person has already.

        :raises AlreadyAwarded: they have it
        """
        for row in self.same:
            if row.budget == budget and self.scheme.right is not Right.REPEATED:
                raise AlreadyAwarded(scheme=row.scheme, state=row.state)

    def refuse_without_payee(self) -> None:
        """This will refuse an award whose grants would go nowhere.

        :raises PayeeMissing: the terms say that somebody else is paid, and nobody said who
        """
        if self.payee_id is None and self.scheme.pays_on(self.terms, self.line.starts_on) is Pays.PAYEE:
            raise PayeeMissing(scheme=self.scheme.code)


class Cases:
    """What is known about the people of a batch of lines. Whoever decides about awards waits for who does already."""

    def __init__(self, lines: Sequence[AwardLine], actor: Actor, on: date) -> None:
        # What a person has is read before it is locked: two awards to one person wait for each other.
        take_turns("awards")
        self._actor, self._on = actor, on
        self.births = births_of({line.person_id for line in lines if line.person_id})
        self._deaths = deaths_of(self.births)
        self._terms: dict[tuple[str, str], Terms] = {}
        self.rights = Rights(self.births)

    def case_of(self, line: AwardLine) -> Case:
        """Give a line with what is known about it.

        :raises PersonUnknown: nobody has the client number
        :raises PersonDied: it would start after their death
        :raises SchemeUnknown: the catalogue has no such scheme
        :raises SchemeNotAdopted: the municipality has no terms for it
        :raises CohortUnknown: its terms know no such cohort
        """
        scheme = get_scheme(line.scheme_code)
        if line.person_id is None or line.person_id not in self.births:
            raise PersonUnknown(client_number=line.client_number)
        died_on = self._deaths.get(line.person_id)
        if died_on is not None and line.starts_on > died_on:
            raise PersonDied(died_on=died_on)
        terms = self._terms_of(line)
        had = self.rights.list_same(line.person_id, scheme, line.starts_on)
        repeated = scheme.right is Right.REPEATED
        waiting = [row for row in had if row.state == State.PROPOSED and (not repeated or row.id == line.decides)]
        return Case(
            line=line,
            person_id=line.person_id,
            scheme=scheme,
            terms=terms,
            facts=line.facts if line.facts.values or not waiting else Facts.from_data(waiting[0].facts),
            same=[row for row in had if row.state != State.PROPOSED],
            waiting=waiting,
            household_id=line.household_id or self.rights.household_of(line.person_id, line.starts_on),
            payee_id=line.payee_id or (waiting[0].payee_id if waiting else None),
        )

    def is_there(self, case: Case) -> bool:
        """Say whether a line changes nothing, because the person or, where the scheme merges the two, someone of their
        household has it.

        :raises AlreadyAwarded: the person has it, with another cohort, start or category
        :raises HouseholdHasIt: someone else of the household has it, and the scheme does not merge the two
        """
        if any(_says_the_same(row, case) for row in case.same):
            return True
        if case.scheme.budgets_term is None:
            case.refuse_second("")
        if case.scheme.per_household is PerHousehold.NONE or case.household_id is None:
            return False
        if not self.rights.household_has(case.household_id, case.person_id, case.scheme, case.line.starts_on):
            return False
        if case.scheme.per_household is PerHousehold.REFUSED:
            raise HouseholdHasIt(scheme=case.scheme.code)
        return True

    def find_excluding(self, case: Case) -> SchemeExcluded | None:
        """Give the refusal for a scheme that the person has, or had on the same days, and that nobody has beside it."""
        other = self.rights.find_excluding(case.person_id, case.scheme, case.line.starts_on)
        return SchemeExcluded(scheme=case.scheme.code, other=other) if other else None

    def judge(self, case: Case) -> tuple[Case, Judgement]:
        """Give what the rules say. A date of birth that the municipality knows is not asked again, and is kept among
        the facts where it counts.

        :raises TermMissing: the terms say nothing about a day that counts
        :raises NotPerPerson: nobody has a right to the scheme
        """
        judgement = self._ask(case)
        refusal = judgement.verdict.refusal
        if isinstance(refusal, FactsMissing) and refusal.facts["field"] == "born":
            born = {"born": self.births[case.person_id]}
            case = replace(case, facts=Facts(MappingProxyType({**case.facts.values, **born})))
            judgement = self._ask(case)
        return case, judgement

    def _ask(self, case: Case) -> Judgement:
        line = case.line
        stretch = case.scheme.each_period.counts_over(case.terms, line.starts_on)
        asked = Asked(
            on=self._on,
            starts_on=line.starts_on,
            facts=case.facts,
            category=line.category,
            applied_on=line.applied_on,
            decided=line.decided_minor,
            granted_before=self.rights.granted_in(case.person_id, case.scheme, stretch),
            live=self.rights.count_live(case.scheme),
            approved=self._is_approved(line.approved_by),
        )
        return judge_award(case.scheme, case.terms, asked, against_rule=line.against_rule is not None)

    def _is_approved(self, officer_id: UUID | None) -> bool:
        return officer_id is not None and officer_id != self._actor.officer_id and is_officer(officer_id)

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


def _says_the_same(row: Entitlement, case: Case) -> bool:
    """Say whether a row is what a line asks, so that asking again changes nothing."""
    line = case.line
    if (row.cohort, row.starts_on, row.category) != (line.cohort, line.starts_on, line.category):
        return False
    if case.scheme.right is not Right.REPEATED:
        return True
    asked = line.decided_minor
    if asked is None and isinstance(case.scheme.each_period, Discretionary):
        asked = case.facts.get("amount")
    return (row.facts, row.decided_minor) == (case.facts.as_data(), asked)
