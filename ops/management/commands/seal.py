"""Seal a day of the book, and print the digest for publication."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from budgets.bookkeeping.operations import seal_day
from budgets.bookkeeping.queries import find_last_seal
from ledger import tenant
from ledger.models import Municipality
from ledger.seals import Seal, write_digest
from ops.management.frame import MunicipalCommand
from ops.management.today import add_day, day_of


class Command(MunicipalCommand):
    help = (
        "Give numbers to what was booked up to and on the day and seal it. Prints the digest of each new seal, and of "
        "the last one when nothing is new: published, it binds everybody to the book as it is now, because each seal "
        "covers the one before it."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        made = seal_day(actor=self.actor(options), on=day_of(options))
        last = find_last_seal()
        return {
            "municipality": Municipality.objects.get(id=tenant.current()).code,
            "made": [_as_data(seal) for seal in made],
            "last": None if last is None else _as_data(last),
        }

    def tell(self, answer: Any) -> None:
        if answer["last"] is None:
            self.stdout.write("Er is nog niets te verzegelen.")
        elif not answer["made"]:
            self.stdout.write("Er is niets nieuws te verzegelen; het laatste zegel is:")
        for seal in answer["made"] or [answer["last"]] * (answer["last"] is not None):
            self._tell_seal(answer["municipality"], seal)

    def _tell_seal(self, municipality: str, seal: dict[str, Any]) -> None:
        self.stdout.write(f"{municipality}, zegel {seal['number']}, {seal['sealed_on']}")
        if seal["entries"]:
            numbers = f"{seal['year']}/{seal['first_number']} tot en met {seal['year']}/{seal['last_number']}"
            self.stdout.write(f"  journaalposten {numbers}; {seal['postings']} boekingsregels")
        if seal["last_close"] >= seal["first_close"]:
            self.stdout.write(f"  besluiten over maanden {seal['first_close']} tot en met {seal['last_close']}")
        self.stdout.write(f"  SHA-256 {seal['digest']}")


def _as_data(seal: Seal) -> dict[str, Any]:
    return {**asdict(seal), "digest": write_digest(seal.digest)}
