"""Let another fund bear past cost."""

from typing import Any

from django.core.management.base import CommandParser

from budgets.costs.operations import CostMove, reattribute
from budgets.schemes.explanation import euros as written
from ops.management.finding import add_entitlement, entitlement_of, fund_of
from ops.management.frame import MunicipalCommand, WrongArguments, at_most, euros
from ops.management.officers import officer_of
from ops.management.today import add_day, day_of


class Command(MunicipalCommand):
    help = (
        "Let another fund bear past cost of a scheme, or of what one person was granted under it. Only the "
        "municipality's own books change: what people have stays as it is. Two officers decide it; the same reference "
        "again changes nothing."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from", required=True, dest="from_fund", metavar="FUND", help="the fund that bears it now"
        )
        parser.add_argument("--to", required=True, dest="to_fund", metavar="FUND", help="the fund that will bear it")
        add_entitlement(parser, required=False)
        parser.add_argument("--amount", type=euros, help="how much in euros, as 250.00 (default: all of it)")
        parser.add_argument(
            "--reference", required=True, type=at_most(80), help="what tells this decision from another"
        )
        parser.add_argument("--reason", required=True, type=at_most(300), help="why; name no people")
        parser.add_argument("--by", action="append", default=[], metavar="OFFICER", help="an officer; say it twice")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        if len(options["by"]) != 2:
            raise WrongArguments("cost moves by two officers: say --by twice")
        decided_by, agreed_by = (officer_of(code) for code in options["by"])
        move = CostMove(
            reference=options["reference"],
            from_fund=fund_of(options["from_fund"]),
            to_fund=fund_of(options["to_fund"]),
            scheme_code=options["scheme"],
            amount=options["amount"],
            entitlement_id=entitlement_of(options) if options["person"] else None,
            reason=options["reason"],
        )
        made = reattribute(
            move=move, decided_by=decided_by, agreed_by=agreed_by, actor=self.actor(options), on=day_of(options)
        )
        return {
            "reference": made.reference,
            "from": options["from_fund"],
            "to": options["to_fund"],
            "scheme": made.scheme,
            "amount_minor": made.amount_minor,
        }

    def tell(self, answer: Any) -> None:
        amount = written(answer["amount_minor"])
        self.stdout.write(f"{answer['scheme']}: {amount} komt van {answer['from']} ten laste van {answer['to']}.")
