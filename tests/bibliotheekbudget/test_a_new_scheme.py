"""A new scheme takes one file for the catalogue, one of terms, and examples: what CONTRIBUTING says is enough.

The bibliotheekbudget is made up. It is in the catalogue for these tests only, and nothing of it stays in the database.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from budgets.jobs.examples.trial import try_example
from budgets.operation import rehearsal
from budgets.schemes import catalogue
from budgets.schemes.rules import Scheme
from tests.architecture import test_catalogue as of_every_scheme
from tests.ops.commands import Desk

HERE = Path(__file__).parent
EXAMPLES = sorted((HERE / "examples").glob("*.toml"))
CODE = "bibliotheekbudget"


@pytest.fixture(autouse=True)
def bibliotheekbudget() -> Iterator[Scheme]:
    """This will put the file into the folder of the catalogue, as far as Python can see."""
    catalogue.__path__.append(str(HERE / "catalogue"))
    catalogue.list_schemes.cache_clear()
    yield catalogue.get_scheme(CODE)
    catalogue.__path__.remove(str(HERE / "catalogue"))
    catalogue.list_schemes.cache_clear()


@pytest.fixture
def desk(database: None, tmp_path: Path) -> Iterator[Desk]:
    with rehearsal():
        yield Desk(tmp_path)


class TestTheFile:
    def test_is_what_every_file_of_the_catalogue_is(self, bibliotheekbudget: Scheme) -> None:
        same = of_every_scheme.TestEachScheme()

        same.test_has_a_readable_value_with_a_source_for_each_term(bibliotheekbudget)
        same.test_is_described_for_the_people_it_is_for(bibliotheekbudget)
        assert (HERE / "catalogue" / f"{CODE}.py").read_text(encoding="utf-8").count("\n") <= of_every_scheme.MOST_LINES
        assert bibliotheekbudget.posted_in(2026) is not None


class TestTheExamples:
    def test_are_enough(self) -> None:
        assert len(EXAMPLES) >= of_every_scheme.FEWEST_EXAMPLES

    @pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
    def test_come_out_as_they_say(self, database: None, file: Path) -> None:
        assert try_example(str(file)).differences == []


class TestTheCommands:
    def test_load_award_grant_explain_and_assess_again(self, desk: Desk) -> None:
        lines = (
            "klantnummer;regeling;cohort;ingangsdatum;categorie;inkomen;norm;huishoudtype",
            f"noor;{CODE};1;10-01-2026;adult;1500,00;1345,45;alleen",
            f"sem;{CODE};1;10-01-2026;child;1749,09;1345,45;alleen",
        )
        (file := desk.folder / "toekenningen.csv").write_text("\r\n".join(lines), encoding="utf-8")

        checked = desk.run("scheme", "check", str(HERE / "voorwaarden.toml"))
        loaded = desk.answer("load_terms", str(HERE / "voorwaarden.toml"), "--on", "2026-01-01")
        desk.add_fund("500.00", scheme=CODE)
        awarded = desk.answer("award", str(file), "--on", "2026-01-10", "--partial")
        ran = desk.answer("run_period", "--scheme", CODE, "--on", "2026-01-10")
        _code, told, _complained = desk.run("explain", "--person", "noor", "--scheme", CODE)
        replayed = desk.answer("replay", "--all")

        assert (checked[0], loaded["scheme"]) == (0, CODE)
        assert (awarded["added"], [each["code"] for each in awarded["refused"]]) == (1, ["not-eligible"])
        assert ran["granted_minor"] == 6_000
        assert "60,00" in told
        assert (replayed["different"], replayed["replayed"] > 0) == (0, True)


class TestContributing:
    def test_shows_a_scheme_that_is_one(self) -> None:
        text = (of_every_scheme.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
        shown = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
        made: dict[str, object] = {}

        exec("\n".join(line.removeprefix("   ") for line in shown[0].splitlines()), made)  # noqa: S102 - our own words

        assert isinstance(made["SCHEME"], Scheme)
