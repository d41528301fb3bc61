"""Enter an officer of a municipality."""

from typing import Any

from django.core.management.base import CommandParser

from budgets.parties.models import Role
from budgets.parties.operations import register_officer
from ops.management.frame import MunicipalCommand
from ops.management.today import add_day, day_of


class Command(MunicipalCommand):
    help = "Enter someone who decides or approves in the name of the municipality. The same again changes nothing."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--code", required=True, help="how commands call them, for example fatima")
        parser.add_argument("--name", required=True, help="their name")
        parser.add_argument(
            "--role",
            action="append",
            choices=Role.values,
            help="what they may do that others may not; once for each role, and given again it replaces earlier ones",
        )
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        said = {key: options[key].strip() for key in ("code", "name")}
        roles = [Role(each) for each in options["role"]] if options["role"] else None
        officer_id = register_officer(**said, roles=roles, actor=self.actor(options), on=day_of(options))
        return {"officer": said["code"], "id": str(officer_id), "name": said["name"], "roles": options["role"] or []}

    def tell(self, answer: Any) -> None:
        self.stdout.write(f"{answer['name']} ({answer['officer']}) staat klaar.")
