"""Book the gift of a donor."""

from typing import Any

from django.core.management.base import CommandParser

from budgets.entitlements.donations import donate
from budgets.funding.donations import Gift
from budgets.schemes.explanation import euros as written
from ops.management.finding import find_fund
from ops.management.frame import MunicipalCommand, at_most, euros
from ops.management.today import add_day, day_of


class Command(MunicipalCommand):
    help = (
        "Book what a donor gives to a fund; it can be promised at once. Where people wait to start together, those "
        "whom the fund carries now are started. The same again, with the same reference, books nothing twice."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fund", required=True, metavar="CODE", help="the fund it is for")
        parser.add_argument("--amount", required=True, type=euros, help="how much in euros, as 5000.00")
        parser.add_argument("--donor", required=True, type=at_most(40), metavar="CODE", help="the donor, by a code")
        parser.add_argument("--donor-name", required=True, type=at_most(100), metavar="NAME", help="and by name")
        parser.add_argument("--reference", required=True, type=at_most(80), help="what tells this gift from another")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        fund = find_fund(options["fund"])
        gift = Gift(
            fund_id=fund.id,
            amount=options["amount"],
            donor_code=options["donor"],
            donor_name=options["donor_name"],
            reference=options["reference"],
        )
        donated = donate(gift=gift, actor=self.actor(options), on=day_of(options))
        return {
            "fund": fund.code,
            "amount_minor": gift.amount.minor,
            "booked": donated.booked,
            "started": donated.started,
        }

    def tell(self, answer: Any) -> None:
        done = "geboekt" if answer["booked"] else "stond er al; niets gewijzigd"
        self.stdout.write(f"{written(answer['amount_minor'])} voor {answer['fund']}: {done}.")
        if answer["started"]:
            many = answer["started"] > 1
            self.stdout.write(f"{answer['started']} wachtende {'aanvragen zijn' if many else 'aanvraag is'} gestart.")
