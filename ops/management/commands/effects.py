"""What an award would do to other rights of a person; nothing is booked."""

from typing import Any

from django.core.management.base import CommandParser

from budgets.aftercare.queries import preview_award
from budgets.aftercare.wording import LANGUAGES
from budgets.entitlements.asking import FIRST_COHORT
from budgets.operation import reading
from budgets.parties.people import person_of
from budgets.schemes.facts import NO_FACTS
from ops.management.facts_file import read_facts_file
from ops.management.frame import MunicipalCommand
from ops.management.today import add_day, day_of


class Command(MunicipalCommand):
    help = (
        "Say which other rights an award may move and by how much, what a person of the municipality must look at, and "
        "whether a warning must be seen first. The facts are a file in JSON or TOML. Books nothing and keeps nothing."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--person", required=True, metavar="CLIENT_NUMBER", help="the client number of the person")
        parser.add_argument("--scheme", required=True, metavar="CODE", help="the scheme, as burgerbudget")
        parser.add_argument("--facts", metavar="FILE", help="what is known: income, benefit, assets, other_gifts, ...")
        parser.add_argument("--cohort", default=FIRST_COHORT, help=f"the cohort of the terms (default: {FIRST_COHORT})")
        parser.add_argument("--category", default="", help="the row of the scheme's tables, where it has any")
        parser.add_argument("--lang", choices=LANGUAGES, default="nl", help="the language (default: nl)")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        on, path = day_of(options), options["facts"]
        found = reading(preview_award)(
            person_of(options["person"]),
            options["scheme"],
            read_facts_file(path, on=on) if path else NO_FACTS,
            starts_on=on,
            **{name: options[name] for name in ("cohort", "category")},
        )
        return {"person": options["person"], "scheme": options["scheme"], **found.as_data(options["lang"])}

    def tell(self, answer: Any) -> None:
        for each in answer["effects"]:
            self.stdout.write(f"- {each['says']}")
        if not answer["effects"]:
            self.stdout.write("Er is niets gevonden dat verandert. Gekeken is naar wat in de lijst van drempels staat.")
        if answer["warning"]:
            self.stdout.write(f"Eerst laten zien: {answer['warning']['says']}")
        if answer["aftercare_weeks"]:
            self.stdout.write(f"Nazorg binnen {answer['aftercare_weeks']} weken na de toekenning.")
