"""The command that gives log-ins."""

from pathlib import Path

import pytest

from tests.ops.commands import Desk
from tests.web.town import enter

pytestmark = pytest.mark.usefixtures("database")


class TestLogin:
    def test_says_a_password_once_that_opens_the_page(self, tmp_path: Path) -> None:
        desk = Desk(tmp_path)

        given = desk.answer("login", "noor", "--person", "noor")

        assert given["login"] == f"noor@{desk.code}"
        assert enter(given["login"], given["password"]).get("/pas").status_code == 200

    def test_ends_it(self, tmp_path: Path) -> None:
        desk = Desk(tmp_path)
        given = desk.answer("login", "noor", "--person", "noor")
        client = enter(given["login"], given["password"])

        code, said, _complained = desk.run("login", "noor", "--end")

        assert (code, "kan niet meer inloggen" in said) == (0, True)
        assert client.get("/pas").status_code == 403

    @pytest.mark.parametrize("whose", [("--person", "niemand"), ("--officer", "niemand"), ("--end",)])
    def test_refuses_who_is_not_there(self, tmp_path: Path, whose: tuple[str, ...]) -> None:
        code, _said, complained = Desk(tmp_path).run("login", "noor", *whose)

        assert (code, "-unknown]" in complained) == (1, True)
