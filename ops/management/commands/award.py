"""Award entitlements from a file of decisions."""

from collections.abc import Sequence
from typing import Any

from budgets.entitlements.awarding import AwardLine
from budgets.entitlements.operations import award
from budgets.operation import municipal_transaction
from budgets.parties.lines import Tally
from budgets.parties.queries import find_people
from connectors.spreadsheet import cells
from connectors.spreadsheet.table import Column, Row
from ops.management.imports import ImportCommand, texts


class Command(ImportCommand):
    help = (
        "Award schemes to people, from a CSV or XLSX file with one line for each decision. Each award promises money "
        "of a fund of its scheme; one that no fund can carry is refused. The same file again changes nothing."
    )
    columns = (
        Column("klantnummer", cells.reference(most=40)),
        Column("regeling", cells.text(most=40)),
        Column("cohort", cells.reference(most=20)),
        Column("ingangsdatum", cells.day),
    )

    def take(self, rows: Sequence[Row], **frame: Any) -> Tally:
        said = [(row.line, texts(row)) for row in rows]
        with municipal_transaction():
            people = find_people({line["klantnummer"] for _number, line in said})
        frame.pop("progress")  # awards are decided and booked in one go
        return award(
            lines=[
                AwardLine(
                    number=number,
                    person_id=people.get(line["klantnummer"]),
                    client_number=line["klantnummer"],
                    scheme_code=line["regeling"],
                    cohort=line["cohort"],
                    starts_on=line["ingangsdatum"],
                )
                for number, line in said
            ],
            **frame,
        )
