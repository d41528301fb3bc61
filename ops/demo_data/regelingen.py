"""Who in Voorbeeldstad gets what under the schemes without hours: made-up people, the same ones every time.

A handful for each scheme, so that a newcomer can follow every one of them. What differs per person is a fact, named
here as the files of a municipality name it.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from ops.demo_data.town import Resident, make_resident

ADULTS, CHILDREN, DISTRICTS, CITIZENS = 96, 30, 2, 12
YEARS = (2025, 2026)
NORMS = {"alleen": 134_545, "alleen-met-kind": 134_545, "samen": 192_207}  # cents a month, 1 January 2025
INSURER, INSURER_IBAN = "001234675", "NL08INGB0000000555"


@dataclass(frozen=True, slots=True)
class Given:
    """One line of a file of decisions: what is awarded to whom from a day on, with more columns where it needs them."""

    on: date
    client_number: str
    scheme: str
    more: Mapping[str, str] = field(default_factory=dict)


def adult(number: int) -> str:
    """Give the client number of an adult."""
    return f"R{number:04d}"


def child(number: int) -> str:
    """Give the client number of a child; its parent is the adult of the same number."""
    return f"K{number:04d}"


def district(number: int) -> str:
    """Give the client number of who speaks for a district."""
    return f"D{number:04d}"


def citizen(number: int) -> str:
    """Give the client number of a volunteer with a burgerbaan."""
    return f"B{number:04d}"


LEFT = {adult(5): ("died", date(2025, 8, 14)), adult(28): ("moved-away", date(2025, 10, 10))}
"""Who is not there any more, why, and since when."""
STUDENTS = {
    adult(77): date(2006, 5, 14),
    adult(78): date(2004, 9, 30),
    adult(79): date(2007, 1, 20),
    adult(80): date(2003, 12, 2),
    adult(81): date(2006, 11, 8),
}
BORN = {
    "R": (date(1958, 1, 1), 42),
    "K": (date(2014, 1, 1), 5),
    "D": (date(1965, 1, 1), 20),
    "B": (date(1955, 1, 1), 45),
}
"""From which day on people were born, and within how many years."""


def make_neighbours() -> list[Resident]:
    """Give adults, children of the first of them, who speaks for a district, and who has a burgerbaan."""
    dice = random.Random("Voorbeeldstad, alle regelingen")  # noqa: S311 - people of a demo, not secrets
    numbers = [
        *(adult(number) for number in range(1, ADULTS + 1)),
        *(child(number) for number in range(1, CHILDREN + 1)),
        *(district(number) for number in range(1, DISTRICTS + 1)),
        *(citizen(number) for number in range(1, CITIZENS + 1)),
    ]
    return [make_resident(dice, number, _born_on(dice, number), _award_of(number)) for number in numbers]


def _born_on(dice: random.Random, client_number: str) -> date:
    first, years = BORN[client_number[0]]
    born_on = first + timedelta(days=dice.randrange(0, 365 * years))
    return STUDENTS.get(client_number, born_on)


def _award_of(client_number: str) -> tuple[str, str, date]:
    return ("burgerbaan" if client_number[0] == "B" else "", "1", BURGERBAAN_STARTS)


BURGERBAAN_STARTS, BURGERBAAN_ENDS = date(2025, 4, 1), date(2026, 4, 1)


def make_households() -> list[tuple[str, str]]:
    """Give each child with the parent it lives with, as household and client number."""
    return [
        (f"H{number:04d}", member) for number in range(1, CHILDREN + 1) for member in (adult(number), child(number))
    ]


def make_awards() -> list[Given]:
    """Give every decision, by day."""
    found = [*_passes(), *_yearly(), *_monthly(), *_once(), *_hours()]
    found = [each for each in found if _is_here(each.client_number, each.on)]
    return sorted(found, key=lambda each: (each.on, each.scheme, each.client_number))


def _is_here(client_number: str, on: date) -> bool:
    return client_number not in LEFT or on < LEFT[client_number][1]


def euros(cents: int) -> str:
    """Write cents as a Dutch file does."""
    return f"{cents // 100},{cents % 100:02d}"


def _income(number: int, year: int = 2025) -> dict[str, str]:
    """Give the household and the income of an adult: the first thirty are parents, the others have no children."""
    kind = ("samen", "alleen-met-kind")[number % 2] if number <= CHILDREN else ("samen", "alleen")[number % 2]
    share = 70 + number * 7 % 36 + (year - 2025)  # per cent of the norm
    return {"huishoudtype": kind, "inkomen": euros(NORMS[kind] * share // 100), "norm": euros(NORMS[kind])}


def _passes() -> Iterator[Given]:
    """Give the budgets on a pass: each year is an award of its own."""
    for year in YEARS:
        on = date(year, 1, 2)
        for number in range(1, 11):
            yield Given(on, adult(number), "meedoen", _income(number, year) | {"categorie": "adult"})
            yield Given(on, child(number), "meedoen", _income(number, year) | {"categorie": "child"})
        for number in range(31, 47):
            yield Given(on, adult(number), "stadspas", _income(number, year) | {"categorie": "adult"})
        for number in range(11, 17):
            yield Given(on, child(number), "stadspas", _income(number, year) | {"categorie": "child"})
        for number in range(17, 27):
            yield Given(on, child(number), "kindpakket", _income(number, year))
    for number in range(21, 31):
        yield Given(date(2025, 2, 3), child(number), "zwemles", _income(number))


def _yearly() -> Iterator[Given]:
    for year in YEARS:
        for number in range(47, 59):
            yield Given(date(year, 2, 3), adult(number), "mmb", _income(number, year))
        for number in range(13, 25):
            yield Given(date(year, 4, 1), adult(number), "inkomenstoeslag", _income(number, year))
        for number in range(1, DISTRICTS + 1):
            yield Given(date(year, 3, 3), district(number), "wijkbudget")
        for number in range(73, 77):
            yield Given(date(year, 1, 2), adult(number), "basisbaan")


def _monthly() -> Iterator[Given]:
    for number in range(25, 35):
        yield Given(date(2025, 2, 1), adult(number), "gewoon-geld-geven")
    for year in YEARS:
        for number in range(61, 73):
            policy = {"pakket": ("basis", "uitgebreid")[number % 2], "betaal_aan_rsin": INSURER}
            yield Given(date(year, 1, 1), adult(number), "gemeentepolis", _income(number, year) | policy)
    for student, born in STUDENTS.items():
        yield Given(date(2025, 9, 1), student, "studietoeslag", {"geboren": f"{born:%d-%m-%Y}"})


def _once() -> Iterator[Given]:
    for number in range(1, 25):
        yield Given(date(2025, 3, 3), adult(number), "energietoeslag", _income(number))
    for on in (date(2025, 7, 1), date(2026, 1, 2), date(2026, 7, 1)):
        for number in range(82, 90):
            earned = 90_000 + (13_717 * number + on.month * 1_013) % 170_000
            yield Given(on, adult(number), "bijverdienpremie", {"verdiensten": euros(earned)})
    for on, number, cents, reason in (
        (date(2025, 2, 12), 3, 24_995, "wasmachine stuk, jonge kinderen"),
        (date(2025, 5, 7), 35, 18_000, "reiskosten naar opleiding"),
        (date(2025, 10, 22), 51, 49_500, "bed voor kind na uithuiszetting"),
        (date(2026, 3, 18), 3, 12_000, "schoolspullen na brand"),
        (date(2026, 8, 5), 66, 31_050, "gereedschap voor nieuw werk"),
    ):
        yield Given(on, adult(number), "maatwerkbudget", {"bedrag": euros(cents), "reden": reason})


def _hours() -> Iterator[Given]:
    for number in range(1, CITIZENS + 1):
        yield Given(BURGERBAAN_STARTS, citizen(number), "burgerbaan")


def make_applications() -> list[Given]:
    """Give who apply for the first round of collectief kapitaal, one more than a round holds."""
    return [
        Given(date(2025, 8, 4) + timedelta(days=number - 90), adult(number), "collectief-kapitaal")
        for number in range(90, 96)
    ]


def make_refused() -> list[Given]:
    """Give an award that the income does not allow."""
    too_much = {"huishoudtype": "alleen", "inkomen": euros(178_000), "norm": euros(NORMS["alleen"])}
    return [Given(date(2025, 6, 3), adult(96), "mmb", too_much)]


def make_hardship() -> list[Given]:
    """Give the same award a week later, with why it is made all the same."""
    why = {"hardheid_grond": "hoge-vaste-lasten", "hardheid_reden": "inkomen boven de norm, zorgkosten van een kind"}
    return [replace(each, on=date(2025, 6, 10), more={**each.more, **why}) for each in make_refused()]


def make_claims() -> list[tuple[str, date, dict[str, str]]]:
    """Give the claims on the woonlastenfonds of 2025: who, when, and facts of 2024."""
    dice = random.Random("Voorbeeldstad, woonlasten")  # noqa: S311 - rents of a demo
    return [
        (
            adult(number),
            date(2025, 10, 1) + timedelta(days=number),
            {
                "huur": euros(dice.randrange(45_448, 87_900)),
                "personen": str(1 + number % 4),
                "aow": "nee" if number % 7 else "ja",
                "aangepaste_woning": "nee",
            },
        )
        for number in range(1, 31)
        if _is_here(adult(number), date(2025, 10, 1))
    ]
