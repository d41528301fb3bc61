"""The dated norms of social assistance (bijstandsnorm), copied from published tables with their sources."""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from budgets.schemes.facts import Facts, FactsMissing
from ledger.amount import eur

PARAMETERS = Path(__file__).parent / "parameters" / "social.json"


@cache
def social_parameters() -> Mapping[str, Any]:
    """Give the table of social parameters: amounts as text in euros, dates as ISO text."""
    parameters: dict[str, Any] = json.loads(PARAMETERS.read_text(encoding="utf-8"))
    return parameters


def find_norm(facts: Facts, on: date) -> tuple[int, str]:
    """Give the monthly norm in cents with its source: what the facts say, else that of the household type on a day.

    :raises FactsMissing: the facts say neither, or the table does not know the norm of that day
    """
    given = facts.get("norm")
    if given is not None:
        return int(given), "facts"
    # Participatiewet, art. 21 and 22: a single parent has the norm of a single person.
    household = "couple" if facts.need("household_type") == "couple" else "single"
    column = f"aow_{household}" if facts.get("aow_age") else household
    rows = [row for row in social_parameters()["bijstandsnorm_incl_holiday_pay"] if row["from"] <= on.isoformat()]
    amount = rows[-1][column] if rows else None
    if amount is None:
        raise FactsMissing(field="norm")
    return eur(amount).minor, f"bijstandsnorm incl. holiday pay from {rows[-1]['from']} ({column})"
