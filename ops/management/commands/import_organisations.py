"""Take in a file of organisations."""

from collections.abc import Sequence
from typing import Any

from budgets.parties.lines import Tally
from budgets.parties.operations import OrganisationLine, register_organisations
from connectors.spreadsheet import cells
from connectors.spreadsheet.table import Column, Row
from ops.management.imports import ImportCommand, texts

KINDS = {"ANBI": "ANBI", "SBBI": "SBBI", "overig": "OTHER"}


class Command(ImportCommand):
    help = (
        "Add organisations, and bring known ones up to date, from a CSV or XLSX file with one line for each RSIN. "
        "`soort` is ANBI, SBBI or overig; a file may have `iban`, the account of one that is paid in the name of "
        "people, as a health insurer is. The same file again changes nothing."
    )
    columns = (
        Column("rsin", cells.rsin),
        Column("naam", cells.text(most=200)),
        Column("soort", cells.choice(*KINDS)),
        Column("iban", cells.iban, required=False, may_be_left_out=True),
    )

    def take(self, rows: Sequence[Row], **frame: Any) -> Tally:
        return register_organisations(lines=[_line(row) for row in rows], **frame)


def _line(row: Row) -> OrganisationLine:
    said = texts(row)
    return OrganisationLine(
        number=row.line,
        rsin=said["rsin"],
        name=said["naam"],
        kind=KINDS[said["soort"]],
        iban=said["iban"] or None,
    )
