"""Passes: issue one, block and unblock it, report it lost, replace it, set its PIN, print it, see what it carries."""

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import CommandParser
from django.utils.timezone import make_aware

from budgets.entitlements.refusals import HouseholdUnknown
from budgets.operation import reading
from budgets.parties.people import person_of
from budgets.parties.queries import find_households
from budgets.passes.cards import draw_card, draw_sheet, get_paper
from budgets.passes.codes import number_in_groups, read_number
from budgets.passes.operations import (
    IssuedPass,
    PassAsked,
    block,
    issue_pass,
    replace,
    report_lost,
    set_card_terms,
    set_pin,
    unblock,
)
from budgets.passes.queries import find_pass, find_pass_of, get_pass, list_carried
from budgets.passes.refusals import PassUnknown
from budgets.schemes.explanation import day_in_words, in_words
from connectors.card.pdf import write_card, write_sheet
from connectors.card.qr import as_png, as_svg
from ledger.amount import Unit
from ops.management.columns import in_columns
from ops.management.frame import MunicipalCommand, WrongArguments, day, euros
from ops.management.today import add_day, day_of

MOVES = {"block": block, "unblock": unblock, "lost": report_lost}
VERBS = ("issue", "replace", "print", *MOVES, "pin", "show", "terms")
FILES = ("sheet", "card", "svg", "png")
SAYS = {
    "ACTIVE": "werkt",
    "BLOCKED": "geblokkeerd",
    "LOST": "kwijt, werkt niet meer",
    "REPLACED": "vervangen",
}


class Command(MunicipalCommand):
    help = (
        "Issue a pass, or replace one: its code is shown now and never again, so print it at once (--sheet, --card, "
        "--svg, --png). Block it, unblock it, report it lost, set its PIN, or show what it carries. With terms: what "
        "secures the codes on cards from a day on."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=VERBS, help="what to do")
        parser.add_argument("--person", metavar="CLIENT_NUMBER", help="whose pass it is")
        parser.add_argument("--number", metavar="NUMBER", help="or the number of the pass")
        parser.add_argument("--household", metavar="CODE", help="issue: carries the budgets of this household as well")
        parser.add_argument("--under", metavar="CLIENT_NUMBER", help="issue: a child's, under the pass of this parent")
        parser.add_argument("--pin", metavar="PIN", help="issue, pin: four to six digits")
        parser.add_argument(
            "--day-limit", type=euros, metavar="EUROS", help="issue, terms: the most a day by a card without a PIN"
        )
        parser.add_argument("--pin-required", action="store_true", help="terms: each card asks for a PIN")
        parser.add_argument("--from", dest="valid_from", type=day, metavar="DATE", help="terms: from which day")
        parser.add_argument("--code", metavar="CODE", help="print: the code, as it was shown at the issue")
        parser.add_argument("--sheet", metavar="FILE", help="write a letter with the card to cut out, as PDF")
        parser.add_argument("--card", metavar="FILE", help="write the card alone, as PDF for a card printer")
        parser.add_argument("--svg", metavar="FILE", help="write its QR code as a drawing")
        parser.add_argument("--png", metavar="FILE", help="write its QR code as a picture")
        parser.add_argument("--lang", choices=("nl", "en"), help="the language (default: that of the person)")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        missing = [name for name in NEEDED.get(options["verb"], ()) if options[name] is None]
        if missing:
            asked = ", ".join("--" + {"valid_from": "from"}.get(name, name).replace("_", "-") for name in missing)
            raise WrongArguments(f"{options['verb']} asks {asked}")
        _check_places(options)
        if options["verb"] in MOVES:
            return self._move(options, MOVES[options["verb"]])
        return getattr(self, f"_{options['verb']}")(options)

    def _issue(self, options: dict[str, Any]) -> dict[str, Any]:
        asked = PassAsked(
            person_id=person_of(options["person"]),
            household_id=_household(options["household"]),
            parent_id=_pass_of_person(options["under"]) if options["under"] else None,
            pin=options["pin"],
            day_limit=options["day_limit"],
        )
        return self._handed_out(issue_pass(asked=asked, **self._by(options)), options)

    def _replace(self, options: dict[str, Any]) -> dict[str, Any]:
        return self._handed_out(replace(pass_id=_pass_of(options), **self._by(options)), options)

    def _handed_out(self, issued: IssuedPass, options: dict[str, Any]) -> dict[str, Any]:
        written = _write_files(issued.id, issued.code, options)
        return {"number": issued.number, "code": issued.code, "written": written}

    def _print(self, options: dict[str, Any]) -> dict[str, Any]:
        written = _write_files(_pass_of(options), options["code"], options)
        if not written:
            raise WrongArguments("say what to print: --sheet, --card, --svg or --png, each with a file")
        return {"written": written}

    def _move(self, options: dict[str, Any], move: Callable[..., None]) -> dict[str, Any]:
        found = _pass_of(options)
        move(pass_id=found, **self._by(options))
        return reading(get_pass)(found).as_data()

    def _pin(self, options: dict[str, Any]) -> dict[str, Any]:
        found = _pass_of(options)
        set_pin(pass_id=found, pin=options["pin"], **self._by(options))
        return reading(get_pass)(found).as_data()

    def _show(self, options: dict[str, Any]) -> dict[str, Any]:
        found = _pass_of(options)
        carried = reading(list_carried)(found, on=day_of(options), with_sub_passes=True)
        return reading(get_pass)(found).as_data() | {
            "carries": [
                {
                    "scheme": each.scheme,
                    "budget": each.budget,
                    "unit": each.unit.value,
                    "available_minor": each.available,
                    "activities": each.purposes or None,
                    "until": each.until.isoformat() if each.until else None,
                }
                for each in carried
            ],
        }

    def _terms(self, options: dict[str, Any]) -> dict[str, Any]:
        said = {"valid_from": options["valid_from"], "pin_required": options["pin_required"]}
        set_card_terms(**said, day_limit=options["day_limit"], **self._by(options))
        return said | {"day_limit_minor": options["day_limit"].minor}

    def _by(self, options: dict[str, Any]) -> dict[str, Any]:
        return {"actor": self.actor(options), "on": day_of(options)}

    def tell(self, answer: Any) -> None:
        if "pin_required" in answer:
            secured = "met pincode" if answer["pin_required"] else "zonder pincode tot de daglimiet"
            self.stdout.write(f"Vanaf {answer['valid_from']} werken kaarten {secured}.")
        if "code" in answer:
            self.stdout.write(f"Nummer {number_in_groups(answer['number'])}")
            self.stdout.write(f"Code   {answer['code']}")
            self.stdout.write("Deze code is alleen nu te zien; in de administratie staat hij niet.")
        for file in answer.get("written", ()):
            self.stdout.write(f"Geschreven: {file}")
        if "state" in answer:
            self.stdout.write(f"Pas {number_in_groups(answer['number'])}: {SAYS[answer['state']]}")
        if answer.get("carries"):
            for text in in_columns([["budget", "voor", "tot en met", "over"], *map(_row, answer["carries"])], words=3):
                self.stdout.write(text)


def _row(carried: dict[str, Any]) -> list[str]:
    until = day_in_words(date.fromisoformat(carried["until"]), "nl") if carried["until"] else "blijft"
    named = " ".join(filter(None, (carried["scheme"], carried["budget"])))
    only = ", ".join(carried["activities"] or ["alles"])
    return [named, only, until, in_words(carried["available_minor"], Unit(carried["unit"]), "nl")]


def _pass_of(options: dict[str, Any]) -> UUID:
    """Give the pass that is named, by its number or by its person."""
    if (options["number"] is None) == (options["person"] is None):
        raise WrongArguments("say either --person or --number")
    if options["person"] is not None:
        return _pass_of_person(options["person"])
    number = read_number(options["number"])
    found = reading(find_pass)(number) if number else None
    if found is None:
        raise PassUnknown
    return found


def _pass_of_person(client_number: str) -> UUID:
    found = reading(find_pass_of)(person_of(client_number))
    if found is None:
        raise PassUnknown
    return found


def _household(code: str | None) -> UUID | None:
    if code is None:
        return None
    found = reading(find_households)([code])
    if code not in found:
        raise HouseholdUnknown(household=code)
    return found[code]


def _check_places(options: dict[str, Any]) -> None:
    # Beforehand: a code that was made and could not be printed is lost.
    for path in filter(None, (options[name] for name in FILES)):
        if not Path(path).parent.is_dir() or Path(path).is_dir():
            raise WrongArguments(f"{path}: there is no such folder, or it is one")


def _write_files(pass_id: UUID, code: str, options: dict[str, Any]) -> list[str]:
    """Write what is asked to be printed, and give the files."""
    asked = [name for name in FILES if options[name]]
    if not asked:
        return []
    paper, on = get_paper(pass_id, code, lang=options["lang"]), day_of(options)
    card, at = draw_card(paper), make_aware(datetime.combine(on, time()))
    makes: dict[str, Callable[[], bytes]] = {
        "sheet": lambda: write_sheet(draw_sheet(paper, on=on), created_at=at),
        "card": lambda: write_card(card, created_at=at),
        "svg": lambda: as_svg(card.code, title=card.title).encode(),
        "png": lambda: as_png(card.code),
    }
    for name in asked:
        _write(options[name], makes[name]())
    return [options[name] for name in asked]


def _write(path: str, content: bytes) -> None:
    try:
        Path(path).write_bytes(content)
    except OSError as problem:
        raise WrongArguments(f"{path}: {problem.strerror}") from None


NEEDED = {
    "issue": ("person",),
    "print": ("code",),
    "pin": ("pin",),
    "terms": ("valid_from", "day_limit"),
}
