"""How far the period runs are."""

import time
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser
from django.utils.timezone import localtime

from budgets.entitlements.progress import list_runs
from ops.management.frame import MunicipalCommand

MOST, WIDTH = 20, 30
EVERY_S = 1.0
_HOME_AND_CLEAR = "\x1b[H\x1b[J"


class Command(MunicipalCommand):
    help = (
        "Show the latest runs and how far each is. With --watch the picture is drawn again every second until all are "
        "done. A run that was broken off is taken up by `work`, or by `run_period`."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--watch", action="store_true", help="keep looking until all runs are done")

    def act(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        answer = _look()
        while options["watch"] and any(each["state"] != "DONE" for each in answer):
            if not options["json"]:
                self._draw(answer)
            time.sleep(EVERY_S)
            answer = _look()
        return answer

    def tell(self, answer: Any) -> None:
        self._draw(answer)
        if not answer:
            self.stdout.write("Er zijn nog geen runs.")

    def _draw(self, answer: list[dict[str, Any]]) -> None:
        if self.stdout.isatty():
            self.stdout.write(_HOME_AND_CLEAR, ending="")
        for each in answer:
            whole = max(each["people"], 1)
            since = localtime(each["since"]).strftime("%d-%m %H:%M:%S")
            bar = ("█" * (WIDTH * each["people_done"] // whole)).ljust(WIDTH, "·")
            self.stdout.write(
                f"{each['scheme']:<14} {each['on']} {bar} {each['people_done']}/{each['people']} mensen, "
                f"{each['chunks_done']}/{each['chunks']} delen, {each['state']}, sinds {since}"
            )


def _look() -> list[dict[str, Any]]:
    return [asdict(line) for line in list_runs(most=MOST)]
