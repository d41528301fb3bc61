"""Close a month of the book."""

from typing import Any

from django.core.management.base import CommandParser

from budgets.bookkeeping.operations import close_month
from ops.management.frame import MunicipalCommand, month
from ops.management.officers import officer_of
from ops.management.today import add_day, day_of


class Command(MunicipalCommand):
    help = (
        "Close a month that is over: nothing is booked in it any more, and what comes late is booked on a later day. "
        "Months are closed in order; before the first one nothing may be booked. A month that is closed already stays "
        "as it is."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--month", required=True, type=month, help="the month to close, as 2026-03")
        parser.add_argument("--by", required=True, metavar="OFFICER", help="the code of the officer who closes it")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        closed = close_month(
            month=options["month"],
            officer_id=officer_of(options["by"]),
            actor=self.actor(options),
            on=day_of(options),
        )
        return {"month": f"{options['month']:%Y-%m}", "number": closed.number, "closed": not closed.replayed}

    def tell(self, answer: Any) -> None:
        done = "is nu gesloten" if answer["closed"] else "was al gesloten; niets gewijzigd"
        self.stdout.write(f"Maand {answer['month']} {done} (besluit {answer['number']}).")
