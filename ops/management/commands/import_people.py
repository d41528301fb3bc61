"""Take in a file of people."""

from collections.abc import Sequence
from typing import Any

from budgets.parties.lines import Tally
from budgets.parties.operations import PersonLine, register_people
from connectors.spreadsheet import cells
from connectors.spreadsheet.table import Column, Row
from ops.management.imports import ImportCommand, texts


class Command(ImportCommand):
    help = (
        "Add people, and bring known ones up to date, from a CSV or XLSX file with one line for each client number. "
        "A line with another IBAN closes the earlier account. The same file again changes nothing."
    )
    columns = (
        Column("klantnummer", cells.reference(most=40)),
        Column("voornaam", cells.text(most=100)),
        Column("achternaam", cells.text(most=100)),
        Column("geboortedatum", cells.day),
        Column("iban", cells.iban, required=False),
        Column("email", cells.email, required=False),
        Column("telefoon", cells.phone, required=False),
        Column("postcode", cells.postcode, required=False),
        Column("huisnummer", cells.text(most=20), required=False),
        Column("taal", cells.choice("nl", "en"), required=False),
    )

    def take(self, rows: Sequence[Row], **frame: Any) -> Tally:
        return register_people(lines=[_line(row) for row in rows], **frame)


def _line(row: Row) -> PersonLine:
    said = texts(row)
    return PersonLine(
        number=row.line,
        client_number=said["klantnummer"],
        first_name=said["voornaam"],
        last_name=said["achternaam"],
        born_on=said["geboortedatum"],
        iban=said["iban"] or None,
        email=said["email"],
        phone=said["telefoon"],
        postcode=said["postcode"],
        house_number=said["huisnummer"],
        language=said["taal"] or "nl",
    )
