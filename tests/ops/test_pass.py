"""The command for passes: issued and printed at once, blocked, replaced, and shown."""

from pathlib import Path

import pytest

from ledger import tenant
from tests.budgets.entitlements.town import rows
from tests.budgets.passes.town import open_passes, put_on_pass
from tests.ops.commands import Desk

pytestmark = pytest.mark.usefixtures("database")
NOOR = ("--person", "noor")
ON = ("--on", "2026-03-02")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def ask(desk: Desk, verb: str, *arguments: str) -> tuple[int, str, str]:
    return desk.run("pass", verb, *arguments, *ON)


class TestIssue:
    def test_shows_the_code_once_and_prints_it(self, desk: Desk, tmp_path: Path) -> None:
        files = {name: str(tmp_path / f"pas.{name}") for name in ("sheet", "card", "svg", "png")}
        places = [word for name, path in files.items() for word in (f"--{name}", path)]

        code, said, _complained = ask(desk, "issue", *NOOR, *places)

        assert code == 0
        assert "Deze code is alleen nu te zien" in said
        starts = {name: Path(path).read_bytes()[:4] for name, path in files.items()}
        assert starts == {"sheet": b"%PDF", "card": b"%PDF", "svg": b"<svg", "png": b"\x89PNG"}
        assert "Code" not in ask(desk, "show", *NOOR)[1]

    def test_prints_the_same_again_from_the_code(self, desk: Desk, tmp_path: Path) -> None:
        first, again = tmp_path / "een.pdf", tmp_path / "twee.pdf"
        issued = desk.answer("pass", "issue", *NOOR, "--sheet", str(first), *ON)

        code = issued["code"].replace("-", "").lower()
        assert ask(desk, "print", *NOOR, "--code", code, "--sheet", str(again))[:2] == (0, f"Geschreven: {again}\n")

        assert first.read_bytes() == again.read_bytes()
        english = tmp_path / "english.pdf"
        ask(desk, "print", *NOOR, "--code", code, "--sheet", str(english), "--lang", "en")
        assert english.read_bytes() != first.read_bytes()

    def test_is_not_done_where_it_cannot_be_printed(self, desk: Desk, tmp_path: Path) -> None:
        for place in (tmp_path / "weg" / "pas.pdf", tmp_path):
            assert ask(desk, "issue", *NOOR, "--sheet", str(place))[0] == 2

        assert desk.answer("pass", "show", *NOOR, *ON)["refused"]["code"] == "pass-unknown"

    def test_may_be_of_a_child_under_a_parent(self, desk: Desk) -> None:
        ask(desk, "issue", *NOOR)

        assert ask(desk, "issue", "--person", "sem", "--under", "noor", "--day-limit", "10.00")[0] == 0
        assert desk.answer("pass", "show", "--person", "sem", *ON)["day_limit_minor"] == 1_000

    def test_of_a_household_that_is_not_there_is_refused(self, desk: Desk) -> None:
        refused = desk.answer("pass", "issue", *NOOR, "--household", "geen", *ON)

        assert refused["refused"]["code"] == "household-unknown"


class TestMoves:
    def test_block_unblock_lose_and_replace(self, desk: Desk) -> None:
        issued = desk.answer("pass", "issue", *NOOR, *ON)
        number = ("--number", " ".join((issued["number"][:5], issued["number"][5:])))

        said = [ask(desk, verb, *number)[1] for verb in ("block", "unblock", "lost")]

        assert [each.rpartition(": ")[2] for each in said] == [
            "geblokkeerd\n", "werkt\n", "kwijt, werkt niet meer\n",
        ]  # fmt: skip
        again = desk.answer("pass", "replace", *number, *ON)
        assert again["code"] != issued["code"]
        assert desk.answer("pass", "show", *number, *ON)["state"] == "REPLACED"
        assert desk.answer("pass", "show", *NOOR, *ON)["number"] == again["number"]

    def test_set_a_pin(self, desk: Desk) -> None:
        desk.answer("pass", "issue", *NOOR, *ON)

        assert desk.answer("pass", "pin", *NOOR, "--pin", "2580", *ON)["has_pin"]
        assert desk.answer("pass", "pin", *NOOR, "--pin", "1234", *ON)["refused"]["code"] == "pin-unusable"


class TestShow:
    def test_says_what_it_carries(self, desk: Desk) -> None:
        fill(desk)
        ask(desk, "issue", *NOOR)

        code, said, _complained = ask(desk, "show", *NOOR)

        assert code == 0
        [carried] = desk.answer("pass", "show", *NOOR, *ON)["carries"]
        assert carried == {
            "scheme": "meedoen", "budget": "", "unit": "EUR", "available_minor": 30_000, "activities": None,
            "until": "2026-12-31",
        }  # fmt: skip
        assert "meedoen  alles  31 december 2026  €\N{NO-BREAK SPACE}300,00" in said


def fill(desk: Desk) -> None:
    with tenant.serving(desk.id):
        open_passes("meedoen", amount={"adult": "300.00"})
        [(noor,)] = rows("SELECT id FROM parties_person WHERE client_number = 'noor'")
        put_on_pass(noor, "meedoen", category="adult")


class TestTerms:
    def test_say_what_secures_a_card(self, desk: Desk) -> None:
        said = ask(desk, "terms", "--from", "2026-04-01", "--day-limit", "30.00", "--pin-required")[1]

        assert said == "Vanaf 2026-04-01 werken kaarten met pincode.\n"
        differ = desk.answer("pass", "terms", "--from", "2026-04-01", "--day-limit", "30.00", *ON)
        assert differ["refused"]["code"] == "card-terms-differ"


class TestWrongArguments:
    @pytest.mark.parametrize(
        "arguments",
        [("issue",), ("show",), ("block", *NOOR, "--number", "1"), ("print", *NOOR), ("pin", *NOOR), ("terms",)],
        ids=" ".join,
    )
    def test_are_told_in_a_line(self, desk: Desk, arguments: tuple[str, ...]) -> None:
        code, _said, complained = ask(desk, *arguments)

        assert (code, complained.count("\n")) == (2, 1)

    def test_print_without_a_file_is_told(self, desk: Desk) -> None:
        issued = desk.answer("pass", "issue", *NOOR, *ON)

        assert ask(desk, "print", *NOOR, "--code", issued["code"])[0] == 2

    def test_of_no_pass_are_refused(self, desk: Desk, tmp_path: Path) -> None:
        a_place = ("--svg", str(tmp_path / "x.svg"))

        assert desk.answer("pass", "show", "--number", "123", *ON)["refused"]["code"] == "pass-unknown"
        desk.answer("pass", "issue", *NOOR, *ON)
        wrong = desk.answer("pass", "print", *NOOR, "--code", "123", *a_place, *ON)
        assert wrong["refused"]["code"] == "pass-unknown"
