"""The three imports, on files as people send them."""

import hashlib
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from budgets.evidence.models import Attestation
from budgets.operation import municipal_transaction
from budgets.parties.models import Organisation, Person
from ledger import tenant
from ledger.models import Municipality
from tests.builders import a_municipality, a_person, an_organisation

pytestmark = pytest.mark.usefixtures("database")

PEOPLE = "klantnummer;voornaam;achternaam;geboortedatum;iban;email;telefoon;postcode;huisnummer;taal"
ORGANISATIONS = "rsin;naam;soort"
HOURS = "organisatie_rsin;klantnummer;datum;uren;omschrijving"
NOOR = "noor;Noor;de Vries;17-05-1990;NL20 INGB 0001 2345 67;noor@voorbeeld.nl;06-12345678;1234AB;5 hs;nl"
SEM = "sem;Sem;Çelik;1-2-1985;NL39RABO0300065264;;;;;"
KOFFIE = "001234560;noor;02-03-2026;3,25;koffie"


class Town:
    """A municipality, and running commands in it on files that are written on the spot."""

    def __init__(self, folder: Path) -> None:
        self.id = a_municipality()
        self.code = Municipality.objects.get(id=self.id).code
        self._folder = folder

    def file(self, *lines: str, encoding: str = "utf-8") -> Path:
        path = self._folder / "bestand.csv"
        path.write_bytes("\r\n".join(lines).encode(encoding))
        return path

    def run(self, command: str, file: Path, *options: str) -> tuple[int, str]:
        """Give the exit code and what was said on standard output."""
        said = io.StringIO()
        arguments = [str(file), "--municipality", self.code, "--on", "2026-04-01", *options]
        try:
            call_command(command, *arguments, stdout=said, stderr=io.StringIO())
        except SystemExit as ended:
            return int(str(ended.code)), said.getvalue()
        return 0, said.getvalue()

    def answer(self, command: str, *lines: str, options: tuple[str, ...] = ()) -> dict[str, object]:
        _code, said = self.run(command, self.file(*lines), "--json", *options)
        answer: dict[str, object] = json.loads(said)
        return answer

    def refused(self, command: str, *lines: str) -> list[tuple[object, ...]]:
        refused = self.answer(command, *lines)["refused"]
        assert isinstance(refused, list)
        return [(each["line"], each["column"], each["code"]) for each in refused]

    def count(self, model: type[Person | Organisation | Attestation]) -> int:
        with tenant.serving(self.id), municipal_transaction():
            return model.objects.count()


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


@pytest.fixture
def volunteers(town: Town) -> Town:
    """Give a town with Noor and Sem, who can be attested by the Buurthuis but not by the Sportschool."""
    with tenant.serving(town.id):
        a_person("Noor")
        a_person("Sem")
        an_organisation("Buurthuis")
        an_organisation("Sportschool", rsin="001234572", kind="OTHER")
    return town


class TestImportPeople:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
    def test_takes_what_a_dutch_spreadsheet_saves(self, town: Town, encoding: str) -> None:
        file = town.file(PEOPLE + ";;", "", NOOR + ";;", SEM, "", encoding=encoding)

        code, said = town.run("import_people", file)

        assert (code, said) == (0, f"{file}: 2 regels; 2 nieuw, 0 gewijzigd, 0 ongewijzigd.\n")
        with tenant.serving(town.id), municipal_transaction():
            assert Person.objects.get(client_number="sem").last_name == "Çelik"

    def test_says_that_the_same_file_changes_nothing(self, town: Town) -> None:
        file = town.file(PEOPLE, NOOR, SEM)
        town.run("import_people", file)

        assert town.run("import_people", file) == (0, f"{file}: 2 regels; niets gewijzigd.\n")

    def test_answers_as_json(self, town: Town) -> None:
        file = town.file(PEOPLE, NOOR, SEM)

        _code, said = town.run("import_people", file, "--json")

        assert json.loads(said) == {
            "file": str(file),
            "sheet": None,
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
            "lines": 2,
            "accepted": 2,
            "added": 2,
            "changed": 0,
            "unchanged": 0,
            "refused": [],
        }

    @pytest.mark.parametrize(
        ("line", "column", "code"),
        [
            (NOOR.replace("2345 67", "2345 68"), "iban", "iban-wrong-checksum"),
            (NOOR.replace("17-05-1990", "31-02-1990"), "geboortedatum", "date-does-not-exist"),
            (NOOR.replace("17-05-1990", "1990-05-17"), "geboortedatum", "date-unreadable"),
            (NOOR.replace("17-05-1990", "02-04-2026"), "geboortedatum", "born-in-the-future"),
            (NOOR.replace("noor;Noor", ";Noor"), "klantnummer", "cell-empty"),
            (NOOR.replace("Noor;", "=SOM(A1);"), "voornaam", "text-is-formula"),
            (NOOR.replace("06-12345678", "612345678"), "telefoon", "phone-zero-lost"),
            (NOOR.replace(";nl", ";xx"), "taal", "choice-unknown"),
        ],
    )
    def test_refuses_a_line_by_number_and_column(self, town: Town, line: str, column: str, code: str) -> None:
        assert town.refused("import_people", PEOPLE, SEM, line) == [(3, column, code)]

        assert town.count(Person) == 0

    def test_refuses_the_second_line_about_one_client_number(self, town: Town) -> None:
        assert town.refused("import_people", PEOPLE, NOOR, NOOR) == [(3, None, "line-twice")]

    def test_takes_the_good_lines_when_a_part_is_asked(self, town: Town) -> None:
        file = town.file(PEOPLE, NOOR, SEM.replace("1-2-1985", "1-2-85"))

        code, said = town.run("import_people", file, "--partial")

        assert code == 1
        assert said.splitlines()[0] == f"{file}: 2 regels; 1 nieuw, 0 gewijzigd, 0 ongewijzigd, 1 geweigerd."
        assert "regel 3, kolom geboortedatum: " in said
        assert town.count(Person) == 1

    def test_names_wrong_lines_of_every_kind_at_once(self, town: Town) -> None:
        lines = (PEOPLE, NOOR, NOOR, SEM.replace("1-2-1985", "gisteren"))

        assert [line for line, _column, _code in town.refused("import_people", *lines)] == [3, 4]
        assert town.count(Person) == 0

    def test_quotes_no_personal_data(self, town: Town) -> None:
        _code, said = town.run("import_people", town.file(PEOPLE, NOOR.replace("2345 67", "2345 68")))

        assert "NL20" not in said
        assert "Noor" not in said


class TestWorkbooks:
    def test_are_taken_wherever_csv_is(self, volunteers: Town) -> None:
        book = Workbook()
        book.active.title = "Kwartaal 1"
        for row in (HOURS.split(";"), ["001234560", "noor", date(2026, 3, 2), 3.25, "koffie"]):
            book.active.append(row)
        file = volunteers.file()
        book.save(file)

        code, said = volunteers.run("import_hours", file)

        assert (code, said) == (0, f"{file}, blad Kwartaal 1: 1 regels; 1 nieuw, 0 gewijzigd, 0 ongewijzigd.\n")
        assert volunteers.answer("import_hours", HOURS, KOFFIE)["unchanged"] == 1


class TestFilesThatAreNoTable:
    @pytest.mark.parametrize("options", [(), ("--partial",)])
    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"", "file-empty"),
            (b"PK\x03\x04\x14\x00\x06\x00", "workbook-damaged"),
            (HOURS.encode("utf-16"), "encoding-utf16"),
            (PEOPLE.encode(), "columns-missing"),
            (f"{HOURS};bsn\r\n".encode(), "columns-unknown"),
            (f"{HOURS};uren\r\n".encode(), "columns-twice"),
            (HOURS.replace(";", "\t").encode(), "delimiter-unknown"),
            (f"{HOURS}\r\n{KOFFIE}\x00".encode(), "nul-bytes"),
        ],
    )
    def test_are_refused_with_a_reason(self, town: Town, data: bytes, code: str, options: tuple[str, ...]) -> None:
        file = town.file()
        file.write_bytes(data)

        ended, said = town.run("import_hours", file, "--json", *options)

        assert ended == 1
        assert code in [each["code"] for each in json.loads(said)["refused"]]

    def test_are_wrong_arguments_when_they_are_not_there(self, town: Town, tmp_path: Path) -> None:
        code, _said = town.run("import_hours", tmp_path / "weg.csv")

        assert code == 2

    def test_are_harmless_with_column_names_only(self, town: Town) -> None:
        file = town.file(HOURS)

        assert town.run("import_hours", file) == (0, f"{file}: 0 regels; niets gewijzigd.\n")


class TestImportOrganisations:
    def test_takes_kinds_in_capitals_or_not(self, town: Town) -> None:
        lines = ("001234560;Buurthuis;anbi", "01234572;Zwembad;SBBI", "001234584;Sportschool;Overig")

        assert town.answer("import_organisations", ORGANISATIONS, *lines)["added"] == 3

        with tenant.serving(town.id), municipal_transaction():
            kinds = dict(Organisation.objects.values_list("rsin", "kind"))
        assert kinds == {"001234560": "ANBI", "001234572": "SBBI", "001234584": "OTHER"}

    @pytest.mark.parametrize(
        ("line", "column", "code"),
        [
            ("123456789;Buurthuis;ANBI", "rsin", "rsin-wrong-checksum"),
            ("1234;Buurthuis;ANBI", "rsin", "rsin-unreadable"),
            ("001234572;;ANBI", "naam", "cell-empty"),
            ("001234572;Buurthuis;kerk", "soort", "choice-unknown"),
            ("001234560;Buurthuis;ANBI", None, "line-twice"),
        ],
    )
    def test_refuses_a_line_by_number_and_column(self, town: Town, line: str, column: str | None, code: str) -> None:
        lines = ("001234560;Zwembad;SBBI", line)

        assert town.refused("import_organisations", ORGANISATIONS, *lines) == [(3, column, code)]

        assert town.count(Organisation) == 0


class TestImportHours:
    def test_takes_hours_once(self, volunteers: Town) -> None:
        file = volunteers.file(HOURS, KOFFIE, "001234560;sem;02-03-2026;4;")

        assert volunteers.run("import_hours", file)[0] == 0

        assert volunteers.run("import_hours", file) == (0, f"{file}: 2 regels; niets gewijzigd.\n")
        assert volunteers.count(Attestation) == 2

    def test_takes_a_comma_file_with_point_decimals(self, volunteers: Town) -> None:
        lines = (HOURS.replace(";", ","), "001234560,noor,2026-03-02,3.25,koffie")

        assert volunteers.answer("import_hours", *lines)["added"] == 1

    def test_replaces_a_line_that_is_corrected(self, volunteers: Town) -> None:
        volunteers.answer("import_hours", HOURS, KOFFIE)

        answer = volunteers.answer("import_hours", HOURS, KOFFIE.replace("3,25", "2"))

        assert (answer["added"], answer["changed"]) == (0, 1)

    @pytest.mark.parametrize(
        ("line", "column", "code"),
        [
            ("001234596;sem;02-03-2026;4;", "organisatie_rsin", "organisation-unknown"),
            ("001234572;sem;02-03-2026;4;", "organisatie_rsin", "organisation-not-recognised"),
            ("001234560;yara;02-03-2026;4;", "klantnummer", "person-unknown"),
            ("001234560;1,2E+08;02-03-2026;4;", "klantnummer", "excel-changed-number"),
            ("001234560;sem;02-04-2026;4;", "datum", "in-the-future"),
            ("001234560;sem;46000;4;", "datum", "date-is-excel-number"),
            ("001234560;sem;02-03-26;4;", "datum", "date-short-year"),
            ("001234560;sem;02-03-2026;-4;", "uren", "hours-negative"),
            ("001234560;sem;02-03-2026;24,25;", "uren", "too-many-hours"),
            ("001234560;sem;02-03-2026;1.5;", "uren", "number-decimal-point"),
            ("001234560;sem;02-03-2026;1:30;", "uren", "number-is-clock-time"),
            ("001234560;sem;02-03-2026;vier;", "uren", "number-unreadable"),
            ("001234560;sem;02-03-2026;;", "uren", "cell-empty"),
            ("001234560;noor;02-03-2026;4;", None, "line-twice"),
        ],
    )
    def test_refuses_a_line_by_number_and_column(
        self, volunteers: Town, line: str, column: str | None, code: str
    ) -> None:
        assert volunteers.refused("import_hours", HOURS, KOFFIE, line) == [(3, column, code)]

        assert volunteers.count(Attestation) == 0

    def test_books_the_good_lines_when_a_part_is_asked(self, volunteers: Town) -> None:
        wrong = "001234560;yara;02-03-2026;4;"

        answer = volunteers.answer("import_hours", HOURS, wrong, KOFFIE, options=("--partial",))

        assert (answer["accepted"], answer["added"]) == (1, 1)
        assert volunteers.count(Attestation) == 1

    def test_does_not_know_people_of_another_municipality(self, volunteers: Town, tmp_path: Path) -> None:
        elsewhere = Town(tmp_path)

        refused = elsewhere.refused("import_hours", HOURS, KOFFIE)

        assert refused == [(2, "organisatie_rsin", "organisation-unknown")]

    def test_says_how_to_mend_a_line(self, volunteers: Town) -> None:
        _code, said = volunteers.run("import_hours", volunteers.file(HOURS, "001234560;yara;02-03-2026;4;"))

        mend = "Dit klantnummer is hier niet bekend. Controleer het, of voeg de persoon eerst toe."
        assert said.splitlines()[1] == f"  regel 2, kolom klantnummer: {mend}"


@pytest.mark.parametrize("command", ["import_people", "import_organisations", "import_hours"])
def test_an_import_names_its_columns_in_its_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    help_of: Callable[..., object] = call_command

    with pytest.raises(SystemExit):
        help_of(command, "--help")

    assert ";" in capsys.readouterr().out


class TestHouseholds:
    HEADER = "huishouden;klantnummer;vanaf;tot"

    def test_are_taken_in_once(self, volunteers: Town) -> None:
        lines = (self.HEADER, "h1;noor;01-01-2025;", "h1;sem;01-01-2025;01-05-2025")

        assert volunteers.answer("import_households", *lines)["added"] == 2
        assert volunteers.answer("import_households", *lines)["unchanged"] == 2

    def test_that_cannot_be_are_refused_with_the_line(self, volunteers: Town) -> None:
        refused = volunteers.refused(
            "import_households",
            self.HEADER,
            "h1;noor;01-01-2025;",
            "h2;noor;01-05-2025;",
            "h1;mila;01-01-2025;",
            "h1;sem;01-05-2025;01-01-2025",
        )

        assert refused == [
            (3, "vanaf", "in-two-households"),
            (4, "klantnummer", "person-unknown"),
            (5, "tot", "leaves-before-joining"),
        ]
