"""Settlements of shops: the list, one of them, and its statement."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from budgets.operation import reading
from budgets.settlements.queries import find_settlement, list_settlements, list_shops_owed
from budgets.settlements.receipts import get_settlement
from budgets.settlements.statement import as_csv, as_letter, as_pdf, get_statement
from budgets.shops.finding import find_shop
from connectors.letter.page import as_text
from ops.management.columns import in_columns
from ops.management.commands.payment_file import in_euros
from ops.management.commands.settle import as_data
from ops.management.frame import MunicipalCommand, WrongArguments, whole

STATES = {"PREPARED": "wacht op betaling", "PAID": "betaald"}


class Command(MunicipalCommand):
    help = (
        "List what shops are owed and how they were settled (list), show a settlement with every receipt (show), or "
        "write its statement for the shop, as PDF and for Excel (statement)."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=("list", "show", "statement"), help="what to do")
        parser.add_argument("--shop", metavar="CODE", help="which shop (list: all)")
        parser.add_argument("--number", type=whole, metavar="N", help="show, statement: the number of the settlement")
        parser.add_argument("--out", default="var/out", metavar="DIR", help="statement: the folder (var/out)")

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        if options["verb"] == "list":
            return reading(_list)(options["shop"])
        if not (options["shop"] and options["number"]):
            raise WrongArguments(f"{options['verb']} asks --shop and --number")
        if options["verb"] == "show":
            return reading(_show)(options["shop"], options["number"])
        return self._write(options)

    def _write(self, options: dict[str, Any]) -> dict[str, Any]:
        statement = reading(_statement)(options["shop"], options["number"])
        folder, files = Path(options["out"]), {"csv": as_csv(statement), "pdf": as_pdf(statement)}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for kind, content in files.items():
                (folder / statement.file_name(kind)).write_bytes(content)
        except OSError as problem:
            raise WrongArguments(f"{options['out']}: {problem.strerror}") from None
        return {"files": [str(folder / statement.file_name(kind)) for kind in files]}

    def tell(self, answer: Any) -> None:
        if "files" in answer:
            for each in answer["files"]:
                self.stdout.write(f"Geschreven: {each}")
        elif "letter" in answer:
            self.stdout.write(answer["letter"])
        else:
            self._tell_list(answer)

    def _tell_list(self, answer: Any) -> None:
        head = ("besteed", "terug", "kosten", "betaald")
        rows = [["winkel", "nummer", "dagen", "staat", *head]]
        for each in answer["settlements"]:
            last = each["until"] - timedelta(days=1)
            days = f"{each['since']:%d-%m-%Y} t/m {last:%d-%m-%Y}"
            amounts = [in_euros(each[f"{name}_minor"]) for name in ("spent", "refunded", "fee", "paid")]
            rows.append([each["shop"], str(each["number"]), days, STATES[each["state"]], *amounts])
        for text in in_columns(rows, words=4):
            self.stdout.write(text)
        for each in answer["owed"]:
            self.stdout.write(f"{each['shop']}: nog af te rekenen {_signed(each['open_minor'])}")


def _signed(minor: int) -> str:
    return f"-{in_euros(-minor)}" if minor < 0 else in_euros(minor)


def _list(code: str | None) -> dict[str, Any]:
    only = find_shop(code).id if code else None
    owed = [each for each in list_shops_owed() if only in (None, each.shop_id)]
    codes = {each.shop_id: each.shop for each in owed}
    return {
        "settlements": [{"shop": codes[row.shop_id], **as_data(row)} for row in list_settlements(only)],
        "owed": [
            {"shop": each.shop, "owed_minor": each.owed_minor, "open_minor": each.open_minor}
            for each in owed
            if each.open_minor
        ],
    }


def _show(shop: str, number: int) -> dict[str, Any]:
    shop_id = find_shop(shop).id
    row = find_settlement(shop_id, number=number)
    lines = get_settlement(shop_id, row.id).lines
    return {
        "shop": shop,
        **as_data(row),
        "receipts": [
            {
                "on": each.on,
                "receipt": each.receipt,
                "location": each.location,
                "activity": each.activity,
                "amount_minor": each.amount_minor,
            }
            for each in lines
        ],
        "letter": as_text(as_letter(_statement(shop, number))),
    }


def _statement(shop: str, number: int) -> Any:
    shop_id = find_shop(shop).id
    return get_statement(shop_id, find_settlement(shop_id, number=number).id)
