"""Award entitlements from a file of decisions."""

from collections.abc import Sequence
from typing import Any

from django.core.management.base import CommandParser

from budgets.entitlements.operations import award
from budgets.operation import Actor
from budgets.parties.lines import LinesRefused, Tally
from connectors.spreadsheet.table import Row
from ops.management.award_lines import AWARD_COLUMNS, read_award_lines
from ops.management.imports import ImportCommand
from ops.management.officers import officer_of


class Command(ImportCommand):
    help = (
        "Award schemes to people, from a CSV or XLSX file with one line for each decision. Each award promises money "
        "of a fund of its scheme; one that no fund can carry is refused. The same file again changes nothing. "
        "The columns after ingangsdatum may be left out; add those of the facts that the scheme asks for "
        "(manage.py scheme show CODE)."
    )
    columns = AWARD_COLUMNS

    def add_own_arguments(self, parser: CommandParser) -> None:
        super().add_own_arguments(parser)
        parser.add_argument("--officer", metavar="CODE", help="the officer who decides; needed to go against a rule")

    def actor(self, options: dict[str, Any]) -> Actor:
        """Give who acts: the officer who decides, if one is named."""
        code = options.get("officer")
        return Actor(options["actor"], officer_of(code)) if code else super().actor(options)

    def take(self, rows: Sequence[Row], **frame: Any) -> Tally:
        frame.pop("progress")  # awards are decided and booked in one go
        lines, refused = read_award_lines(rows, frame["actor"], frame["on"])
        if refused and not frame["partial"]:
            raise LinesRefused(refused)
        return award(lines=lines, **frame) + Tally(refused=tuple(refused))
