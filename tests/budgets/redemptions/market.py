"""A market: shops with tills, and people with passes that carry budgets; what each till says, and what the books say.

with a_market(people=100, tills=2) as market:
    market.pay(market.tills[0], market.cards[0], 12_50)
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from budgets.entitlements.asking import AwardLine
from budgets.entitlements.operations import award
from budgets.operation import municipal_transaction, reading
from budgets.passes.codes import PrintedCode, make_number, make_printed_code, read_code
from budgets.passes.models import Pass
from budgets.redemptions import operations as redemptions
from budgets.redemptions.operations import Ask
from budgets.shops.conditions import LimitAgreed, allow, set_limit
from budgets.shops.models import Per
from budgets.shops.queries import TillAtHand, find_till
from ledger import holds, tenant
from ledger.amount import Unit
from ledger.refusal import Refusal
from tests.budgets.entitlements.town import a_town, breaches, enter_people, rows, run
from tests.budgets.passes.town import open_passes
from tests.budgets.shops.town import a_shop, a_till
from tests.builders import LONG_AGO, TEST, an_officer

YEAR_BEGINS, TODAY = date(2026, 1, 1), date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SPORT = "sport"
STADSPAS = {"budgets": {"vrij": {"amount": "100.00"}, SPORT: {"amount": "60.00", "activities": [SPORT]}}}
FREE_MINOR, SPORT_MINOR = 100_00, 60_00
PLENTY = 10**9

_keys = count(1)


@dataclass(frozen=True, slots=True)
class Card:
    """A pass in the hand of a person, and the code that is printed on it."""

    pass_id: UUID
    person_id: UUID
    code: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a till was told: BOOKED, HELD, … or the code of a refusal; the receipt's id, and what the pass paid."""

    says: str
    id: UUID | None = None
    amount: int = 0
    own: int = 0
    replayed: bool = False

    @property
    def paid(self) -> bool:
        return self.id is not None


class Market:
    """The shops, tills and cards of the served municipality."""

    def __init__(self, *, people: int, tills: int, schemes: Sequence[str] = ("stadspas",)) -> None:
        self.shop = self.open_shop("boekhandel", schemes)
        self.tills = [self.open_till("boekhandel") for _ in range(tills)]
        self.cards = give_cards(enter_people(people)) if people else []
        if people and "stadspas" in schemes:
            fill_all([card.person_id for card in self.cards], "stadspas")

    def open_shop(self, code: str, schemes: Sequence[str]) -> UUID:
        shop_id, officer = a_shop(code, on=TODAY), an_officer()
        for scheme in schemes:
            allow(shop=code, scheme_code=scheme, activity="", officer_id=officer, actor=TEST, on=TODAY)
        return shop_id

    def open_till(self, shop: str) -> TillAtHand:
        found = reading(find_till)(a_till(shop, at=NOON).token)
        assert found is not None
        return found

    def limit(self, most: int, *, unit: Unit | None = Unit.EUR, per: Per = Per.DAY) -> None:
        """Let nobody spend more than so much in a stretch of time, at all shops together, on anything."""
        agreed = LimitAgreed(shop="boekhandel", activity="", per=per, unit=unit, most=most, valid_from=TODAY)
        set_limit(limit=agreed, actor=TEST, on=TODAY)

    def pay(
        self, till: TillAtHand, card: Card, amount: int, *, key: str = "", at: datetime = NOON, **more: Any
    ) -> Said:
        """Let a till ask for an amount; a code other than the printed one is said as `code`."""
        ask = Ask(**{"code": card.code, "amount": amount, **more})
        return said(redemptions.redeem(till=till, key=key or new_key(), ask=ask, **when(at)))

    def capture(
        self, till: TillAtHand, id: Any, amount: int | None = None, *, key: str = "", at: datetime = NOON
    ) -> Said:
        return said(redemptions.capture(till=till, key=key or new_key(), redemption_id=id, amount=amount, **when(at)))

    def cancel(self, till: TillAtHand, id: Any, *, key: str = "", at: datetime = NOON) -> Said:
        return said(redemptions.cancel(till=till, key=key or new_key(), redemption_id=id, **when(at)))

    def refund(
        self, till: TillAtHand, id: Any, amount: int | None = None, *, key: str = "", at: datetime = NOON
    ) -> Said:
        asked = {"redemption_id": id, "amount": amount, "reason": "brought back"}
        return said(redemptions.refund(till=till, key=key or new_key(), **asked, **when(at)))


@contextmanager
def a_market(*, terms: Mapping[str, Any] = STADSPAS, **size: Any) -> Iterator[Market]:
    """Serve a new municipality with a market that takes the stadspas, and look at its books at the end."""
    with a_town():
        open_passes("stadspas", **terms)
        yield Market(**size)
        assert breaches() == []


def when(at: datetime) -> dict[str, Any]:
    return {"actor": TEST, "on": at.date(), "at": at}


def new_key() -> str:
    # Processes that were one at first count alike.
    return f"key-{os.getpid()}-{next(_keys)}"


def said(answer: Any) -> Said:
    outcome = answer.outcome
    if hasattr(outcome, "code"):
        return Said(outcome.code, replayed=answer.replayed)
    return Said(outcome.status, outcome.id, outcome.amount, outcome.own, answer.replayed)


def or_refused(act: Any, *arguments: Any, **more: Any) -> Said:
    """Give what a till is told, also when it is told at once and nothing is kept of it."""
    try:
        found: Said = act(*arguments, **more)
    except Refusal as refusal:
        return Said(refusal.code)
    return found


def expire(at: datetime) -> None:
    """Let go of what was set aside and not taken in time, as the chores between jobs do."""
    with municipal_transaction():
        holds.expire_due(at=at)
        redemptions.let_go_of_redemptions(at)


def fill_all(people: Sequence[UUID], scheme: str, *, households: Sequence[UUID | None] = ()) -> None:
    """Award a scheme to many people, each with a household or not, and grant what it gives."""
    lines = [
        AwardLine(number=number, person_id=person, scheme_code=scheme, starts_on=YEAR_BEGINS, household_id=household)
        for number, (person, household) in enumerate(zip(people, households or [None] * len(people), strict=True), 2)
    ]
    award(lines=lines, actor=TEST, on=YEAR_BEGINS)
    run(scheme, YEAR_BEGINS)


def give_cards(
    people: Sequence[UUID], *, day_limit: int = PLENTY, households: Sequence[UUID | None] = ()
) -> list[Card]:
    """Give people a pass each, all at once: issued one by one a thousand would take longer than what is tried."""
    codes = [make_printed_code(tenant.current()) for _ in people]
    numbers: set[str] = set()
    while len(numbers) < len(people):
        numbers.add(make_number(tenant.current()))
    made = [
        Pass(
            person_id=person,
            household_id=household,
            code_hash=digest(code),
            number=number,
            issued_on=LONG_AGO,
            day_limit_minor=day_limit,
        )
        for person, household, code, number in zip(
            people, households or [None] * len(people), codes, numbers, strict=True
        )
    ]
    with municipal_transaction():
        Pass.objects.bulk_create(made)
    return [Card(each.id, each.person_id, code) for each, code in zip(made, codes, strict=True)]


def digest(code: str) -> str:
    read = read_code(code)
    assert isinstance(read, PrintedCode)
    return read.digest


def on_passes() -> dict[UUID, tuple[int, int]]:
    """Give of each person what lies on their pass, and what of it is set aside, in minor units of whatever it is."""
    found = rows(
        "SELECT a.holder, sum(b.balance)::bigint, sum(b.held)::bigint FROM ledger_balance b"
        " JOIN ledger_account a ON a.municipality_id = b.municipality_id AND a.id = b.account_id"
        " WHERE a.class = 'EARMARKED' GROUP BY 1"
    )
    return {holder: (balance, held) for holder, balance, held in found}


def later(**how: float) -> datetime:
    return NOON + timedelta(**how)
