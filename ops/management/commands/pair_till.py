"""A code by which a till joins a shop."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import CommandParser

from budgets.shops.tills import give_pairing_code
from ops.management.frame import MunicipalCommand, at_most
from ops.management.today import add_day, day_of


class Command(MunicipalCommand):
    help = "Print a code to type on a till of a shop: it works once, within ten minutes, and is not shown again."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--shop", required=True, type=at_most(40), metavar="CODE", help="which shop")
        parser.add_argument("--location", metavar="CODE", help="where the till stands (default: the only location)")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        code = give_pairing_code(
            shop=options["shop"],
            location=options["location"],
            at=datetime.now(UTC),
            actor=self.actor(options),
            on=day_of(options),
        )
        return {"shop": options["shop"], "code": code}

    def tell(self, answer: Any) -> None:
        self.stdout.write(
            f"{answer['code']}\nTyp deze code op de kassa van {answer['shop']}. Hij werkt één keer, tien minuten."
        )
