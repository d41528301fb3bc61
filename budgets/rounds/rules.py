"""What the rent allowance leaves of a rent, as a sum that anyone can do again: whole cents, rounded half up once.

The limits are those of the reference year, so they stand fixed when the round begins and nothing is settled later.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from budgets.rounds.parameters import Limits
from budgets.schemes.explanation import Explanation

NEW_SYSTEM_FROM = 2026
"""From this year on 40 % above the cap limit is compensated for everyone, and a rent is capped at the maximum."""

BETWEEN_LIMITS = 35
ABOVE_CAP = 60
ABOVE_CAP_UNCOMPENSATED = 100
"""Per cent of each band that the allowance leaves: above the quality limit, and above the cap limit."""


@dataclass(frozen=True, slots=True)
class Tenancy:
    """What the sum asks of a household: its rent in the reference year, in cents a month, and who lives there."""

    rent: int
    persons: int
    aow_age: bool = False
    adapted_home: bool = False
    eldest: int | None = None  # the age of the oldest at the end of the reference year, where it is known


@dataclass(frozen=True, slots=True)
class Band:
    """A part of the rent, in cents a month, and the per cent of it that the allowance leaves."""

    code: str
    starts: int
    ends: int
    percent: int


def is_above_maximum(tenancy: Tenancy, limits: Limits) -> bool:
    """Say whether a rent is too high for any rent allowance; from 2026 on no rent is."""
    return limits.year < NEW_SYSTEM_FROM and tenancy.rent > limits.need("maximum")


def full_contribution(tenancy: Tenancy, limits: Limits, months: int) -> tuple[int, Explanation]:
    """Give what the allowance leaves over the months, in cents, and how it was found; the rent is not above the
    maximum.

    :raises ParameterMissing: a limit that the sum needs is not known for the year
    """
    found = bands_of(tenancy, limits)
    young = bool(found) and is_young(tenancy, limits.year)
    bands = [] if young else found
    hundredths = sum((band.ends - band.starts) * band.percent for band in bands)
    full = (2 * hundredths * months + 100) // 200  # half up: nothing here is below zero
    steps: list[dict[str, Any]] = [
        {
            "step": band.code,
            "from_minor": band.starts,
            "until_minor": band.ends,
            "band_minor": band.ends - band.starts,
            "left_share": str(Decimal(band.percent) / 100),
        }
        for band in bands
    ]
    if steps:
        steps.append({"step": "claim-months", "months": months, "amount_minor": full})
    inputs = {
        "rent_minor": tenancy.rent,
        "persons": tenancy.persons,
        "aow_age": tenancy.aow_age,
        "adapted_home": tenancy.adapted_home,
        "eldest": tenancy.eldest,
        "reference_year": limits.year,
        "quality_minor": limits.need("quality"),
        "months": months,
        "age": age_for_more(limits.year),
        "full_minor": full,
    }
    cited = [
        {"key": "limits", "value": str(limits.year), "valid_from": f"{limits.year}-01-01", "source": limits.source}
    ]
    code = "claim-full" if steps else "claim-young" if young else "claim-nothing"
    return full, Explanation(code, inputs, cited, steps)


def is_young(tenancy: Tenancy, year: int) -> bool:
    """Say whether everyone in the household was too young, all of the year, for an allowance above the quality limit.

    Nothing is known of a household whose eldest is not: it counts as old enough.
    """
    return tenancy.eldest is not None and tenancy.eldest < age_for_more(year)


def age_for_more(year: int) -> int:
    """Give the age from which someone in a household makes it old enough for an allowance above the quality limit."""
    return 21 if year >= NEW_SYSTEM_FROM else 23


def bands_of(tenancy: Tenancy, limits: Limits) -> list[Band]:
    """Give the parts of a rent that are not compensated in full, the lowest first."""
    quality = limits.need("quality")
    if tenancy.rent <= quality:
        return []
    cap = limits.cap(tenancy.persons)
    bands = [Band("claim-band", quality, min(tenancy.rent, cap), BETWEEN_LIMITS)]
    new_system = limits.year >= NEW_SYSTEM_FROM
    top = min(tenancy.rent, limits.need("maximum")) if new_system else tenancy.rent
    if top > cap:
        special = new_system or tenancy.persons == 1 or tenancy.aow_age or tenancy.adapted_home
        bands.append(Band("claim-above-cap", cap, top, ABOVE_CAP if special else ABOVE_CAP_UNCOMPENSATED))
    return bands
