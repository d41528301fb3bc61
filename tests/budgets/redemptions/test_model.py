"""The whole life of purchases, by chance, beside a plain model of it: the same answers, and the same on the pass, in
the hands of the shop and in the funds after each of them.

One person has five budgets on one pass: points that two funds carry, euros for sport and for anything, lessons, and
points of another fund; one shop has a price of its own for points, which is above what was promised for them.

`GRONDSLAG_SEED=<seed> pytest tests -k every_life_of_purchases` lives the same lives again. Not with this file alone:
the numbers that Hypothesis tries come also from the code that was read.
"""

import os
import random
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from budgets.funding.operations import Particulars, open_fund
from budgets.operation import reading
from budgets.passes.operations import block, unblock
from budgets.passes.queries import list_carried
from budgets.schemes.operations import adopt_scheme
from budgets.shops.conditions import PriceAgreed, allow, set_price
from ledger.amount import Amount, Unit
from tests.budgets.entitlements.town import a_town, balance, breaches, enter_people, fill, run
from tests.budgets.passes.town import open_passes, put_on_pass
from tests.budgets.redemptions.market import SPORT, TODAY, Card, Market, Said, expire, give_cards, or_refused
from tests.budgets.redemptions.model import DAY, Budget, Model, Purchase, Told
from tests.builders import LONG_AGO, TEST, an_officer

LONG = 10 if os.environ.get("GRONDSLAG_PROOF") == "long" else 1
LIVES, ACTS = 60 * LONG, 80

MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)
SWIM, BOOKS = "zwemmen", "boeken"
POINT_WORTH, POINT_PRICE, LESSON_PRICE, CAP = 50, 60, 15_00, 12
LIMITS = {"EUR": 120_00, "": 10, "POINT": 30}

STAGES = (
    ("2026-10-20", True),
    ("2026-11-10", True),
    ("2026-11-20", True),
    ("2026-11-30", False),
    ("2026-12-01", False),
    ("2026-12-01", True),
    ("2026-12-11", True),
    ("2026-12-31", False),
    ("2027-01-01", False),
    ("2027-01-01", True),
)
"""When it is told that something lapses, the last days to spend it, and those after; whether a run comes by."""

POINTS, EUROS = "meedoen", "stadspas"

large = st.sampled_from([60, 1_500, 3_000, 6_000, 10_000])
amounts = st.one_of(st.integers(1, 900), st.integers(1, 900), large, st.integers(1, 12_000))
few = st.integers(1, 14)
units = st.sampled_from([Unit.POINT, Unit.LESSON])
activities = st.sampled_from(["", SPORT, SPORT, SWIM, BOOKS])


def day_number(day: str) -> int:
    return (date.fromisoformat(day) - MIDNIGHT.date()).days


def the_budgets() -> list[Budget]:
    """Give what is put on the pass below, as the model knows it; what was granted first is first."""
    year_ends, points_end = day_number("2027-01-01"), day_number("2026-12-01")
    return [
        Budget("meedoen ", "POINT", 40, POINT_PRICE, None, points_end, {BOOKS: CAP}),
        Budget("stadspas sport", "EUR", 60_00, 1, frozenset({SPORT}), year_ends),
        Budget("stadspas vrij", "EUR", 100_00, 1, None, year_ends),
        Budget("zwemles ", "LESSON", 6, LESSON_PRICE, None, None),
    ]


def open_everything() -> None:
    terms: dict[str, Any] = {"unit": "POINT", "point_value": "0.50", "amount": {"adult": "40"}, "lapses_on": "11-30"}
    adopt_scheme(scheme_code=POINTS, terms={**terms, "activity_caps": {BOOKS: str(CAP)}}, actor=TEST, on=LONG_AGO)
    for code, share in (("rijk", "2"), ("stad", "1")):
        said = {"code": code, "name": code, "particulars": Particulars(share=Decimal(share))}
        fund = open_fund(**said, scheme_code=POINTS, actor=TEST, on=LONG_AGO)
        fill(fund.id, "10000.00")
    budgets = {"vrij": {"amount": "100.00"}, SPORT: {"amount": "60.00", "activities": [SPORT]}}
    open_passes(EUROS, budgets=budgets)
    open_passes("zwemles", lessons="6", lesson_price="15.00")


def fill_pass(person: Any) -> None:
    put_on_pass(person, POINTS, on=date(2026, 1, 1), category="adult")
    put_on_pass(person, EUROS, on=date(2026, 2, 1))
    put_on_pass(person, "zwemles", on=date(2026, 2, 1))


class Life(RuleBasedStateMachine):
    """One town, one pass, one shop with two tills."""

    acts = 0
    told: dict[str, int] = {}

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(a_town())
        open_everything()
        self.market = Market(people=0, tills=2, schemes=[POINTS, EUROS])
        # Lessons are for swimming only, as the municipality approved this shop.
        allow(shop="boekhandel", scheme_code="zwemles", activity=SWIM, officer_id=an_officer(), actor=TEST, on=TODAY)
        each = Amount(POINT_PRICE, Unit.EUR)
        price = PriceAgreed(shop="boekhandel", activity="", unit=Unit.POINT, each=each, valid_from=TODAY)
        set_price(price=price, actor=TEST, on=TODAY)
        for unit, most in LIMITS.items():
            self.market.limit(most, unit=Unit(unit) if unit else None)
        [person] = enter_people(1)
        fill_pass(person)
        [card] = give_cards([person])
        self.card: Card = card
        self.model = Model(the_budgets(), limits=LIMITS, now=DAY // 2)
        self.known: list[tuple[Purchase, Any]] = []
        self.answered: list[tuple[str, dict[str, Any], Said]] = []
        self.keys, self.stage, self.blocked_times = 0, 0, 0

    def teardown(self) -> None:
        try:
            assert breaches() == []
        finally:
            self.stack.close()

    @property
    def at(self) -> datetime:
        return MIDNIGHT + timedelta(minutes=self.model.now)

    def say(self, name: str, told: Told, **asked: Any) -> Said:
        """Let a till ask, and compare what it is told."""
        self.keys += 1
        asked |= {"key": f"k{self.keys}", "at": self.at, "till": self.market.tills[self.keys % 2]}
        said: Said = or_refused(getattr(self.market, name), **asked)
        Life.acts += 1
        Life.told[said.says] = Life.told.get(said.says, 0) + 1
        assert said.says in told.says, (name, said, told)
        if said.paid:
            assert (said.amount, said.own) == (told.amount, told.own), (name, said, told)
        self.answered.append((name, asked, said))
        return said

    @rule(amount=amounts, activity=activities, split=st.booleans(), reserve=st.booleans())
    def pay(self, *, amount: int, activity: str, split: bool, reserve: bool) -> None:
        self._pay(amount, Unit.EUR, activity, split=split, reserve=reserve)

    @rule(more=st.integers(1, 300), reserve=st.booleans())
    def pay_from_several_budgets(self, *, more: int, reserve: bool) -> None:
        self._pay(self.model.budgets[1].free + more, Unit.EUR, SPORT, split=False, reserve=reserve)

    @rule(amount=few, unit=units, activity=activities, split=st.booleans(), reserve=st.booleans())
    def pay_in_units(self, *, amount: int, unit: Unit, activity: str, split: bool, reserve: bool) -> None:
        self._pay(amount, unit, activity, split=split, reserve=reserve)

    def _pay(self, amount: int, unit: Unit, activity: str, *, split: bool, reserve: bool) -> None:
        # Lessons pay only for what the shop was approved for.
        self.model.budgets[-1].approved = activity == SWIM
        asked = {"amount": amount, "unit": unit, "activity": activity, "split": split, "reserve": reserve}
        told, bought = self.model.pay(amount, unit.value, activity, split=split, reserve=reserve)
        said = self.say("pay", told, card=self.card, **asked)
        if bought:
            self.known.append((bought, said.id))

    def _in(self, *states: str) -> list[tuple[Purchase, Any]]:
        return [each for each in self.known if each[0].state in states][-4:]

    @precondition(lambda self: self._in("HELD"))
    @rule(data=st.data())
    def capture(self, data: Any) -> None:
        self._capture(data, self._in("HELD"))

    @precondition(lambda self: self._in("HELD"))
    @rule(data=st.data())
    def cancel(self, data: Any) -> None:
        self._cancel(data, self._in("HELD"))

    @precondition(lambda self: self._in("CAPTURED"))
    @rule(data=st.data())
    def refund(self, data: Any) -> None:
        self._refund(data, self._in("CAPTURED"))

    @precondition(lambda self: self._in("CAPTURED"))
    @rule(data=st.data())
    def refund_a_little(self, data: Any) -> None:
        self._refund(data, self._in("CAPTURED"), most=5 * POINT_PRICE)

    @precondition(lambda self: self.known)
    @rule(data=st.data(), end=st.sampled_from(["_capture", "_cancel", "_refund"]))
    def end_whatever_became_of_it(self, data: Any, end: str) -> None:
        getattr(self, end)(data, self.known)

    def _capture(self, data: Any, among: list[tuple[Purchase, Any]]) -> None:
        bought, id_ = data.draw(st.sampled_from(among))
        amount = data.draw(st.none() | st.integers(1, bought.amount + 20))
        self.say("capture", self.model.capture(bought, amount), id=id_, amount=amount)

    def _cancel(self, data: Any, among: list[tuple[Purchase, Any]]) -> None:
        bought, id_ = data.draw(st.sampled_from(among))
        self.say("cancel", self.model.cancel(bought), id=id_)

    def _refund(self, data: Any, among: list[tuple[Purchase, Any]], most: int = 10**6) -> None:
        bought, id_ = data.draw(st.sampled_from(among))
        amount = data.draw(st.none() | st.integers(1, min(most, bought.amount + 20)))
        self.say("refund", self.model.refund(bought, amount), id=id_, amount=amount)

    @precondition(lambda self: self.answered)
    @rule(data=st.data(), other=st.booleans())
    def ask_again(self, *, data: Any, other: bool) -> None:
        name, asked, before = data.draw(st.sampled_from(self.answered))
        # Asked again much later, and whatever became of it meanwhile: the answer is that of the first time.
        again = {**asked, "at": self.at}
        if other:
            again["amount" if name == "pay" else "id"] = 12_345 if name == "pay" else self.card.pass_id
            assert or_refused(getattr(self.market, name), **again).says == "idempotency-key-reused"
            return
        said = or_refused(getattr(self.market, name), **again)
        assert (said.says, said.id, said.amount, said.own) == (before.says, before.id, before.amount, before.own)
        assert said.replayed

    @precondition(lambda self: self.blocked_times < 2)
    @rule(amount=amounts)
    def a_blocked_pass_pays_nothing(self, amount: int) -> None:
        self.blocked_times += 1
        block(pass_id=self.card.pass_id, actor=TEST, on=self.at.date())
        self.model.blocked = True
        self._pay(amount, Unit.EUR, "", split=True, reserve=False)
        unblock(pass_id=self.card.pass_id, actor=TEST, on=self.at.date())
        self.model.blocked = False

    @rule(minutes=st.sampled_from([1, 29, 30, 31]), comes_by=st.booleans())
    def minutes_pass(self, *, minutes: int, comes_by: bool) -> None:
        self.model.now += minutes if (self.model.now + minutes) // DAY == self.model.day else 0
        if comes_by:
            self.time_is_over()

    def time_is_over(self) -> None:
        expire(self.at)
        self.model.expire()

    @rule(days=st.sampled_from([1, 1, 1, 7, 29, 30, 31]))
    def days_pass(self, days: int) -> None:
        last = day_number(STAGES[self.stage][0]) - 1 if self.stage < len(STAGES) else day_number("2027-01-08")
        self._go_to(max(self.model.day, min(self.model.day + days, last)))

    @precondition(lambda self: self.stage < len(STAGES) and len(self.answered) > 10)
    @rule(stages=st.integers(1, 4))
    def the_year_goes_on(self, stages: int) -> None:
        for day, runs in STAGES[self.stage : self.stage + stages]:
            self._go_to(day_number(day))
            self.stage += 1
            if runs:
                self.time_is_over()
                run(POINTS, self.at.date())
                run(EUROS, self.at.date())
                self.model.lapse(self.model.day)

    def _go_to(self, day: int) -> None:
        if day > self.model.day:
            self.model.now = day * DAY + DAY // 2

    @invariant()
    def the_pass_carries_what_it_should(self) -> None:
        expected = {each.name: (each.left, each.free) for each in self.model.budgets if each.left}
        lies = reading(list_carried)(self.card.pass_id, on=self.at.date())
        assert {f"{each.scheme} {each.budget}": (each.balance, each.available) for each in lies} == expected
        assert [f"{each.scheme} {each.budget}" for each in lies] == [
            each.name for each in self.model.in_order() if each.left
        ]

    @invariant()
    def the_shop_and_the_funds_have_what_they_should(self) -> None:
        assert balance("SHOP_PAYABLE") == balance("SPENT") == self.model.owed


def let_live(seed: int, lives: int) -> None:
    """Live so many lives by chance; fails where one goes otherwise than the model says."""
    how = settings(
        max_examples=lives, stateful_step_count=ACTS, deadline=None, database=None, print_blob=False,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(hypothesis.seed(seed)(Life), settings=how)


@pytest.mark.slow
def test_every_life_of_purchases_goes_as_the_model_says(database, proof):
    seed = int(os.environ.get("GRONDSLAG_SEED") or random.SystemRandom().getrandbits(26))
    proof.seeds.append(seed)
    print(f"GRONDSLAG_SEED={seed}")  # noqa: T201
    Life.acts, Life.told = 0, {}

    let_live(seed, LIVES)

    proof.counts["lives"] = LIVES
    proof.counts["acts"] = Life.acts
    proof.counts.update(Life.told)
