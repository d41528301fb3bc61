"""Take in applications."""

from collections.abc import Sequence
from typing import Any

from budgets.entitlements.applications import apply
from budgets.parties.lines import LinesRefused, Tally
from connectors.spreadsheet.table import Row
from ops.management.award_lines import AWARD_COLUMNS, read_award_lines
from ops.management.imports import ImportCommand


class Command(ImportCommand):
    help = (
        "Take in applications, from a CSV or XLSX file with the columns of award: each waits for a decision within the "
        "term of its scheme and promises nothing. The same file again changes nothing."
    )
    columns = AWARD_COLUMNS

    def take(self, rows: Sequence[Row], **frame: Any) -> Tally:
        frame.pop("progress")
        lines, refused = read_award_lines(rows, frame["actor"], frame["on"])
        if refused and not frame["partial"]:
            raise LinesRefused(refused)
        return apply(lines=lines, **frame) + Tally(refused=tuple(refused))
