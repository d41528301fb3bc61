"""Whether the work goes on: signs of life of the workers, and what waits, per municipality."""

from dataclasses import dataclass
from datetime import timedelta

from budgets.jobs.pace import get_pace
from budgets.messages.queries import count_unsent
from budgets.operation import reading
from budgets.outbox.heartbeats import Pulse, list_pulses
from budgets.outbox.queries import Backlog, get_backlog
from budgets.restores.queries import find_restore_mode
from ledger import outbox, tenant

LATE = timedelta(minutes=15)
"""What waits longer, waits for somebody."""


@dataclass(frozen=True, slots=True)
class Backlogs:
    """What waits in one municipality: jobs, the oldest entry in the outbox of the ledger, whether its books were put
    back and wait for a person's word, and how many messages were refused for good.

    Those are told and are no worry: an address that does not exist is refused for ever, and would hide what is wrong.
    """

    municipality_id: int
    jobs: Backlog
    oldest_entry: timedelta
    is_restored: bool
    failed_messages: int

    def worries(self) -> list[str]:
        """Give the codes of what is wrong."""
        found = {
            "dead-jobs": self.jobs.dead > 0,
            "jobs-wait": self.jobs.oldest > LATE,
            "entries-wait": self.oldest_entry > LATE,
            "restore-mode": self.is_restored,
        }
        return [code for code, is_so in found.items() if is_so]


@dataclass(frozen=True, slots=True)
class Health:
    """All that is known about the work of an installation."""

    workers: list[Pulse]
    backlogs: list[Backlogs]

    def lives(self, pulse: Pulse) -> bool:
        """Say whether a worker was seen lately, and goes round."""
        patience = get_pace().patience
        return pulse.seen_ago <= patience and (pulse.swept_ago is None or pulse.swept_ago <= max(patience, LATE))

    def worries(self) -> list[str]:
        """Give the codes of what is wrong; none when all is well."""
        found = [] if any(self.lives(pulse) for pulse in self.workers) else ["no-worker"]
        return found + sorted({code for each in self.backlogs for code in each.worries()})


def examine() -> Health:
    """Give the health of the whole installation, one municipality after the other."""
    return Health(list_pulses(), [_examine(each) for each in tenant.list_municipalities()])


def _examine(municipality_id: int) -> Backlogs:
    with tenant.serving(municipality_id):
        return _backlogs(municipality_id)


@reading
def _backlogs(municipality_id: int) -> Backlogs:
    oldest_entry = timedelta(seconds=outbox.oldest_wait_s())
    return Backlogs(
        municipality_id,
        get_backlog(),
        oldest_entry,
        is_restored=find_restore_mode() is not None,
        failed_messages=count_unsent()["FAILED"],
    )
