"""The commands about funds, cost, gifts and stock, as finance staff type them."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import execute_from_command_line

from budgets.entitlements.applications import apply
from budgets.entitlements.operations import AwardLine
from budgets.operation import reading
from budgets.parties.queries import find_people
from budgets.schemes.operations import adopt_scheme
from ledger import tenant
from tests.budgets.entitlements.town import SPRING, run
from tests.builders import LONG_AGO, TEST, an_officer
from tests.ops.commands import Desk

pytestmark = pytest.mark.usefixtures("database")
FUND = "fonds-bouwdepot"
BOTH = ("--by", "fatima", "--by", "joost")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a desk where Noor has a bouwdepot with four months granted, and there are two officers."""
    desk = Desk(tmp_path)
    desk.add_fund("50000.00", "bouwdepot")
    assert desk.run("award", desk.award_file("noor;bouwdepot;1;01-01-2025"), "--on", "2025-01-01")[0] == 0
    with tenant.serving(desk.id):
        run("bouwdepot", SPRING)
        an_officer("Fatima")
        an_officer("Joost")
    return desk


def said(desk: Desk, *arguments: str) -> str:
    code, told, complained = desk.run(*arguments)
    assert code == 0, complained
    return told.replace("\N{NO-BREAK SPACE}", " ")


def a_second_fund(desk: Desk) -> None:
    said(
        desk,
        *("add_fund", "--code", "tweede", "--name", "Tweede", "--scheme", "bouwdepot", "--amount", "9000.00"),
        *("--priority", "2", "--share", "0.5", "--lasting", "incidental", "--legal-ground", "Participatiewet 35"),
        *("--expires-on", "2025-08-01", "--planned-unspent", "0.00", "--on", "2025-01-01"),
    )


class TestFunds:
    def test_are_told_with_totals_that_add_up(self, desk: Desk) -> None:
        a_second_fund(desk)

        lines = said(desk, "funds").splitlines()

        assert lines[0].split() == ["fonds", "ontvangen", "vrij", "toegezegd", "besteed", "vervallen", "afgeboekt"]
        assert lines[3].split() == ["totaal", "59.000,00", "46.400,00", "8.400,00", "4.200,00", "0,00", "0,00"]
        assert lines[-1].split()[-5:] == ["46.400,00", "8.400,00", "4.200,00", "0,00", "0,00"]

    def test_are_told_as_they_stood(self, desk: Desk) -> None:
        found = desk.answer("funds", "--as-of", "2025-01-01")

        assert (found["total"]["committed"], found["total"]["spent"]) == (1_260_000, 0)

    def test_of_a_new_municipality_say_how_to_begin(self, tmp_path: Path) -> None:
        assert "add_fund" in said(Desk(tmp_path), "funds")

    def test_keep_what_is_said_of_them(self, desk: Desk) -> None:
        a_second_fund(desk)

        found = next(each for each in desk.answer("funds")["funds"] if each["code"] == "tweede")

        assert (found["share"], found["lasting"], found["expires_on"]) == ("0.5", "INCIDENTAL", "2025-08-01")


class TestForecast:
    def test_draws_a_bar_for_each_month(self, desk: Desk) -> None:
        told = said(desk, "forecast", "--on", "2025-04-30")

        assert "gemiddelde van de 6 hele maanden" in told
        assert told.count("|") == 2 * 9
        assert "nieuwe toekenningen per maand: 0, 0, 0, 1, 0, 0" in told or "1, 0, 0" in told

    def test_is_refused_for_an_unknown_scheme(self, desk: Desk) -> None:
        code, _said, complained = desk.run("forecast", "--scheme", "onbekend")

        assert (code, "[scheme-unknown]" in complained) == (1, True)

    def test_warns(self, desk: Desk) -> None:
        a_second_fund(desk)

        told = said(desk, "warnings", "--on", "2025-06-30")

        assert "tweede houdt naar verwachting € 9.000,00 meer over dan gepland" in told
        assert "tweede loopt af op 2025-08-01; € 9.000,00 is nog niet besteed" in told


class TestCost:
    def move(self, desk: Desk, *more: str) -> tuple[int, str, str]:
        asked = ("--from", FUND, "--to", "tweede", "--scheme", "bouwdepot", "--reference", "b1", "--reason", "brug")
        return desk.run("reattribute", *asked, "--on", "2025-04-01", *more)

    def test_moves_between_funds_by_two_officers(self, desk: Desk) -> None:
        a_second_fund(desk)

        code, told, complained = self.move(desk, "--person", "noor", *BOTH)

        assert code == 0, complained
        assert "4.200,00 komt van fonds-bouwdepot ten laste van tweede." in told

    def test_does_not_move_by_one(self, desk: Desk) -> None:
        a_second_fund(desk)

        assert self.move(desk, "--by", "fatima")[0] == 2
        assert "[second-officer-needed]" in self.move(desk, "--by", "fatima", "--by", "fatima")[2]

    def test_does_not_move_to_a_fund_that_is_not_there(self, desk: Desk) -> None:
        assert "[fund-unknown]" in self.move(desk, *BOTH)[2]

    def test_that_is_lost_is_listed_by_year(self, desk: Desk) -> None:
        asked: Any = ("--person", "noor", "--scheme", "bouwdepot", "--amount", "50.00", "--reference", "audit-1", *BOTH)
        told = said(desk, "write_off", "over-award", *asked, "--on", "2025-04-01")
        assert "de persoon houdt het" in told

        assert "totaal te veel toegekend" in said(desk, "write_offs", "--year", "2025")
        assert "niets afgeboekt" in said(desk, "write_offs", "--year", "2024")

    def test_that_cannot_be_delivered_is_only_noted(self, desk: Desk) -> None:
        asked: Any = ("--person", "noor", "--scheme", "bouwdepot", "--amount", "50.00", "--reference", "bank-1")
        late = ("--returned-on", "2025-04-01", "--by", "fatima", "--on", "2031-01-01")

        assert "blijft van de persoon" in said(desk, "write_off", "undeliverable", *asked, *late)
        assert "(niet geboekt)" in said(desk, "write_offs", "--year", "2031")
        assert desk.run("write_off", "undeliverable", *asked, "--by", "fatima")[0] == 2

    def test_of_jobs_stands_beside_the_plan(self, desk: Desk) -> None:
        desk.add_fund("20000.00", "basisbaan")
        assert desk.run("award", desk.award_file("noor;basisbaan;1;01-01-2025"), "--on", "2025-01-01")[0] == 0

        asked = ("--scheme", "basisbaan", "--person", "noor", "--amount", "1500.00", "--reference", "2025-01")
        assert "€ 1.500,00 (2025-01) vastgelegd" in said(desk, "job_cost", "record", *asked)

        assert said(desk, "job_cost", "list", "--scheme", "basisbaan").splitlines()[-1].split() == [
            "totaal", "18.400,00", "1.500,00", "16.900,00",
        ]  # fmt: skip


class TestGifts:
    def test_of_a_donor_are_booked_once(self, desk: Desk) -> None:
        asked = ("donate", "--fund", FUND, "--amount", "10.00", "--donor", "vsb", "--donor-name", "VSB")

        assert "geboekt" in said(desk, *asked, "--reference", "g1", "--on", "2025-04-01")
        assert "stond er al" in said(desk, *asked, "--reference", "g1", "--on", "2025-04-01")

    def test_start_those_who_wait_when_they_cover_a_round(self, desk: Desk) -> None:
        capital = "collectief-kapitaal"
        with tenant.serving(desk.id):
            adopt_scheme(scheme_code=capital, actor=TEST, on=LONG_AGO, terms={"round_size": "2"})
            people = reading(find_people)(["noor", "sem"]).values()
            lines = [
                AwardLine(number=number, person_id=person, scheme_code=capital, starts_on=SPRING)
                for number, person in enumerate(people)
            ]
            apply(lines=lines, actor=TEST, on=SPRING)
        desk.add_fund("23999.99", capital)
        asked = ("donate", "--fund", f"fonds-{capital}", "--donor", "vsb", "--donor-name", "VSB", "--on", "2025-04-01")

        assert desk.answer(*asked, "--amount", "0.01", "--reference", "g1")["started"] == 2
        assert desk.answer(*asked, "--amount", "0.01", "--reference", "g1")["started"] == 0

    def test_of_a_person_keep_their_own_words(self, desk: Desk) -> None:
        asked = ("give_back", "--person", "noor", "--fund", FUND, "--amount", "10.00", "--on", "2025-04-01")

        assert "Gift van € 10,00" in said(desk, *asked, "--statement", "Ik geef het graag door.")
        assert "[statement-missing]" in desk.run(*asked, "--statement", " ")[2]


class TestStock:
    def test_comes_in_goes_out_and_tells_when_it_is_low(self, desk: Desk) -> None:
        with tenant.serving(desk.id):
            terms = {"packs_per_visit": "2", "reorder_level": "3"}
            adopt_scheme(scheme_code="uitgiftepunt", actor=TEST, on=LONG_AGO, terms=terms)
        said(desk, "stock", "open", "--point", "bieb", "--name", "Bibliotheek", "--on", "2025-01-01")
        said(desk, "stock", "restock", "--point", "bieb", "--packs", "4", "--reference", "1", "--on", "2025-01-01")

        assert "1 pak uitgegeven" in said(desk, "stock", "issue", "--point", "bieb", "--packs", "1")

        assert "AANVULLEN" in said(desk, "stock", "list")
        assert "[limit-reached]" in desk.run("stock", "issue", "--point", "bieb", "--packs", "3")[2]
        assert "bieb heeft nog 3 pakken" in said(desk, "warnings")


class TestArguments:
    @pytest.mark.parametrize(
        "arguments",
        [
            ["add_fund", "--code", "a", "--name", "A", "--scheme", "b", "--amount", "1.00", "--share", "0"],
            [
                "add_fund",
                "--code",
                "a",
                "--name",
                "A",
                "--scheme",
                "burgerbudget",
                "--amount",
                "1.00",
                "--priority",
                "0",
            ],
            ["add_fund", "--code", "a", "--name", "A" * 101, "--scheme", "burgerbudget", "--amount", "1.00"],
            ["add_fund", "--code", "a", "--name", "A", "--scheme", "b", "--amount", "1.00", "--planned-unspent", "-1"],
            ["funds", "--as-of", "gisteren"],
            ["write_offs", "--year", "25"],
            ["stock", "restock", "--point", "bieb", "--packs", "-1"],
            ["write_off", "reclaim", "--person", "noor", "--scheme", "bouwdepot"],
        ],
    )
    def test_are_refused_in_one_line_with_exit_code_2(
        self, arguments: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as ended:
            execute_from_command_line(["manage.py", *arguments])

        assert ended.value.code == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
