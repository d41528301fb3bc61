"""The register of aftercare: who must still be looked after, and before which day; and what an award would do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from budgets.aftercare.lifecycle import DutyState
from budgets.aftercare.models import Duty
from budgets.aftercare.preview import Preview, look_ahead
from budgets.parties.queries import births_of
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.eligibility import Asked
from budgets.schemes.facts import Facts
from budgets.schemes.judging import judge_award
from budgets.schemes.queries import get_terms

OPEN, CLOSED = "open", "closed"


@dataclass(frozen=True, slots=True)
class RegisteredDuty:
    """One line of the register; `person` is a client number, `owner` the code of an officer or ""."""

    id: UUID
    person: str
    scheme: str
    subject: UUID
    kind: str
    state: str
    owner: str
    opened_on: date
    due_on: date
    done_on: date | None
    note: str
    effects: list[dict[str, Any]]


def list_duties(*, state: str | None = None, overdue_on: date | None = None) -> list[RegisteredDuty]:
    """Give the duties, the most urgent first: all, those in a state, or those still open that were due before a day."""
    found = Duty.objects.select_related("person", "owner").order_by("due_on", "id")
    if state is not None:
        found = found.filter(state=state)
    if overdue_on is not None:
        found = found.filter(state=DutyState.OPEN, due_on__lt=overdue_on)
    return [
        RegisteredDuty(
            id=row.id,
            person=row.person.client_number,
            scheme=row.scheme,
            subject=row.subject,
            kind=row.kind,
            state=row.state,
            owner=row.owner.code if row.owner else "",
            opened_on=row.opened_on,
            due_on=row.due_on,
            done_on=row.done_on,
            note=row.note,
            effects=row.effects,
        )
        for row in found
    ]


def find_aftercare(subjects: Iterable[UUID]) -> dict[UUID, str]:
    """Give per entitlement whether its aftercare is open or closed; one that never had any is left out."""
    found: dict[UUID, str] = {}
    for subject, state in Duty.objects.filter(subject__in=set(subjects)).values_list("subject", "state"):
        if state == DutyState.OPEN or subject not in found:
            found[subject] = OPEN if state == DutyState.OPEN else CLOSED
    return found


def preview_award(
    person_id: UUID, scheme_code: str, facts: Facts, *, cohort: str, starts_on: date, category: str = ""
) -> Preview:
    """Give what an award would do to other rights, whether or not the rules would allow it; nothing is booked.

    :raises SchemeUnknown: the catalogue has no such scheme
    :raises TermMissing: the municipality has no terms for it, or they say nothing about the day
    :raises FactsMissing: a fact that the amounts need is not known
    :raises FactsRefused: a fact cannot be under this scheme
    """
    scheme, terms, born = get_scheme(scheme_code), get_terms(scheme_code, cohort), births_of([person_id]).get(person_id)
    known = Facts(MappingProxyType({"born": born, **facts.values})) if born else facts
    judgement = judge_award(
        scheme, terms, Asked(on=starts_on, starts_on=starts_on, facts=known, category=category), against_rule=True
    )
    if not judgement.budgets and judgement.verdict.refusal is not None:
        raise judgement.verdict.refusal
    return look_ahead(scheme, terms, known, judgement, starts_on=starts_on)
