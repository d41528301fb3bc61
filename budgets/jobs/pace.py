"""How long things wait, all of it from one setting: how long a worker may stay unseen."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Pace:
    """The waiting times of one worker process."""

    patience: timedelta

    @property
    def pause(self) -> timedelta:
        """Give the wait after a first failed try; it doubles with each try."""
        return self.patience

    @property
    def beat(self) -> timedelta:
        """Give the time between two signs of life."""
        return self.patience / 6

    @property
    def round(self) -> timedelta:
        """Give the time between two rounds along all municipalities, when nobody rings."""
        return self.patience / 12

    @property
    def idle(self) -> timedelta:
        """Give how long the database lets a transaction of a worker stand still.

        Shorter than the patience: a worker that was stopped in the middle holds no lock when another takes over.
        """
        return self.patience / 2

    def lease(self, limit: timedelta) -> timedelta:
        """Give how long a step that may take `limit` is somebody's, at the longest."""
        return limit + self.patience


def get_pace() -> Pace:
    """Give the pace of the settings."""
    return Pace(timedelta(seconds=settings.JOB_PATIENCE_S))
