"""Take in a file of households."""

from collections.abc import Sequence
from typing import Any

from budgets.parties.households import MemberLine, register_households
from budgets.parties.lines import Tally
from connectors.spreadsheet import cells
from connectors.spreadsheet.table import Column, Row
from ops.management.imports import ImportCommand, texts


class Command(ImportCommand):
    help = (
        "Say who lives together, from a CSV file with one line for each person of a household: from which day, and "
        "in tot the first day that they are no longer there. The same line with another tot changes that; tot equal "
        "to vanaf says that it never was so. The same file again changes nothing."
    )
    columns = (
        Column("huishouden", cells.reference(most=40)),
        Column("klantnummer", cells.reference(most=40)),
        Column("vanaf", cells.day),
        Column("tot", cells.day, required=False),
    )

    def take(self, rows: Sequence[Row], **frame: Any) -> Tally:
        return register_households(lines=[_line(row) for row in rows], **frame)


def _line(row: Row) -> MemberLine:
    said = texts(row)
    return MemberLine(
        number=row.line,
        household=said["huishouden"],
        client_number=said["klantnummer"],
        from_on=said["vanaf"],
        until_on=said["tot"] or None,
    )
