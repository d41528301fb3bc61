"""Show what was booked on an account, or on all accounts of a person."""

from typing import Any

from django.core.management.base import CommandParser

from budgets.exports.books import get_account_statement, list_person_statements, write_amount
from ops.management.frame import MunicipalCommand, day

ACTS = {
    "deposit": "storting",
    "commit": "toegezegd",
    "release": "vrijgevallen",
    "grant": "toegekend",
    "earn": "verdiend",
    "write_off": "afgeboekt",
    "payout": "uitbetaald",
    "reversal": "tegengeboekt",
    "reclassify": "herindeling",
}
CLASSES = {
    "COMMITTED": "toegezegd, nog niet toegekend",
    "PREPAID_GRANT": "vooruit toegekend, nog niet verdiend",
    "ENTITLED": "van de persoon, nog niet uitbetaald",
}


class Command(MunicipalCommand):
    help = "Show what was booked on one account, or on all accounts of a person, with the balance after each line."

    def add_own_arguments(self, parser: CommandParser) -> None:
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--account", type=int, metavar="ID", help="the number of the account")
        whose.add_argument("--person", metavar="CLIENT_NUMBER", help="the client number of the person")
        parser.add_argument("--as-of", type=day, metavar="DATE", help="up to the end of this day, as 2026-04-01")

    def act(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        if options["account"] is not None:
            return [get_account_statement(options["account"], as_of=options["as_of"]).as_data()]
        return [each.as_data() for each in list_person_statements(options["person"], as_of=options["as_of"])]

    def tell(self, answer: Any) -> None:
        if not answer:
            self.stdout.write("Voor deze persoon is er nog geen rekening.")
        for statement in answer:
            self._tell_one(statement)

    def _tell_one(self, statement: dict[str, Any]) -> None:
        kind = CLASSES.get(statement["class"], "")
        scheme = f", {statement['scheme']}" if statement["scheme"] else ""
        says = f": {kind}" if kind else ""
        self.stdout.write(f"Rekening {statement['account']}, {statement['class']}{scheme}{says} ({statement['unit']})")
        self.stdout.write(f"  {'datum':<10}  {'wat':<42}  {'bedrag':>14}  {'saldo':>14}")
        for line in statement["lines"]:
            what = f"{ACTS.get(line['act'], line['act'])}: {line['why']}"[:42]
            amount = write_amount(line["amount_minor"], statement["unit"])
            balance = write_amount(line["balance_minor"], statement["unit"])
            self.stdout.write(f"  {line['on']}  {what:<42}  {amount:>14}  {balance:>14}")
        self.stdout.write(f"  saldo {write_amount(statement['balance_minor'], statement['unit'])}\n")
