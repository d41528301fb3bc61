"""What one unit costs at a shop."""

from datetime import date
from typing import Any

from django.core.management.base import CommandParser

from budgets.schemes.explanation import euros as written
from budgets.shops.conditions import PriceAgreed, set_price
from ledger.amount import Unit
from ops.management.frame import MunicipalCommand, WrongArguments, at_most, day, euros, up_to
from ops.management.today import add_day, day_of


class Command(MunicipalCommand):
    help = "Set what one point, lesson or pack costs at a shop from a day on, or end that price with --none."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--shop", required=True, type=at_most(40), metavar="CODE", help="which shop")
        activity = "for which activity (default: any)"
        parser.add_argument("--activity", type=up_to(40), default="", metavar="NAME", help=activity)
        units = [unit.value for unit in Unit if unit is not Unit.EUR]
        parser.add_argument("--unit", required=True, choices=units, help="of what")
        parser.add_argument("--price", type=euros, help="what one costs in euros, as 11.50")
        parser.add_argument("--none", action="store_true", help="no price of its own any more")
        parser.add_argument("--from", dest="valid_from", type=day, metavar="DATE", help="from when (default: --on)")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        if (options["price"] is None) != options["none"]:
            raise WrongArguments("say --price or --none")
        on = day_of(options)
        since: date = options["valid_from"] or on
        price = PriceAgreed(
            shop=options["shop"],
            activity=options["activity"],
            unit=Unit(options["unit"]),
            each=options["price"],
            valid_from=since,
        )
        set_price(price=price, actor=self.actor(options), on=on)
        cents = options["price"].minor if options["price"] else None
        return {"shop": options["shop"], "unit": options["unit"], "cents_minor": cents, "from": since}

    def tell(self, answer: Any) -> None:
        cents = answer["cents_minor"]
        price = "geen eigen prijs meer" if cents is None else f"{written(cents)} per {answer['unit']}"
        self.stdout.write(f"{answer['shop']}: {price} vanaf {answer['from']}.")
