"""One look at one person that opens several schemes."""

from datetime import date
from typing import Any

from django.core.management.base import CommandParser

from budgets.aftercare.telling import tell_effect, tell_warning
from budgets.entitlements.assessing import NEEDS_PERSON, NO, YES, Asking, assess
from budgets.entitlements.refusals import HouseholdUnknown
from budgets.operation import reading
from budgets.parties.people import person_of
from budgets.parties.queries import find_households
from budgets.schemes.explanation import in_words
from budgets.schemes.facts import read_facts
from ledger.amount import Unit
from ops.management.facts_file import read_table
from ops.management.frame import MunicipalCommand, WrongArguments
from ops.management.line_reasons import says
from ops.management.today import add_day, day_of

WORDS = {YES: "ja", NO: "nee", NEEDS_PERSON: "een mens moet kijken"}
TABLES = ("category", "cohort")


class Command(MunicipalCommand):
    help = (
        "Look which schemes a person could have: for each scheme that the municipality adopted yes, no or "
        "needs-a-person, with the reason and the amounts, and what it does to other rights. It books nothing and keeps "
        "the assessment: award --from-assessment ID --schemes A,B awards what is chosen. FILE.toml holds the facts, as "
        'income = "1250.00", and may hold household = "H1", [category] and [cohort], as stadspas = "sport".'
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--person", required=True, metavar="CLIENT_NUMBER", help="the client number of the person")
        parser.add_argument("--facts", required=True, metavar="FILE", help="the facts, as TOML or JSON")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        on = day_of(options)
        asking = _asking(options["person"], read_table(options["facts"]), on)
        made = assess(asking=asking, actor=self.actor(options), on=on)
        return {"assessment": str(made.id), "person": options["person"], "on": on, "schemes": made.verdicts}

    def tell(self, answer: Any) -> None:
        for each in answer["schemes"]:
            self.stdout.write(f"{each['scheme']}: {WORDS[each['answer']]}{_why(each)}")
            for effect in each["effects"]:
                self.stdout.write(f"  let op: {tell_effect(effect)}")
            if each["warning"]:
                self.stdout.write(f"  eerst laten zien: {tell_warning(each['warning'])}")
        self.stdout.write(f"Bewaard als {answer['assessment']}; er is niets toegezegd.")


def _why(verdict: dict[str, Any]) -> str:
    if verdict["code"]:
        return f" ({says(verdict['code'], verdict['facts'])})"
    if verdict["reason"]:
        return f" ({verdict['reason']})"
    parts = [
        f"{each['budget'] or 'eerst'} {in_words(sum(each['first_minor']), Unit(each['unit']))}"
        for each in verdict["amounts"]
        if each["first_minor"]
    ]
    promised = f"in totaal hoogstens {in_words(verdict['commitment_minor'], Unit.EUR)}"
    return f" ({', '.join([*parts, promised])})"


@reading
def _asking(client_number: str, said: dict[str, Any], on: date) -> Asking:
    tables = {name: _texts(name, said.pop(name, {})) for name in TABLES}
    household = said.pop("household", None)
    person = person_of(client_number)
    households = find_households([household]) if household is not None else {}
    if household is not None and household not in households:
        raise HouseholdUnknown(household=household)
    return Asking(
        person_id=person,
        facts=read_facts(said, on=on),
        household_id=households.get(household) if household is not None else None,
        categories=tables["category"],
        cohorts=tables["cohort"],
    )


def _texts(name: str, table: Any) -> dict[str, str]:
    if not isinstance(table, dict) or not all(isinstance(each, str) for each in table.values()):
        raise WrongArguments(f'[{name}] names a text for each scheme, as stadspas = "sport"')
    return table
