"""The till at the terminal, against the real server."""

import stat
from pathlib import Path

import pytest
from django.conf import settings

from ledger import tenant
from ledger.models import Municipality
from tests.budgets.api.kassa import a_town_with_a_shop, someone_with_a_pass
from tests.budgets.api.serving import free_port, serving
from tests.ops.commands import run_in

pytestmark = pytest.mark.slow


@pytest.fixture
def address(database_environment, tmp_path, settings):
    settings.VAR = tmp_path
    with serving(database_environment) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def town(database):
    return a_town_with_a_shop()


@pytest.fixture
def at_till(town, address):
    """Give what types `manage.py till` for the shop, and gives its exit code, answer and complaint."""
    with tenant.serving(town):
        code = Municipality.objects.get(id=town).code

    def types(verb, *more):
        return run_in(code, "till", verb, "--shop", "boekhandel", "--url", address, *more, "--json")

    return types


class TestTill:
    def test_joins_by_itself_and_pays(self, at_till, town):
        noor = someone_with_a_pass(town)

        code, said, _complained = at_till("pay", "--pass", noor.code, "--amount", "12.50")

        assert code == 0
        assert (said["status"], said["body"]["bedrag"]) == (201, 1_250)

    def test_keeps_its_token_for_itself(self, at_till):
        code, said, _complained = at_till("pair")

        assert code == 0
        path = Path(said["body"]["token_in"])
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.parent == settings.VAR / "tills"
        assert path.read_text() not in str(said)

    def test_says_why_not_and_ends_with_1(self, at_till, town):
        noor = someone_with_a_pass(town)

        code, said, _complained = at_till("pay", "--pass", noor.code, "--amount", "300.01")

        assert (code, said["body"]["code"]) == (1, "exceeds-available-balance")

    def test_asks_again_under_a_key(self, at_till, town):
        noor = someone_with_a_pass(town)
        _code, first, _complained = at_till("pay", "--pass", noor.code, "--amount", "1.00", "--key", "one")

        _code, again, _complained = at_till("pay", "--pass", noor.code, "--amount", "1.00", "--key", "one")

        assert again["replayed"] and again["body"] == first["body"]

    def test_asks_what_it_needs(self, at_till):
        at_till("pair")

        code, _said, complained = at_till("pay", "--amount", "1.00")

        assert (code, complained) == (2, "till: pay asks --pass\n")

    def test_says_that_nobody_answers_and_with_which_key_to_ask_again(self, at_till, town):
        at_till("pair")

        code, _said, complained = at_till(
            "pay", "--pass", "x", "--amount", "1.00", "--key", "two", "--url", f"http://127.0.0.1:{free_port()}"
        )

        assert code == 2
        assert "--key two" in complained

    def test_books_gives_back_and_adds_up(self, at_till, town):
        noor = someone_with_a_pass(town)
        _code, held, _complained = at_till("pay", "--pass", noor.code, "--amount", "20.00", "--reserve")
        _code, other, _complained = at_till("pay", "--pass", noor.code, "--amount", "5.00", "--reserve")

        taken = at_till("capture", "--id", held["body"]["id"], "--amount", "15.00")[1]
        gone = at_till("cancel", "--id", other["body"]["id"])[1]
        back = at_till("refund", "--id", held["body"]["id"], "--amount", "2.50", "--reason", "te groot")[1]

        assert [each["body"]["status"] for each in (taken, gone, back)] == ["geboekt", "geannuleerd", "geretourneerd"]
        totals = at_till("totals")[1]["body"]["totalen"]
        assert [(each["soort"], each["bedrag"]) for each in totals] == [("besteding", 1_500), ("retour", 250)]
        assert len(at_till("list")[1]["body"]["bestedingen"]) == 2
