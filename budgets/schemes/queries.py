from budgets.schemes.catalogue import get_scheme
from budgets.schemes.models import Term
from budgets.schemes.term_changes import missing_terms
from budgets.schemes.terms import TermKey, TermRow, Terms


def get_terms(scheme_code: str, cohort: str) -> Terms:
    """Give the terms of a scheme in the served municipality, for one cohort.

    :raises SchemeUnknown: the catalogue has no such scheme
    """
    rows = Term.objects.filter(scheme=scheme_code)
    return Terms(
        scheme_code,
        get_scheme(scheme_code).terms,
        [as_row(row) for row in rows],
        cohort,
    )


def list_adopted_schemes() -> list[str]:
    """Give the codes of the schemes that the served municipality has terms for."""
    return list(Term.objects.order_by("scheme").values_list("scheme", flat=True).distinct())


def list_missing_terms(scheme_code: str) -> list[TermKey]:
    """Give the terms of a scheme that still need a number in the served municipality.

    :raises SchemeUnknown: the catalogue has no such scheme
    """
    rows = [as_row(row) for row in Term.objects.filter(scheme=scheme_code)]
    return missing_terms(get_scheme(scheme_code), rows)


def as_row(term: Term) -> TermRow:
    """Give a row of the database as a value."""
    return TermRow(term.key, term.cohort, term.valid_from, term.valid_until, term.value, term.source)
