"""Book what a person gives back of their own accord."""

from typing import Any

from django.core.management.base import CommandParser

from budgets.funding.donations import GiftBack, give_back
from budgets.parties.people import person_of
from budgets.schemes.explanation import euros as written
from ops.management.finding import fund_of
from ops.management.frame import MunicipalCommand, at_most, euros
from ops.management.today import add_day, day_of


class Command(MunicipalCommand):
    help = (
        "Book a gift of a person to a fund. It is theirs to do and nobody may ask it: their own words are kept. "
        "What they were granted stays as it is."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--person", required=True, metavar="CLIENT_NUMBER", help="who gives")
        parser.add_argument("--fund", required=True, metavar="CODE", help="the fund they give to")
        parser.add_argument("--amount", required=True, type=euros, help="how much in euros, as 50.00")
        parser.add_argument("--statement", required=True, metavar="TEXT", help="what they say about it, in their words")
        parser.add_argument(
            "--reference", type=at_most(80), help="what tells this gift from another (default: the day)"
        )
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        on = day_of(options)
        gift = GiftBack(
            person_id=person_of(options["person"]),
            fund_id=fund_of(options["fund"]),
            amount=options["amount"],
            statement=options["statement"],
            reference=options["reference"] or on.isoformat(),
        )
        booked = give_back(gift=gift, actor=self.actor(options), on=on)
        return {"fund": options["fund"], "amount_minor": gift.amount.minor, "booked": not booked.replayed}

    def tell(self, answer: Any) -> None:
        done = "geboekt" if answer["booked"] else "stond er al; niets gewijzigd"
        self.stdout.write(f"Gift van {written(answer['amount_minor'])} aan {answer['fund']}: {done}.")
