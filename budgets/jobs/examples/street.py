"""The shops of a worked example, each with a till, and the passes that people show there."""

from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from budgets.entitlements.queries import find_entitlement, get_figures
from budgets.jobs.examples.loader import Example, Step
from budgets.jobs.examples.stage import EXAMPLE, Frame, Stage, iban_of, rsin_of
from budgets.operation import reading
from budgets.passes.operations import PassAsked, issue_pass
from budgets.payouts.operations import hand_over_all
from budgets.redemptions.answers import Ask
from budgets.redemptions.operations import cancel, capture, redeem, refund
from budgets.redemptions.refusals import RedemptionUnknown
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.rules import Pays
from budgets.settlements.operations import settle_now
from budgets.settlements.queries import list_shops_to_settle
from budgets.shops.conditions import allow
from budgets.shops.operations import Application, apply_shop, approve_shop
from budgets.shops.queries import TillAtHand, find_till
from budgets.shops.tills import give_pairing_code, pair_till
from ledger.amount import Amount, Unit, parse_amount
from ledger.refusal import Refusal

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SHOPS = 5_000_000
"""The place of their numbers and accounts, beyond those of all people and organisations."""
MUCH = Amount(100_000_000, Unit.EUR)


class PaidOtherwise(Refusal):
    code, says = "paid-otherwise", _("The person pays {told} otherwise, not {expected}.")


class Street(Stage):
    """The stage with shops by name, passes by person, and the purchases in the order of their steps."""

    def __init__(self, example: Example) -> None:
        super().__init__(example)
        self.tills: dict[str, TillAtHand] = {}
        self._codes: dict[str, str] = {}
        self._bought: list[tuple[UUID | None, TillAtHand, Unit]] = []

    def redeem(self, step: Step, frame: Frame) -> None:
        """This will let a person spend at a shop, or set aside what they will spend.

        :raises PaidOtherwise: what the person pays otherwise is not as the step says
        :raises Refusal: the shop is told no
        """
        said, unit = step.said, self._unit_of(step)
        till = self.till_of(said["shop"])
        place = len(self._bought)
        self._bought.append((None, till, unit))
        ask = Ask(
            code=self._code_of(said["person"]),
            amount=parse_amount(said["amount"], unit).minor,
            unit=unit,
            activity=said.get("activity", ""),
            split="own" in said,
            reserve=said.get("hold", False),
        )
        given = redeem(till=till, key=self._key(step), ask=ask, at=at(step.on), **frame).given()
        self._bought[place] = (given.id, till, unit)
        if "own" in said and parse_amount(said["own"], unit).minor != given.own:
            raise PaidOtherwise(told=Amount(given.own, unit), expected=said["own"])

    def change(self, step: Step, frame: Frame) -> None:
        """This will capture, cancel or refund an earlier purchase.

        :raises RedemptionUnknown: there was no such purchase, or it was refused
        :raises Refusal: the shop is told no
        """
        number = step.said["redemption"]
        bought, till, unit = self._bought[number - 1] if 1 <= number <= len(self._bought) else (None, None, Unit.EUR)
        if bought is None or till is None:
            raise RedemptionUnknown
        asked = {"till": till, "key": self._key(step), "redemption_id": bought, "at": at(step.on), **frame}
        amount = parse_amount(step.said["amount"], unit).minor if "amount" in step.said else None
        if step.verb == "capture":
            answer = capture(amount=amount, **asked)
        elif step.verb == "refund":
            answer = refund(amount=amount, reason="example", **asked)
        else:
            answer = cancel(**asked)
        answer.given()

    def settle(self, step: Step, frame: Frame) -> None:
        """This will settle everything that a shop is owed, and hand it over to a bank."""
        shop_id = self.till_of(step.said["shop"]).shop_id
        settle_now(shop=dict(reading(list_shops_to_settle)())[shop_id], **frame)
        hand_over_all(officer_ids=self.officers, **frame)

    def till_of(self, shop: str) -> TillAtHand:
        """This will open a shop when it is first named, for all that lies on passes, and give its till."""
        if shop not in self.tills:
            self.tills[shop] = self._open(f"shop-{len(self.tills) + 1}", SHOPS + len(self.tills))
        return self.tills[shop]

    def _open(self, code: str, place: int) -> TillAtHand:
        on, officers = self.on, self.officers
        frame: Frame = {"actor": EXAMPLE, "on": on}
        asked = Application(
            code=code,
            rsin=rsin_of(place),
            name=f"Winkel {code}",
            kvk_number=f"{place:08d}",
            email=f"{code}@example.org",
            iban=iban_of(place),
        )
        apply_shop(application=asked, entered_by=officers[0], **frame)
        approve_shop(shop=code, officer_id=officers[1], **frame)
        for scheme in self.example.schemes:
            if get_scheme(scheme).pays is Pays.PASS:
                allow(shop=code, scheme_code=scheme, activity="", officer_id=officers[0], **frame)
        pairing = give_pairing_code(shop=code, location=None, at=at(on), **frame)
        paired = pair_till(code=pairing, name="Kassa", at=at(on), **frame)
        till = reading(find_till)(paired.token)
        if till is None:
            raise LookupError(code)
        return till

    def _code_of(self, person: str) -> str:
        if person not in self._codes:
            asked = PassAsked(person_id=self.people[person], day_limit=MUCH)
            self._codes[person] = issue_pass(asked=asked, actor=EXAMPLE, on=self.on).code
        return self._codes[person]

    def _unit_of(self, step: Step) -> Unit:
        """Give the unit that an amount is in: as the step says, else that of the budget."""
        if "unit" in step.said:
            return Unit(step.said["unit"])
        known = find_entitlement(self.people[step.said["person"]], self.scheme_of(step))
        return get_figures(known).unit if known else get_scheme(self.scheme_of(step)).unit

    def _key(self, step: Step) -> str:
        return str(step.said.get("key", f"step-{step.number}"))


def at(on: date) -> datetime:
    """Give the moment at which things happen at tills on a day: noon."""
    return datetime.combine(on, time(12), tzinfo=AMSTERDAM)
