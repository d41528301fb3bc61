"""The dated figures at which other rights begin or end, each with its source; what they are is in `thresholds.toml`.

Amounts are cents. Where no figure is known for a day there is no row, and nothing is made up.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

SINGLE, SINGLE_PARENT, COUPLE = "single", "single_parent", "couple"
HOUSEHOLDS = (SINGLE, SINGLE_PARENT, COUPLE)


@dataclass(frozen=True, slots=True)
class Threshold:
    """One dated figure: an amount in cents, or a share of one; half-open, and of one household or ("") of all."""

    key: str
    household: str
    valid_from: date
    valid_until: date | None
    cents: int | None
    share: Decimal | None
    per: str
    source: str

    def cited(self) -> dict[str, str]:
        """Give the row as an explanation keeps it."""
        value = self.share if self.cents is None else Decimal(self.cents) / 100
        said = {"key": self.key, "value": f"{value:.2f}", "valid_from": self.valid_from.isoformat()}
        return {**said, "per": self.per, "source": self.source}


def read(text: str) -> list[Threshold]:
    """Give the rows of a file of thresholds."""
    tables = tomllib.loads(text)
    sources = tables.pop("sources")
    return [row for key, table in tables.items() for row in _rows(key, table, sources)]


def _rows(key: str, table: Mapping[str, Any], sources: Mapping[str, str]) -> Iterator[Threshold]:
    for row in table["rows"]:
        share = row.get("share")
        yield Threshold(
            key=key,
            household=row.get("for", ""),
            valid_from=row["from"],
            valid_until=row.get("until"),
            cents=row.get("cents"),
            share=None if share is None else Decimal(share),
            per=table["per"],
            source=sources[row["source"]],
        )


THRESHOLDS = tuple(read(Path(__file__).with_name("thresholds.toml").read_text(encoding="utf-8")))
_BY_KEY = {key: tuple(row for row in THRESHOLDS if row.key == key) for key in {row.key for row in THRESHOLDS}}


def find(key: str, on: date, household: str = "") -> Threshold | None:
    """Give the figure that holds on a day for a household, or None when none is known."""
    for row in _BY_KEY[key]:
        if row.household in ("", household) and _valid(row, on):
            return row
    return None


def find_means(key: str, household: str, on: date) -> Threshold | None:
    """Give a figure of the allowances, which know people with and without a partner only."""
    return find(key, on, COUPLE if household == COUPLE else SINGLE)


def share_of(cents: int, share: Decimal) -> int:
    """Give a share of an amount, rounded half up to the cent."""
    return int((cents * share).quantize(Decimal(1), ROUND_HALF_UP))


def _valid(row: Threshold, on: date) -> bool:
    return row.valid_from <= on and (row.valid_until is None or on < row.valid_until)
