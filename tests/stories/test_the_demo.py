"""Voorbeeldstad lives twice, and the second time nothing happens."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections

from budgets.entitlements.models import Move
from budgets.operation import municipal_transaction
from budgets.redemptions.models import Redemption
from budgets.schemes.catalogue import get_scheme, list_schemes
from budgets.schemes.rules import Pays
from budgets.settlements.queries import list_shops_owed
from ledger import tenant
from ledger.models import Municipality
from ops.demo_data.calendar import MUNICIPALITY
from ops.demo_data.shops import PARTNERS, Kind, Sale, make_sales
from tests.listening import Logged
from tests.scanner import find_personal_data

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("database")]
TABLES = (
    *("ledger_entry", "ledger_posting", "evidence_attestation", "entitlements_grant", "payouts_disbursement"),
    *("passes_pass", "shops_till", "redemptions_redemption", "redemptions_refund", "settlements_settlement"),
)

STORIES = {
    "V0001": ["award"],
    "V0002": ["award", "stop"],
    "V0003": ["award", "stop", "restart"],
    "V0004": ["award", "stop", "undo_stop"],
    "V0009": ["award"],
    "J0001": ["award", "suspend", "resume", "end"],
    "J0002": ["award", "end"],
    "B0001": ["award", "end"],  # a burgerbaan of four quarters
    "R0095": [],  # the sixth who waits, where donations carry five
    "R0096": ["award", "end"],  # refused by the rule, and awarded against it a week later
}
NOT_AWARDED = {"uitgiftepunt"}
"""Packs are given to whoever comes: nobody has a right to them."""


def live(out: Path) -> tuple[str, dict[str, Any]]:
    said, answered = io.StringIO(), io.StringIO()
    call_command("demo", "--out", str(out), stdout=said)
    call_command("report", "--municipality", MUNICIPALITY, "--json", stdout=answered)
    return said.getvalue().partition("Betaalbestanden")[2], json.loads(answered.getvalue())


def rows_of(table: str) -> int:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT id FROM ledger_municipality WHERE code = %s", [MUNICIPALITY])
        (town,) = cursor.fetchone()
        cursor.execute("SELECT set_config('grondslag.municipality', %s, false)", [str(town)])
        cursor.execute(f"SELECT count(*) FROM {table}")
        (found,) = cursor.fetchone()
        cursor.execute("SELECT set_config('grondslag.municipality', '', false)")
    return int(found)


def moves_of(client_number: str) -> list[str]:
    with tenant.serving(Municipality.objects.get(code=MUNICIPALITY).id), municipal_transaction():
        moves = Move.objects.filter(entitlement__person__client_number=client_number)
        return list(moves.order_by("number").values_list("name", flat=True))


def is_taken(sale: Sale) -> bool:
    return not sale.refused and sale.kind in (Kind.SOLD, Kind.CAPTURED)


class TestTheDemo:
    def test_doubles_nothing_the_second_time(self, tmp_path: Path) -> None:
        first, rows = live(tmp_path / "out"), {table: rows_of(table) for table in TABLES}
        files = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}

        second = live(tmp_path / "out")

        assert second == first
        assert {table: rows_of(table) for table in TABLES} == rows
        assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == files
        assert {number: moves_of(number) for number in STORIES} == STORIES
        report = first[1]
        assert report["invariants"]["broken"] == []
        assert len(files) == len(report["payment_files"])
        paid_out = sum(scheme["paid_out_minor"] for scheme in report["schemes"])
        shops = report["shopping"]["settled_minor"]
        assert sum(file["total_minor"] for file in report["payment_files"]) == paid_out + shops

    def test_shows_every_scheme_of_the_catalogue(self, tmp_path: Path) -> None:
        told, report = live(tmp_path / "out")

        shown = {each["scheme"]: each for each in report["schemes"]}
        assert shown.keys() == {scheme.code for scheme in list_schemes()} - NOT_AWARDED
        assert all(scheme.name in told for scheme in list_schemes() if scheme.code not in NOT_AWARDED)
        assert [each["scheme"] for each in report["schemes"] if not each["granted_minor"]] == ["basisbaan"]
        on_passes = {get_scheme(code).pays is Pays.PASS: code for code, each in shown.items() if each["lapsed_minor"]}
        assert on_passes.keys() == {True}
        for code, each in shown.items():
            is_cash = get_scheme(code).pays in (Pays.PERSON, Pays.PAYEE)
            assert each["paid_out_minor"] == (each["granted_minor"] if is_cash else 0), code
        assert all(point["issued"] and point["packs"] for point in report["stock"])
        assert all(fund["free_minor"] >= 0 for fund in report["funds"])

    def test_lets_people_shop_and_shops_be_paid(self, tmp_path: Path) -> None:
        _told, report = live(tmp_path / "out")

        shopping = report["shopping"]
        assert shopping["shops"] == len(PARTNERS)
        assert shopping["receipts"] == len([each for each in make_sales() if is_taken(each)])
        with tenant.serving(Municipality.objects.get(code=MUNICIPALITY).id), municipal_transaction():
            owed = sum(each.owed_minor for each in list_shops_owed())
            states = {*Redemption.objects.values_list("state", flat=True)}
        spent = shopping["spent_minor"] - shopping["refunded_minor"]
        assert spent == shopping["settled_minor"] + shopping["fees_minor"] + owed
        assert states >= {"CAPTURED", "CANCELLED", "EXPIRED"}

    def test_decides_the_same_when_everything_is_assessed_again(self, tmp_path: Path) -> None:
        live(tmp_path / "out")
        answered = io.StringIO()

        call_command("replay", "--all", "--municipality", MUNICIPALITY, "--json", stdout=answered, stderr=io.StringIO())

        answer = json.loads(answered.getvalue())
        assert (answer["different"], answer["differences"]) == (0, [])
        assert answer["replayed"] > rows_of("entitlements_grant")

    def test_says_nothing_about_anyone(self, tmp_path: Path, logged: Logged, capfd: pytest.CaptureFixture[str]) -> None:
        told, report = live(tmp_path / "out")

        assert find_personal_data(told + json.dumps(report, ensure_ascii=False)) == []
        assert capfd.readouterr() == ("", "")
        assert find_personal_data(logged.text()) == []
        assert "payouts.prepare_batch" in {line["action"] for line in logged.lines()}
        assert all(line["command_id"] for line in logged.lines())
