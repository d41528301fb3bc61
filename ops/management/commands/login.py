"""Give somebody a log-in for the pages, or end one. A till needs none: it is paired."""

from typing import Any

from django.core.management.base import CommandParser

from budgets.access.operations import LoginAsked, end_login, give_login
from budgets.access.queries import name_of_login
from budgets.operation import reading
from budgets.parties.officers import OfficerUnknown
from budgets.parties.people import PersonUnknown
from budgets.parties.queries import find_officers, find_people
from ops.management.frame import MunicipalCommand
from ops.management.today import add_day, day_of


class Command(MunicipalCommand):
    help = "Give a person or an officer a log-in, said once; given again it gets a new password."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="how they log in, without what stands behind the @")
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--person", metavar="NUMBER", help="give it to a person, by client number")
        whose.add_argument("--officer", metavar="CODE", help="give it to an officer, with a second step")
        whose.add_argument("--end", action="store_true", help="end it at once")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        frame: dict[str, Any] = {"actor": self.actor(options), "on": day_of(options)}
        if options["end"]:
            end_login(name=options["name"], **frame)
            return {"login": reading(name_of_login)(options["name"]), "ended": True}
        given = give_login(asked=LoginAsked(name=options["name"], **_whose(options)), **frame)
        return {"login": given.name, "password": given.password, "totp_secret": given.totp_secret}

    def tell(self, answer: Any) -> None:
        self.stdout.write(f"Inlognaam:  {answer['login']}")
        if answer.get("ended"):
            self.stdout.write("Deze kan niet meer inloggen.")
            return
        self.stdout.write(f"Wachtwoord: {answer['password']}  (staat nergens anders: geef het zelf door)")
        if answer["totp_secret"]:
            self.stdout.write(f"Tweede stap: {answer['totp_secret']}  (typ dit in een authenticator-app)")


@reading
def _whose(options: dict[str, Any]) -> dict[str, Any]:
    if options["officer"]:
        found = find_officers([options["officer"]]).get(options["officer"])
        if found is None:
            raise OfficerUnknown
        return {"officer_id": found}
    person = find_people([options["person"]]).get(options["person"])
    if person is None:
        raise PersonUnknown(client_number=options["person"])
    return {"person_id": person}
