"""Facts from a file that was named as an argument: JSON or, by its name, TOML."""

import json
import tomllib
from datetime import date
from typing import Any

from budgets.schemes.facts import Facts, read_facts
from ops.management.frame import WrongArguments, readable


def read_facts_file(path: str, *, on: date) -> Facts:
    """Read a file with one table of facts, as {"income": "1250.00", "household_type": "single"}.

    :raises WrongArguments: it cannot be read, or is not one table
    :raises FactsRefused: some facts are unknown, negative or impossible; says so for each
    """
    return read_facts(read_table(path), on=on)


def read_table(path: str) -> dict[str, Any]:
    """Read a file with one table.

    :raises WrongArguments: it cannot be read, or is not one table
    """
    content = readable(path)
    try:
        text = content.decode("utf-8")
        given: Any = tomllib.loads(text) if path.endswith(".toml") else json.loads(text)
    except ValueError as problem:
        # Where it breaks is said by line; what stands there may be personal.
        where = getattr(problem, "lineno", None)
        raise WrongArguments(f"{path}: not a readable file of facts" + (f", line {where}" if where else "")) from None
    if not isinstance(given, dict):
        raise WrongArguments(f'{path}: write facts as one table, as {{"income": "1250.00"}}')
    return given
