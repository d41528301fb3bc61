"""The tills of shops."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser
from django.utils.timezone import localtime

from budgets.operation import reading
from budgets.shops.queries import list_tills
from ops.management.columns import in_columns
from ops.management.frame import MunicipalCommand


class Command(MunicipalCommand):
    help = "List the tills of a shop or of all shops, with those that were revoked."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--shop", metavar="CODE", help="which shop (default: all)")

    def act(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        return [asdict(each) for each in reading(list_tills)(options["shop"])]

    def tell(self, answer: Any) -> None:
        rows = [["winkel", "locatie", "kassa", "gekoppeld", "staat", "id"]]
        for each in answer:
            paired = localtime(each["paired_at"]).strftime("%d-%m-%Y %H:%M")
            state = "ingetrokken" if each["revoked_at"] else "werkt"
            rows.append([each["shop"], each["location"], each["name"], paired, state, str(each["id"])])
        for text in in_columns(rows, words=6):
            self.stdout.write(text)
