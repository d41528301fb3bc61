"""Show how funds and schemes stand."""

from typing import Any

from django.core.management.base import CommandParser

from budgets.exports.books import write_amount
from budgets.exports.funds import get_funds
from ops.management.columns import in_columns
from ops.management.frame import MunicipalCommand, day

HEADINGS = {
    "given": "ontvangen",
    "from_others": "van andere",
    "free": "vrij",
    "committed": "toegezegd",
    "spent": "besteed",
    "lapsed": "vervallen",
    "written_off": "afgeboekt",
}


class Command(MunicipalCommand):
    help = (
        "Show what each fund was given, and what of it is free, promised and spent; what of that lapsed and was "
        "written off; and the same per scheme. At the end of any day."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as-of", type=day, metavar="DATE", help="up to the end of this day (default: all booked)")

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        return get_funds(as_of=options["as_of"])

    def tell(self, answer: Any) -> None:
        if not answer["funds"]:
            self.stdout.write("Er is nog geen fonds; begin met add_fund.")
            return
        total = answer["total"] | {"from_others": 0}
        columns = [column for column in HEADINGS if column != "from_others"]
        self._tell_table("fonds", [(each["name"], each) for each in answer["funds"]], total, columns)
        self.stdout.write("")
        self._tell_table("regeling", [(each["scheme"], each) for each in answer["schemes"]], total, list(HEADINGS))
        for fund in answer["funds"]:
            for unit, lapsed in fund["lapsed_units"].items():
                self.stdout.write(f"{fund['name']}: {write_amount(lapsed, unit)} {unit} vervallen")

    def _tell_table(
        self, of: str, lines: list[tuple[str, dict[str, Any]]], total: dict[str, Any], columns: list[str]
    ) -> None:
        rows = [[of, *(HEADINGS[column] for column in columns)]]
        for name, line in [*lines, ("totaal", total)]:
            rows.append([name, *(write_amount(line[column], "EUR") for column in columns)])
        for text in in_columns(rows):
            self.stdout.write(text)
