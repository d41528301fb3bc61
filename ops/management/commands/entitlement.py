"""Decide about one person's entitlement."""

from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandParser

from budgets.entitlements import operations
from budgets.entitlements.queries import find_live_entitlement
from budgets.entitlements.refusals import EntitlementUnknown
from budgets.operation import reading
from budgets.parties.people import person_of
from ops.management.frame import MunicipalCommand, day

MOVES: dict[str, tuple[Callable[..., None], str]] = {
    "suspend": (operations.suspend, "is opgeschort"),
    "resume": (operations.resume, "gaat weer door"),
    "stop": (operations.stop, "is gestopt; wat toegekend is, blijft van de persoon"),
    "restart": (operations.restart, "is weer gestart"),
    "end": (operations.end, "is beëindigd; wat toegekend is, wordt nog uitbetaald"),
}


class Command(MunicipalCommand):
    help = (
        "Suspend, resume, stop, restart or end what a person has under a scheme, from a day on. What was due before "
        "that day is done first, and nothing that was granted is taken back."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("move", choices=list(MOVES), metavar="|".join(MOVES), help="what is decided")
        parser.add_argument("--person", required=True, metavar="CLIENT_NUMBER", help="the client number of the person")
        parser.add_argument("--scheme", required=True, metavar="CODE", help="the scheme, as burgerbudget")
        parser.add_argument("--on", required=True, type=day, metavar="DATE", help="from which day, as 2026-04-01")
        parser.add_argument("--reason", default="staff", help="why, for the trail; no personal data (default: staff)")

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        decide, _says = MOVES[options["move"]]
        entitlement_id = _find(options["person"], options["scheme"])
        decide(
            entitlement_id=entitlement_id,
            actor=self.actor(options),
            on=options["on"],
            reason=options["reason"],
        )
        return {
            "entitlement": str(entitlement_id),
            "person": options["person"],
            "scheme": options["scheme"],
            "move": options["move"],
            "on": options["on"].isoformat(),
        }

    def tell(self, answer: Any) -> None:
        _decide, says = MOVES[answer["move"]]
        self.stdout.write(f"{answer['scheme']} van {answer['person']} {says} vanaf {answer['on']}.")


@reading
def _find(client_number: str, scheme_code: str) -> Any:
    found = find_live_entitlement(person_of(client_number), scheme_code)
    if found is None:
        raise EntitlementUnknown
    return found
