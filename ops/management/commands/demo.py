"""Tell the story of Voorbeeldstad."""

import io
from collections.abc import Iterable
from itertools import groupby
from time import monotonic
from typing import Any
from uuid import uuid4

from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand, CommandParser

from budgets.operation import Actor, reading
from budgets.trail.context import serving_command
from budgets.trail.record import list_actors
from ledger import tenant
from ops.demo_data.calendar import MUNICIPALITY, Step, make_steps, opening
from ops.demo_data.logins import PASSWORD, give_logins
from ops.demo_data.occasions import LAST_DAY
from ops.management.frame import find_municipality

# A file that was thrown away is written again. A run that finds nothing to do leaves nothing in the trail: it is over
# once something after it is there.
PAYMENT, RUNS = "payment_file", ("run_period", "settle")


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
        steps, done = make_steps(), _done()
        lived = max((place for place, step in enumerate(steps) if step.name in done), default=-1)
        told = enumerate(steps)
        for quarter, some in groupby(told, key=lambda each: each[1].quarter):
            begun = monotonic()
            fresh = self._live(some, done, lived)
            what = f"{fresh} bestanden en besluiten verwerkt" if fresh else "staat al in de boeken"
            self.stdout.write(f"{quarter}: {what}; aanvullingen en betalingen bij ({monotonic() - begun:.1f} s)")
            self.stdout.flush()
        self.stdout.write(f"Betaalbestanden staan in {self._out}.\n")
        call_command("report", "--municipality", MUNICIPALITY, stdout=self.stdout, stderr=self.stderr)
        self._tell_logins()

    def _tell_logins(self) -> None:
        with serving_command(str(uuid4())), tenant.serving(find_municipality(MUNICIPALITY).id):
            given = give_logins(actor=Actor("demo"), on=LAST_DAY)
        self.stdout.write(f"\nInloggen op de pagina's met wachtwoord {PASSWORD}:")
        for login in given:
            step = f"  en de code van een authenticator-app met {login.totp_secret}" if login.totp_secret else ""
            self.stdout.write(f"  {login.name}{step}")

    def _live(self, steps: Iterable[tuple[int, Step]], done: set[str], lived: int) -> int:
        """Do what is not in the books yet; `lived` is the place of the last step that is."""
        fresh = 0
        for place, step in steps:
            is_over = step.name in done or (step.command in RUNS and place < lived)
            if step.command == PAYMENT or not is_over:
                self._do(step, "--municipality", MUNICIPALITY)
                fresh += step.command not in (PAYMENT, *RUNS)
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
