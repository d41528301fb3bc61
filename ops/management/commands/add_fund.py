"""Open a fund for a scheme, and book what it received."""

from argparse import ArgumentTypeError
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import CommandParser

from budgets.funding.operations import Lasting, Particulars, deposit, open_fund
from budgets.operation import municipal_transaction
from budgets.schemes.explanation import euros as written
from budgets.schemes.operations import adopt_scheme
from budgets.schemes.queries import list_missing_terms
from ledger.amount import AmountUnreadable, eur
from ops.management.frame import MunicipalCommand, at_most, day, euros
from ops.management.today import add_day, day_of


class Command(MunicipalCommand):
    help = (
        "Open a fund for a scheme and book money that it received. A municipality that does not have the scheme yet "
        "gets it with its default terms. The same again, with the same reference, changes nothing."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--code", required=True, type=at_most(40), help="how commands call it, for example vsb-2025"
        )
        parser.add_argument("--name", required=True, type=at_most(100), help="how people call it")
        parser.add_argument("--scheme", required=True, metavar="CODE", help="the scheme it pays, as burgerbudget")
        parser.add_argument("--amount", required=True, type=euros, help="what it received in euros, as 100000.00")
        parser.add_argument(
            "--priority", type=rank, default=1, help="which fund promises first: 1 before 2 (default: 1)"
        )
        parser.add_argument("--share", type=share, help="its weight among the funds that carry the scheme, as 0.50")
        parser.add_argument(
            "--lasting", choices=["structural", "incidental"], help="whether the money comes back each year"
        )
        parser.add_argument(
            "--legal-ground", type=at_most(300), metavar="TEXT", help="what law or decision the money is given under"
        )
        parser.add_argument("--expires-on", type=day, metavar="DATE", help="the first day it is not meant for any more")
        parser.add_argument(
            "--planned-unspent", type=some_euros, metavar="AMOUNT", help="what may be left at the end of the year"
        )
        parser.add_argument(
            "--reference", default="opening", help="what tells this deposit from another (default: opening)"
        )
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        actor, on = self.actor(options), day_of(options)
        adopt_scheme(scheme_code=options["scheme"], actor=actor, on=on)
        fund = open_fund(
            code=options["code"],
            name=options["name"],
            scheme_code=options["scheme"],
            priority=options["priority"],
            particulars=_particulars(options),
            actor=actor,
            on=on,
        )
        with municipal_transaction():
            needs = {key.name: key.source for key in list_missing_terms(options["scheme"])}
        booked = deposit(fund_id=fund.id, amount=options["amount"], reference=options["reference"], actor=actor, on=on)
        return {
            "fund": fund.code,
            "id": str(fund.id),
            "name": fund.name,
            "scheme": fund.scheme,
            "amount_minor": options["amount"].minor,
            "booked": not booked.replayed,
            "needs": needs,
        }

    def tell(self, answer: Any) -> None:
        amount = written(answer["amount_minor"])
        done = f"{amount} geboekt" if answer["booked"] else f"{amount} stond er al; niets gewijzigd"
        self.stdout.write(f"{answer['name']} ({answer['fund']}), voor {answer['scheme']}: {done}.")
        for key, source in answer["needs"].items():
            self.stdout.write(f"Nog nodig voor {answer['scheme']}: “{key}” ({source}); zet het erin met load_terms.")


def rank(text: str) -> int:
    """Read a place in an order, from 1 to 99."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 99):
        raise ArgumentTypeError(f"“{text}” is not a place in an order; write a number from 1 to 99")
    return int(text)


def share(text: str) -> Decimal:
    """Read a weight: above zero, with at most four decimals."""
    try:
        weight = Decimal(text)
    except InvalidOperation:
        weight = Decimal(0)
    if not (weight.is_finite() and 0 < weight <= 1000 and weight == round(weight, 4)):
        raise ArgumentTypeError(f"“{text}” is not a share; write it as 0.50")
    return weight


def some_euros(text: str) -> int:
    """Read an amount that may be zero; gives cents."""
    try:
        minor = eur(text).minor
    except AmountUnreadable as unreadable:
        raise ArgumentTypeError(str(unreadable)) from None
    if minor < 0:
        raise ArgumentTypeError("an amount is not below zero")
    return minor


def _particulars(options: dict[str, Any]) -> Particulars:
    return Particulars(
        share=options["share"],
        lasting=Lasting(options["lasting"].upper()) if options["lasting"] else None,
        legal_ground=options["legal_ground"],
        expires_on=options["expires_on"],
        planned_unspent_minor=options["planned_unspent"],
    )
