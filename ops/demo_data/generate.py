"""Make the files of Voorbeeldstad again, the same to the byte: `python -m ops.demo_data.generate`.

The faults are those that municipalities know: the test beside this module names each of them.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import StringIO
from itertools import groupby
from pathlib import Path

from ops.demo_data.hours import QUARTERS, Line, make_lines
from ops.demo_data.regelingen import (
    INSURER,
    INSURER_IBAN,
    Given,
    make_applications,
    make_awards,
    make_claims,
    make_hardship,
    make_households,
    make_neighbours,
    make_refused,
)
from ops.demo_data.town import ORGANISATIONS, Resident, make_residents

FOLDER = Path(__file__).parent
HOURS_COLUMNS = ("organisatie_rsin", "klantnummer", "datum", "uren", "omschrijving")
PEOPLE_COLUMNS = (
    *("klantnummer", "voornaam", "achternaam", "geboortedatum", "iban"),
    *("email", "telefoon", "postcode", "huisnummer", "taal"),
)
LATE_QUARTERS = {"2025-K2": "te-laat", "2025-K4": "nagekomen"}


def make_files() -> dict[str, bytes]:
    """Give every file by its name, as bytes."""
    residents, neighbours = make_residents(), make_neighbours()
    files = {
        "organisaties.csv": dutch_file(
            ("rsin", "naam", "soort"), [(each.rsin, each.name, each.kind) for each in ORGANISATIONS], bom=True
        ),
        "verzekeraar.csv": dutch_file(
            ("rsin", "naam", "soort", "iban"), [(INSURER, "Zorgverzekeraar Verbeeld", "overig", INSURER_IBAN)]
        ),
        "inwoners.csv": dutch_file(PEOPLE_COLUMNS, [_person(each) for each in [*residents, *neighbours]], bom=True),
        "huishoudens.csv": dutch_file(
            ("huishouden", "klantnummer", "vanaf", "tot"),
            [(household, member, "01-01-2025", "") for household, member in make_households()],
        ),
        "aanvragen-collectief-kapitaal.csv": _awards_file(make_applications()),
        "toekenning-geweigerd.csv": _awards_file(make_refused()),
        "toekenning-hardheid.csv": _awards_file(make_hardship()),
        "woonlasten-2025.csv": _claims_file(),
    }
    for year in (2025, 2026):
        chosen = [each for each in residents if each.starts_on.year == year]
        files[f"toekenningen-{year}.csv"] = dutch_file(
            ("klantnummer", "regeling", "cohort", "ingangsdatum"),
            [(each.client_number, each.scheme, each.cohort, _dutch_day(each.starts_on)) for each in chosen],
        )
    for on, given in groupby(make_awards(), key=lambda each: each.on):
        files[f"toekenningen/{on}.csv"] = _awards_file(list(given))
    return files | dict(_hours_files([*residents, *neighbours]))


def _awards_file(given: Sequence[Given]) -> bytes:
    """Give a file of decisions or applications, with the columns that any of its lines needs."""
    more = list(dict.fromkeys(name for each in given for name in each.more))
    return dutch_file(
        ("klantnummer", "regeling", "cohort", "ingangsdatum", *more),
        [
            (each.client_number, each.scheme, "1", _dutch_day(each.on), *(each.more.get(name, "") for name in more))
            for each in given
        ],
    )


def _claims_file() -> bytes:
    claims = make_claims()
    facts = list(claims[0][2])
    return dutch_file(
        ("klantnummer", "ontvangen_op", *facts),
        [(number, _dutch_day(received_on), *(said[name] for name in facts)) for number, received_on, said in claims],
    )


def dutch_file(columns: Sequence[str], rows: Iterable[Sequence[str]], *, bom: bool = False, trailing: int = 0) -> bytes:
    """Give a file as a Dutch spreadsheet saves it: semicolons, CRLF, Windows-1252 or UTF-8 with a byte order mark."""
    extra = [""] * trailing
    text = _table([[*columns, *extra], *([*row, *extra] for row in rows)], ";", "\r\n")
    return text.encode("utf-8-sig" if bom else "cp1252")


def point_file(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Give a file as a program writes it: commas, decimal points, ISO dates and UTF-8."""
    return _table([columns, *rows], ",", "\n").encode()


def _table(rows: Iterable[Sequence[str]], delimiter: str, line_end: str) -> str:
    page = StringIO()
    csv.writer(page, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return page.getvalue()


def _hours_files(residents: list[Resident]) -> Iterable[tuple[str, bytes]]:
    lines = make_lines(residents)
    for quarter, _starts_on, _ends_on in QUARTERS:
        for organisation in ORGANISATIONS:
            sent = lines.get((quarter, organisation.slug, False), [])
            if sent:
                yield f"uren/{quarter}-{organisation.slug}.csv", _hours_file(sent, organisation.slug, quarter)
        late = [line for each in ORGANISATIONS for line in lines.get((quarter, each.slug, True), [])]
        if quarter in LATE_QUARTERS:
            yield f"uren/{quarter}-{LATE_QUARTERS[quarter]}.csv", _dutch_hours(late)
    yield from _faulty_files(lines)


def _hours_file(lines: list[Line], slug: str, quarter: str) -> bytes:
    if not next(each for each in ORGANISATIONS if each.slug == slug).dutch:
        return point_file(HOURS_COLUMNS, [_point_line(line) for line in lines])
    data = _dutch_hours(lines, trailing=2 if slug == "vooruit" else 0, bom=slug == "repair-cafe")
    # The end of a sheet often has blank rows; De Linde sends them each year.
    return data + b";;;;\r\n\r\n" * 2 if (slug, quarter) == ("de-linde", "2025-K3") else data


def _faulty_files(lines: dict[tuple[str, str, bool], list[Line]]) -> Iterable[tuple[str, bytes]]:
    sound = lines["2025-K3", "vooruit", False]
    typed_wrong = replace(sound[3], client_number=sound[3].client_number.replace("V", "W"))
    too_long = replace(sound[5], hours=Decimal("25.00"))
    not_yet = replace(sound[7], day=date(2026, 9, 30))
    faulty = [*sound[:3], typed_wrong, sound[4], too_long, sound[6], not_yet, *sound[8:], sound[0]]
    yield "uren/2025-K3-vooruit-geweigerd.csv", _dutch_hours(faulty, trailing=2)
    gym = next(each for each in ORGANISATIONS if each.kind == "overig")
    trained = [replace(line, rsin=gym.rsin, activity="sportles") for line in sound[:6]]
    yield "uren/2025-K3-spierkracht-geweigerd.csv", _dutch_hours(trained)
    yield "uren/2025-K2-correctie.csv", _dutch_hours([_lower(lines)])


def _lower(lines: dict[tuple[str, str, bool], list[Line]]) -> Line:
    """Give a line of the second quarter again with fewer hours: what was granted stays."""
    told = [line for (quarter, _slug, _late), found in lines.items() if quarter == "2025-K2" for line in found]
    first = next(line for line in told if line.client_number == "V0009")
    return replace(first, hours=Decimal("0.50"), activity="verbetering: was te hoog ingevuld")


def _dutch_hours(lines: Iterable[Line], *, trailing: int = 0, bom: bool = False) -> bytes:
    rows = [
        (line.rsin, line.client_number, _dutch_day(line.day), str(line.hours).replace(".", ","), line.activity)
        for line in lines
    ]
    return dutch_file(HOURS_COLUMNS, rows, bom=bom, trailing=trailing)


def _point_line(line: Line) -> Sequence[str]:
    return (line.rsin, line.client_number, line.day.isoformat(), str(line.hours), line.activity)


def _person(who: Resident) -> Sequence[str]:
    name, born_on = (who.first_name, who.last_name), _dutch_day(who.born_on)
    reach = (who.email, who.phone, who.postcode, who.house_number, who.language)
    return (who.client_number, *name, born_on, who.iban, *reach)


def _dutch_day(day: date) -> str:
    return f"{day.day:02d}-{day.month:02d}-{day.year}"


def write_files() -> None:
    """This will write every file to its place in this folder."""
    for name, data in make_files().items():
        path = FOLDER / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    write_files()
