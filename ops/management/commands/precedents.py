"""Awards against a rule, and what they have in common."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from budgets.entitlements.register import list_precedents
from budgets.operation import reading
from ops.management.frame import MunicipalCommand

RULES = {
    "not-eligible": "voldoet niet aan de voorwaarden",
    "outside-window": "buiten de aanvraagperiode",
    "limit-reached": "boven het maximum",
    "scheme-excluded": "naast een regeling die niet samengaat",
}
"""The rules that hardship can go against, as an officer calls them."""


class Command(MunicipalCommand):
    help = (
        "List the awards of a scheme that went against a rule, by rule and ground, with the reasons. Three alike "
        "within a year are listed as a proposed rule."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scheme", required=True, metavar="CODE", help="the scheme, as energietoeslag")
        parser.add_argument("--ground", help="only those with this ground")

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        found = reading(list_precedents)(options["scheme"], ground=options["ground"])
        return {"scheme": options["scheme"], "precedents": [asdict(each) for each in found]}

    def tell(self, answer: Any) -> None:
        if not answer["precedents"]:
            self.stdout.write(f"{answer['scheme']}: niets is tegen een regel in toegekend.")
        for each in answer["precedents"]:
            rule = "; voorgestelde regel" if each["is_proposed_rule"] else ""
            passed = RULES.get(each["code"], each["code"])
            self.stdout.write(f"{passed}, {each['ground']}: {len(each['reasons'])} keer{rule}")
            for on, reason in zip(each["decided_on"], each["reasons"], strict=True):
                self.stdout.write(f"  {on}: {reason}")
