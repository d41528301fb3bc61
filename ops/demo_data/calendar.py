"""What happens in Voorbeeldstad from 1 January 2025 to 20 November 2026, day by day, as the commands of its staff."""

from collections.abc import Iterator
from datetime import date, timedelta

from ops.demo_data.hours import QUARTERS
from ops.demo_data.occasions import FIRST_DAY, LAST_DAY, make_occasions
from ops.demo_data.shops import make_days, make_shops
from ops.demo_data.steps import FOLDER, Step, file_step, fund_step, run_steps

MUNICIPALITY, NAME, IBAN = "voorbeeldstad", "Voorbeeldstad", "NL02ABNA0123456789"
ORDER = ("add_officer", "import_organisations", "import_people", "import_households", "load_terms", "add_fund")
"""What comes first on a day; after it all else in the order of the story, and then:"""
LATER = ("leave", "entitlement", "run_period", "demo_till", "settle", "payment_file")


def make_steps() -> list[Step]:
    """Give all steps in the order in which they happen."""
    steps = [*_beginning(), *_hours(), *_decisions(), *_runs(), *make_occasions(), *make_shops(), *make_days()]
    steps += _settlements()
    steps += _payments({step.on for step in steps if step.command in ("run_period", "settle")})
    return sorted(steps, key=lambda step: (step.on, _turn(step)))


def opening() -> Step:
    """Give the step that opens the book."""
    said = ("--code", MUNICIPALITY, "--name", NAME, "--iban", IBAN)
    return Step(FIRST_DAY, "add_municipality", said)


def _turn(step: Step) -> int:
    """Within one day files come first, then decisions, then runs, then what is paid."""
    if step.command in ORDER:
        return ORDER.index(step.command)
    return len(ORDER) + (1 + LATER.index(step.command) if step.command in LATER else 0)


def _beginning() -> Iterator[Step]:
    for code, name, *roles in (("fatima", "Fatima Benali", "--role", "hardship"), ("kees", "Kees Bakker")):
        yield Step(FIRST_DAY, "add_officer", ("--code", code, "--name", name, *roles))
    yield file_step(FIRST_DAY, "import_organisations", "organisaties.csv")
    yield file_step(FIRST_DAY, "import_people", "inwoners.csv")
    yield fund_step(FIRST_DAY, "burgerbudget", "Fonds Meedoen", "900000.00")
    yield fund_step(FIRST_DAY, "bouwdepot", "Jongerenfonds", "560000.00")
    yield fund_step(date(2025, 11, 3), "burgerbudget", "Fonds Meedoen", "700000.00")
    for year in (2025, 2026):
        yield file_step(date(year, 1, 1), "award", f"toekenningen-{year}.csv")


def _hours() -> Iterator[Step]:
    for quarter, _starts_on, ends_on in QUARTERS:
        for path in sorted((FOLDER / "uren").glob(f"{quarter}-*.csv")):
            day = ends_on + timedelta(days=_DELAYS.get(path.stem.removeprefix(f"{quarter}-"), 2))
            if path.stem == "2025-K3-vooruit":
                day += timedelta(days=1)  # sent again, after it was refused the day before
            yield file_step(day, "import_hours", f"uren/{path.name}", refused=path.stem.endswith("-geweigerd"))


_DELAYS = {"te-laat": 50, "nagekomen": 40, "correctie": 55}


def _decisions() -> Iterator[Step]:
    for move, number, scheme, on, reason in (
        ("suspend", "J0001", "bouwdepot", date(2025, 6, 10), "op eigen verzoek"),
        ("resume", "J0001", "bouwdepot", date(2025, 9, 10), "op eigen verzoek"),
        ("end", "J0002", "bouwdepot", date(2025, 10, 20), "verhuisd"),
        ("restart", "V0003", "burgerbudget", date(2026, 2, 2), "weer begonnen"),
        ("suspend", "V0011", "burgerbudget", date(2026, 10, 12), "op eigen verzoek"),
    ):
        said = (move, "--person", number, "--scheme", scheme, "--reason", reason)
        yield Step(on, "entitlement", said)


def _runs() -> Iterator[Step]:
    """Monthly gifts run on the 1st and the 15th; burgerbudget in the first week of a quarter, after the hours came in,
    and on the 1st of the other months for who starts or was late.
    """
    firsts = [date(year, month, 1) for year in (2025, 2026) for month in range(1, 13)]
    firsts = [first for first in firsts if first <= LAST_DAY]
    days = [day for first in firsts for day in (first, first.replace(day=15))]
    quarters = [first.replace(day=6) if first.month % 3 == 1 and first > FIRST_DAY else first for first in firsts]
    yield from run_steps("bouwdepot", [*days, LAST_DAY])
    yield from run_steps("burgerbudget", [*quarters, LAST_DAY])


def _settlements() -> Iterator[Step]:
    """Shops are settled as was agreed with each, as far as their weeks and months are over."""
    for year in (2025, 2026):
        for month in range(1, 13):
            if date(2025, 3, 1) <= (on := date(year, month, 1)) <= LAST_DAY:
                yield Step(on, "settle", ())


def _payments(days: set[date]) -> Iterator[Step]:
    """Each day with a run has a payment batch, approved by both officers."""
    for day in days:
        yield Step(day, "payment_file", ("--approved-by", "fatima", "--approved-by", "kees"))
