"""Open a fund for a scheme, and book what it received."""

from typing import Any

from django.core.management.base import CommandParser

from budgets.funding.operations import deposit, open_fund
from budgets.schemes.explanation import euros as written
from budgets.schemes.operations import adopt_scheme
from ops.management.frame import MunicipalCommand, euros
from ops.management.today import add_day, day_of


class Command(MunicipalCommand):
    help = (
        "Open a fund for a scheme and book money that it received. A municipality that does not have the scheme yet "
        "gets it with its default terms. The same again, with the same reference, changes nothing."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--code", required=True, help="how commands call it, for example vsb-2025")
        parser.add_argument("--name", required=True, help="how people call it")
        parser.add_argument("--scheme", required=True, metavar="CODE", help="the scheme it pays, as burgerbudget")
        parser.add_argument("--amount", required=True, type=euros, help="what it received in euros, as 100000.00")
        parser.add_argument(
            "--reference", default="opening", help="what tells this deposit from another (default: opening)"
        )
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        actor, on = self.actor(options), day_of(options)
        adopt_scheme(scheme_code=options["scheme"], actor=actor, on=on)
        fund = open_fund(code=options["code"], name=options["name"], scheme_code=options["scheme"], actor=actor, on=on)
        booked = deposit(fund_id=fund.id, amount=options["amount"], reference=options["reference"], actor=actor, on=on)
        return {
            "fund": fund.code,
            "id": str(fund.id),
            "name": fund.name,
            "scheme": fund.scheme,
            "amount_minor": options["amount"].minor,
            "booked": not booked.replayed,
        }

    def tell(self, answer: Any) -> None:
        amount = written(answer["amount_minor"])
        done = f"{amount} geboekt" if answer["booked"] else f"{amount} stond er al; niets gewijzigd"
        self.stdout.write(f"{answer['name']} ({answer['fund']}), voor {answer['scheme']}: {done}.")
