"""Take in a file of hours that organisations vouch for."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from budgets.evidence.attesting import HoursLine
from budgets.evidence.operations import attest
from budgets.operation import municipal_transaction
from budgets.parties.lines import Tally, in_chunks
from budgets.parties.queries import find_organisations, find_people
from budgets.schemes.periods import Period
from connectors.spreadsheet import cells
from connectors.spreadsheet.table import Column, Row
from ops.management.imports import ImportCommand, texts

UNKNOWN = (None, "")


class Command(ImportCommand):
    help = (
        "Take in hours of people with organisations (ANBI or SBBI), from a CSV or XLSX file, one line for each day. "
        "A line about the same organisation, person and day as an earlier one corrects it. "
        "The same file again changes nothing."
    )
    columns = (
        Column("organisatie_rsin", cells.rsin),
        Column("klantnummer", cells.reference(most=40)),
        Column("datum", cells.day),
        Column("uren", cells.hours),
        Column("omschrijving", cells.text(most=200, lines=True), required=False),
    )

    def take(self, rows: Sequence[Row], **frame: Any) -> Tally:
        said = [(row.line, texts(row)) for row in rows]
        with municipal_transaction():
            organisations = find_organisations({line["organisatie_rsin"] for _number, line in said})
            people = _find_people(sorted({line["klantnummer"] for _number, line in said}))
        return attest(lines=[_line(number, line, organisations, people) for number, line in said], **frame)


def _find_people(client_numbers: Sequence[str]) -> dict[str, UUID]:
    found: dict[str, UUID] = {}
    for chunk in in_chunks(client_numbers):
        found |= find_people(chunk)
    return found


def _line(
    number: int,
    said: Mapping[str, Any],
    organisations: Mapping[str, tuple[UUID, str]],
    people: Mapping[str, UUID],
) -> HoursLine:
    organisation_id, kind = organisations.get(said["organisatie_rsin"], UNKNOWN)
    return HoursLine(
        number=number,
        organisation_id=organisation_id,
        kind=kind,
        person_id=people.get(said["klantnummer"]),
        covers=Period(said["datum"], said["datum"] + timedelta(days=1)),
        hours=said["uren"],
        description=said["omschrijving"],
        replaces=True,
    )
