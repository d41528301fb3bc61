"""The rows of attested hours: what is current for some lines, and writing what was decided about them."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from budgets.evidence.attesting import HoursLine, Judged
from budgets.evidence.models import Attestation


def current_rows(lines: Sequence[HoursLine]) -> list[Attestation]:
    """Give the current attestations of the people of the lines, over the days the lines are about."""
    return list(
        Attestation.objects.filter(
            person__in={line.person_id for line in lines},
            replaced_by=None,
            day__gte=min(line.about.starts_on for line in lines),
            covers_from__lt=max(line.about.ends_on for line in lines),
        )
    )


def write(judged: Judged) -> None:
    """This will add the new attestations, and note on each that they replace by which."""
    rows: list[Attestation] = []
    outdated: list[Attestation] = []
    for line, replaced in judged.taken:
        row = _row(line)
        rows.append(row)
        for earlier in replaced:
            earlier.replaced_by = row
            outdated.append(earlier)
    # The earlier rows step aside first: of two current rows for the same days the database would refuse one.
    Attestation.objects.bulk_update(outdated, ["replaced_by"])
    Attestation.objects.bulk_create(rows)


def _row(line: HoursLine) -> Attestation:
    # A line about who is not known here was refused at sight.
    return Attestation(
        organisation_id=cast(UUID, line.organisation_id),
        person_id=cast(UUID, line.person_id),
        covers_from=line.covers.starts_on,
        covers_until=line.covers.ends_on,
        day=line.covers.last_day,
        hours=line.hours,
        description=line.description,
    )
