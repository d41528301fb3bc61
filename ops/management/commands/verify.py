"""Check the books."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.management.base import CommandParser

from budgets.exports.books import Check, check_books, check_since_seal
from budgets.exports.verifying import verify_books
from ledger import tenant
from ledger.models import Municipality
from ops.management.frame import MunicipalCommand, find_municipality
from ops.management.today import add_day, day_of

MOST_ROWS = 20


class Command(MunicipalCommand):
    help = (
        "Check everything that must always be true of the books, of one municipality or of all when none is named. "
        "Ends with exit code 1 and the rows at fault when something is broken."
    )
    needs_municipality = False

    def add_own_arguments(self, parser: CommandParser) -> None:
        add_day(parser)
        parser.add_argument(
            "--since-seal",
            action="store_true",
            help="only what the last seal covers, what came after it and the chain of seals; nothing is kept",
        )
        parser.add_argument(
            "--unrecorded", action="store_true", help="keep nothing of what was found, for figures or for later"
        )

    def act(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        code = options["municipality"]
        chosen = [find_municipality(code)] if code else list(Municipality.objects.order_by("code"))
        if options["since_seal"]:
            return [_answer(each, check_since_seal) for each in chosen]
        if options["unrecorded"]:
            return [_answer(each, check_books) for each in chosen]
        verify = partial(verify_books, actor=self.actor(options), on=day_of(options))
        return [_answer(each, verify) for each in chosen]

    def succeeded(self, answer: Any) -> bool:
        return all(each["holds"] for each in answer)

    def tell(self, answer: Any) -> None:
        if not answer:
            self.stdout.write("Er is nog geen gemeente; begin met add_municipality.")
        for municipality in answer:
            self._tell_one(municipality)

    def _tell_one(self, municipality: dict[str, Any]) -> None:
        checks = municipality["invariants"]
        self.stdout.write(f"{municipality['name']} ({municipality['municipality']})")
        for check in checks:
            self.stdout.write(f"  {'FOUT' if check['rows'] else 'OK  '} {check['says']} [{check['name']}]")
            for row in check["rows"][:MOST_ROWS]:
                self.stdout.write("         " + ", ".join(f"{name} {value}" for name, value in row.items()))
            if len(check["rows"]) > MOST_ROWS:
                self.stdout.write(
                    f"         … en nog {len(check['rows']) - MOST_ROWS}; met --json staan ze er allemaal."
                )
        holding = sum(1 for check in checks if not check["rows"])
        self.stdout.write(f"  {holding} van {len(checks)} regels kloppen.")


def _answer(municipality: Municipality, check: Callable[[], list[Check]]) -> dict[str, Any]:
    with tenant.serving(municipality.id):
        checks = check()
    return {
        "municipality": municipality.code,
        "name": municipality.name,
        "holds": not any(check.rows for check in checks),
        "invariants": [_as_data(check) for check in checks],
    }


def _as_data(check: Check) -> dict[str, Any]:
    return {"name": check.name, "says": check.says, "rows": list(check.rows)}
