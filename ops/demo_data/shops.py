"""The shops of Voorbeeldstad: who takes part, with what was agreed, and what is bought there on which day.

Everything is made up, the same every time. Amounts are in minor units of what the till asks: cents, points or lessons.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ledger.amount import Unit
from ops.demo_data.regelingen import adult, child
from ops.demo_data.steps import Step
from ops.demo_data.town import rsin

OPENED, AGREED = date(2025, 1, 6), date(2025, 1, 8)
LAST_MONTHS = (2, 3, 4, 5, 6, 9, 10, 11)


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A shop: how it is known, where it is, what may be bought with what there, and how it is settled."""

    code: str
    name: str
    stem: int
    kvk: str
    iban: str
    place: str
    takes: tuple[tuple[str, str], ...]
    settled: tuple[str, ...]
    prices: tuple[tuple[str, str], ...] = ()


BOOKS, POOL, BIKES = "boekhandel", "zwembad", "fietswinkel"
PARTNERS = (
    Partner(
        code=BOOKS,
        name="Boekhandel De Uil",
        stem=123501,
        kvk="90000017",
        iban="NL20RABO0000123467",
        place="Dorpsstraat 12",
        takes=(("meedoen", ""), ("kindpakket", "school"), ("kindpakket", "cultuur")),
        settled=("--rhythm", "monthly"),
    ),
    Partner(
        code=POOL,
        name="Zwembad De Waterlelie",
        stem=123512,
        kvk="90000025",
        iban="NL39INGB0000123478",
        place="Plasweg 3",
        takes=(("zwemles", "zwemles"), ("stadspas", "sport"), ("meedoen", "sport")),
        settled=("--rhythm", "weekly", "--fee", "0.50", "--fee-percent", "1.00"),
        prices=(("LESSON", "11.75"),),
    ),
    Partner(
        code=BIKES,
        name="Fietswinkel Wiel en Weg",
        stem=123523,
        kvk="90000033",
        iban="NL34TRIO0000123489",
        place="Stationsplein 8",
        takes=(("kindpakket", "fiets"), ("stadspas", "")),
        settled=("--rhythm", "monthly", "--least", "100.00"),
    ),
)


def make_shops() -> Iterator[Step]:
    """Give the steps by which the shops come to take part."""
    yield Step(OPENED, "pass", ("terms", "--from", "2025-01-06", "--day-limit", "250.00"))
    for each in PARTNERS:
        shop = ("--shop", each.code)
        known = ("--name", each.name, "--rsin", rsin(each.stem), "--kvk", each.kvk, "--iban", each.iban)
        mail = ("--email", f"{each.code}@example.nl", "--by", "fatima")
        yield Step(OPENED, "shop", ("add", *shop, *known, *mail))
        yield Step(AGREED, "shop", ("approve", *shop, "--by", "kees"))
        yield Step(AGREED, "shop", ("settlement", *shop, *each.settled))
        place = ("--location", "1", "--name", each.place, "--address", each.place)
        yield Step(AGREED, "shop", ("location", *shop, *place))
        for after, (scheme, activity) in enumerate(each.takes, start=1):
            said = ("allow", *shop, "--scheme", scheme, "--activity", activity, "--by", "kees")
            yield Step(AGREED + timedelta(days=after), "shop", said)
        for unit, price in each.prices:
            yield Step(AGREED, "shop_price", (*shop, "--unit", unit, "--price", price))
    limit = ("--shop", POOL, "--per", "day", "--unit", "LESSON", "--most", "4")
    yield Step(AGREED, "shop_limit", limit)


class Kind(StrEnum):
    """What becomes of a purchase."""

    SOLD = "SOLD"  # at once
    CAPTURED = "CAPTURED"  # set aside first, and taken when it is handed over
    CANCELLED = "CANCELLED"
    LEFT = "LEFT"  # set aside, and never heard of again: its time passes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """One purchase. `back` is what is given back of it two weeks later, `refused` the code of the refusal it gets."""

    on: date
    person: str
    shop: str
    amount: int
    unit: Unit = Unit.EUR
    activity: str = ""
    split: bool = False
    kind: Kind = Kind.SOLD
    taken: int | None = None
    back: int = 0
    refused: str = ""

    @property
    def back_on(self) -> date:
        """Give the day on which some of it comes back."""
        return self.on + timedelta(days=14)


def make_sales() -> list[Sale]:
    """Give every purchase, by day."""
    return sorted([*_books(), *_swimming(), *_sport(), *_bikes()], key=lambda each: each.on)


def _books() -> Iterator[Sale]:
    for number in range(17, 27):
        for_school = 2_995 + number * 35
        back = 1_250 if number == 20 else 0
        on = date(2025, 8, 25) + timedelta(days=number % 5)
        yield Sale(on=on, person=child(number), shop=BOOKS, amount=for_school, activity="school", back=back)
    for number in range(1, 11):
        for month in LAST_MONTHS[number % 3 :: 3]:
            on = date(2025, month, 3 + number)
            yield (
                Sale(on=on, person=adult(number), shop=BOOKS, amount=1_195 + number * 110)
                if number != 5
                else Sale(on=on, person=adult(6), shop=BOOKS, amount=895)
            )
    # More than is left: the pass pays what it can, and the rest is paid otherwise; and once not, and so not at all.
    late = date(2025, 11, 17)
    yield Sale(on=late, person=adult(3), shop=BOOKS, amount=24_000, split=True)
    too_much = "exceeds-available-balance"
    yield Sale(on=late + timedelta(days=1), person=adult(3), shop=BOOKS, amount=1_500, refused=too_much)
    yield Sale(on=date(2026, 11, 17), person=adult(2), shop=BOOKS, amount=1_850)


def _swimming() -> Iterator[Sale]:
    for number in range(21, 31):
        for month in LAST_MONTHS[:6]:
            on = date(2025, month, 17 + number % 7) if month > 2 else date(2025, 2, 17 + number % 7)
            yield Sale(on=on, person=child(number), shop=POOL, amount=4, unit=Unit.LESSON, activity="zwemles")
    yield Sale(
        on=date(2025, 2, 24),
        person=child(21),
        shop=POOL,
        amount=5,
        unit=Unit.LESSON,
        activity="zwemles",
        refused="limit-reached",
    )


def _sport() -> Iterator[Sale]:
    """A ticket costs 4.75: nine points of fifty cents, and a quarter that is paid otherwise."""
    for year in (2025, 2026):
        for number in range(31, 47):
            for month in LAST_MONTHS[number % 4 :: 4]:
                if number == 33 and (year, month) > (2025, 8):
                    continue
                on = date(year, month, 1 + number % 17)
                yield Sale(on=on, person=adult(number), shop=POOL, amount=475, activity="sport", split=True)


def _bikes() -> Iterator[Sale]:
    kinds = (Kind.CAPTURED, Kind.SOLD, Kind.CANCELLED, Kind.LEFT)
    for number in range(17, 27):
        kind = kinds[number % 4]
        on = date(2025, 4, 7) + timedelta(days=number)
        taken = 11_450 if kind is Kind.CAPTURED else None
        yield Sale(on=on, person=child(number), shop=BIKES, amount=12_000, activity="fiets", kind=kind, taken=taken)
    for number in range(34, 40):
        on = date(2026, 5, number - 20)
        back = 10 if number == 36 else 0
        yield Sale(on=on, person=adult(number), shop=BIKES, amount=30, unit=Unit.POINT, back=back)


def make_days() -> Iterator[Step]:
    """Give the days on which something is bought or given back."""
    sales = make_sales()
    for on in sorted({each.on for each in sales} | {each.back_on for each in sales if each.back}):
        yield Step(on, "demo_till", (f"{on}",))
