"""List the losses of a year."""

from collections import defaultdict
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from budgets.costs.queries import list_write_offs
from budgets.exports.books import write_amount
from budgets.operation import reading
from ops.management.columns import in_columns
from ops.management.frame import MunicipalCommand, year


class Command(MunicipalCommand):
    help = (
        "List what the municipality took as a loss in a year: with the reason, the fund and the scheme. What came back "
        "by a restart stands below zero; what is only noted was not booked and is still owed to people."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", required=True, type=year, help="the year, as 2026")

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        losses = reading(list_write_offs)(options["year"])
        sums: dict[str, int] = defaultdict(int)
        for loss in losses:
            sums[loss.reason] += loss.amount
        return {
            "year": options["year"],
            "write_offs": [asdict(loss) for loss in losses],
            "by_reason": dict(sorted(sums.items())),
            "booked": sum(loss.amount for loss in losses if loss.booked),
        }

    def tell(self, answer: Any) -> None:
        if not answer["write_offs"]:
            self.stdout.write(f"In {answer['year']} is niets afgeboekt.")
            return
        rows = [["dag", "reden", "fonds", "regeling", "kenmerk", "bedrag"]]
        for loss in answer["write_offs"]:
            noted = "" if loss["booked"] else " (niet geboekt)"
            rows.append(
                [
                    loss["on"].isoformat(),
                    REASONS.get(loss["reason"], loss["reason"]) + noted,
                    loss["fund"],
                    loss["scheme"],
                    loss["reference"],
                    write_amount(loss["amount"], "EUR"),
                ]
            )
        for reason, minor in answer["by_reason"].items():
            rows.append(["", f"totaal {REASONS.get(reason, reason)}", "", "", "", write_amount(minor, "EUR")])
        for text in in_columns(rows, words=5):
            self.stdout.write(text)


REASONS = {
    "unearned-advance": "niet verdiend voorschot",
    "stopped": "gestopt",
    "over-award": "te veel toegekend",
    "undeliverable": "onbestelbaar",
    "other": "overig",
}
