"""Lines of a file as lines for the award desk: codes become ids, cells become facts."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from budgets.aftercare.wording import LANGUAGES
from budgets.entitlements.asking import AwardLine, Hardship
from budgets.entitlements.refusals import HardshipNeedsRole, HouseholdUnknown, PayeeUnknown
from budgets.operation import Actor, reading
from budgets.parties.lines import RefusedLine
from budgets.parties.officers import OfficerUnknown
from budgets.parties.queries import find_households, find_officers, find_organisations, find_people
from budgets.schemes.facts import FactsRefused
from connectors.spreadsheet import cells
from connectors.spreadsheet.cells import Parser
from connectors.spreadsheet.table import Column, Row
from ledger.refusal import Refusal
from ops.management.fact_columns import FACT_COLUMNS, facts_of, refusals_of

FIRST_LANGUAGE = LANGUAGES[0]


def _extra(name: str, parse: Parser) -> Column:
    return Column(name, parse, required=False, may_be_left_out=True)


AWARD_COLUMNS = (
    Column("klantnummer", cells.reference(most=40)),
    Column("regeling", cells.text(most=40)),
    Column("cohort", cells.reference(most=20)),
    Column("ingangsdatum", cells.day),
    _extra("categorie", cells.text(most=40)),
    _extra("huishouden", cells.reference(most=40)),
    _extra("betaal_aan_rsin", cells.rsin),
    _extra("goedgekeurd_door", cells.reference(most=40)),
    _extra("hardheid_grond", cells.reference(most=60)),
    _extra("hardheid_reden", cells.text(most=500)),
    _extra("aangevraagd_op", cells.day),
    _extra("waarschuwing_gezien_op", cells.day),
    _extra("waarschuwing_taal", cells.reference(most=2)),
    *FACT_COLUMNS,
)


class _Codes:
    """What the codes of a file stand for, looked up at once."""

    def __init__(self, rows: Sequence[Row]) -> None:
        def said(column: str) -> set[str]:
            return {str(row.values[column]) for row in rows if row.values[column] is not None}

        self.people = find_people(said("klantnummer"))
        self.households = find_households(said("huishouden"))
        self.officers = find_officers(said("goedgekeurd_door"))
        self.payees = find_organisations(said("betaal_aan_rsin"))


def read_award_lines(rows: Sequence[Row], actor: Actor, on: date) -> tuple[list[AwardLine], list[RefusedLine]]:
    """Give the lines that can be asked, and those that say something that cannot be."""
    codes = reading(_Codes)(rows)
    lines: list[AwardLine] = []
    refused: list[RefusedLine] = []
    for row in rows:
        try:
            lines.append(_line(row, codes, actor, on))
        except FactsRefused as problem:
            refused += [RefusedLine(row.line, each) for each in refusals_of(problem)]
        except Refusal as problem:
            refused.append(RefusedLine(row.line, problem))
    return lines, refused


def _line(row: Row, codes: _Codes, actor: Actor, on: date) -> AwardLine:
    said: dict[str, Any] = dict(row.values)
    household, second, payee = said["huishouden"], said["goedgekeurd_door"], said["betaal_aan_rsin"]
    if household is not None and household not in codes.households:
        raise HouseholdUnknown(household=household)
    if second is not None and second not in codes.officers:
        raise OfficerUnknown
    if payee is not None and payee not in codes.payees:
        raise PayeeUnknown(rsin=payee)
    return AwardLine(
        number=row.line,
        person_id=codes.people.get(said["klantnummer"]),
        client_number=said["klantnummer"],
        scheme_code=said["regeling"],
        cohort=said["cohort"],
        starts_on=said["ingangsdatum"],
        category=said["categorie"] or "",
        facts=facts_of(said, on),
        household_id=codes.households.get(household),
        payee_id=codes.payees[payee][0] if payee else None,
        approved_by=codes.officers.get(second),
        against_rule=_hardship(said, actor),
        applied_on=said["aangevraagd_op"],
        warning_seen_on=said["waarschuwing_gezien_op"],
        warning_language=said["waarschuwing_taal"] or FIRST_LANGUAGE,
    )


def _hardship(said: dict[str, Any], actor: Actor) -> Hardship | None:
    ground, reason = said["hardheid_grond"] or "", said["hardheid_reden"] or ""
    if not ground and not reason:
        return None
    if actor.officer_id is None:
        raise HardshipNeedsRole
    return Hardship(officer_id=actor.officer_id, ground=ground, reason=reason)
