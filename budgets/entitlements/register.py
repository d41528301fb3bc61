"""The register of applications and decisions: what waits and since when, what was decided, and what it is alike."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from budgets.entitlements.lifecycle import NEVER_AWARDED, State
from budgets.entitlements.models import Decision, Entitlement
from budgets.entitlements.refusals import SeveralWait

ALIKE, YEAR = 3, timedelta(days=365)
"""So many alike within a year are no exception any more: perhaps the rule should say it."""


@dataclass(frozen=True, slots=True)
class Application:
    """Something that waits for a decision; `asked` says whether the person applied. `person` is a client number."""

    id: UUID
    person: str
    scheme: str
    asked: bool
    since: date
    opt_out_until: date | None
    decide_by: date
    waits_for: str

    def is_overdue(self, on: date) -> bool:
        """Say whether it should have been decided before a day."""
        return self.decide_by < on


def list_applications(*, scheme_code: str | None = None, overdue_on: date | None = None) -> list[Application]:
    """Give what waits for a decision, the most urgent first: all, or what should have been decided before a day."""
    rows = Entitlement.objects.filter(state=State.PROPOSED, decide_by__isnull=False)
    if scheme_code is not None:
        rows = rows.filter(scheme=scheme_code)
    if overdue_on is not None:
        rows = rows.filter(decide_by__lt=overdue_on)
    return [
        Application(
            id=row.id,
            person=row.person.client_number,
            scheme=row.scheme,
            asked=row.applied_on is not None,
            since=row.applied_on or row.starts_on,
            opt_out_until=row.opt_out_until,
            decide_by=row.decide_by or row.starts_on,
            waits_for=row.waits_for,
        )
        for row in rows.select_related("person").order_by("decide_by", "person__client_number", "scheme")
    ]


def find_application(person_id: UUID, scheme_code: str) -> UUID | None:
    """Give what a person waits for under a scheme.

    :raises SeveralWait: they wait for several, so that one must be named
    """
    rows = Entitlement.objects.filter(person=person_id, scheme=scheme_code, state=State.PROPOSED)
    found = list(rows.values_list("id", flat=True))
    if len(found) > 1:
        raise SeveralWait(scheme=scheme_code, count=len(found))
    return found[0] if found else None


def list_had_in(scheme_code: str, year: int) -> list[Entitlement]:
    """Give for each person what they had under a scheme in a year, the last of it, by client number; who left is left
    out.
    """
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    rows = Entitlement.objects.filter(scheme=scheme_code, starts_on__lt=after, person__died_on=None)
    rows = rows.filter(person__moved_on=None).exclude(state__in=[*NEVER_AWARDED, State.PROPOSED])
    found: dict[UUID, Entitlement] = {}
    for row in rows.order_by("person__client_number", "starts_on", "budget"):
        if row.starts_on >= first or row.state != State.ENDED:
            found[row.person_id] = row
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Precedent:
    """Awards of a scheme that went against one rule on one ground, the reasons as officers gave them, newest first."""

    scheme: str
    code: str
    ground: str
    decided_on: tuple[date, ...]
    reasons: tuple[str, ...]
    is_proposed_rule: bool


def list_precedents(scheme_code: str, *, ground: str | None = None) -> list[Precedent]:
    """Give the awards of a scheme against its rules, by rule and ground; those that came `ALIKE` times within a year
    are proposed as a rule.
    """
    rows = Decision.objects.filter(scheme=scheme_code, against_rule=True)
    if ground is not None:
        rows = rows.filter(ground=ground)
    alike: dict[tuple[str, str], list[Decision]] = defaultdict(list)
    for row in rows.order_by("-decided_on", "-id"):
        alike[row.code, row.ground].append(row)
    return [
        Precedent(
            scheme=scheme_code,
            code=code,
            ground=name,
            decided_on=tuple(row.decided_on for row in found),
            reasons=tuple(row.reason for row in found),
            is_proposed_rule=_come_often([row.decided_on for row in found]),
        )
        for (code, name), found in sorted(alike.items())
    ]


def _come_often(days: Sequence[date]) -> bool:
    """Say whether so many days, newest first, lie within a year that none of them is an exception."""
    return any(last - first < YEAR for last, first in zip(days, days[ALIKE - 1 :], strict=False))
