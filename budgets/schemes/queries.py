from budgets.schemes.catalogue import get_scheme
from budgets.schemes.models import Term
from budgets.schemes.terms import TermRow, Terms


def get_terms(scheme_code: str, cohort: str) -> Terms:
    """Give the terms of a scheme in the served municipality, for one cohort.

    :raises SchemeUnknown: the catalogue has no such scheme
    """
    rows = Term.objects.filter(scheme=scheme_code)
    return Terms(
        scheme_code,
        get_scheme(scheme_code).terms,
        [TermRow(row.key, row.cohort, row.valid_from, row.valid_until, row.value, row.source) for row in rows],
        cohort,
    )


def list_adopted_schemes() -> list[str]:
    """Give the codes of the schemes that the served municipality has terms for."""
    return list(Term.objects.order_by("scheme").values_list("scheme", flat=True).distinct())
