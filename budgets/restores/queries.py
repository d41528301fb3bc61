"""Asking whether the served municipality is in restore mode; whatever hands something over asks first."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min

from budgets.restores.models import Restore
from budgets.restores.refusals import RestoreMode


@dataclass(frozen=True, slots=True)
class Waiting:
    """A restore that no person has confirmed yet: what happened after `backup_at` is not in the books."""

    backup_at: datetime
    restored_at: datetime


def find_restore_mode() -> Waiting | None:
    """Give since when the served municipality waits for a confirmation, or None when it does not.

    Restored twice without a word in between, the earliest backup counts.
    """
    found = Restore.objects.filter(confirmed_at=None).aggregate(backup=Min("backup_at"), restored=Max("restored_at"))
    if found["backup"] is None or found["restored"] is None:
        return None
    return Waiting(backup_at=found["backup"], restored_at=found["restored"])


def check_not_restored() -> None:
    """This will refuse while the served municipality is in restore mode.

    :raises RestoreMode: it is
    """
    waiting = find_restore_mode()
    if waiting is not None:
        raise RestoreMode(backup_at=waiting.backup_at.isoformat(timespec="seconds"))
