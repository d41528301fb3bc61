"""Period runs: planned, stepped and finished, for as many schemes as are asked; it only calls operations."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from budgets.entitlements import runs
from budgets.operation import Actor, reading, rehearsal


@dataclass(slots=True)
class RunReport:
    """What runs of one scheme did: counts, and sums in minor units."""

    scheme: str
    on: date
    totals: dict[str, int] = field(default_factory=dict)
    run_ids: list[UUID] = field(default_factory=list)

    def add(self, run_id: UUID, outcome: dict[str, int]) -> None:
        self.run_ids.append(run_id)
        for name, number in outcome.items():
            self.totals[name] = self.totals.get(name, 0) + number


def run_period(
    *, scheme_code: str, actor: Actor, on: date, told: Callable[[int], None] = lambda done: None
) -> RunReport:
    """This will do everything of a scheme that is due on or before a day, and take up first what an earlier run left.

    `told` hears how many entitlements are done.

    :raises SchemeUnknown: the catalogue has no such scheme
    :raises RunUnderWay: another run of the scheme was planned at this very moment
    """
    report = RunReport(scheme_code, on)
    while (run_id := runs.plan_run(scheme_code=scheme_code, actor=actor, on=on)) and run_id not in report.run_ids:
        while runs.step_run(run_id=run_id, actor=actor, on=on):
            told(report.totals.get("entitlements", 0) + _outcome(run_id).get("entitlements", 0))
        report.add(run_id, _outcome(run_id))
    return report


def rehearse_period(*, scheme_code: str, actor: Actor, on: date) -> RunReport:
    """This will do the same for show: everything is undone at the end.

    :raises SchemeUnknown: the catalogue has no such scheme
    """
    with rehearsal():
        return run_period(scheme_code=scheme_code, actor=actor, on=on)


@reading
def _outcome(run_id: UUID) -> dict[str, int]:
    return runs.get_outcome(run_id)
