from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from budgets.operation import Actor, operation
from budgets.parties.registers import take_turns
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.models import Term
from budgets.schemes.queries import as_row
from budgets.schemes.term_changes import Change, lay_over
from budgets.schemes.term_files import TermFile
from budgets.schemes.terms import TermRow, override
from budgets.trail.record import record


@operation
def adopt_scheme(*, scheme_code: str, actor: Actor, on: date, terms: Mapping[str, Any] | None = None) -> int:
    """This will give the municipality a scheme with its default terms, some of them replaced by `terms`; again
    changes nothing.

    Gives the number of rows that were added.

    :raises SchemeUnknown: the catalogue has no such scheme
    :raises TermUnknown: the scheme has no such term
    :raises TermUnreadable: a value is not of its term's kind
    """
    scheme = get_scheme(scheme_code)
    rows = override(scheme_code, scheme.terms, terms or {})
    if Term.objects.filter(scheme=scheme_code).exists():
        return 0
    _write(scheme_code, rows)
    record(actor.name, "scheme.adopted", on=on, scheme=scheme_code, rows=len(rows))
    return len(rows)


@operation
def load_terms(*, file: TermFile, actor: Actor, on: date) -> Change:
    """This will lay a file of terms over those that the municipality has of a scheme, giving it the scheme if need be.

    A new row ends the one before it; what holds is never changed, and the same file again changes nothing.

    :raises SchemeUnknown: the catalogue has no such scheme
    :raises TermFileRefused: rows overlap, leave a gap, change what holds, or a term that is needed has none
    """
    take_turns("terms")  # Who holds the rows must see them all: two files wait for each other.
    scheme = get_scheme(file.scheme_code)
    known = {(row.key, row.cohort, row.valid_from): row for row in Term.objects.filter(scheme=scheme.code)}
    change = lay_over(file, scheme, [as_row(row) for row in known.values()] or None)
    _write(scheme.code, change.added)
    for row, until in change.ended:
        earlier = known[row.key, row.cohort, row.valid_from]
        earlier.valid_until = until
        earlier.save(update_fields=["valid_until"])
    if change.added or change.ended:
        added, ended = len(change.added), len(change.ended)
        record(actor.name, "terms.loaded", on=on, scheme=scheme.code, added=added, ended=ended)
    return change


def _write(scheme_code: str, rows: Iterable[TermRow]) -> None:
    Term.objects.bulk_create(
        Term(
            scheme=scheme_code,
            cohort=row.cohort,
            key=row.key,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            value=row.value,
            source=row.source,
        )
        for row in rows
    )
