"""Someone died or moved away."""

from typing import Any

from django.core.management.base import CommandParser

from budgets.entitlements.operations import end_all_of_person
from budgets.parties.leaving import DIED, MOVED_AWAY
from budgets.parties.people import person_of
from ops.management.frame import MunicipalCommand, day

BECAUSE = {DIED: "overleden", MOVED_AWAY: "verhuisd"}


class Command(MunicipalCommand):
    help = (
        "End everything that a person has, from the day on which they died or moved away, and withdraw what they wait "
        "for. What was granted is still paid, nothing is claimed, and others of their household keep what is theirs."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--person", required=True, metavar="CLIENT_NUMBER", help="the client number of the person")
        parser.add_argument("--because", required=True, choices=list(BECAUSE), help="what happened")
        parser.add_argument("--on", required=True, type=day, metavar="DATE", help="on which day, as 2026-04-01")

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        ended = end_all_of_person(
            person_id=person_of(options["person"]),
            actor=self.actor(options),
            on=options["on"],
            reason=options["because"],
        )
        return {"person": options["person"], "because": options["because"], "on": options["on"], "ended": ended}

    def tell(self, answer: Any) -> None:
        ended = "1 recht" if answer["ended"] == 1 else f"{answer['ended']} rechten"
        told = f"{answer['person']} is {BECAUSE[answer['because']]} op {answer['on']}: {ended} beëindigd"
        self.stdout.write(f"{told}; wat toegekend is, wordt nog uitbetaald.")
