"""Every scheme is one file of this folder, found by its name: a new scheme needs no other line of code."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from django.utils.translation import gettext_lazy as _

from budgets.schemes.rules import Scheme
from ledger.refusal import Refusal


class SchemeUnknown(Refusal):
    code, says = "scheme-unknown", _("There is no scheme “{asked}”; there are {known}.")


@cache
def list_schemes() -> tuple[Scheme, ...]:
    """Give all schemes of the catalogue, by code."""
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    return tuple(sorted((module.SCHEME for module in modules), key=lambda scheme: scheme.code))


def get_scheme(code: str) -> Scheme:
    """Give the scheme of a code.

    :raises SchemeUnknown: the catalogue has none of that code
    """
    for scheme in list_schemes():
        if scheme.code == code:
            return scheme
    raise SchemeUnknown(asked=code, known=", ".join(scheme.code for scheme in list_schemes()))
