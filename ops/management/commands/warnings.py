"""List what finance staff should look at."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from budgets.exports.books import write_amount
from budgets.exports.cautions import EXPIRED, EXPIRING, LOW, RUNNING_OUT, SHORT_IF_BUSY, UNSPENT, list_cautions
from ops.management.frame import MunicipalCommand
from ops.management.today import add_day, day_of

SAYS = {
    RUNNING_OUT: "raakt op in {by:%Y-%m}; eind van het jaar €\N{NO-BREAK SPACE}{amount}",
    SHORT_IF_BUSY: "kan opraken in {by:%Y-%m} als het druk wordt; eind van het jaar dan €\N{NO-BREAK SPACE}{amount}",
    UNSPENT: "houdt naar verwachting €\N{NO-BREAK SPACE}{amount} meer over dan gepland",
    EXPIRING: "loopt af op {by}; €\N{NO-BREAK SPACE}{amount} is nog niet besteed",
    EXPIRED: "is afgelopen op {by}; €\N{NO-BREAK SPACE}{amount} is nog niet besteed",
    LOW: "heeft nog {amount} pakken; aanvullen",
}


class Command(MunicipalCommand):
    help = (
        "List funds that run out before the end of the year, that leave more unspent than planned, or whose date is "
        "near, and issue points that are low."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        on = day_of(options)
        return {"on": on.isoformat(), "warnings": [asdict(each) for each in list_cautions(on=on)]}

    def tell(self, answer: Any) -> None:
        if not answer["warnings"]:
            self.stdout.write("Niets om naar te kijken.")
        for each in answer["warnings"]:
            amount = str(each["amount"]) if each["code"] == LOW else write_amount(each["amount"], "EUR")
            self.stdout.write(f"{each['of']} " + SAYS[each["code"]].format(by=each["by"], amount=amount))
