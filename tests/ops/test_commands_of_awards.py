"""The commands that look, take in applications, propose, decide and find precedents."""

from pathlib import Path

import pytest

from budgets.entitlements.awarding import PASSABLE
from ledger import tenant
from ops.management.commands.precedents import RULES
from tests.budgets.entitlements.award_desk import adopt
from tests.ops.commands import Desk

pytestmark = pytest.mark.usefixtures("database")
YEARLY = "inkomenstoeslag"
COLUMNS = "klantnummer;regeling;cohort;ingangsdatum;huishoudtype;inkomen"
NOOR = f"noor;{YEARLY};1;01-01-2025;alleen;1000,00"
RICH_SEM = f"sem;{YEARLY};1;01-01-2025;alleen;9000,00"
ON = ("--on", "2025-01-01")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    with tenant.serving(desk.id):
        adopt(YEARLY, "mmb", "maatwerkbudget")
    return desk


@pytest.fixture
def file(tmp_path: Path):
    def write(*lines: str, header: str = COLUMNS) -> str:
        path = tmp_path / "regels.csv"
        path.write_text("\r\n".join([header, *lines]), encoding="utf-8")
        return str(path)

    return write


def facts_file(tmp_path: Path, *lines: str) -> str:
    path = tmp_path / "feiten.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


class TestAward:
    def test_takes_facts_from_the_columns_that_a_file_has(self, desk, file):
        assert desk.answer("award", file(NOOR), *ON)["added"] == 1

    def test_says_per_fact_what_cannot_be(self, desk, file):
        refused = desk.answer("award", file(f"noor;{YEARLY};1;01-01-2025;alleen;-1,00"), *ON)["refused"]

        assert [(each["line"], each["column"], each["code"]) for each in refused] == [(2, "inkomen", "facts-invalid")]

    def test_says_which_column_is_missing(self, desk, file):
        refused = desk.answer(
            "award", file(f"noor;{YEARLY};1;01-01-2025", header="klantnummer;regeling;cohort;ingangsdatum"), *ON
        )["refused"]

        assert [(each["column"], each["code"]) for each in refused] == [("inkomen", "facts-missing")]

    @pytest.mark.parametrize(
        ("column", "value", "code"),
        [
            ("huishouden", "h9", "household-unknown"),
            ("goedgekeurd_door", "niemand", "officer-unknown"),
            ("betaal_aan_rsin", "001234560", "payee-unknown"),
            ("hardheid_grond", "schuld", "hardship-needs-role"),
        ],
    )
    def test_refuses_codes_that_nobody_has(self, desk, file, column, value, code):
        refused = desk.answer("award", file(f"{NOOR};{value}", header=f"{COLUMNS};{column}"), *ON)["refused"]

        assert [(each["column"], each["code"]) for each in refused] == [(column, code)]

    def test_against_a_rule_is_for_an_officer_with_the_role(self, desk, file):
        desk.run("add_officer", "--code", "hanna", "--name", "Hanna", "--role", "hardship", *ON)
        said = file(f"{RICH_SEM};scheiding;Leeft gescheiden", header=f"{COLUMNS};hardheid_grond;hardheid_reden")

        assert desk.answer("award", said, "--officer", "hanna", *ON)["added"] == 1
        [precedent] = desk.answer("precedents", "--scheme", YEARLY)["precedents"]
        assert (precedent["ground"], precedent["reasons"]) == ("scheiding", ["Leeft gescheiden"])
        assert "voldoet niet aan de voorwaarden, scheiding: 1 keer" in desk.run("precedents", "--scheme", YEARLY)[1]

    def test_names_every_rule_that_hardship_goes_against(self):
        assert set(RULES) == PASSABLE

    @pytest.mark.parametrize("arguments", [[], ["--schemes", "mmb"]])
    def test_needs_a_file_or_an_assessment(self, desk, arguments):
        assert desk.run("award", *arguments)[0] == 2


class TestAssess:
    def test_opens_several_schemes_and_awards_what_is_chosen(self, desk, tmp_path):
        facts = facts_file(tmp_path, 'income = "1000.00"', 'household_type = "single"')
        answer = desk.answer("assess", "--person", "noor", "--facts", facts, *ON)

        assert {each["scheme"]: each["answer"] for each in answer["schemes"]} == {
            YEARLY: "yes",
            "maatwerkbudget": "needs-a-person",
            "mmb": "yes",
        }
        chosen = ("--from-assessment", answer["assessment"], "--schemes", f"{YEARLY},mmb", *ON)
        assert desk.answer("award", *chosen)["added"] == 2
        assert desk.run("award", *chosen)[0] == 0

    def test_tells_it_in_words(self, desk, tmp_path):
        facts = facts_file(tmp_path, 'income = "9000.00"', 'household_type = "single"', "benefit = true")

        code, said, _ = desk.run("assess", "--person", "noor", "--facts", facts, *ON)

        assert code == 0
        assert "inkomenstoeslag: nee (De voorwaarden" in said
        assert "maatwerkbudget: een mens moet kijken" in said
        assert "er is niets toegezegd" in said

    @pytest.mark.parametrize(
        ("line", "code", "says"),
        [
            ('rent = "-1.00"', 1, "facts-invalid"),
            ('household = "h9"', 1, "household-unknown"),
            ("income =", 2, "assess:"),
            ("category = 1", 2, "[category]"),
        ],
    )
    def test_refuses_facts_that_cannot_be(self, desk, tmp_path, line, code, says):
        answered, _said, complained = desk.run("assess", "--person", "noor", "--facts", facts_file(tmp_path, line), *ON)

        assert (answered, says in complained) == (code, True)

    def test_awards_none_when_one_of_the_chosen_is_refused(self, desk, tmp_path):
        facts = facts_file(tmp_path, 'income = "9000.00"', 'household_type = "single"')
        assessment = desk.answer("assess", "--person", "noor", "--facts", facts, *ON)["assessment"]

        code, said, _ = desk.run("award", "--from-assessment", assessment, "--schemes", f"mmb,{YEARLY}", *ON)

        assert code == 1
        assert "Niets toegekend" in said


class TestApplications:
    def test_wait_are_overdue_and_are_decided(self, desk, file):
        assert desk.answer("apply", file(NOOR, RICH_SEM), *ON)["added"] == 2
        assert len(desk.answer("applications", *ON)["waiting"]) == 2
        assert desk.answer("applications", "--overdue", *ON)["waiting"] == []
        late = desk.answer("applications", "--overdue", "--on", "2025-06-01")["waiting"]
        assert [each["person"] for each in late] == ["noor", "sem"]

        about = ("--scheme", YEARLY, *ON)
        assert desk.answer("decide", "award", "--person", "noor", *about)["state"] == "ACTIVE"
        assert desk.answer("decide", "award", "--person", "sem", *about)["refused"]["code"] == "not-eligible"
        no = ("decide", "refuse", "--person", "sem", "--ground", "not-eligible", "--reason", "Te hoog inkomen")
        assert "geweigerd" in desk.run(*no, *about)[1]
        assert "wacht niets" in desk.run("applications", *ON)[1]

    def test_are_proposed_to_who_had_it_last_year(self, desk, file):
        desk.answer("award", file(NOOR), *ON)
        year = ("propose", "--scheme", YEARLY, "--year", "2026", "--on", "2026-01-01")

        assert desk.answer(*year)["proposed"] == 1
        assert desk.answer(*year)["unchanged"] == 1
        assert "niet aangevraagd" in desk.run("applications", "--on", "2026-01-01")[1]
        assert desk.answer("decide", "--proposed", "--on", "2026-01-28")["awarded"] == 0
        assert desk.answer("decide", "--proposed", "--on", "2026-01-29")["awarded"] == 1

    def test_are_proposed_to_the_people_of_a_file(self, desk, file):
        assert desk.answer("propose", "--file", file(NOOR, RICH_SEM), *ON)["proposed"] == 2
        assert "ingetrokken" in desk.run("decide", "withdraw", "--person", "sem", "--scheme", YEARLY, *ON)[1]

        assert "opted-out" in desk.run("propose", "--file", file(RICH_SEM), *ON)[1]

    @pytest.mark.parametrize(
        "arguments",
        [
            ["decide"], ["decide", "award"], ["decide", "--waiting"], ["decide", "award", "--proposed"],
            ["propose"], ["propose", "--scheme", YEARLY],
        ],
    )  # fmt: skip
    def test_are_asked_for_whole(self, desk, arguments):
        code, _said, complained = desk.run(*arguments, *ON)

        assert (code, len(complained.splitlines())) == (2, 1)


class TestLeave:
    def test_ends_what_one_person_has_and_leaves_the_others_alone(self, desk, file):
        desk.answer("award", file(NOOR, NOOR.replace("noor", "sem")), *ON)

        assert desk.answer("leave", "--person", "noor", "--because", "died", "--on", "2025-02-01")["ended"] == 1
        assert "overleden" in desk.run("leave", "--person", "noor", "--because", "died", "--on", "2025-02-01")[1]
        assert desk.answer("propose", "--scheme", YEARLY, "--year", "2026", "--on", "2026-01-01")["proposed"] == 1
