from collections.abc import Mapping
from datetime import date
from typing import Any

from budgets.operation import Actor, operation
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.models import Term
from budgets.schemes.terms import override
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
    record(actor.name, "scheme.adopted", on=on, scheme=scheme_code, rows=len(rows))
    return len(rows)
