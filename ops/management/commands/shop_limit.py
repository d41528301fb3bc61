"""The most that one person may spend in a stretch of time."""

from datetime import date
from typing import Any

from django.core.management.base import CommandParser

from budgets.shops.conditions import LimitAgreed, set_limit
from budgets.shops.models import Per
from ledger.amount import AmountUnreadable, Unit, parse_amount
from ops.management.frame import MunicipalCommand, WrongArguments, at_most, day, up_to
from ops.management.today import add_day, day_of

TIMES = "TIMES"


class Command(MunicipalCommand):
    help = (
        "Set the most that one person may spend a day, week, month or year: at one shop or at all together, "
        "for one activity or for all; in euros, points, lessons, packs or times. --none ends it."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--shop", type=at_most(40), metavar="CODE", help="at which shop (default: all together)")
        activity = "for which activity (default: all)"
        parser.add_argument("--activity", type=up_to(40), default="", metavar="NAME", help=activity)
        parser.add_argument("--per", required=True, choices=[per.value.lower() for per in Per], help="in how long")
        units = [*(unit.value for unit in Unit), TIMES]
        parser.add_argument("--unit", default=TIMES, choices=units, help="in what it is counted (default: times)")
        parser.add_argument("--most", help="how much: as 25.00 in euros, as 3 in the others")
        parser.add_argument("--none", action="store_true", help="no limit any more")
        parser.add_argument("--from", dest="valid_from", type=day, metavar="DATE", help="from when (default: --on)")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        if (options["most"] is None) != options["none"]:
            raise WrongArguments("say --most or --none")
        if not (options["shop"] or options["activity"]):
            raise WrongArguments("say --shop, --activity or both")
        on = day_of(options)
        since: date = options["valid_from"] or on
        limit = LimitAgreed(
            shop=options["shop"],
            activity=options["activity"],
            per=Per(options["per"].upper()),
            unit=None if options["unit"] == TIMES else Unit(options["unit"]),
            most=None if options["none"] else _most(options["most"], options["unit"]),
            valid_from=since,
        )
        set_limit(limit=limit, actor=self.actor(options), on=on)
        return {name: options[name] for name in ("shop", "activity", "per", "unit", "most")} | {"from": since}

    def tell(self, answer: Any) -> None:
        what = " ".join(filter(None, (answer["shop"], answer["activity"])))
        most = (
            f"hoogstens {answer['most']} {answer['unit']} per {answer['per']}" if answer["most"] else "geen grens meer"
        )
        self.stdout.write(f"{what}: {most} vanaf {answer['from']}.")


def _most(text: str, unit: str) -> int:
    try:
        found = parse_amount(text, Unit.POINT if unit == TIMES else Unit(unit)).minor
    except AmountUnreadable as unreadable:
        raise WrongArguments(str(unreadable)) from None
    if found < 0:
        raise WrongArguments("a limit is not below zero")
    return found
