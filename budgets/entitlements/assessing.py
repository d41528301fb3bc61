"""One look at one person's facts that opens several schemes: what each would say, kept and promising nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from budgets.aftercare.preview import look_ahead
from budgets.entitlements.asking import FIRST_COHORT, AwardLine
from budgets.entitlements.awarding import award_lines
from budgets.entitlements.cases import Case, Cases
from budgets.entitlements.models import Assessment, Decision, Outcome
from budgets.entitlements.refusals import AssessmentUnknown, NotAssessed
from budgets.operation import Actor, operation
from budgets.parties.lines import Tally, settle
from budgets.parties.people import PersonUnknown
from budgets.parties.registers import take_turns
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.eligibility import Answer
from budgets.schemes.facts import Facts
from budgets.schemes.judging import Judgement
from budgets.schemes.queries import list_adopted_schemes
from budgets.trail.record import record
from ledger.refusal import Refusal

YES, NO, NEEDS_PERSON = "yes", "no", "needs-a-person"
ASKS_FIRST = {"facts-missing", "facts-invalid", "second-person-needed", "term-missing", "cohort-unknown"}
"""Refusals that ask for something before anybody can say yes or no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What is asked about a person: facts, the household if it is not the one they are in, and per scheme a category
    or a cohort.
    """

    person_id: UUID
    facts: Facts
    household_id: UUID | None = None
    categories: Mapping[str, str] = field(default_factory=dict)
    cohorts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SchemeVerdict:
    """What one scheme would say: yes, no or needs-a-person, the code and facts of what is in the way, the amounts per
    budget in minor units of their unit, what it promises in cents, and what it does to other rights.
    """

    scheme: str
    category: str
    cohort: str
    answer: str
    code: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    amounts: Sequence[Mapping[str, Any]] = ()
    commitment_minor: int = 0
    effects: Sequence[Mapping[str, Any]] = ()
    warning: Mapping[str, Any] | None = None

    def as_data(self) -> dict[str, Any]:
        """Give it as plain data, ready for JSON."""
        return {
            "scheme": self.scheme,
            "category": self.category,
            "cohort": self.cohort,
            "answer": self.answer,
            "code": self.code,
            "facts": dict(self.facts),
            "reason": self.reason,
            "amounts": [dict(each) for each in self.amounts],
            "commitment_minor": self.commitment_minor,
            "effects": [dict(each) for each in self.effects],
            "warning": dict(self.warning) if self.warning else None,
        }


@operation
def assess(*, asking: Asking, actor: Actor, on: date) -> Assessment:
    """This will look which of the adopted schemes a person could have from a day on, and keep what each says.

    :raises PersonUnknown: the person is not known
    """
    adopted = [get_scheme(code) for code in list_adopted_schemes()]
    lines = [
        AwardLine(
            number=number,
            person_id=asking.person_id,
            scheme_code=scheme.code,
            cohort=asking.cohorts.get(scheme.code, FIRST_COHORT),
            category=asking.categories.get(scheme.code, ""),
            starts_on=on,
            facts=asking.facts,
            household_id=asking.household_id,
        )
        for number, scheme in enumerate(adopted)
        if scheme.each_period.per_person and scheme.shared_out is None
    ]
    cases = Cases(lines, actor, on)
    if lines and asking.person_id not in cases.births:
        raise PersonUnknown(client_number="")
    row = Assessment.objects.create(
        person_id=asking.person_id,
        household_id=asking.household_id or cases.rights.household_of(asking.person_id, on),
        facts=asking.facts.as_data(),
        verdicts=[_verdict(line, cases).as_data() for line in lines],
        assessed_on=on,
    )
    record(actor.name, "person.assessed", on=on, subject=row.id, schemes=len(lines))
    return row


@operation
def award_assessed(
    *,
    assessment_id: UUID,
    scheme_codes: Sequence[str],
    actor: Actor,
    on: date,
    warning_seen_on: date | None = None,
) -> Tally:
    """This will award the schemes that were chosen from an assessment in one act: all of them, or none. What was
    awarded from it before changes nothing, on whatever day it is asked again.

    The rules are asked again: what changed since the assessment counts.

    :raises AssessmentUnknown: the assessment is not there
    :raises NotAssessed: a scheme is not one that it looked at
    :raises LinesRefused: one cannot be awarded; its lines are numbered in the order of the schemes, from 1
    """
    row = Assessment.objects.filter(pk=assessment_id).first()
    if row is None:
        raise AssessmentUnknown(assessment=assessment_id)
    take_turns("awards")  # What was awarded from it is read before anything is locked.
    done = _awarded_from(row)
    verdicts = {each["scheme"]: each for each in row.verdicts}
    for code in scheme_codes:
        if code not in verdicts:
            raise NotAssessed(scheme=code, known=", ".join(verdicts))
    lines = [
        AwardLine(
            number=number,
            person_id=row.person_id,
            scheme_code=code,
            cohort=verdicts[code]["cohort"],
            category=verdicts[code]["category"],
            starts_on=on,
            facts=Facts.from_data(row.facts),
            household_id=row.household_id,
            assessment_id=row.id,
            warning_seen_on=warning_seen_on,
        )
        for number, code in enumerate(dict.fromkeys(scheme_codes), start=1)
        if code not in done
    ]
    again = Tally(unchanged=len(done.intersection(scheme_codes)))
    return settle(again + award_lines(lines, actor, on).tally, partial=False)


def _awarded_from(row: Assessment) -> set[str]:
    made = Decision.objects.filter(person=row.person_id, outcome=Outcome.AWARDED, explanation__assessment=str(row.id))
    return set(made.values_list("scheme", flat=True))


def _verdict(line: AwardLine, cases: Cases) -> SchemeVerdict:
    try:
        case = cases.case_of(line)
        if cases.is_there(case):
            return _say(line, NO, code="already-awarded", facts={"scheme": line.scheme_code})
        excluded = cases.find_excluding(case)
        if excluded is not None:
            raise excluded
        case, judgement = cases.judge(case)
    except Refusal as refusal:
        return _no(line, refusal)
    if judgement.verdict.refusal is not None:
        return _no(line, judgement.verdict.refusal)
    return _yes(line, case, judgement, cases.births[case.person_id])


def _no(line: AwardLine, refusal: Refusal) -> SchemeVerdict:
    facts = {name: str(fact) for name, fact in refusal.facts.items()}
    return _say(line, NEEDS_PERSON if refusal.code in ASKS_FIRST else NO, code=refusal.code, facts=facts)


def _yes(line: AwardLine, case: Case, judgement: Judgement, born: date) -> SchemeVerdict:
    ahead = look_ahead(case.scheme, case.terms, case.facts, judgement, starts_on=line.starts_on, born=born)
    needs_person = judgement.verdict.answer is Answer.NEEDS_A_PERSON
    return _say(
        line,
        NEEDS_PERSON if needs_person else YES,
        reason=judgement.verdict.reason,
        amounts=[
            {
                "budget": portion.budget,
                "unit": portion.unit.value,
                "first_minor": list(portion.first),
                "commitment_minor": portion.commitment_minor,
            }
            for portion in judgement.budgets
        ],
        commitment_minor=judgement.commitment_minor,
        effects=ahead.to_keep,
        warning=ahead.lump.as_data() if ahead.lump else None,
    )


def _say(line: AwardLine, answer: str, **said: Any) -> SchemeVerdict:
    return SchemeVerdict(line.scheme_code, line.category, line.cohort, answer, **said)
