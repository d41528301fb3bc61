"""A file of terms that an operator names: read, or refused with its lines."""

from pathlib import Path

from budgets.schemes.catalogue import get_scheme
from budgets.schemes.term_files import TermFile, read_scheme_code, read_terms
from ops.management.frame import WrongArguments


def read_term_file(path: str) -> TermFile:
    """Read a file of terms.

    :raises WrongArguments: it cannot be read as text
    :raises SchemeUnknown: the catalogue does not have its scheme
    :raises TermFileRefused: something in it is wrong; says on which lines
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as problem:
        raise WrongArguments(f"{path}: {problem.strerror or problem}") from None
    except UnicodeDecodeError:
        raise WrongArguments(f"{path}: this is not a text file in UTF-8") from None
    return read_terms(text, get_scheme(read_scheme_code(text)))
