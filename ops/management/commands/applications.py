"""What waits for a decision."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from budgets.entitlements.register import list_applications
from budgets.operation import reading
from ops.management.frame import MunicipalCommand
from ops.management.line_reasons import says
from ops.management.today import add_day, day_of


class Command(MunicipalCommand):
    help = "List applications and proposals that wait for a decision, the most urgent first."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--overdue", action="store_true", help="only those that should have been decided by now")
        parser.add_argument("--scheme", metavar="CODE", help="of one scheme only")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        on = day_of(options)
        found = reading(list_applications)(scheme_code=options["scheme"], overdue_on=on if options["overdue"] else None)
        return {"on": on, "waiting": [{**asdict(each), "overdue": each.is_overdue(on)} for each in found]}

    def tell(self, answer: Any) -> None:
        if not answer["waiting"]:
            self.stdout.write("Er wacht niets op een beslissing.")
        for each in answer["waiting"]:
            told = [f"beslis uiterlijk {each['decide_by']}"]
            if each["overdue"]:
                told.append("te laat")
            if not each["asked"]:
                told.append(f"niet aangevraagd; nee zeggen kan tot {each['opt_out_until']}")
            if each["waits_for"]:
                told.append(f"wacht: {says(each['waits_for'], {'scheme': each['scheme']})}")
            self.stdout.write(f"{each['person']} {each['scheme']} (sinds {each['since']}): {'; '.join(told)}.")
