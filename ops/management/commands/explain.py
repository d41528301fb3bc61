"""Tell in plain words why something was decided."""

from typing import Any
from uuid import UUID

from django.core.management.base import CommandParser

from budgets.entitlements.explaining import Told, get_told, list_told_of_person
from budgets.rounds.explaining import find_told, list_told_of_claims
from budgets.schemes.explanation import day_in_words, in_words, tell
from ops.management.frame import MunicipalCommand, WrongArguments

KINDS = {
    "grant": "bijschrijving",
    "period": "tijdvak",
    "move": "verandering",
    "notice": "bericht",
    "lapse": "vervallen",
    "decision": "afwijzing",
    "round": "factor van een ronde",
    "claim": "aanvraag in een ronde",
    "raise": "verhoging na de ronde",
}

LABELS = {
    "opening": "begin",
    "refill": "aanvulling",
    "gift": "betaling",
    "late": "nagekomen uren",
    "MISSED": "gemist",
    "PAUSED": "stil",
    "MET": "gehaald",
    "CLOSED": "klaar",
    "suspend": "stilgezet",
    "resume": "hervat",
    "stop": "gestopt",
    "undo_stop": "toch niet gestopt",
    "restart": "opnieuw begonnen",
    "end": "afgerond",
    "refuse": "geweigerd",
    "withdraw": "ingetrokken",
}
"""What a decision is called on a screen; one that has no word here keeps its own."""


class Command(MunicipalCommand):
    help = (
        "Tell why something was decided, in short sentences that the person it is about can read: of a grant, or of a "
        "missed period, a move, a notice, a lapse, a refusal, a claim in a round or what it rose. With --person: "
        "list what there is to explain."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument(
            "grant", nargs="?", type=UUID, metavar="GRANT", help="the id of the grant, or of what was decided"
        )
        whose.add_argument("--person", metavar="CLIENT_NUMBER", help="list what was decided about this person")
        parser.add_argument("--scheme", metavar="CODE", help="with --person: of this scheme only")
        parser.add_argument("--lang", choices=("nl", "en"), default="nl", help="the language (default: nl)")

    def act(self, options: dict[str, Any]) -> Any:
        lang = options["lang"]
        if options["person"] is not None:
            asked = (options["person"], options["scheme"])
            found = [*list_told_of_person(*asked), *list_told_of_claims(*asked)]
            return [_short(each, lang) for each in sorted(found, key=lambda each: each.on)]
        if options["scheme"]:
            raise WrongArguments("--scheme goes with --person")
        told = find_told(options["grant"]) or get_told(options["grant"])
        return _short(told, lang) | {
            "lang": lang,
            "told": tell(told.explanation, lang),
            "explanation": told.explanation,
        }

    def tell(self, answer: Any) -> None:
        if isinstance(answer, dict):
            for sentence in answer["told"]:
                self.stdout.write(sentence)
            return
        for each in answer:
            label = LABELS.get(each["label"], each["label"]) if each["kind"] != "decision" else ""
            what = KINDS[each["kind"]] + (f" ({label})" if label else "")
            self.stdout.write(f"{each['id']}  {each['on']}  {each['scheme']:<20} {what:<32} {each['amount']:>14}")
        if not answer:
            self.stdout.write("Over deze persoon is hier nog niets besloten.")


def _short(told: Told, lang: str) -> dict[str, Any]:
    amount = "" if told.amount is None else in_words(told.amount, told.unit, lang)
    return told.as_data() | {"day": day_in_words(told.on, lang), "amount": amount}
