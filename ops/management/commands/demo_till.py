"""Let the people of Voorbeeldstad shop for a day."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.management import CommandError
from django.core.management.base import CommandParser

from budgets.redemptions.answers import Answer, Ask
from budgets.redemptions.operations import cancel, capture, let_go_of_redemptions, redeem, refund
from ops.demo_data.shops import Kind, Sale, make_sales
from ops.management.demo_keys import DemoKeys
from ops.management.frame import MunicipalCommand, day
from ops.management.today import add_day

OPENS, AMSTERDAM = time(9), ZoneInfo("Europe/Amsterdam")


class Command(MunicipalCommand):
    help = "Only for the demo: do at the tills of its shops what the story says of a day; again it does nothing."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("day", type=day, help="the day of the story")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        on: date = options["day"]
        self._by, self._on = self.actor(options), on
        self._keys = DemoKeys(self._by)
        let_go_of_redemptions(_moment(on, 0))
        sales = make_sales()
        today = [(nth, each) for nth, each in enumerate(sales) if each.on == on]
        for minutes, (nth, sale) in enumerate(today):
            self._sell(nth, sale, _moment(on, minutes))
        back = [(nth, each) for nth, each in enumerate(sales) if each.back and each.back_on == on]
        for minutes, (nth, sale) in enumerate(back, start=300):
            self._take_back(nth, sale, _moment(on, minutes))
        return {"on": on, "sold": len(today), "returned": len(back)}

    def tell(self, answer: Any) -> None:
        self.stdout.write(f"{answer['on']}: {answer['sold']} keer besteed, {answer['returned']} keer terug.")

    def _sell(self, nth: int, sale: Sale, at: datetime) -> None:
        answer = self._pay(nth, sale, at)
        if answer.refused_code != sale.refused:
            raise CommandError(f"{sale}: {answer.outcome}")
        if sale.kind is Kind.CAPTURED:
            self._ask(capture, nth, sale, answer.given().id, at, amount=sale.taken)
        elif sale.kind is Kind.CANCELLED:
            self._ask(cancel, nth, sale, answer.given().id, at)

    def _take_back(self, nth: int, sale: Sale, at: datetime) -> None:
        # Asked again under its key the purchase says which one it was.
        sold = self._pay(nth, sale, _moment(sale.on, 0)).given()
        self._ask(refund, nth, sale, sold.id, at, amount=sale.back, reason="geruild").given()

    def _pay(self, nth: int, sale: Sale, at: datetime) -> Answer:
        asked = Ask(
            code=self._keys.code_of(sale.person, sale.on),
            amount=sale.amount,
            unit=sale.unit,
            activity=sale.activity,
            split=sale.split,
            reserve=sale.kind is not Kind.SOLD,
        )
        return redeem(key=f"demo-{nth}", ask=asked, **self._frame(sale.shop, at))

    def _ask(self, act: Any, nth: int, sale: Sale, redemption_id: UUID, at: datetime, **said: Any) -> Answer:
        later = at + timedelta(minutes=5)
        key = f"demo-{nth}-{act.__name__}"
        answer: Answer = act(key=key, redemption_id=redemption_id, **said, **self._frame(sale.shop, later))
        answer.given()
        return answer

    def _frame(self, shop: str, at: datetime) -> dict[str, Any]:
        till, _token = self._keys.till_of(shop, at)
        return {"till": till, "actor": self._by, "on": at.date(), "at": at}


def _moment(on: date, minutes: int) -> datetime:
    return datetime.combine(on, OPENS, AMSTERDAM) + timedelta(minutes=minutes)
