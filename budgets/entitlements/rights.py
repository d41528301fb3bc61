"""What people and their households have already, as far as it decides whether they can have something more."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from budgets.entitlements.lifecycle import NEVER_AWARDED, State
from budgets.entitlements.models import Entitlement, Grant, Move
from budgets.parties.queries import list_stays
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.periods import Period
from budgets.schemes.rules import Right, Scheme, exclude_each_other

SINCE_EVER = date(2000, 1, 1)
"""The first day of what is had once: a period that never ends."""
RUNS = (State.ACTIVE, State.SUSPENDED, State.STOPPED)
"""Where a right is someone's now; one that was stopped may start again."""


def covers_from(scheme: Scheme, starts_on: date) -> date | None:
    """Give the first day of the period that a right is for, where there is one right to each period."""
    if scheme.right is Right.PER_PERIOD:
        return scheme.rhythm.containing(starts_on).starts_on
    return SINCE_EVER if scheme.right is Right.ONCE else None


class Rights:
    """The rights of some people and of the households they are in, as they are and as they become in one batch."""

    def __init__(self, person_ids: Iterable[UUID]) -> None:
        people = list(person_ids)
        self._people = people
        self._stays = defaultdict(list)
        for person, household, from_on, until_on in list_stays(people):
            self._stays[person].append((household, from_on, until_on))
        self._of_person: dict[UUID, list[Entitlement]] = defaultdict(list)
        for row in Entitlement.objects.filter(person__in=people).exclude(state__in=NEVER_AWARDED):
            self._of_person[row.person_id].append(row)
        self._ended_on = _ended_on(row for rows in self._of_person.values() for row in rows)
        self._of_household: dict[str, dict[UUID, list[Entitlement]]] = {}
        self._live: dict[str, int] = {}
        self._granted: dict[str, dict[UUID, list[tuple[date, int]]]] = {}

    def add(self, row: Entitlement) -> None:
        """Count what was just awarded as had."""
        mine = self._of_person[row.person_id]
        if row not in mine:
            mine.append(row)
        if row.scheme in self._of_household and row.household_id:
            self._of_household[row.scheme][row.household_id].append(row)
        if row.scheme in self._live and row.state in RUNS:
            self._live[row.scheme] += 1

    def household_of(self, person_id: UUID, on: date) -> UUID | None:
        """Give the household that a person is in on a day."""
        for household, from_on, until_on in self._stays[person_id]:
            if from_on <= on and (until_on is None or on < until_on):
                return household
        return None

    def list_same(self, person_id: UUID, scheme: Scheme, starts_on: date) -> list[Entitlement]:
        """Give what a person has that is the same right: now, or for the same days; for repeated ones all."""
        return [row for row in self._of_person[person_id] if self._is_same(row, scheme, starts_on)]

    def find_excluding(self, person_id: UUID, scheme: Scheme, starts_on: date) -> str | None:
        """Give the scheme that a person has now, or had on days that this one would begin before, and that nobody has
        beside this one.
        """
        for row in self._of_person[person_id]:
            had = row.state in RUNS or self._lasted_beyond(row, starts_on)
            if had and exclude_each_other(scheme, get_scheme(row.scheme)):
                return row.scheme
        return None

    def household_has(self, household_id: UUID, person_id: UUID, scheme: Scheme, starts_on: date) -> bool:
        """Say whether someone else of a household has the same right."""
        theirs = self._others(household_id, person_id, scheme)
        awarded = [row for row in theirs if row.state != State.PROPOSED]
        if scheme.right is Right.REPEATED:
            # What is decided again and again is one decision for the household when it starts on one day.
            return any(row.starts_on == starts_on for row in awarded)
        return any(self._is_same(row, scheme, starts_on) for row in awarded)

    def household_waits(self, household_id: UUID, person_id: UUID, scheme: Scheme) -> bool:
        """Say whether someone else of a household waits for a decision about a scheme."""
        return any(row.state == State.PROPOSED for row in self._others(household_id, person_id, scheme))

    def _others(self, household_id: UUID, person_id: UUID, scheme: Scheme) -> list[Entitlement]:
        if scheme.code not in self._of_household:
            households = {household for stays in self._stays.values() for household, _from, _until in stays}
            found = self._of_household[scheme.code] = defaultdict(list)
            theirs = Entitlement.objects.filter(scheme=scheme.code, household__in={*households, household_id})
            rows = list(theirs.exclude(state__in=NEVER_AWARDED))
            self._ended_on |= _ended_on(rows)
            for row in rows:
                if row.household_id is not None:
                    found[row.household_id].append(row)
        return [row for row in self._of_household[scheme.code][household_id] if row.person_id != person_id]

    def count_live(self, scheme: Scheme) -> int:
        """Give how many have a scheme now."""
        if scheme.code not in self._live:
            rows = Entitlement.objects.filter(scheme=scheme.code, state__in=RUNS)
            self._live[scheme.code] = rows.count()
        return self._live[scheme.code]

    def granted_in(self, person_id: UUID, scheme: Scheme, stretch: Period | None) -> int:
        """Give what a person was granted under a scheme over a stretch of time, in minor units; 0 without one."""
        if stretch is None:
            return 0
        if scheme.code not in self._granted:
            found = self._granted[scheme.code] = defaultdict(list)
            grants = Grant.objects.filter(person__in=self._people, entitlement__scheme=scheme.code)
            for person, due_on, amount in grants.values_list("person_id", "due_on", "amount_minor"):
                found[person].append((due_on, amount))
        mine = self._granted[scheme.code][person_id]
        return sum(amount for due_on, amount in mine if stretch.starts_on <= due_on < stretch.ends_on)

    def _is_same(self, row: Entitlement, scheme: Scheme, starts_on: date) -> bool:
        if row.scheme != scheme.code:
            return False
        if scheme.right is not Right.STANDING:
            return row.covers_from == covers_from(scheme, starts_on)
        # What ended was given for its own days: asked again for those, it would be given twice.
        return row.state != State.ENDED or row.starts_on == starts_on or self._lasted_beyond(row, starts_on)

    def _lasted_beyond(self, row: Entitlement, day: date) -> bool:
        ended_on = self._ended_on.get(row.id)
        return ended_on is not None and day < ended_on


def _ended_on(rows: Iterable[Entitlement]) -> dict[UUID, date]:
    ended = [row.id for row in rows if row.state == State.ENDED]
    moves = Move.objects.filter(entitlement__in=ended, name="end") if ended else Move.objects.none()
    return dict(moves.values_list("entitlement_id", "on"))
