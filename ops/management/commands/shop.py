"""Shops: an application, its approval, what may be spent there, another account, a block, and the list of all."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from django.core.management.base import CommandParser

from budgets.operation import reading
from budgets.redemptions.terms import set_redemption_terms
from budgets.shops.accounts import approve_account_change, ask_account_change, withdraw_account_change
from budgets.shops.conditions import SettlementAgreed, allow, disallow, set_settlement, set_waiting_time
from budgets.shops.models import SettlementTerms
from budgets.shops.operations import (
    Application,
    apply_shop,
    approve_shop,
    block_shop,
    change_contact,
    reject_shop,
    unblock_shop,
)
from budgets.shops.queries import list_shops
from budgets.shops.tills import open_location
from ledger.amount import AmountUnreadable, eur
from ops.management.columns import in_columns
from ops.management.frame import MunicipalCommand, WrongArguments, at_most, day, euros, up_to, whole, whole_to
from ops.management.officers import officer_of
from ops.management.today import add_day, day_of

NOTHING = eur("0.00")
MOST_WAIT = 250
"""Working days: about a year of them."""


class Command(MunicipalCommand):
    help = (
        "Take in a shop (add), approve, reject, block or unblock it, allow or disallow it a scheme and activity, ask "
        "for another bank account (iban) and approve or withdraw that (approve-iban, withdraw-iban), change its "
        "contact, give it a location or terms of settlement, or list all shops. Who approves is another than the "
        "officer who asked, as --by said; --asked-by-shop says that none did, and then one officer is enough. For all "
        "shops: set how many working days a change of account waits (wait), or how long a purchase is set aside and "
        "can be given back (terms)."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=sorted(VERBS), help="what to do")
        parser.add_argument("--shop", type=at_most(40), metavar="CODE", help="which shop")
        who = parser.add_mutually_exclusive_group()
        who.add_argument("--by", metavar="OFFICER", help="the officer who decides, or (add, iban) who asks")
        own = "add, iban, instead of --by: the shop itself asked and no officer did, so that any one may approve it"
        who.add_argument("--asked-by-shop", action="store_true", help=own)
        _add_what_a_shop_says(parser)
        _add_what_is_agreed(parser)
        parser.add_argument("--from", dest="valid_from", type=day, metavar="DATE", help="from when (default: --on)")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        verb = VERBS[options["verb"]]
        missing = [need for need in verb.needs if not any(options[name] for name in need.split("|"))]
        if missing:
            raise WrongArguments(f"{options['verb']} asks " + ", ".join(_argument(need) for need in missing))
        frame = {"actor": self.actor(options), "on": day_of(options)}
        answer = verb.do(options, frame)
        return {"verb": options["verb"], "shop": options["shop"], **(answer or {})}

    def tell(self, answer: Any) -> None:
        if "shops" not in answer:
            since = f" vanaf {answer['from']}" if "from" in answer else ""
            self.stdout.write(f"{answer['shop'] or 'alle winkels'}: {SAID[answer['verb']]}{since}.")
            return
        rows = [["winkel", "naam", "KvK", "staat", "kassa's", "rekening", "mag"]]
        for each in answer["shops"]:
            waits = f"{each['account']} {each['account_from'] or ''}".strip() or "-"
            rows.append(
                [
                    *(str(each[name]) for name in ("code", "name", "kvk_number", "state", "tills")),
                    waits,
                    ", ".join(each["approvals"]) or "-",
                ]
            )
        for text in in_columns(rows, words=7):
            self.stdout.write(text)


def _add_what_a_shop_says(parser: CommandParser) -> None:
    parser.add_argument("--rsin", help="add: the RSIN of the organisation")
    parser.add_argument("--name", type=at_most(200), help="add, location: how people call it")
    parser.add_argument("--kvk", help="add: its number in the trade register")
    parser.add_argument("--iban", help="add, iban: the account")
    parser.add_argument("--email", type=at_most(254), help="add, contact: where mail goes")
    phone = 'add, contact: the telephone number (contact, left out: as it is; "": none any more)'
    parser.add_argument("--phone", type=up_to(20), metavar="NUMBER", help=phone)
    language = "add, contact: what it is written in (add: nl unless said; contact, left out: as it is)"
    parser.add_argument("--language", choices=("nl", "en"), help=language)
    parser.add_argument("--location", type=at_most(40), metavar="CODE", help="location: its code")
    parser.add_argument("--address", type=at_most(200), help="location: where it is")


def _add_what_is_agreed(parser: CommandParser) -> None:
    parser.add_argument("--reason", type=at_most(200), help="reject, block: why, in words that it is told")
    parser.add_argument("--scheme", metavar="CODE", help="allow, disallow: the scheme")
    activity = "allow, disallow: the activity (default: all)"
    parser.add_argument("--activity", type=up_to(40), default="", metavar="NAME", help=activity)
    rhythms = [each.value.lower() for each in SettlementTerms.Rhythm]
    parser.add_argument("--rhythm", choices=rhythms, help="settlement: how often")
    parser.add_argument("--least", type=euros, default=NOTHING, help="settlement: less waits for the next time")
    parser.add_argument("--fee", type=euros, default=NOTHING, help="settlement: what each settlement costs the shop")
    percent = "settlement: and of what was spent, as 1.25"
    parser.add_argument("--fee-percent", type=basis_points, default=0, help=percent)
    days = f"wait: how many working days a change of account waits, at most {MOST_WAIT}"
    parser.add_argument("--days", type=whole_to(MOST_WAIT), help=days)
    parser.add_argument("--hold-minutes", type=whole, help="terms: how long what is set aside stays so")
    parser.add_argument("--refund-days", type=whole, help="terms: how long a purchase can be given back")


def basis_points(text: str) -> int:
    """Read a percentage with at most two decimals, as 1.25; gives hundredths of a per cent."""
    try:
        found = eur(text).minor
    except AmountUnreadable:
        found = -1
    if not 0 <= found <= 10_000:
        raise ArgumentTypeError(f"“{text}” is not a percentage; write it as 1.25")
    return found


class Verb:
    """What a word does: the arguments it needs (of "this|that" one of both), and the call."""

    def __init__(self, do: Callable[[dict[str, Any], dict[str, Any]], Any], *needs: str) -> None:
        self.do, self.needs = do, needs


def _argument(need: str) -> str:
    return " or ".join(f"--{name.replace('_', '-')}" for name in need.split("|"))


def _who_asks(options: dict[str, Any]) -> UUID | None:
    """Give the officer who asks; None only where it was said that the shop itself does."""
    return None if options["asked_by_shop"] else officer_of(options["by"])


def _add(options: dict[str, Any], frame: dict[str, Any]) -> None:
    application = Application(
        code=options["shop"],
        rsin=options["rsin"],
        name=options["name"],
        kvk_number=options["kvk"],
        email=options["email"],
        phone=options["phone"] or "",
        language=options["language"] or "nl",
        iban=options["iban"],
    )
    apply_shop(application=application, entered_by=_who_asks(options), **frame)


def _decide(operation: Callable[..., Any], *also: str) -> Callable[[dict[str, Any], dict[str, Any]], None]:
    def do(options: dict[str, Any], frame: dict[str, Any]) -> None:
        said = {name: options[name] for name in also}
        operation(shop=options["shop"], officer_id=officer_of(options["by"]), **said, **frame)

    return do


def _allow(options: dict[str, Any], frame: dict[str, Any]) -> None:
    said = {"scheme_code": options["scheme"], "activity": options["activity"]}
    allow(shop=options["shop"], officer_id=officer_of(options["by"]), **said, **frame)


def _disallow(options: dict[str, Any], frame: dict[str, Any]) -> None:
    disallow(shop=options["shop"], scheme_code=options["scheme"], activity=options["activity"], **frame)


def _ask_iban(options: dict[str, Any], frame: dict[str, Any]) -> None:
    ask_account_change(shop=options["shop"], iban=options["iban"], asked_by=_who_asks(options), **frame)


def _approve_iban(options: dict[str, Any], frame: dict[str, Any]) -> dict[str, date]:
    return {"from": approve_account_change(shop=options["shop"], officer_id=officer_of(options["by"]), **frame)}


def _withdraw_iban(options: dict[str, Any], frame: dict[str, Any]) -> None:
    withdraw_account_change(shop=options["shop"], **frame)


def _contact(options: dict[str, Any], frame: dict[str, Any]) -> None:
    said = {name: options[name] for name in ("email", "phone", "language")}
    change_contact(shop=options["shop"], **said, **frame)


def _location(options: dict[str, Any], frame: dict[str, Any]) -> None:
    said = {"code": options["location"], "name": options["name"], "address": options["address"] or ""}
    open_location(shop=options["shop"], **said, **frame)


def _since(options: dict[str, Any], frame: dict[str, Any]) -> date:
    since: date = options["valid_from"] or frame["on"]
    return since


def _settlement(options: dict[str, Any], frame: dict[str, Any]) -> dict[str, date]:
    since = _since(options, frame)
    terms = SettlementAgreed(
        shop=options["shop"],
        rhythm=options["rhythm"].upper(),
        least=options["least"],
        fee=options["fee"],
        fee_basis_points=options["fee_percent"],
        valid_from=since,
    )
    set_settlement(terms=terms, **frame)
    return {"from": since}


def _wait(options: dict[str, Any], frame: dict[str, Any]) -> dict[str, date]:
    since = _since(options, frame)
    set_waiting_time(working_days=options["days"], valid_from=since, **frame)
    return {"from": since}


def _terms(options: dict[str, Any], frame: dict[str, Any]) -> dict[str, date]:
    since = _since(options, frame)
    said = {"hold_minutes": options["hold_minutes"], "refund_days": options["refund_days"]}
    set_redemption_terms(valid_from=since, **said, **frame)
    return {"from": since}


def _list(options: dict[str, Any], frame: dict[str, Any]) -> dict[str, Any]:
    return {"shops": [asdict(each) for each in reading(list_shops)(on=frame["on"])]}


VERBS = {
    "add": Verb(_add, "shop", "rsin", "name", "kvk", "email", "by|asked_by_shop"),
    "approve": Verb(_decide(approve_shop), "shop", "by"),
    "reject": Verb(_decide(reject_shop, "reason"), "shop", "by", "reason"),
    "block": Verb(_decide(block_shop, "reason"), "shop", "by", "reason"),
    "unblock": Verb(_decide(unblock_shop), "shop", "by"),
    "allow": Verb(_allow, "shop", "scheme", "by"),
    "disallow": Verb(_disallow, "shop", "scheme"),
    "iban": Verb(_ask_iban, "shop", "iban", "by|asked_by_shop"),
    "approve-iban": Verb(_approve_iban, "shop", "by"),
    "withdraw-iban": Verb(_withdraw_iban, "shop"),
    "contact": Verb(_contact, "shop", "email"),
    "location": Verb(_location, "shop", "location", "name"),
    "settlement": Verb(_settlement, "shop", "rhythm"),
    "wait": Verb(_wait, "days"),
    "terms": Verb(_terms, "hold_minutes", "refund_days"),
    "list": Verb(_list),
}
SAID = {
    "add": "aanvraag staat klaar; iemand anders keurt hem goed",
    "approve": "doet mee",
    "reject": "is afgewezen",
    "block": "is geblokkeerd",
    "unblock": "doet weer mee",
    "allow": "mag dit aannemen",
    "disallow": "mag dit niet meer aannemen",
    "iban": "andere rekening gevraagd; iemand anders keurt haar goed",
    "approve-iban": "andere rekening goedgekeurd",
    "withdraw-iban": "andere rekening ingetrokken",
    "contact": "ander adres",
    "location": "locatie staat klaar",
    "settlement": "afrekening afgesproken",
    "wait": "wachttijd voor een andere rekening",
    "terms": "termijnen voor opzijzetten en terugbrengen",
}
