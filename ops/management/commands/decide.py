"""Decide about what was applied for or proposed."""

from typing import Any
from uuid import UUID

from django.core.management.base import CommandParser

from budgets.entitlements.applications import (
    award_application,
    decide_proposed,
    refuse_application,
    start_waiting,
    withdraw_application,
)
from budgets.entitlements.asking import Hardship
from budgets.entitlements.refusals import ApplicationUnknown, HardshipNeedsRole
from budgets.entitlements.register import find_application
from budgets.operation import Actor, reading
from budgets.parties.lines import Tally
from budgets.parties.people import person_of
from ops.management.frame import MunicipalCommand, WrongArguments
from ops.management.line_reasons import says
from ops.management.officers import officer_of
from ops.management.today import add_day, day_of

AWARD, REFUSE, WITHDRAW = "award", "refuse", "withdraw"
SAYS = {
    "ACTIVE": "toegekend",
    "REFUSED": "geweigerd; de reden is bewaard",
    "WITHDRAWN": "ingetrokken",
    "PROPOSED": "blijft wachten",
}


class Command(MunicipalCommand):
    help = (
        "Award, refuse or withdraw what a person applied for or what was proposed to them. --hardship awards against a "
        "rule, with --ground and --reason, by an officer with that role. --proposed awards everything that was "
        "proposed and to which nobody said no in time; --waiting starts those who wait for each other, as far "
        "as the money goes."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("decision", nargs="?", choices=(AWARD, REFUSE, WITHDRAW), help="what is decided")
        parser.add_argument("--person", metavar="CLIENT_NUMBER", help="the client number of the person")
        parser.add_argument("--scheme", metavar="CODE", help="the scheme, as energietoeslag")
        parser.add_argument("--id", type=UUID, help="the proposal, where several wait (applications --json)")
        parser.add_argument("--ground", default="", help="why, in a word that is alike in like cases")
        parser.add_argument("--reason", default="", help="why, in full")
        parser.add_argument("--officer", metavar="CODE", help="the officer who decides")
        parser.add_argument("--approved-by", metavar="CODE", help="a second officer who agrees")
        parser.add_argument("--hardship", action="store_true", help="award against a rule")
        parser.add_argument("--proposed", action="store_true", help="award what was proposed and not declined")
        parser.add_argument("--waiting", action="store_true", help="start those who wait for each other")
        add_day(parser)

    def actor(self, options: dict[str, Any]) -> Actor:
        """Give who acts: the officer who decides, if one is named."""
        code = options["officer"]
        return Actor(options["actor"], officer_of(code)) if code else super().actor(options)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        frame: dict[str, Any] = {"actor": self.actor(options), "on": day_of(options)}
        if [bool(options["decision"]), options["proposed"], options["waiting"]].count(True) != 1:
            raise WrongArguments("say award, refuse or withdraw about a person, or --proposed, or --waiting")
        if options["proposed"]:
            return _as_data(decide_proposed(scheme_code=options["scheme"], **frame), options)
        if options["waiting"]:
            if not options["scheme"]:
                raise WrongArguments("say with --scheme for which scheme they wait")
            return _as_data(start_waiting(scheme_code=options["scheme"], **frame), options)
        entitlement_id = options["id"] or self._find(options)
        decided = {AWARD: self._award, REFUSE: self._refuse, WITHDRAW: self._withdraw}[options["decision"]](
            entitlement_id, options, frame
        )
        told = {"state": str(decided.state), "waits_for": decided.waits_for}
        return {"id": str(entitlement_id), "scheme": options["scheme"], **told}

    def tell(self, answer: Any) -> None:
        if "awarded" in answer:
            self.stdout.write(f"{answer['awarded']} toegekend, {len(answer['waiting'])} blijven wachten.")
            for code in sorted(set(answer["waiting"])):
                self.stdout.write(f"  {answer['waiting'].count(code)}: {_says(code, answer['scheme'])}")
            return
        why = f" ({_says(answer['waits_for'], answer['scheme'])})" if answer["waits_for"] else ""
        self.stdout.write(f"{SAYS[answer['state']]}{why}.")

    def _find(self, options: dict[str, Any]) -> UUID:
        if not options["person"] or not options["scheme"]:
            raise WrongArguments("say with --person and --scheme about what it is decided, or with --id")
        return reading(_application_of)(options["person"], options["scheme"])

    def _award(self, entitlement_id: UUID, options: dict[str, Any], frame: dict[str, Any]) -> Any:
        second = options["approved_by"]
        hardship = None
        if options["hardship"]:
            if frame["actor"].officer_id is None:
                raise HardshipNeedsRole
            hardship = Hardship(
                officer_id=frame["actor"].officer_id, ground=options["ground"], reason=options["reason"]
            )
        return award_application(
            entitlement_id=entitlement_id,
            against_rule=hardship,
            approved_by=officer_of(second) if second else None,
            **frame,
        )

    def _refuse(self, entitlement_id: UUID, options: dict[str, Any], frame: dict[str, Any]) -> Any:
        return refuse_application(
            entitlement_id=entitlement_id, ground=options["ground"], reason=options["reason"], **frame
        )

    def _withdraw(self, entitlement_id: UUID, options: dict[str, Any], frame: dict[str, Any]) -> Any:
        return withdraw_application(entitlement_id=entitlement_id, reason=options["ground"] or "person", **frame)


def _application_of(client_number: str, scheme_code: str) -> UUID:
    found = find_application(person_of(client_number), scheme_code)
    if found is None:
        raise ApplicationUnknown
    return found


def _as_data(tally: Tally, options: dict[str, Any]) -> dict[str, Any]:
    waiting = [line.refusal.code for line in tally.refused]
    return {"scheme": options["scheme"], "awarded": tally.added, "waiting": waiting}


def _says(code: str, scheme: str | None) -> str:
    return says(code, {"scheme": scheme or "de regeling"})
