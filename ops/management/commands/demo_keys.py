"""Show the keys by which someone can try the demo."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import CommandParser

from budgets.shops.tills import give_pairing_code
from ops.demo_data.regelingen import adult, child
from ops.demo_data.shops import BOOKS, POOL
from ops.management.demo_keys import DemoKeys
from ops.management.frame import MunicipalCommand
from ops.management.today import add_day, day_of

PASSES = {
    adult(2): f"Meedoenregeling, euro's: bij {BOOKS}",
    adult(31): f"Stadspas, punten: bij {POOL} met activiteit sport",
    child(22): f"Zwemles, lessen: bij {POOL} met activiteit zwemles",
}


class Command(MunicipalCommand):
    help = (
        "Only for the demo: print a token of a till, a code by which another one joins, and the codes of three passes."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        now, on, by = datetime.now(UTC), day_of(options), self.actor(options)
        keys = DemoKeys(by)
        return {
            "pairing_code": give_pairing_code(shop=POOL, location=None, at=now, actor=by, on=on),
            "tokens": {shop: keys.till_of(shop, now)[1] for shop in (BOOKS, POOL)},
            "passes": [
                {"person": number, "code": keys.code_of(number, on), "carries": carries}
                for number, carries in PASSES.items()
            ],
        }

    def tell(self, answer: Any) -> None:
        self.stdout.write("Om mee te proberen (alleen in de demo):")
        self.stdout.write(f"  koppelcode voor een kassa van {POOL}, tien minuten: {answer['pairing_code']}")
        for shop, token in answer["tokens"].items():
            self.stdout.write(f"  token van een kassa van {shop}: {token}")
        for each in answer["passes"]:
            self.stdout.write(f"  pas {each['code']}  {each['carries']}")
