"""What other operations do here, within their own transaction: open duties, and look whether a warning was seen."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from budgets.aftercare.lifecycle import DutyState
from budgets.aftercare.models import Duty, DutyKind, SeenWarning
from budgets.aftercare.refusals import WarningNotSeen
from budgets.aftercare.warning import LumpSum, holds
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


def check_warning_seen(person_id: UUID, scheme: str, lump: LumpSum, *, on: date) -> None:
    """This will refuse an award of a lump sum until its warning was seen, by this person and lately.

    :raises WarningNotSeen: nobody recorded that it was
    """
    seen = SeenWarning.objects.filter(person=person_id, scheme=scheme).values_list("seen_on", flat=True)
    if not any(holds(day, on) for day in seen):
        raise WarningNotSeen(scheme=scheme, amount_minor=lump.minor)


def note_warning_seen(person_id: UUID, scheme: str, *, shown_by: str, seen_on: date, language: str) -> bool:
    """This will write that a warning was seen, and say whether that is new."""
    _row, is_new = SeenWarning.objects.get_or_create(
        person_id=person_id, scheme=scheme, seen_on=seen_on, defaults={"shown_by": shown_by, "language": language}
    )
    return is_new
