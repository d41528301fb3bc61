"""Counting what people were awarded and got, per scheme: numbers for reports, and nothing about anyone."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from budgets.entitlements.lifecycle import State
from budgets.entitlements.models import Entitlement, Grant, Lapse, Move
from ledger.amount import Unit

Kind = tuple[str, str]
"""A scheme and a unit: points and euros are never added up."""


@dataclass(frozen=True, slots=True)
class SchemeCounts:
    """How many people have a scheme and in which state, what it granted by kind, and the sums in minor units.

    States count rights: a pass with several budgets is several. `by_hours` counts what hours were paid with.
    """

    scheme: str
    unit: Unit
    people: int
    active: int
    suspended: int
    stopped: int
    ended: int
    stops: int
    openings: int
    refills: int
    gifts: int
    by_hours: int
    late: int
    granted_minor: int
    lapsed_minor: int


def count_people(on: date | None = None) -> int:
    """Give how many people were awarded anything, up to and including a day when one is given."""
    found = Entitlement.objects.filter(awarded_on__lte=on or date.max)
    return found.values("person").distinct().count()


def list_scheme_counts(on: date | None = None) -> list[SchemeCounts]:
    """Give the counts of every scheme that was awarded, up to and including a day when one is given."""
    until = on or date.max
    awarded = Entitlement.objects.filter(awarded_on__lte=until).values_list("scheme", "unit")
    people = awarded.annotate(people=Count("person", distinct=True)).order_by("scheme", "unit")
    states, stops, grants, lapsed = _states_on(until), _stops_until(until), _grants_until(until), _lapsed_until(until)
    return [
        SchemeCounts(
            scheme=scheme,
            unit=Unit(unit),
            people=count,
            stops=stops.get((scheme, unit), 0),
            granted_minor=sum(minor for (kind, _label), (_count, minor) in grants.items() if kind == (scheme, unit)),
            lapsed_minor=lapsed.get((scheme, unit), 0),
            **{name: states.get(((scheme, unit), state), 0) for name, state in _STATE_COUNTS.items()},
            **{name: grants.get(((scheme, unit), label), (0, 0))[0] for name, label in _GRANT_COUNTS.items()},
        )
        for scheme, unit, count in people
    ]


_STATE_COUNTS = {
    "active": State.ACTIVE,
    "suspended": State.SUSPENDED,
    "stopped": State.STOPPED,
    "ended": State.ENDED,
}
_GRANT_COUNTS = {"openings": "opening", "refills": "refill", "gifts": "gift", "by_hours": "hours", "late": "late"}


def _states_on(on: date) -> dict[tuple[Kind, str], int]:
    last = Move.objects.filter(on__lte=on).order_by("entitlement", "-on", "-number").distinct("entitlement")
    found: dict[tuple[Kind, str], int] = defaultdict(int)
    for scheme, unit, state in last.values_list("entitlement__scheme", "entitlement__unit", "to"):
        found[(scheme, unit), state] += 1
    return found


def _stops_until(on: date) -> dict[Kind, int]:
    rows = Move.objects.filter(on__lte=on, name="stop").values_list("entitlement__scheme", "entitlement__unit")
    return {(scheme, unit): count for scheme, unit, count in rows.annotate(count=Count("id"))}


def _grants_until(on: date) -> dict[tuple[Kind, str], tuple[int, int]]:
    rows = Grant.objects.filter(granted_on__lte=on).values_list("entitlement__scheme", "entitlement__unit", "label")
    sums = rows.annotate(count=Count("id"), sum=Sum("amount_minor"))
    return {((scheme, unit), label): (count, minor) for scheme, unit, label, count, minor in sums}


def _lapsed_until(on: date) -> dict[Kind, int]:
    rows = Lapse.objects.filter(lapsed_on__lte=on).values_list("entitlement__scheme", "entitlement__unit")
    return {(scheme, unit): minor for scheme, unit, minor in rows.annotate(sum=Sum("amount_minor"))}
