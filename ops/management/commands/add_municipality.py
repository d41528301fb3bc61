"""Open the book of a municipality."""

from typing import Any

from django.core.management.base import CommandParser

from budgets.parties.operations import open_municipality
from ops.management.frame import MunicipalCommand
from ops.management.today import add_day, day_of


class Command(MunicipalCommand):
    help = "Open the book of a municipality with its own bank account. The same again changes nothing."
    needs_municipality = False

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--code", required=True, help="how commands call it, for example voorbeeldstad")
        parser.add_argument("--name", required=True, help="how people call it; the name on its bank account")
        parser.add_argument("--iban", required=True, help="the account that it pays from")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        said = {key: options[key].strip() for key in ("code", "name", "iban")}
        municipality_id = open_municipality(**said, actor=self.actor(options), on=day_of(options))
        return {"municipality": said["code"], "id": municipality_id, "name": said["name"]}

    def tell(self, answer: Any) -> None:
        self.stdout.write(f"{answer['name']} ({answer['municipality']}) staat klaar.")
