"""A till at the terminal: a client of the API, for trying it out."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils.timezone import localdate

from budgets.shops.tills import give_pairing_code
from ledger import tenant
from ledger.amount import AmountUnreadable, eur
from ops.management.frame import MunicipalCommand, WrongArguments, at_most, day, find_municipality
from ops.till_client import NoAnswer, TillClient, Told, keep_token, read_token

Options = Mapping[str, Any]
ADDRESS = "http://127.0.0.1:8000"
UNITS = ("EUR", "PUNT", "LES", "PAK")


class Command(MunicipalCommand):
    help = (
        "Be a till of a shop, over HTTP: pair it (which any other verb does by itself the first time), pay with a pass "
        "or set aside what it will pay (--reserve), capture or cancel what was set aside, refund, list what a day had, "
        "and its totals. Whatever gets no answer is asked again under the same key."
    )
    needs_municipality = False

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=sorted({"pair", *VERBS}), help="what to do")
        parser.add_argument("--shop", required=True, type=at_most(40), metavar="CODE", help="which shop")
        parser.add_argument("--location", metavar="CODE", help="pair: where the till stands (default: the only one)")
        parser.add_argument("--url", default=ADDRESS, help=f"where the API is (default: {ADDRESS})")
        parser.add_argument("--pass", dest="pas", type=at_most(200), metavar="CODE", help="pay: what the pass shows")
        parser.add_argument("--amount", metavar="12.50", help="how much; capture and refund: without it all")
        parser.add_argument("--unit", choices=UNITS, default="EUR", help="what the amount is in (default: EUR)")
        parser.add_argument("--activity", type=at_most(40), metavar="NAME", help="pay: what for")
        parser.add_argument("--pin", help="pay: where the card asks it")
        parser.add_argument("--split", action="store_true", help="pay: the pass what it may, the rest otherwise")
        parser.add_argument("--reserve", action="store_true", help="pay: set it aside, and capture it later")
        parser.add_argument("--reference", type=at_most(80), help="pay: what the till calls it")
        parser.add_argument("--id", help="capture, cancel, refund: the id that was answered to pay")
        parser.add_argument("--reason", type=at_most(200), help="refund: why")
        parser.add_argument("--key", help="the key of what got no answer before (default: a new one)")
        parser.add_argument("--day", type=day, metavar="DATE", help="list, totals: which day (default: today)")

    def act(self, options: dict[str, Any]) -> Any:
        key = options["key"] or str(uuid4())
        try:
            token = read_token(settings.VAR, options["shop"])
            if options["verb"] == "pair" or not token:
                paired = self._pair(options)
                if options["verb"] == "pair" or not paired.done:
                    return _as_answer(paired, "")
                token = read_token(settings.VAR, options["shop"])
            return _as_answer(VERBS[options["verb"]](TillClient(options["url"], token), options, key), key)
        except NoAnswer as nobody:
            raise WrongArguments(
                f"nobody answers at {nobody}; whether it was done is not known: ask again with --key {key}"
            ) from None

    def _pair(self, options: Options) -> Told:
        with tenant.serving(find_municipality(options["municipality"]).id):
            code = give_pairing_code(
                shop=options["shop"],
                location=options["location"],
                at=datetime.now(UTC),
                actor=self.actor(dict(options)),
                on=localdate(),
            )
        told = TillClient(options["url"]).post("/apparaten/_koppel", {"koppelcode": code})
        if not told.done:
            return told
        path = keep_token(settings.VAR, options["shop"], told.body["token"])
        return Told(told.status, {"shop": options["shop"], "token_in": str(path)})

    def succeeded(self, answer: Any) -> bool:
        return answer["status"] < 400

    def tell(self, answer: Any) -> None:
        body = answer["body"]
        if not self.succeeded(answer):
            self.stderr.write(f"{body['detail']} [{body['code']}]")
            for error in body.get("errors", ()):
                self.stderr.write(f"  {error['in']} {error['veld']}: {error['reden']}")
            return
        for name, value in body.items():
            if isinstance(value, list):
                for line in value:
                    self.stdout.write("  ".join(f"{key}={each}" for key, each in line.items()))
            else:
                self.stdout.write(f"{name:>13}  {value}")


def _as_answer(told: Told, key: str) -> dict[str, Any]:
    return {"status": told.status, "replayed": told.replayed, "key": key, "body": told.body}


def _pay(till: TillClient, options: Options, key: str) -> Told:
    _ask_for(options, "pas", "amount")
    body = {
        "pas": options["pas"],
        "bedrag": _minor(options),
        "eenheid": options["unit"],
        "activiteit": options["activity"],
        "pin": options["pin"],
        "deelbetaling": options["split"],
        "reserveer": options["reserve"],
        "referentie": options["reference"],
    }
    return till.post("/bestedingen", {name: value for name, value in body.items() if value is not None}, key)


def _capture(till: TillClient, options: Options, key: str) -> Told:
    return till.post(_path_of(options, "_boek"), _amount(options), key)


def _cancel(till: TillClient, options: Options, key: str) -> Told:
    return till.post(_path_of(options, "_annuleer"), {}, key)


def _refund(till: TillClient, options: Options, key: str) -> Told:
    _ask_for(options, "reason")
    return till.post(_path_of(options, "_retourneer"), {"reden": options["reason"], **_amount(options)}, key)


def _list(till: TillClient, options: Options, _key: str) -> Told:
    return till.get(f"/bestedingen?datum={options['day'] or localdate()}")


def _totals(till: TillClient, options: Options, _key: str) -> Told:
    return till.get(f"/dagtotalen?datum={options['day'] or localdate()}")


VERBS: dict[str, Callable[[TillClient, Options, str], Told]] = {
    "pay": _pay,
    "capture": _capture,
    "cancel": _cancel,
    "refund": _refund,
    "list": _list,
    "totals": _totals,
}


def _path_of(options: Options, act: str) -> str:
    _ask_for(options, "id")
    if not all(each.isalnum() or each == "-" for each in options["id"]):
        raise WrongArguments("--id is what was answered to pay, as 0a1b2c3d-…")
    return f"/bestedingen/{options['id']}/{act}"


def _amount(options: Options) -> dict[str, int]:
    return {"bedrag": _minor(options)} if options["amount"] else {}


def _minor(options: Options) -> int:
    text = options["amount"]
    if options["unit"] != "EUR":
        if not (text.isascii() and text.isdigit()):
            raise WrongArguments(f"--amount: “{text}” is not a whole number")
        return int(text)
    try:
        return eur(text).minor
    except AmountUnreadable as unreadable:
        raise WrongArguments(f"--amount: {unreadable}") from None


def _ask_for(options: Options, *names: str) -> None:
    missing = ["pass" if name == "pas" else name for name in names if not options[name]]
    if missing:
        raise WrongArguments(f"{options['verb']} asks " + ", ".join(f"--{name}" for name in missing))
