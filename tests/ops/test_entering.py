"""The commands that enter a municipality and its officers."""

import io
import json

import pytest
from django.core.management import call_command

from budgets.operation import reading
from budgets.parties.queries import find_officer
from ledger import tenant
from ops.management.frame import find_municipality
from tests.builders import OWN_IBAN, a_municipality

pytestmark = pytest.mark.usefixtures("database")
DAY = ("--on", "2026-04-01")


def run(*arguments: str) -> tuple[int, str, str]:
    said, complained = io.StringIO(), io.StringIO()
    try:
        call_command(*arguments, *DAY, stdout=said, stderr=complained)
    except SystemExit as ended:
        return int(str(ended.code)), said.getvalue(), complained.getvalue()
    return 0, said.getvalue(), complained.getvalue()


class TestAddMunicipality:
    def test_opens_the_book_once(self) -> None:
        arguments = ("add_municipality", "--code", "duindorp", "--name", "Duindorp", "--iban", OWN_IBAN, "--json")

        first, second = run(*arguments), run(*arguments)

        assert first == second
        assert json.loads(first[1])["municipality"] == "duindorp"

    def test_refuses_another_name_with_exit_code_1(self) -> None:
        a_municipality(code="heidedorp", name="Heidedorp")

        code, _said, complained = run("add_municipality", "--code", "heidedorp", "--name", "Heide", "--iban", OWN_IBAN)

        assert code == 1
        assert "[municipality-differs]" in complained


class TestAddOfficer:
    def test_enters_an_officer_once(self) -> None:
        a_municipality(code="bosdorp")
        arguments = ("add_officer", "--municipality", "bosdorp", "--code", "fatima", "--name", "Fatima", "--json")

        assert run(*arguments) == run(*arguments)

    def test_refuses_another_name_with_exit_code_1(self) -> None:
        a_municipality(code="veendorp")
        arguments = ("add_officer", "--municipality", "veendorp", "--code", "fatima", "--name")
        run(*arguments, "Fatima")

        code, _said, complained = run(*arguments, "Fatma")

        assert code == 1
        assert "[officer-differs]" in complained

    def test_gives_a_role_that_stays_until_another_is_given(self) -> None:
        a_municipality(code="meerdorp")
        arguments = ("add_officer", "--municipality", "meerdorp", "--code", "fatima", "--name", "Fatima")

        assert run(*arguments, "--role", "hardship")[0] == run(*arguments)[0] == 0

        with tenant.serving(find_municipality("meerdorp").id):
            assert reading(find_officer)("fatima").roles == ["hardship"]

    def test_is_wrongly_asked_for_an_unknown_municipality(self) -> None:
        code, _said, complained = run(
            "add_officer", "--municipality", "nergens", "--code", "fatima", "--name", "Fatima"
        )

        assert code == 2
        assert len(complained.splitlines()) == 1
