"""The command that pays: what it says, what it writes, and what is left when it is killed."""

import hashlib
import io
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from ledger import tenant
from ledger.models import Municipality
from ops.settings.database import ROOT
from tests.budgets.payouts.town import GIFT, balance_of, breaches, give, open_bouwdepot
from tests.builders import a_municipality, a_person, an_officer

pytestmark = pytest.mark.usefixtures("database")

ON = "2026-04-02"
BOTH = ("--approved-by", "fatima", "--approved-by", "joost")
KILLS = 12


class Desk:
    """A municipality where Noor can be paid and Sem cannot, and paying there."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.code = Municipality.objects.get(id=tenant.current()).code
        self.file = out / f"{self.code}-1-{ON}.xml"

    def arguments(self, *options: str) -> list[str]:
        return ["payment_file", "--municipality", self.code, "--on", ON, "--out", str(self.out), *options]

    def pay(self, *options: str) -> tuple[int, str]:
        said = io.StringIO()
        try:
            call_command(*self.arguments(*options), stdout=said, stderr=io.StringIO())
        except SystemExit as ended:
            return int(str(ended.code)), said.getvalue()
        return 0, said.getvalue()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with tenant.serving(a_municipality()):
        open_bouwdepot()
        an_officer("Fatima")
        an_officer("Joost")
        give([a_person("Noor"), a_person("Sem", iban=None)])
        yield Desk(tmp_path / "out")


class TestPaymentFile:
    def test_writes_the_file_and_says_what_is_in_it(self, desk: Desk) -> None:
        code, said = desk.pay(*BOTH)

        sha256 = hashlib.sha256(desk.file.read_bytes()).hexdigest()
        assert (code, said.splitlines()) == (
            0,
            [
                "Batch 1: 1 regels, € 1.050,00, uitvoering 02-04-2026",
                f"  SHA-256 {sha256}",
                f"  {desk.file}",
                "Niet meegenomen; dit blijft openstaan:",
                "  klantnummer sem: € 1.050,00 [no-bank-account]",
            ],
        )

    def test_leaves_nothing_else_in_the_folder_and_no_file_for_others(self, desk: Desk) -> None:
        desk.pay(*BOTH)

        assert list(desk.out.iterdir()) == [desk.file]
        assert stat.S_IMODE(desk.file.stat().st_mode) == 0o600

    @pytest.mark.parametrize(("options", "waits"), [((), "2 goedkeuringen"), (BOTH[:2], "1 goedkeuring")])
    def test_says_what_it_waits_for(self, desk: Desk, options: tuple[str, ...], waits: str) -> None:
        code, said = desk.pay(*options)

        assert code == 0
        assert f"wacht op {waits} " in said
        assert not desk.file.exists()

    def test_goes_on_with_the_batch_that_waits(self, desk: Desk) -> None:
        desk.pay(*BOTH[:2])
        desk.pay(*BOTH[:2], *BOTH[:2])

        desk.pay(*BOTH[2:])

        assert desk.file.exists()
        assert balance_of("IN_TRANSIT") == GIFT

    def test_pays_nothing_twice(self, desk: Desk) -> None:
        first = desk.pay(*BOTH)

        assert desk.pay(*BOTH) == first
        assert balance_of("IN_TRANSIT") == GIFT

    def test_writes_a_file_that_got_lost_again(self, desk: Desk) -> None:
        desk.pay(*BOTH)
        before = desk.file.read_bytes()
        desk.file.unlink()

        desk.pay("--batch", "1", "--on", "2026-05-20")

        assert desk.file.read_bytes() == before
        assert balance_of("IN_TRANSIT") == GIFT

    def test_lets_a_batch_go_that_has_not_left(self, desk: Desk) -> None:
        desk.pay(*BOTH[:2])

        code, said = desk.pay("--batch", "1", "--discard", "a wrong line")

        assert (code, said.splitlines()[-1]) == (0, "  ingetrokken; wat erin stond komt in de volgende batch")
        assert "Batch 2: 1 regels, € 1.050,00" in desk.pay(*BOTH)[1]
        assert balance_of("IN_TRANSIT") == GIFT

    @pytest.mark.parametrize(
        "options",
        [("--discard", "x"), ("--discard", " ", "--batch", "1"), ("--discard", "x", "--batch", "1", *BOTH[:2])],
    )
    def test_lets_nothing_go_by_half_a_word(self, desk: Desk, options: tuple[str, ...]) -> None:
        desk.pay()

        assert desk.pay(*options)[0] != 0
        assert "wacht op 2" in desk.pay()[1]

    def test_answers_as_json(self, desk: Desk) -> None:
        _code, said = desk.pay(*BOTH, "--json")

        answer = json.loads(said)
        assert [(each["number"], each["total_minor"], each["file"]) for each in answer["batches"]] == [
            (1, GIFT, str(desk.file))
        ]
        assert answer["left_out"] == [
            {"client_number": "sem", "amount_minor": GIFT, "code": "no-bank-account", "shop": ""}
        ]

    def test_says_when_there_is_nothing_to_pay(self, desk: Desk) -> None:
        assert desk.pay("--on", "2026-04-01") == (0, "Er is niets uit te betalen.\n")

    @pytest.mark.parametrize("options", [("--approved-by", "niemand"), ("--batch", "7"), ("--out", "/proc/nergens")])
    def test_is_wrong_with_arguments_that_name_nothing(self, desk: Desk, options: tuple[str, ...]) -> None:
        assert desk.pay(*BOTH, *options) == (2, "")

        assert balance_of("IN_TRANSIT") == 0

    @pytest.mark.slow
    def test_killed_at_any_point_pays_once_when_it_is_said_again(
        self, desk: Desk, database_environment: dict[str, str]
    ) -> None:
        command = [sys.executable, "manage.py", *desk.arguments(*BOTH)]
        for kill in range(KILLS):
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, **database_environment},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            time.sleep(0.4 + kill * 0.15)
            process.send_signal(signal.SIGKILL)
            process.wait()
            assert balance_of("IN_TRANSIT") in (0, GIFT)
            assert balance_of("ENTITLED") + balance_of("IN_TRANSIT") == 2 * GIFT

        code, _said = desk.pay(*BOTH)

        assert code == 0
        assert balance_of("IN_TRANSIT") == GIFT
        assert desk.file.read_bytes().count(b"<EndToEndId>") == 1
        assert breaches() == []
