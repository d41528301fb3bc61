"""The limits of the rent allowance (huurtoeslag) per year, as published; each year says where its numbers come from."""

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from ledger.refusal import Refusal

FILE = Path(__file__).with_name("parameters.json")


class ParameterMissing(Refusal):
    code, says = "parameter-missing", _("Of {year} we do not know the {name}; choose another reference year.")


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one year, in cents a month; None where no source that we have gives a number."""

    year: int
    quality: int | None  # kwaliteitskortingsgrens: compensated in full up to here
    cap_low: int | None  # aftoppingsgrens of households of one or two
    cap_high: int | None  # aftoppingsgrens of larger households
    maximum: int | None
    source: str = ""

    def need(self, name: str) -> int:
        """Give a limit in cents.

        :raises ParameterMissing: no source gives it for this year
        """
        found: int | None = getattr(self, name)
        if found is None:
            raise ParameterMissing(year=self.year, name=name)
        return found

    def cap(self, persons: int) -> int:
        """Give the cap limit (aftoppingsgrens) of a household of so many."""
        return self.need("cap_high" if persons >= 3 else "cap_low")


def limits_of(year: int) -> Limits:
    """Give the limits of a year.

    :raises ParameterMissing: the year is not there at all
    """
    row = _read().get(str(year), {})
    if "quality_limit" not in row:
        raise ParameterMissing(year=year, name="quality")
    keys = ("quality_limit", "cap_low", "cap_high", "maximum")
    quality, low, high, maximum = (_cents(row.get(key)) for key in keys)
    return Limits(year, quality, low, high, maximum, row["source"])


def income_threshold_of(year: int, group: str) -> tuple[int, str] | None:
    """Give the yearly income in cents that a household stays below, and the source; None when no source gives it.

    The groups are single, single_aow, several and several_aow, as the published tables of Almere have them.
    """
    row = _read().get(str(year), {})
    if "income" not in row:
        return None
    found = _cents(row["income"][group])
    return (found, row["income_source"]) if found is not None else None


@cache  # The file is part of the program: it is the same for every municipality and does not change while it runs.
def _read() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def _cents(text: str | None) -> int | None:
    return None if text is None else int(Decimal(text) * 100)
