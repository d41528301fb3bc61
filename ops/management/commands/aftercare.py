"""The register of aftercare: who must still be looked after, what was done, and which warnings were seen."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from django.core.management.base import CommandParser

from budgets.aftercare.lifecycle import DutyState
from budgets.aftercare.operations import finish_duty, reassign_duty, record_warning_seen
from budgets.aftercare.queries import list_duties
from budgets.aftercare.telling import tell_effect
from budgets.aftercare.wording import LANGUAGES
from budgets.operation import reading
from budgets.parties.people import person_of
from ops.management.frame import MunicipalCommand, WrongArguments, day
from ops.management.officers import officer_of
from ops.management.today import add_day, day_of

KINDS = {"EFFECTS": "gevolgen voor andere rechten", "ENDED": "na het einde"}


class Command(MunicipalCommand):
    help = (
        "List the duties of aftercare, the most urgent first. “done ID --note TEXT” closes one, “reassign ID --to "
        "OFFICER” gives it to somebody, “seen --person CLIENT_NUMBER --scheme CODE” records that a person with a "
        "benefit was shown, before a lump sum, what it may do; --actor says who showed it."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("do", nargs="?", choices=["list", "done", "reassign", "seen"], default="list")
        parser.add_argument("id", nargs="?", type=UUID, metavar="ID", help="which duty")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--open", action="store_true", help="list what is open only")
        which.add_argument("--done", action="store_true", help="list what is done only")
        parser.add_argument("--overdue", action="store_true", help="list what should have been done before the day")
        parser.add_argument("--note", default="", metavar="TEXT", help="what was done")
        parser.add_argument("--to", metavar="OFFICER", help="the code of the officer who takes it")
        parser.add_argument("--person", metavar="CLIENT_NUMBER", help="who saw the warning")
        parser.add_argument("--scheme", metavar="CODE", help="of which scheme")
        parser.add_argument("--seen-on", type=day, metavar="DATE", help="on which day (default: the day to work on)")
        parser.add_argument("--language", choices=LANGUAGES, default="nl", help="in which language (default: nl)")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        acts: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "list": self._list,
            "done": self._finish,
            "reassign": self._reassign,
            "seen": self._see,
        }
        return acts[options["do"]](options)

    def tell(self, answer: Any) -> None:
        if answer["did"] == "list":
            self._tell_list(answer["duties"])
        else:
            self.stdout.write(f"{answer['did']}: {answer['subject']}")

    def _list(self, options: dict[str, Any]) -> dict[str, Any]:
        chosen = [state for state in DutyState if options[state.value.lower()]]
        overdue_on = day_of(options) if options["overdue"] else None
        found = reading(list_duties)(state=chosen[0].value if chosen else None, overdue_on=overdue_on)
        return {"did": "list", "duties": [asdict(each) for each in found]}

    def _finish(self, options: dict[str, Any]) -> dict[str, Any]:
        duty_id = _needed(options, "id")
        finish_duty(duty_id=duty_id, note=options["note"], actor=self.actor(options), on=day_of(options))
        return {"did": "done", "subject": str(duty_id)}

    def _reassign(self, options: dict[str, Any]) -> dict[str, Any]:
        duty_id, officer = _needed(options, "id"), officer_of(_needed(options, "to"))
        reassign_duty(duty_id=duty_id, officer_id=officer, actor=self.actor(options), on=day_of(options))
        return {"did": "reassign", "subject": str(duty_id)}

    def _see(self, options: dict[str, Any]) -> dict[str, Any]:
        on: date = day_of(options)
        record_warning_seen(
            person_id=person_of(_needed(options, "person")),
            scheme_code=_needed(options, "scheme"),
            language=options["language"],
            seen_on=options["seen_on"] or on,
            actor=self.actor(options),
            on=on,
        )
        return {"did": "seen", "subject": options["person"]}

    def _tell_list(self, duties: list[dict[str, Any]]) -> None:
        for each in duties:
            owner = each["owner"] or "nog van niemand"
            done = f", gedaan op {each['done_on']}: {each['note']}" if each["done_on"] else ""
            self.stdout.write(
                f"{each['id']}  {each['state']:<4} voor {each['due_on']}  {each['person']}, {each['scheme']}, "
                f"{KINDS[each['kind']]} ({owner}){done}"
            )
            for effect in each["effects"]:
                self.stdout.write(f"    {tell_effect(effect)}")
        if not duties:
            self.stdout.write("Er is geen nazorg te doen.")


def _needed(options: dict[str, Any], name: str) -> Any:
    if options[name] is None:
        raise WrongArguments(f"“{options['do']}” needs {name if name == 'id' else f'--{name}'}")
    return options[name]
