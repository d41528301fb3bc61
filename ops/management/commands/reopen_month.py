"""Reopen the month of the book that was closed last."""

from typing import Any

from django.core.management.base import CommandParser

from budgets.bookkeeping.operations import reopen_month
from ops.management.frame import MunicipalCommand, WrongArguments, month
from ops.management.officers import officer_of
from ops.management.today import add_day, day_of


class Command(MunicipalCommand):
    help = (
        "Reopen the month that was closed last. Two officers do it together and say why; the next seal covers it, as "
        "it covers the close."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--month", required=True, type=month, help="the month to reopen, as 2026-03")
        parser.add_argument(
            "--by", action="append", default=[], metavar="OFFICER", help="the code of an officer; say it twice for two"
        )
        parser.add_argument("--reason", required=True, help="why, for the auditor; name no people")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        if len(options["by"]) != 2:
            raise WrongArguments("a month is reopened by two officers: say --by twice")
        decided_by, agreed_by = (officer_of(code) for code in options["by"])
        number = reopen_month(
            month=options["month"],
            officer_id=decided_by,
            agreed_by_id=agreed_by,
            reason=options["reason"],
            actor=self.actor(options),
            on=day_of(options),
        )
        return {"month": f"{options['month']:%Y-%m}", "number": number}

    def tell(self, answer: Any) -> None:
        self.stdout.write(f"Maand {answer['month']} is weer open (besluit {answer['number']}).")
