"""End a till at once."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.management.base import CommandParser

from budgets.shops.tills import revoke_till
from ops.management.frame import MunicipalCommand
from ops.management.today import add_day, day_of


class Command(MunicipalCommand):
    help = (
        "Let a till open nothing any more, from this moment: when it was stolen, lost or sold. See `tills` for its id."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--till", required=True, type=UUID, metavar="ID", help="which till")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        till = options["till"]
        revoke_till(till_id=till, at=datetime.now(UTC), actor=self.actor(options), on=day_of(options))
        return {"revoked": str(till)}

    def tell(self, answer: Any) -> None:
        self.stdout.write(f"{answer['revoked']} is ingetrokken.")
