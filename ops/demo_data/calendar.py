"""What happens in Voorbeeldstad from 1 January 2025 to 20 November 2026, day by day, as the commands of its staff."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ops.demo_data.generate import FOLDER
from ops.demo_data.hours import QUARTERS

MUNICIPALITY, NAME, IBAN = "voorbeeldstad", "Voorbeeldstad", "NL02ABNA0123456789"
FIRST_DAY, LAST_DAY = date(2025, 1, 1), date(2026, 11, 20)


@dataclass(frozen=True, slots=True)
class Step:
    """One command on one day. `refused` says that the command is to refuse: that belongs to the story."""

    on: date
    command: str
    arguments: tuple[str, ...]
    refused: bool = False

    @property
    def name(self) -> str:
        """Give what tells this step from all others; the trail remembers it."""
        told = "-".join(each for each in self.arguments[:4] if not each.startswith("--"))
        return f"demo {self.on} {self.command} {told.removeprefix(f'{FOLDER}/')}"[:80]

    @property
    def quarter(self) -> str:
        """Give the quarter of the calendar in which it happens."""
        return f"{self.on.year}-K{(self.on.month + 2) // 3}"


def make_steps() -> list[Step]:
    """Give all steps in the order in which they happen."""
    runs = list(_runs())
    steps = [*_beginning(), *_hours(), *_decisions(), *runs, *_payments({run.on for run in runs})]
    return sorted(steps, key=lambda step: (step.on, _turn(step)))


def opening() -> Step:
    """Give the step that opens the book."""
    said = ("--code", MUNICIPALITY, "--name", NAME, "--iban", IBAN)
    return Step(FIRST_DAY, "add_municipality", said)


def _turn(step: Step) -> int:
    """Within one day files come first, then decisions, then runs, then what is paid."""
    order = ["entitlement", "run_period", "payment_file"]
    return order.index(step.command) + 1 if step.command in order else 0


def _beginning() -> Iterator[Step]:
    for code, name in (("fatima", "Fatima Benali"), ("kees", "Kees Bakker")):
        yield Step(FIRST_DAY, "add_officer", ("--code", code, "--name", name))
    yield _file(FIRST_DAY, "import_organisations", "organisaties.csv")
    yield _file(FIRST_DAY, "import_people", "inwoners.csv")
    yield _fund(FIRST_DAY, "burgerbudget", "Fonds Meedoen", "900000.00")
    yield _fund(FIRST_DAY, "bouwdepot", "Jongerenfonds", "560000.00")
    yield _fund(date(2025, 11, 3), "burgerbudget", "Fonds Meedoen", "700000.00")
    for year in (2025, 2026):
        yield _file(date(year, 1, 1), "award", f"toekenningen-{year}.csv")


def _fund(on: date, scheme: str, name: str, amount: str) -> Step:
    said = ("--code", f"fonds-{scheme}", "--name", name, "--scheme", scheme, "--amount", amount)
    return Step(on, "add_fund", (*said, "--reference", f"storting-{on.year}-{on.month:02d}"))


def _hours() -> Iterator[Step]:
    for quarter, _starts_on, ends_on in QUARTERS:
        for path in sorted((FOLDER / "uren").glob(f"{quarter}-*.csv")):
            day = ends_on + timedelta(days=_DELAYS.get(path.stem.removeprefix(f"{quarter}-"), 2))
            if path.stem == "2025-K3-vooruit":
                day += timedelta(days=1)  # sent again, after it was refused the day before
            yield _file(day, "import_hours", f"uren/{path.name}", refused=path.stem.endswith("-geweigerd"))


_DELAYS = {"te-laat": 50, "nagekomen": 40, "correctie": 55}


def _file(on: date, command: str, name: str, *, refused: bool = False) -> Step:
    return Step(on, command, (str(FOLDER / name),), refused)


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
    months = [date(year, month, 1) for year in (2025, 2026) for month in range(1, 13)]
    for first in [month for month in months if month <= LAST_DAY]:
        for day in (first, first.replace(day=15)):
            yield from _run(day, "bouwdepot")
        yield from _run(first.replace(day=6) if first.month % 3 == 1 and first > FIRST_DAY else first, "burgerbudget")
    for scheme in ("bouwdepot", "burgerbudget"):
        yield from _run(LAST_DAY, scheme)


def _run(on: date, scheme: str) -> Iterator[Step]:
    yield Step(on, "run_period", ("--scheme", scheme))


def _payments(days: set[date]) -> Iterator[Step]:
    """Each day with a run has a payment batch, approved by both officers."""
    for day in days:
        yield Step(day, "payment_file", ("--approved-by", "fatima", "--approved-by", "kees"))
