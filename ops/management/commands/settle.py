"""Settle what shops are owed."""

from typing import Any

from django.core.management.base import CommandParser

from budgets.operation import reading
from budgets.settlements.operations import settle_now, settle_when_due
from budgets.settlements.queries import SettlementRow, list_settlements, list_shops_to_settle
from budgets.shops.finding import find_shop
from ops.management.commands.payment_file import in_euros
from ops.management.frame import MunicipalCommand
from ops.management.today import add_day, day_of


class Command(MunicipalCommand):
    help = (
        "Settle all shops whose day, week or month is over, as was agreed with each; again settles nothing twice. With "
        "--shop only that one, up to and including the day and whatever was agreed on how often. What is settled is "
        "paid by the next payment_file."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--shop", metavar="CODE", help="settle this shop now")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        frame: dict[str, Any] = {"actor": self.actor(options), "on": day_of(options)}
        if options["shop"]:
            made = {options["shop"]: settle_now(shop=options["shop"], **frame)}
        else:
            shops = reading(list_shops_to_settle)()
            made = {code: settle_when_due(shop_id=shop_id, **frame) for shop_id, code in shops}
        return {"on": frame["on"], "settled": [reading(_answer)(shop, each) for shop, each in made.items() if each]}

    def tell(self, answer: Any) -> None:
        if not answer["settled"]:
            self.stdout.write("Er is niets af te rekenen.")
        for each in answer["settled"]:
            self.stdout.write(
                f"{each['shop']}: afrekening {each['number']}, {each['lines']} bonnen, "
                f"besteed {in_euros(each['spent_minor'])}, terug {in_euros(each['refunded_minor'])}, "
                f"kosten {in_euros(each['fee_minor'])}, te betalen {in_euros(each['paid_minor'])}"
            )


def _answer(shop: str, settlement_id: Any) -> dict[str, Any]:
    rows = list_settlements(find_shop(shop).id)
    return {"shop": shop, **as_data(next(row for row in rows if row.id == settlement_id))}


def as_data(row: SettlementRow) -> dict[str, Any]:
    """Give a settlement ready for JSON."""
    return {
        "id": row.id,
        "number": row.number,
        "state": row.state,
        "since": row.since,
        "until": row.until,
        "made_on": row.made_on,
        "paid_on": row.paid_on,
        "lines": row.line_count,
        "spent_minor": row.spent_minor,
        "refunded_minor": row.refunded_minor,
        "fee_minor": row.fee_minor,
        "paid_minor": row.paid_minor,
    }
