"""Who lives in Voorbeeldstad: made-up people and organisations, the same ones every time."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

_FOLDER = Path(__file__).parent
FIRST_NAMES = (_FOLDER / "first_names.txt").read_text("utf-8").splitlines()
LAST_NAMES = (_FOLDER / "last_names.txt").read_text("utf-8").splitlines()
BANKS = ("INGB", "RABO", "ABNA", "TRIO", "ASNB", "SNSB", "KNAB", "BUNQ")


@dataclass(frozen=True, slots=True)
class Organisation:
    """A place where people volunteer: `dutch` says in which dialect it saves its files."""

    rsin: str
    name: str
    kind: str
    slug: str
    dutch: bool = True


@dataclass(frozen=True, slots=True)
class Resident:
    """Someone who lives here; of who has hours or a bouwdepot the scheme, its cohort and the day on which it begins."""

    client_number: str
    first_name: str
    last_name: str
    born_on: date
    iban: str
    email: str
    phone: str
    postcode: str
    house_number: str
    language: str
    scheme: str
    cohort: str
    starts_on: date


def rsin(stem: int) -> str:
    """Give a made-up RSIN that passes the eleven test: eight digits that begin with 00, and the one that follows."""
    while True:
        digits = [int(each) for each in f"{stem:08d}"]
        last = sum(weight * digit for weight, digit in zip(range(9, 1, -1), digits, strict=True)) % 11
        if last < 10:
            return f"{stem:08d}{last}"
        stem += 1


ORGANISATIONS = (
    Organisation(rsin(123401), "Stichting Buurthuis De Linde", "ANBI", "de-linde"),
    Organisation(rsin(123412), "Voedselbank Voorbeeldstad", "ANBI", "voedselbank", dutch=False),
    Organisation(rsin(123423), "Sportvereniging Vooruit", "SBBI", "vooruit"),
    Organisation(rsin(123434), "Stichting Taalmaatjes", "ANBI", "taalmaatjes", dutch=False),
    Organisation(rsin(123445), "Repair Café Zuid", "SBBI", "repair-cafe"),
    Organisation(rsin(123456), "Fitnesscentrum Spierkracht B.V.", "overig", "spierkracht"),
)

QUARTER_STARTS = (date(2025, 1, 1), date(2025, 4, 1), date(2025, 7, 1), date(2025, 10, 1), date(2026, 1, 1))
_WEIGHTS = (60, 15, 10, 8, 7)
VOLUNTEERS, YOUNG_PEOPLE = 240, 40


def make_residents() -> list[Resident]:
    """Give everyone with an entitlement, volunteers first; the same people every time."""
    dice = random.Random("Voorbeeldstad")  # noqa: S311 - people of a demo, not secrets
    volunteers = [_volunteer(dice, number) for number in range(1, VOLUNTEERS + 1)]
    return volunteers + [_young_person(dice, number) for number in range(1, YOUNG_PEOPLE + 1)]


def _volunteer(dice: random.Random, number: int) -> Resident:
    starts_on = dice.choices(QUARTER_STARTS, _WEIGHTS)[0]
    if number > 10 and dice.random() < 0.2:  # the first ten have stories that begin on 1 January 2025
        starts_on += timedelta(days=dice.randrange(10, 60))
    born_on = date(1950, 1, 1) + timedelta(days=dice.randrange(0, 365 * 50))
    begin = date(2025, 1, 1) if number <= 10 else starts_on
    return make_resident(dice, f"V{number:04d}", born_on, ("burgerbudget", "1", begin))


def _young_person(dice: random.Random, number: int) -> Resident:
    cohort = "1" if number <= YOUNG_PEOPLE // 2 else "2"
    year, months = (2025, 6) if cohort == "1" else (2026, 5)
    starts_on = date(year, 1 + (number % months), 1 if number % 3 else 15)
    born_on = date(2005, 1, 1) + timedelta(days=dice.randrange(0, 700))
    return make_resident(dice, f"J{number:04d}", born_on, ("bouwdepot", cohort, starts_on))


def make_resident(dice: random.Random, number: str, born_on: date, award: tuple[str, str, date]) -> Resident:
    """Give someone with an address, an account, and the scheme, the cohort and the first day of an award."""
    scheme, cohort, starts_on = award
    return Resident(
        client_number=number,
        first_name=dice.choice(FIRST_NAMES),
        last_name=dice.choice(LAST_NAMES),
        born_on=born_on,
        iban=_iban(dice),
        email=f"{number.lower()}@example.nl",
        phone=f"060000{dice.randrange(10_000):04d}",
        postcode=f"99{dice.randrange(10, 99)} {dice.choice('ABCDEGH')}{dice.choice('ABCDEGH')}",
        house_number=f"{dice.randrange(1, 200)}{dice.choice(['', '', '', 'a', ' hs', '-2'])}",
        language="en" if dice.random() < 0.08 else "nl",
        scheme=scheme,
        cohort=cohort,
        starts_on=starts_on,
    )


def _iban(dice: random.Random) -> str:
    bank, account = dice.choice(BANKS), f"{dice.randrange(10_000, 1_000_000):010d}"
    as_digits = "".join(str(int(each, 36)) for each in f"{bank}{account}NL00")
    return f"NL{98 - int(as_digits) % 97:02d}{bank}{account}"
