"""Show the trial balance."""

from typing import Any

from django.core.management.base import CommandParser

from budgets.exports.books import get_trial_balance, write_amount
from ops.management.frame import MunicipalCommand, day


class Command(MunicipalCommand):
    help = "Show what stands on debit and on credit, per class of account and unit; both must add up to the same."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as-of", type=day, metavar="DATE", help="up to the end of this day, as 2026-04-01")

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        return get_trial_balance(as_of=options["as_of"])

    def succeeded(self, answer: Any) -> bool:
        return bool(answer["equal"])

    def tell(self, answer: Any) -> None:
        self.stdout.write(f"{'rekeningsoort':<16}  {'eenheid':<7}  {'debet':>18}  {'credit':>18}")
        for line in answer["lines"]:
            self._tell_line(line["account_class"], line)
        for total in answer["totals"]:
            self._tell_line("totaal", total)
        self.stdout.write("Debet en credit zijn gelijk." if answer["equal"] else "Debet en credit VERSCHILLEN.")

    def _tell_line(self, heading: str, line: dict[str, Any]) -> None:
        debit, credit = (write_amount(line[side], line["unit"]) for side in ("debit", "credit"))
        self.stdout.write(f"{heading:<16}  {line['unit']:<7}  {debit:>18}  {credit:>18}")
