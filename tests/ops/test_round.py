"""The command of rounds, as two officers would type it over a year."""

import json
from pathlib import Path
from typing import Any

import pytest

from budgets.schemes.operations import adopt_scheme
from ledger import tenant
from tests.builders import LONG_AGO, TEST
from tests.ops.commands import Desk
from tests.tampering import tamper

pytestmark = pytest.mark.usefixtures("database")
HEADING = "klantnummer;ontvangen_op;huur;personen"
CLAIMS = ("noor;01-10-2026;600,00;1", "sem;01-10-2026;700,00;2")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    terms = {"budget": "1000.00", "checks": [], "window": ["2026-09-30", "2026-12-30"], "pays": "once"}
    with tenant.serving(desk.id):
        adopt_scheme(scheme_code="woonlastenfonds", terms=terms, actor=TEST, on=LONG_AGO)
    desk.add_fund("1000.00", "woonlastenfonds")
    for officer in ("anna", "bilal"):
        desk.run("add_officer", "--code", officer, "--name", officer.title())
    assert desk.run("round", "open", "--year", "2026", "--on", "2026-09-30")[0] == 0
    return desk


@pytest.fixture
def file(tmp_path: Path) -> Any:
    def write(*lines: str, heading: str = HEADING) -> str:
        path = tmp_path / "aanvragen.csv"
        path.write_text("\r\n".join([heading, *lines]), encoding="utf-8")
        return str(path)

    return write


def claim(desk: Desk, file: Any) -> Any:
    return desk.answer("round", "claims", file(*CLAIMS), "--on", "2026-10-01")


def lock(desk: Desk) -> Any:
    desk.run("round", "propose", "--officer", "anna", "--on", "2027-01-10")
    desk.run("round", "approve", "--officer", "bilal", "--on", "2027-01-11")
    return desk.answer("round", "lock", "--on", "2027-01-15")


class TestRound:
    def test_runs_from_its_opening_to_its_close(self, desk: Desk, file: Any) -> None:
        assert claim(desk, file)["added"] == 2

        locked = lock(desk)

        # 515.76 and 1,068.67 are asked: two people keep 205.76 at 35 % and 17.04 in full, twelve times.
        assert (locked["state"], locked["factor"]) == ("LOCKED", "63.1141")
        assert (locked["total_minor"], locked["unspent_minor"], locked["waiting"]) == (99_999, 1, 0)
        assert desk.answer("round", "close", "--on", "2027-02-01")["state"] == "CLOSED"
        assert sum(each["contribution_minor"] for each in desk.answer("round", "show")["claims"]) == 99_999

    def test_says_which_claims_wait_after_the_lock_and_why(self, desk: Desk, file: Any) -> None:
        claim(desk, file)
        desk.run("round", "propose", "--officer", "anna", "--on", "2027-01-10")
        desk.run("round", "approve", "--officer", "bilal", "--on", "2027-01-11")
        desk.run("leave", "--person", "noor", "--because", "died", "--on", "2027-01-12")

        status, said, _wrong = desk.run("round", "lock", "--on", "2027-01-15")

        assert status == 1
        assert "aanvraag 1 wacht: Deze persoon is overleden op 2027-01-12" in said
        assert "aanvraag 1 wacht: " in desk.run("round", "show")[1]
        assert [each["number"] for each in desk.answer("round", "show")["left"]] == [1]
        assert desk.answer("round", "close", "--on", "2027-02-01")["state"] == "CLOSED"

    def test_simulates_budgets_side_by_side_and_books_nothing(self, desk: Desk, file: Any) -> None:
        claim(desk, file)

        tried = desk.answer("round", "simulate", "--budget", "500.00", "--budget", "2000.00")["options"]

        assert [each["factor"] for each in tried] == ["31.5570", "100.0000"]
        assert [group["claims"] for group in tried[0]["groups"]] == [1, 1]
        assert (tried[1]["total_minor"], tried[1]["unspent_minor"]) == (158_443, 41_557)
        assert desk.answer("round", "show")["state"] == "DRAFT"

    def test_shows_that_a_factor_does_not_fit(self, desk: Desk, file: Any) -> None:
        claim(desk, file)

        [tried] = desk.answer("round", "simulate", "--factor", "0.64")["options"]

        assert (tried["fits"], tried["unspent_minor"]) == (False, -1_403)
        assert "past niet: te veel" in desk.run("round", "simulate", "--factor", "0.64")[1]

    def test_tells_how_it_stands_in_dutch(self, desk: Desk, file: Any) -> None:
        claim(desk, file)
        assert "aanvragen komen binnen" in desk.run("round", "show")[1]

        lock(desk)

        said = desk.run("round", "show")[1]
        assert "63,1141 %" in said
        assert "€\u00a0999,99" in said

    def test_explains_the_sum_of_one_person(self, desk: Desk, file: Any) -> None:
        claim(desk, file)
        assert desk.answer("round", "explain")["refused"]["code"] == "not-allowed-in-state"
        assert "Hoeveel jij krijgt, hoor je later." in desk.run("round", "explain", "--person", "noor")[1]

        lock(desk)

        told = desk.run("round", "explain", "--person", "noor")[1]
        assert "In 12 maanden betaal je zo €\u00a0515,76 zelf." in told
        assert "Iedereen krijgt 63,1141%" in told
        factor = desk.run("round", "explain")[1]
        assert "€\u00a01.000,00 : €\u00a01.584,43 = 63,1141%, naar beneden afgerond." in factor
        assert "You get €325.51." in desk.run("round", "explain", "--person", "noor", "--lang", "en")[1]
        assert desk.answer("round", "explain", "--person", "wie")["refused"]["code"] == "claim-unknown"

    def test_is_told_and_replayed_with_everything_else(self, desk: Desk, file: Any) -> None:
        desk.answer("round", "claims", file(CLAIMS[0]), "--on", "2026-10-01")
        lock(desk)
        higher = file("noor;01-10-2026;650,00;1")
        desk.run("round", "decide", higher, "--officer", "anna", "--reason", "brief", "--on", "2027-01-16")

        told = {each["kind"]: each["id"] for each in desk.answer("explain", "--person", "noor")}

        assert "Er komt €\u00a0210,00 bij." in desk.run("explain", told["raise"])[1]
        assert "Er is genoeg geld voor iedereen." in desk.run("explain", told["claim"])[1]
        assert desk.answer("replay", told["raise"]) == {"replayed": 1, "different": 0, "differences": []}
        # Two awards and their grants, the claim, what rose, and the factor.
        assert desk.answer("replay", "--all") == {"replayed": 7, "different": 0, "differences": []}
        tamper("UPDATE rounds_claim SET contribution_minor = 1 WHERE municipality_id = %s", desk.id)
        [first, *_] = desk.answer("replay", "--all")["differences"]
        assert {"what": "contribution", "kept": 1, "today": 51_576} in first["differs"]

    def test_needs_two_officers(self, desk: Desk, file: Any) -> None:
        claim(desk, file)
        desk.run("round", "propose", "--officer", "anna", "--on", "2027-01-10")

        refused = desk.answer("round", "approve", "--officer", "anna", "--on", "2027-01-10")

        assert refused["refused"]["code"] == "proposer-cannot-approve"


class TestClaims:
    def test_are_refused_line_by_line_with_what_to_mend(self, desk: Desk, file: Any) -> None:
        lines = (
            "noor;29-09-2026;600,00;1",
            "sem;01-10-2026;900,08;1",
            "wie;01-10-2026;600,00;1",
            "sem;01-10-2026;1,00;0",
        )

        code, said, _complained = desk.run("round", "claims", file(*lines), "--on", "2026-10-01", "--json")

        refused = json.loads(said)["refused"]
        assert code == 1
        assert [(each["line"], each["code"]) for each in refused] == [
            (2, "outside-window"),
            (3, "not-eligible"),
            (4, "person-unknown"),
            (5, "facts-invalid"),
        ]

    def test_read_the_incomes_of_three_years(self, desk: Desk, file: Any) -> None:
        heading = f"{HEADING};inkomen_peiljaar;inkomen_jaar_eerder;inkomen_twee_jaar_eerder"

        answer = desk.answer(
            "round", "claims", file("noor;01-10-2026;600,00;1;3,00;2,00;1,00", heading=heading), "--on", "2026-10-01"
        )

        assert answer["added"] == 1

    def test_that_come_late_are_decided_by_an_officer(self, desk: Desk, file: Any) -> None:
        desk.answer("round", "claims", file(CLAIMS[0]), "--on", "2026-10-01")
        lock(desk)
        late = file("sem;30-12-2026;600,00;1", "noor;01-10-2026;650,00;1")
        assert desk.answer("round", "claims", late, "--on", "2027-02-01")["refused"][0]["code"] == "decision-needed"

        answer = desk.answer("round", "decide", late, "--officer", "anna", "--reason", "ziek", "--on", "2027-02-01")

        # 484.24 of the 1,000.00 is left: too little for 515.76, and enough for 210.00 more.
        assert [(each["line"], each["code"]) for each in answer["refused"]] == [(2, "fund-exhausted")]
        assert answer["changed"] == 1
        assert desk.answer("round", "show")["total_minor"] == 72_576

    def test_get_a_smaller_amount_where_an_officer_says_so(self, desk: Desk, file: Any) -> None:
        desk.answer("round", "claims", file(CLAIMS[0]), "--on", "2026-10-01")
        lock(desk)
        said = ("--officer", "anna", "--reason", "ziek", "--on", "2027-02-01", "--amount")
        late = file("sem;30-12-2026;600,00;1")

        assert desk.answer("round", "decide", late, *said, "484.25")["refused"][0]["code"] == "fund-exhausted"
        assert desk.answer("round", "decide", late, *said, "484.24")["changed"] == 1

        assert desk.answer("round", "show")["unspent_minor"] == 0
        assert "dit besloten: €\u00a0484,24." in desk.run("round", "explain", "--person", "sem")[1]
        assert desk.answer("replay", "--all")["different"] == 0

    def test_get_at_most_what_the_rent_allowance_leaves(self, desk: Desk, file: Any) -> None:
        desk.answer("round", "claims", file(CLAIMS[0]), "--on", "2026-10-01")
        lock(desk)
        said = ("--officer", "anna", "--reason", "ziek", "--on", "2027-02-01", "--amount")

        answer = desk.answer("round", "decide", file("sem;30-12-2026;480,00;1"), *said, "11.77")

        assert answer["refused"][0]["code"] == "above-full-contribution"
        assert desk.run("round", "decide", file(*CLAIMS), *said, "1.00")[0] == 2


class TestArguments:
    @pytest.mark.parametrize(
        "arguments",
        [
            ["open"],
            ["claims"],
            ["propose"],
            ["approve", "--officer", "wie"],
            ["simulate", "--factor", "54"],
            ["simulate", "--factor", "0,54"],
            ["decide", "x.csv", "--officer", "anna"],
            ["claims", "nergens.csv"],
        ],
    )
    def test_that_cannot_be_used_are_refused_in_one_line(self, desk: Desk, arguments: list[str]) -> None:
        code, _said, complained = desk.run("round", *arguments, "--on", "2026-10-01")

        assert code == 2
        assert len(complained.splitlines()) == 1

    def test_name_a_round_that_is_there(self, desk: Desk) -> None:
        assert desk.answer("round", "show", "--year", "2020")["refused"]["code"] == "round-unknown"
