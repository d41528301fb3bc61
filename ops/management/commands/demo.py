"""Tell the story of Voorbeeldstad."""

import io
from collections.abc import Iterable
from itertools import groupby
from time import monotonic
from typing import Any

from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand, CommandParser

from budgets.operation import reading
from budgets.trail.record import list_actors
from ledger import tenant
from ops.demo_data.calendar import MUNICIPALITY, Step, make_steps, opening
from ops.management.frame import find_municipality

# A run and a payment look for themselves what is left to do, and a file that was thrown away is written again;
# everything else is left alone once the trail knows of it.
ALWAYS = ("run_period", "payment_file")


class Command(BaseCommand):
    help = (
        "Let Voorbeeldstad live from 1 January 2025 to 20 November 2026 on the files in ops/demo_data, with the same "
        "commands that a municipality uses, and print a report. What is in the books already is not done again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", default="var/out", metavar="DIR", help="the folder of payment files (var/out)")

    def handle(self, *args: Any, **options: Any) -> None:
        self._out = options["out"]
        self._do(opening())
        done = _done()
        for quarter, steps in groupby(make_steps(), key=lambda step: step.quarter):
            begun = monotonic()
            fresh = self._live(steps, done)
            what = f"{fresh} bestanden en besluiten verwerkt" if fresh else "staat al in de boeken"
            self.stdout.write(f"{quarter}: {what}; aanvullingen en betalingen bij ({monotonic() - begun:.1f} s)")
            self.stdout.flush()
        self.stdout.write(f"Betaalbestanden staan in {self._out}.\n")
        call_command("report", "--municipality", MUNICIPALITY, stdout=self.stdout, stderr=self.stderr)

    def _live(self, steps: Iterable[Step], done: set[str]) -> int:
        fresh = 0
        for step in steps:
            if step.command in ALWAYS or step.name not in done:
                self._do(step, "--municipality", MUNICIPALITY)
                fresh += step.name not in done and step.command not in ALWAYS
        return fresh

    def _do(self, step: Step, *more: str) -> None:
        said, code = io.StringIO(), 0
        place = ("--out", self._out) if step.command == "payment_file" else ()
        arguments = (*step.arguments, *more, *place, "--on", step.on.isoformat(), "--actor", step.name)
        try:
            call_command(step.command, *arguments, stdout=said, stderr=said)
        except SystemExit as ended:
            code = int(str(ended.code))
        if code != (1 if step.refused else 0):
            raise CommandError(f"{step.name}: {said.getvalue()}")


def _done() -> set[str]:
    with tenant.serving(find_municipality(MUNICIPALITY).id):
        return reading(list_actors)("demo ")
