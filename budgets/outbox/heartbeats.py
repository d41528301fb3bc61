"""Signs of life of the worker processes, by the database's clock."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.functions import Now

from budgets.outbox.models import Heartbeat

_FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pulse:
    """A worker process: how long ago it was seen, and went round all municipalities (None: not yet)."""

    worker: str
    seen_ago: timedelta
    swept_ago: timedelta | None


def beat(worker: str) -> None:
    """This will say that a worker lives."""
    if not Heartbeat.objects.filter(pk=worker).update(seen_at=Now()):
        Heartbeat.objects.bulk_create([Heartbeat(worker=worker)], ignore_conflicts=True)


def note_sweep(worker: str) -> None:
    """This will say that a worker went round all municipalities, and forget those that were not seen for a day."""
    Heartbeat.objects.filter(pk=worker).update(swept_at=Now())
    Heartbeat.objects.filter(seen_at__lt=Now() - _FORGOTTEN).delete()


def leave(worker: str) -> None:
    """This will say that a worker ended: what it did not finish may be taken by another at once."""
    Heartbeat.objects.filter(pk=worker).delete()


def list_pulses() -> list[Pulse]:
    """Give the workers, the one that was seen last first."""
    ago = {
        f"{name}_ago": ExpressionWrapper(Now() - F(f"{name}_at"), output_field=DurationField())
        for name in ("seen", "swept")
    }
    return [
        Pulse(*found) for found in Heartbeat.objects.annotate(**ago).order_by("-seen_at").values_list("worker", *ago)
    ]
