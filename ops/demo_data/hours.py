"""The hours of Voorbeeldstad: who volunteered where and when, with the stories of the people who show something."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ops.demo_data.regelingen import BURGERBAAN_ENDS
from ops.demo_data.town import ORGANISATIONS, Organisation, Resident

QUARTERS = tuple(
    (f"{year}-K{number}", date(year, 3 * number - 2, 1), date(year + number // 4, 3 * number % 12 + 1, 1))
    for year in (2025, 2026)
    for number in (1, 2, 3, 4)
)[:7]

# One letter for each quarter from 2025-K1 on: h has hours enough, f a few, n none; l has enough, but sent too late.
STORIES = {
    "V0001": "hhhhhhh",  # never misses
    "V0002": "hnnnnnn",  # misses four quarters and stops
    "V0003": "nnnnhhh",  # misses four quarters, stops on 1 January 2026 and is started again in February
    "V0004": "nnnlhhh",  # the hours of the fourth quarter come late and undo the stop
    "V0005": "fnfhhhh",  # three missed quarters, then a recovery
    "V0006": "hhfnhhf",  # an ordinary year
    "V0007": "hlhhhhh",  # one late quarter: paid after all
    "V0008": "hhhhhhh",  # hours with two organisations
    "V0009": "hhhhhhh",  # a line of 2025-K2 is corrected downwards: nothing is taken back
    "V0010": "hhhhnnf",
}
ACTIVITIES = ("gastvrouw/gastheer", "taalles", "koken", "fietsen repareren", "training jeugd", "voorraad sorteren", "")
FAITHFUL, HALF = 0.82, 0.93


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an hours file."""

    rsin: str
    client_number: str
    day: date
    hours: Decimal
    activity: str


def make_lines(residents: list[Resident]) -> dict[tuple[str, str, bool], list[Line]]:
    """Give the lines by quarter, organisation and whether they are sent too late."""
    found: dict[tuple[str, str, bool], list[Line]] = {}
    volunteers = [each for each in residents if each.scheme in ("burgerbudget", "burgerbaan")]
    for place, (quarter, starts_on, ends_on) in enumerate(QUARTERS):
        for resident in volunteers:
            if resident.starts_on >= ends_on or (resident.scheme == "burgerbaan" and starts_on >= BURGERBAAN_ENDS):
                continue
            dice = random.Random(f"{resident.client_number} {quarter}")  # noqa: S311 - hours of a demo
            kind = _kind(dice, resident, place)
            for organisation in _organisations(resident):
                lines = list(_lines(dice, resident, organisation, (max(starts_on, resident.starts_on), ends_on), kind))
                found.setdefault((quarter, organisation.slug, kind == "l"), []).extend(lines)
    return found


def _kind(dice: random.Random, resident: Resident, place: int) -> str:
    if resident.client_number in STORIES:
        return STORIES[resident.client_number][place]
    luck = dice.random()
    return "h" if luck < FAITHFUL else "f" if luck < HALF else "n"


def _organisations(resident: Resident) -> list[Organisation]:
    number = int(resident.client_number[1:])
    recognised = [each for each in ORGANISATIONS if each.kind != "overig"]
    first = recognised[number % len(recognised)]
    return [first, recognised[(number + 2) % len(recognised)]] if number % 8 == 0 else [first]


def _lines(
    dice: random.Random, resident: Resident, organisation: Organisation, days: tuple[date, date], kind: str
) -> Iterator[Line]:
    wanted = {"n": 0, "f": dice.randrange(8, 30), "h": dice.randrange(38, 75), "l": 48}[kind]
    starts_on, ends_on = days
    activity = dice.choice(ACTIVITIES)
    done, day = Decimal(0), starts_on + timedelta(days=dice.randrange(0, 4))
    step = max(1, min(6, (ends_on - starts_on).days * 4 // max(wanted, 1)))
    while done < wanted and day < ends_on:
        hours = min(Decimal(dice.choice(["2.00", "3.00", "3.50", "4.00", "4.25", "6.00"])), wanted - done)
        yield Line(organisation.rsin, resident.client_number, day, hours, activity)
        done += hours
        day += timedelta(days=step)
