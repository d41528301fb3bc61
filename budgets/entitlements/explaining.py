"""Everything that was decided about people and is explained: found by its id, by person, or all of it in pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.entitlements.models import Decision, Grant, Lapse, Move, Notice, Outcome, Period
from budgets.operation import reading
from budgets.parties.people import person_of
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.explanation import tell
from budgets.schemes.replaying import Difference, find_differences
from ledger.amount import Unit
from ledger.refusal import Refusal

PAGE = 1_000
LANGUAGES = ("nl", "en")
ALL = models.Q()


class NothingToExplain(Refusal):
    code, says = "nothing-to-explain", _("There is no decision with the id {id}.")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of decision: where its rows are, what names their day, and what was booked with it, if anything is.

    `once` leaves out what another kind tells already. `worked_out` are the rows that a rule gave, and not an officer;
    None: no rule gives any.
    """

    rows: type[models.Model]
    on: str
    label: str
    amount: str | None = None
    once: models.Q = ALL
    worked_out: models.Q | None = ALL


KINDS = {
    "grant": Kind(Grant, "due_on", "label", "amount_minor"),
    "period": Kind(Period, "due_on", "state", once=models.Q(granted_minor=0), worked_out=models.Q(granted_minor=0)),
    "move": Kind(
        Move,
        "on",
        "name",
        once=models.Q(explanation__isnull=False) & ~models.Q(name="refuse"),  # The decision tells that as well.
        worked_out=models.Q(explanation__code="stopped-missed"),
    ),
    "notice": Kind(Notice, "given_on", "number", worked_out=None),
    "lapse": Kind(Lapse, "lapsed_on", "", "amount_minor"),
    "decision": Kind(
        Decision,
        "decided_on",
        "outcome",
        once=models.Q(outcome=Outcome.REFUSED),
        worked_out=models.Q(explanation__case__isnull=False),
    ),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One decision and its explanation. `amount` was booked with it, in minor units; None: nothing is booked by it."""

    id: UUID
    kind: str
    scheme: str
    cohort: str
    unit: Unit
    on: date
    label: str
    amount: int | None
    explanation: dict[str, Any]

    def as_data(self) -> dict[str, Any]:
        """Give it ready for JSON, without its explanation."""
        return {
            "id": str(self.id),
            "kind": self.kind,
            "scheme": self.scheme,
            "cohort": self.cohort,
            "on": self.on.isoformat(),
            "label": self.label,
            "unit": self.unit.value,
            "amount_minor": self.amount,
        }


@reading
def get_told(decision_id: UUID) -> Told:
    """Give a decision by its id: of a grant, a period, a move, a notice, a lapse or a refusal.

    :raises NothingToExplain: there is no such decision here
    """
    for name, kind in KINDS.items():
        found = kind.rows._default_manager.filter(pk=decision_id, explanation__isnull=False)
        told = next(_told(name, found), None)
        if told is not None:
            return told
    raise NothingToExplain(id=decision_id)


@reading
def list_told_of_person(client_number: str, scheme: str | None = None) -> list[Told]:
    """Give all that was decided about a person, by day; of one scheme, if one is given.

    :raises PersonUnknown: nobody has this client number
    """
    person_id = person_of(client_number)
    found: list[Told] = []
    for name, kind in KINDS.items():
        whose = "person" if name == "decision" else "entitlement__person"
        rows = kind.rows._default_manager.filter(kind.once, **{whose: person_id})
        found.extend(each for each in _told(name, rows) if scheme in (None, each.scheme))
    order = list(KINDS)
    return sorted(found, key=lambda each: (each.on, order.index(each.kind), str(each.id)))


def _told(name: str, rows: "models.QuerySet[Any]") -> Iterator[Told]:
    kind = KINDS[name]
    of = "" if name == "decision" else "entitlement__"
    columns = ["pk", f"{of}scheme", "entitlement__cohort", "entitlement__unit", kind.on, "explanation"]
    columns += [each for each in (kind.label, kind.amount) if each]
    for row in rows.values(*columns):
        yield Told(
            id=row["pk"],
            kind=name,
            scheme=row[f"{of}scheme"],
            cohort=row["entitlement__cohort"] or "",
            unit=Unit(row["entitlement__unit"] or Unit.EUR),
            on=row[kind.on],
            label=str(row[kind.label]) if kind.label else "",
            amount=row[kind.amount] if kind.amount else None,
            explanation=row["explanation"],
        )


@dataclass(frozen=True, slots=True)
class Page:
    """Some decisions that were assessed again: how many, which differ and in what, and where the next page begins."""

    count: int
    differing: tuple[tuple[Told, tuple[Difference, ...]], ...]
    last: UUID | None


@reading
def count_replayable() -> int:
    """Give how many decisions a rule gave, and so can be assessed again."""
    return sum(_worked_out(name).count() for name, kind in KINDS.items() if kind.worked_out is not None)


@reading
def replay_page(name: str, *, after: UUID | None) -> Page:
    """Assess a page of at most 1,000 decisions of a kind again, by their ids; none where no rule gives it."""
    if KINDS[name].worked_out is None:
        return Page(0, (), None)
    rows = _worked_out(name).order_by("pk")
    page = list(_told(name, (rows.filter(pk__gt=after) if after else rows)[:PAGE]))
    return Page(len(page), _differing(page), page[-1].id if page else None)


@reading
def replay_one(decision_id: UUID) -> Page:
    """Assess one decision again.

    :raises NothingToExplain: there is no such decision here, or no rule gave it
    """
    for name, kind in KINDS.items():
        page = list(_told(name, _worked_out(name).filter(pk=decision_id))) if kind.worked_out is not None else []
        if page:
            return Page(1, _differing(page), decision_id)
    raise NothingToExplain(id=decision_id)


def _worked_out(name: str) -> "models.QuerySet[Any]":
    kind = KINDS[name]
    return kind.rows._default_manager.filter(kind.worked_out or ALL)


def _differing(page: Sequence[Told]) -> tuple[tuple[Told, tuple[Difference, ...]], ...]:
    compared = [
        (told, find_differences(get_scheme(told.scheme), told.explanation, amount=told.amount or 0)) for told in page
    ]
    return tuple((told, tuple(found)) for told, found in compared if found)


def list_differences_of_all() -> Iterator[tuple[Told, Difference]]:
    """Give all that the rules of today would decide otherwise, or that cannot be told, in the served municipality.

    Within an operation; for the books of one example, not for those of a town.
    """
    for name, kind in KINDS.items():
        worked_out = _told(name, _worked_out(name)) if kind.worked_out is not None else ()
        for told, differences in _differing(list(worked_out)):
            yield from ((told, each) for each in differences)
        for told in _told(name, kind.rows._default_manager.filter(kind.once)):
            for lang in LANGUAGES:
                untold = _fact_missing(told.explanation, lang)
                if untold:
                    yield told, Difference(f"words in {lang}", told.explanation["code"], untold)


def _fact_missing(explanation: dict[str, Any], lang: str) -> str:
    try:
        tell(explanation, lang)
    except KeyError as missing:
        return f"{missing} is not known"
    return ""
