"""What is asked of the award desk: lines, and the reason for which one goes against a rule."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from budgets.schemes.facts import NO_FACTS, Facts

FIRST_COHORT = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hardship:
    """Why an award goes against a rule, and which officer says so; `ground` says the reason in a word, alike in like
    cases.
    """

    officer_id: UUID
    ground: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardLine:
    """One award that is asked for; None for a person stands for a client number that nobody has.

    `category` names a row of the scheme's tables, or one budget of it. `household_id` is the household that the person
    is in, unless given; `decided_minor` an amount in cents that was decided elsewhere; `approved_by` a second officer.
    `decides` is the proposal that it decides about, where the scheme may be awarded again and again. `warning_seen_on`
    is when the actor showed what a lump sum may do to other rights, and `warning_language` in which language.
    """

    number: int
    person_id: UUID | None
    scheme_code: str
    cohort: str = FIRST_COHORT
    starts_on: date
    client_number: str = ""
    category: str = ""
    facts: Facts = NO_FACTS
    household_id: UUID | None = None
    decided_minor: int | None = None
    payee_id: UUID | None = None
    approved_by: UUID | None = None
    against_rule: Hardship | None = None
    applied_on: date | None = None
    assessment_id: UUID | None = None
    decides: UUID | None = None
    warning_seen_on: date | None = None
    warning_language: str = "nl"
