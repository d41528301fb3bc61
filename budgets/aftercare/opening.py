"""What other operations do here, within their own transaction: open duties, and look whether a warning was seen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from budgets.aftercare.lifecycle import DutyState
from budgets.aftercare.models import Duty, DutyKind, SeenWarning
from budgets.aftercare.refusals import WarningNotSeen, WarningUnusable
from budgets.aftercare.warning import LumpSum, holds
from budgets.aftercare.wording import LANGUAGES
from ledger.rows import write_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyLine:
    """A duty to be opened about a subject: the entitlement it follows from."""

    person_id: UUID
    scheme: str
    subject: UUID
    kind: DutyKind
    opened_on: date
    due_on: date
    owner_id: UUID | None = None
    effects: list[dict[str, Any]] = field(default_factory=list)


def open_duties(lines: Sequence[DutyLine]) -> int:
    """This will open duties, all at once, and give how many; of a kind that is open about its subject none is added.

    The caller has locked the subjects, so that nobody else opens the same.
    """
    if not lines:
        return 0
    known = Duty.objects.filter(subject__in={line.subject for line in lines}, state=DutyState.OPEN)
    taken = set(known.values_list("subject", "kind"))
    fresh = {(line.subject, line.kind.value): line for line in lines if (line.subject, line.kind.value) not in taken}
    write_rows(Duty, [_as_row(line) for line in fresh.values()])
    return len(fresh)


def _as_row(line: DutyLine) -> Mapping[str, Any]:
    row = asdict(line)
    return {**row, "kind": line.kind.value, "state": DutyState.OPEN.value, "note": ""}


Seen = dict[tuple[UUID, str], list[date]]
"""On which days a person saw the warning of a scheme."""


def list_seen_warnings(person_ids: Iterable[UUID]) -> Seen:
    """Give which warnings these people saw."""
    found: Seen = {}
    rows = SeenWarning.objects.filter(person__in=set(person_ids)).values_list("person_id", "scheme", "seen_on")
    for person_id, scheme, seen_on in rows:
        found.setdefault((person_id, scheme), []).append(seen_on)
    return found


def check_warning_seen(days: Iterable[date], scheme: str, lump: LumpSum, *, on: date) -> None:
    """This will refuse an award of a lump sum unless its warning was seen lately, on one of these days.

    :raises WarningNotSeen: nobody recorded that it was
    """
    if not any(holds(day, on) for day in days):
        raise WarningNotSeen(scheme=scheme, amount_minor=lump.minor)


@dataclass(frozen=True, slots=True)
class Shown:
    """That someone showed a person the warning of a scheme, on a day and in a language."""

    person_id: UUID
    scheme: str
    shown_by: str
    seen_on: date
    language: str


def check_shown(shown: Shown, *, on: date) -> None:
    """This will refuse what cannot be.

    :raises WarningUnusable: the day is yet to come, or the language is not one of ours
    """
    if shown.seen_on > on:
        raise WarningUnusable(why=f"{shown.seen_on} is after {on}")
    if shown.language not in LANGUAGES:
        raise WarningUnusable(why=f"the language is one of {', '.join(LANGUAGES)}")


def note_warning_seen(shown: Shown) -> bool:
    """This will write that a warning was seen, and say whether that is new."""
    _row, is_new = SeenWarning.objects.get_or_create(
        person_id=shown.person_id,
        scheme=shown.scheme,
        seen_on=shown.seen_on,
        defaults={"shown_by": shown.shown_by, "language": shown.language},
    )
    return is_new
