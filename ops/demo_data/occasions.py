"""What happens in Voorbeeldstad under the schemes without hours, day by day, as the commands of its staff."""

from collections.abc import Iterator
from datetime import date

from ops.demo_data.regelingen import LEFT, adult, make_awards, make_hardship
from ops.demo_data.steps import FOLDER, Step, file_step, fund_step, run_steps

FIRST_DAY, LAST_DAY = date(2025, 1, 1), date(2026, 11, 20)
FUNDS = (
    ("burgerbaan", "Stadscoöperatie", "25000.00"),
    ("collectief-kapitaal", "Buurtdonaties", "1.00"),
    ("meedoen", "Fonds Meedoen voor iedereen", "9000.00"),
    ("stadspas", "Stadspasfonds", "6500.00"),
    ("mmb", "Fonds Bestaanszekerheid", "32000.00"),
    ("woonlastenfonds", "Woonlastenfonds", "12000.00"),
    ("gemeentepolis", "Zorgfonds", "10000.00"),
    ("bijverdienpremie", "Fonds Werk loont", "16000.00"),
    ("energietoeslag", "Energiefonds", "33000.00"),
    ("inkomenstoeslag", "Fonds Bijzondere Bijstand", "16000.00"),
    ("studietoeslag", "Studiefonds", "20000.00"),
    ("zwemles", "Zwemfonds", "6000.00"),
    ("kindpakket", "Kinderfonds", "21000.00"),
    ("uitgiftepunt", "Armoedefonds", "1500.00"),
    ("maatwerkbudget", "Noodfonds", "5000.00"),
    ("basisbaan", "Fonds Basisbanen", "150000.00"),
)
SHARED = (
    ("gewoon-geld-geven", "Kansfonds", "21600.00", "0.60"),
    ("gewoon-geld-geven", "Gemeente Voorbeeldstad", "14400.00", "0.40"),
    ("wijkbudget", "gemeente", "30000.00", ""),
    ("wijkbudget", "corporatie", "18000.00", ""),
    ("wijkbudget", "welzijn", "12000.00", ""),
)
GIVEN_AT_ONCE = (
    *("kindpakket", "zwemles", "mmb", "inkomenstoeslag", "wijkbudget", "energietoeslag", "bijverdienpremie"),
    "maatwerkbudget",
)
POINTS = (("bieb", "Bibliotheek"), ("hof", "Buurthuis De Linde"))


def make_occasions() -> list[Step]:
    """Give the steps of these schemes; the calendar puts them in order."""
    return [*_terms(), *_funds(), *_awards(), *_donors(), *_round(), *_stock(), *_costs(), *_leaving(), *_runs()]


def _terms() -> Iterator[Step]:
    for path in sorted((FOLDER / "voorwaarden").glob("*.toml")):
        yield file_step(FIRST_DAY, "load_terms", f"voorwaarden/{path.name}")


def _funds() -> Iterator[Step]:
    for scheme, name, amount in FUNDS:
        yield fund_step(FIRST_DAY, scheme, name, amount)
    for scheme, name, amount, share in SHARED:
        more = ("--share", share) if share else ()
        yield fund_step(FIRST_DAY, scheme, name, amount, *more, code=f"{scheme}-{name.split()[0].lower()}")
    # A bridge: the emergency fund helped first, and the fund of the municipality takes the cost over afterwards.
    yield fund_step(date(2025, 6, 2), "maatwerkbudget", "Sociaal Fonds", "4000.00", code="sociaal-fonds")


def _awards() -> Iterator[Step]:
    yield file_step(FIRST_DAY, "import_organisations", "verzekeraar.csv")
    yield file_step(FIRST_DAY, "import_households", "huishoudens.csv")
    for on in sorted({each.on for each in make_awards()}):
        yield file_step(on, "award", f"toekenningen/{on}.csv")
    # First the rule says no; then an officer with the role weighs it, and says why.
    yield file_step(date(2025, 6, 3), "award", "toekenning-geweigerd.csv", refused=True)
    yield file_step(date(2025, 6, 10), "award", "toekenning-hardheid.csv", "--officer", "fatima")


def _donors() -> Iterator[Step]:
    yield file_step(date(2025, 8, 11), "apply", "aanvragen-collectief-kapitaal.csv")
    for on, donor, name, amount in (
        (date(2025, 9, 1), "buurt", "Buurtbewoners samen", "18500.00"),
        (date(2025, 9, 22), "ruimte", "Stichting Ruimte", "25000.00"),
        (date(2025, 10, 6), "anoniem", "Anonieme gever", "16499.00"),
    ):
        said = ("--donor", donor, "--fund", "fonds-collectief-kapitaal", "--donor-name", name)
        yield Step(on, "donate", (*said, "--amount", amount, "--reference", f"gift-{donor}"))


def _round() -> Iterator[Step]:
    yield Step(date(2025, 10, 1), "round", ("open", "--year", "2025", "--seed", "voorbeeldstad-2025"))
    claims = str(FOLDER / "woonlasten-2025.csv")
    yield Step(date(2025, 11, 3), "round", ("claims", claims))
    yield Step(date(2025, 11, 17), "round", ("propose", "--officer", "kees"))
    yield Step(date(2025, 11, 18), "round", ("approve", "--officer", "fatima"))
    yield Step(date(2025, 12, 1), "round", ("lock",))


def _stock() -> Iterator[Step]:
    for place, (point, name) in enumerate(POINTS):
        yield Step(date(2025, 2, 3), "stock", ("open", "--point", point, "--name", name))
        for on, packs in ((date(2025, 2, 10), 40), (date(2026, 3, 2), 30 * (place + 1))):
            paid = ("--fund", "fonds-uitgiftepunt", "--cost", f"{packs * 3}.00")
            brought = ("--packs", f"{packs}", "--reference", f"levering-{on}")
            yield Step(on, "stock", ("restock", "--point", point, *brought, *paid))
        for month in range(3, 21):
            on = date(2025 + month // 12, 1 + month % 12, 12 + place)
            given = ("--packs", "2", "--key", f"{on}")
            yield Step(on, "stock", ("issue", "--point", point, *given))


def _costs() -> Iterator[Step]:
    """The payroll says what jobs cost; a loss is taken, and one fund takes over what another paid first."""
    for number in range(73, 77):
        job = ("record", "--person", adult(number), "--scheme", "basisbaan", "--amount", f"{17_900 + number * 7}.50")
        yield Step(date(2025, 12, 15), "job_cost", (*job, "--reference", f"loon-2025-{adult(number)}"))
    eyes = ("--by", "fatima", "--by", "kees")
    found = ("over-award", "--person", adult(9), "--scheme", "energietoeslag", "--amount", "300.00")
    yield Step(date(2025, 11, 4), "write_off", (*found, "--reference", "steekproef-2025-01", *eyes))
    moved = ("--from", "fonds-maatwerkbudget", "--to", "sociaal-fonds", "--scheme", "maatwerkbudget")
    why = ("--reference", "overbrugging-2025", "--reason", "het Noodfonds hielp eerst")
    yield Step(date(2025, 12, 16), "reattribute", (*moved, *why, *eyes))


def _leaving() -> Iterator[Step]:
    for number, (because, on) in LEFT.items():
        yield Step(on, "leave", ("--person", number, "--because", because))
    for move, number, scheme, on, reason in (
        ("suspend", "R0030", "gewoon-geld-geven", date(2025, 5, 12), "op eigen verzoek"),
        ("resume", "R0030", "gewoon-geld-geven", date(2025, 7, 14), "op eigen verzoek"),
        ("stop", "R0033", "stadspas", date(2025, 9, 1), "op eigen verzoek"),
    ):
        yield Step(on, "entitlement", (move, "--person", number, "--scheme", scheme, "--reason", reason))


def _runs() -> Iterator[Step]:
    """Who is paid each month runs on its first day, a pass when it is given and when notices are due or it lapses, and
    all others on the day that they are awarded.
    """
    for scheme, first, last in (
        ("gewoon-geld-geven", date(2025, 2, 1), LAST_DAY),
        ("gemeentepolis", date(2025, 1, 1), LAST_DAY),
        ("studietoeslag", date(2025, 9, 1), date(2026, 8, 1)),
        ("collectief-kapitaal", date(2025, 11, 1), date(2026, 10, 1)),
        ("woonlastenfonds", date(2025, 12, 1), LAST_DAY),
    ):
        yield from run_steps(scheme, _months(first, last))
    for scheme in ("meedoen", "stadspas"):
        notices = (date(2025, 11, 20), date(2025, 12, 11))
        yield from run_steps(scheme, (date(2025, 1, 2), *notices, date(2026, 1, 2), LAST_DAY))
    yield from run_steps("burgerbaan", (date(2025, 4, 1), *_after_quarters()))
    yield from run_steps("basisbaan", [date(2026, 1, 1)])
    for scheme in GIVEN_AT_ONCE:
        decided = [*make_awards(), *make_hardship()]
        yield from run_steps(scheme, sorted({each.on for each in decided if each.scheme == scheme}))


def _months(first: date, last: date) -> Iterator[date]:
    for year in (2025, 2026):
        for month in range(1, 13):
            if first <= date(year, month, 1) <= last:
                yield date(year, month, 1)


def _after_quarters() -> Iterator[date]:
    for year, month in ((2025, 7), (2025, 10), (2026, 1), (2026, 4)):
        yield date(year, month, 6)
