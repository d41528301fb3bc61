"""The lines of a file of claims, as what the operation takes."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

from budgets.operation import reading
from budgets.parties.lines import in_chunks
from budgets.parties.queries import find_people
from budgets.rounds.operations import ClaimLine
from budgets.schemes.facts import Facts, FactsRefused, read_facts
from connectors.spreadsheet import cells
from connectors.spreadsheet.table import Column, Row
from ops.management.fact_columns import FACT_COLUMNS, facts_of

INCOMES = ("inkomen_peiljaar", "inkomen_jaar_eerder", "inkomen_twee_jaar_eerder")
"""The yearly incomes: of the reference year, of the year before it and of the year before that."""

CLAIM_COLUMNS = (
    Column("klantnummer", cells.reference(most=40)),
    Column("ontvangen_op", cells.day),
    *FACT_COLUMNS,
    *(Column(name, cells.cents, required=False, may_be_left_out=True) for name in INCOMES),
)


def claim_lines(rows: Sequence[Row], *, reference_year: int) -> list[ClaimLine]:
    """Give what the lines of a file claim."""
    people = reading(_people_of)(rows)
    return [_line(row.line, row.values, people, reference_year) for row in rows]


def _people_of(rows: Sequence[Row]) -> dict[str, UUID]:
    found: dict[str, UUID] = {}
    for chunk in in_chunks(sorted({str(row.values["klantnummer"]) for row in rows})):
        found |= find_people(chunk)
    return found


def _line(number: int, said: Mapping[str, Any], people: Mapping[str, UUID], reference_year: int) -> ClaimLine:
    facts: Facts | FactsRefused
    try:
        facts = _facts(said, reference_year)
    except FactsRefused as refusal:
        facts = refusal
    return ClaimLine(
        number=number,
        person_id=people.get(said["klantnummer"]),
        client_number=said["klantnummer"],
        facts=facts,
        received_on=said["ontvangen_op"],
    )


def _facts(said: Mapping[str, Any], reference_year: int) -> Facts:
    facts = facts_of(said, said["ontvangen_op"])
    incomes = {
        str(reference_year - back): f"{said[column] // 100}.{said[column] % 100:02d}"
        for back, column in enumerate(INCOMES)
        if said[column] is not None
    }
    if not incomes:
        return facts
    return Facts(MappingProxyType({**facts.values, **read_facts({"incomes": incomes}).values}))
