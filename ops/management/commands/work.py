"""The process that does the work in the background."""

from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import CommandParser

from budgets.jobs.workplace import Shift, Workplace
from ops.management.frame import MunicipalCommand, find_municipality


def _threads(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 64:
        raise ArgumentTypeError("threads are a number from 1 to 64")
    return int(text)


class Command(MunicipalCommand):
    help = (
        "Do what waits to be done: nightly work when its hour in Amsterdam has come, and everything that is asked for. "
        "Runs until SIGTERM or Ctrl-C, and then finishes what is at hand. Any number may run at once; one that is "
        "killed is taken over by the others, and nothing is done twice. Without --municipality it works for all. "
        "Needs no broker; BROKER_URL (redis://… or amqp://…) shares the work between processes."
    )
    needs_municipality = False

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, and end")
        parser.add_argument(
            "--threads", type=_threads, default=4, metavar="N", help="how many jobs at the same time (default: 4)"
        )
        parser.add_argument(
            "--no-schedule", action="store_true", help="do only what is asked for; leave the nightly work to others"
        )

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        code = options["municipality"]
        workplace = Workplace(
            Shift(
                municipality_id=find_municipality(code).id if code else None,
                threads=options["threads"],
                scheduling=not options["no_schedule"],
            )
        )
        if options["once"]:
            workplace.work_once()
        else:
            workplace.work()
        return {"worker": workplace.worker}

    def tell(self, answer: Any) -> None:
        """This will say nothing: a process that works speaks in its log."""
