"""After a restore: nothing leaves, a person is told what to compare, and their word lets it leave again."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from ledger import tenant
from ledger.models import Municipality
from tests.budgets.payouts.town import GIFT, balance_of, give, open_bouwdepot
from tests.budgets.restores.town import BACKUP_AT, put_back
from tests.builders import a_municipality, a_person, an_officer

pytestmark = pytest.mark.usefixtures("database")
PAY = ("payment_file", "--approved-by", "fatima", "--approved-by", "joost")
WORD = ("--by", "Fatima", "--reason", "compared with the bank")


class Desk:
    """A municipality where Noor was paid on 2 April and Sem waits."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.code = Municipality.objects.get(id=tenant.current()).code

    def run(self, command: str, *options: str) -> tuple[int, str, str]:
        said, complained = io.StringIO(), io.StringIO()
        place = ("--out", str(self.out)) if command == "payment_file" else ()
        arguments = ("--municipality", self.code, "--on", "2026-04-02", *place, *options)
        try:
            call_command(command, *arguments, stdout=said, stderr=complained)
        except SystemExit as ended:
            return int(str(ended.code)), said.getvalue(), complained.getvalue()
        return 0, said.getvalue(), complained.getvalue()

    def answer(self, *arguments: str) -> Any:
        return json.loads(self.run(*arguments, "--json")[1])


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with tenant.serving(a_municipality()):
        open_bouwdepot()
        an_officer("Fatima")
        an_officer("Joost")
        desk = Desk(tmp_path / "out")
        give([a_person("Noor")])
        desk.run(*PAY)
        give([a_person("Sem")])
        yield desk


class TestPaymentFile:
    def test_is_refused_in_restore_mode_and_says_what_to_do(self, desk: Desk) -> None:
        put_back()

        code, _said, complained = desk.run(*PAY)

        assert code == 1
        assert "confirm_restore. [restore-mode]" in complained
        assert balance_of("IN_TRANSIT") == GIFT

    def test_of_a_batch_that_left_before_is_not_given_again_either(self, desk: Desk) -> None:
        put_back()
        [written] = desk.out.iterdir()
        written.unlink()

        assert desk.run("payment_file", "--batch", "1")[0] == 1
        assert list(desk.out.iterdir()) == []

    def test_is_written_after_a_person_has_confirmed(self, desk: Desk) -> None:
        put_back()
        desk.run("confirm_restore", *WORD)

        code, _said, _complained = desk.run(*PAY)

        assert code == 0
        assert balance_of("IN_TRANSIT") == 2 * GIFT


class TestConfirmRestore:
    def test_shows_what_to_compare_and_changes_nothing_without_a_word(self, desk: Desk) -> None:
        put_back()
        desk.run(*PAY)  # Prepares the second batch; handing over is refused.

        answer = desk.answer("confirm_restore")

        assert [(batch["number"], batch["state"]) for batch in answer["compare"]] == [
            (1, "HANDED_OVER"),
            (2, "PREPARED"),
        ]
        assert (answer["first_number_not_in_the_books"], answer["confirmed"]) == (3, False)
        assert desk.run(*PAY)[0] == 1

    def test_says_it_in_words(self, desk: Desk) -> None:
        put_back()

        _code, said, _complained = desk.run("confirm_restore", *WORD)

        lines = said.splitlines()
        assert lines[0] == "De boeken zijn teruggezet uit een reservekopie van 02-04-2026 22:15."
        assert lines[2] == "  batch 1: 1 regels, € 1.050,00, HANDED_OVER, volgens de boeken uitgegaan op 2026-04-02"
        assert lines[-1] == "Bevestigd: er kan weer worden uitbetaald."

    def test_leaves_out_what_left_long_before_the_backup(self, desk: Desk) -> None:
        put_back(BACKUP_AT.replace(month=6))

        assert desk.answer("confirm_restore")["compare"] == []

    @pytest.mark.parametrize("half", [WORD[:2], WORD[2:]])
    def test_is_refused_with_half_a_word(self, desk: Desk, half: tuple[str, ...]) -> None:
        put_back()

        code, _said, complained = desk.run("confirm_restore", *half)

        assert (code, complained.rpartition(" ")[2]) == (1, "[confirmation-incomplete]\n")

    def test_is_refused_when_nothing_was_put_back(self, desk: Desk) -> None:
        code, _said, complained = desk.run("confirm_restore")

        assert (code, complained.rpartition(" ")[2]) == (1, "[nothing-to-confirm]\n")
