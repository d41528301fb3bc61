"""Budgets on a pass, planned jobs and packs, each by a table of cases."""

from datetime import date
from typing import Any

import pytest

from budgets.schemes.facts import FactsMissing
from budgets.schemes.rules import Budget, NotPerPerson, Outcome, PlannedCost, Stock
from budgets.schemes.terms import amount_in, budgets_in, caps_in, choice, count, day_of_year, money, money_by
from ledger.amount import Unit
from tests.budgets.schemes.cases import START, a_case, assess, of, terms_of

KEYS = (
    choice("unit", "a decision", "EUR", "POINT"),
    money("point_value", "no number"),
    money_by("amount", "no number", unit_term="unit"),
    caps_in("unit", "activity_caps", "optional"),
    budgets_in("unit", "budgets", "no number"),
    day_of_year("lapses_on", "optional", optional=True),
    count("grace_days", "optional", optional=True),
    amount_in("unit", "carry_over", "optional", optional=True),
    count("lessons", "a decision", "40"),
    money("lesson_price", "a decision", "12.50"),
    count("jobs", "a decision", "2"),
    money("cost", "a decision", "18400.00"),
    count("visit", "a decision", "2"),
)
BUDGET = Budget("amount", "category", None, "point_value", "lapses_on", "grace_days", "carry_over", "activity_caps")
TABLE = {"adult": "200.00", "child": "300.00"}


class TestBudget:
    @pytest.mark.parametrize(("category", "cents"), [("adult", 20_000), ("child", 30_000)])
    def test_gives_the_amount_of_the_category_once(self, category: str, cents: int) -> None:
        terms = terms_of(KEYS, amount=TABLE)

        assessed = assess(BUDGET, a_case(category=category), terms)

        assert (assessed.outcome, assessed.granted, assessed.last) == (Outcome.CLOSED, cents, True)
        assert BUDGET.commitment(terms, on=START, of=of(category=category)) == cents
        assert BUDGET.commitment(terms, on=START, made=1, of=of(category=category)) == 0

    def test_promises_what_points_are_worth(self) -> None:
        terms = terms_of(KEYS, unit="POINT", point_value="0.50", amount={"adult": "400"})
        case = a_case(category="adult", unit=Unit.POINT)

        assert assess(BUDGET, case, terms).granted == 400
        assert BUDGET.commitment(terms, on=START, of=case.particulars) == 20_000

    def test_promises_what_lessons_cost(self) -> None:
        rule, case = Budget("lessons", worth="lesson_price"), a_case(unit=Unit.LESSON)

        assert assess(rule, case, terms_of(KEYS)).granted == 40
        assert rule.commitment(terms_of(KEYS), on=START, of=case.particulars) == 50_000

    def test_asks_for_the_category_where_amounts_differ(self) -> None:
        with pytest.raises(FactsMissing) as refused:
            BUDGET.assess(a_case(), terms_of(KEYS, amount=TABLE))

        assert refused.value.facts["field"] == "category"

    def test_waits_while_it_is_paused(self) -> None:
        assert assess(BUDGET, a_case(category="adult", paused=True), terms_of(KEYS, amount=TABLE)).granted == 0

    @pytest.mark.parametrize(
        ("given", "on", "until"),
        [
            ({}, date(2025, 3, 1), None),
            ({"lapses_on": "12-31"}, date(2025, 3, 1), date(2025, 12, 31)),
            ({"lapses_on": "12-31"}, date(2025, 12, 31), date(2025, 12, 31)),
            ({"lapses_on": "06-30"}, date(2025, 7, 1), date(2026, 6, 30)),
            ({"lapses_on": "12-31", "grace_days": 14}, date(2025, 3, 1), date(2026, 1, 14)),
            ({"lapses_on": "02-29"}, date(2025, 2, 1), date(2025, 2, 28)),
            ({"lapses_on": "02-29"}, date(2024, 2, 1), date(2024, 2, 29)),
        ],
    )
    def test_is_usable_until_it_lapses_and_the_days_of_grace(self, given: Any, on: date, until: date | None) -> None:
        assert BUDGET.usable_until(terms_of(KEYS, **given), on) == until

    def test_says_in_the_explanation_until_when_it_is_usable(self) -> None:
        terms = terms_of(KEYS, amount="100.00", lapses_on="12-31")

        explanation = assess(BUDGET, a_case(), terms).explanation

        assert explanation.code == "pass-budget-until"
        assert explanation.inputs["usable_until_on"] == "2025-12-31"

    @pytest.mark.parametrize(("given", "minor"), [({}, 0), ({"carry_over": "25.00"}, 2_500)])
    def test_carries_over_what_the_terms_say(self, given: Any, minor: int) -> None:
        assert BUDGET.carries_over(terms_of(KEYS, **given), START) == minor

    def test_caps_what_is_spent_on_an_activity(self) -> None:
        assert BUDGET.caps(terms_of(KEYS, activity_caps={"sport": "50.00"}), START) == {"sport": 5_000}
        assert BUDGET.caps(terms_of(KEYS), START) == {}
        assert BUDGET.activities(terms_of(KEYS), START, "") is None


class TestBudgetOfAPassWithSeveral:
    RULE = Budget("amount", "category", "budgets", "point_value", "lapses_on", "grace_days", "carry_over")
    TABLE = {
        "vrij": {"amount": {"adult": "100.00", "child": "60.00"}, "activities": ["theater", "zwembad"]},
        "sport": {"amount": "50.00", "activities": ["sport"], "lapses_on": "07-31"},
    }

    @pytest.mark.parametrize(
        ("budget", "category", "cents"),
        [("vrij", "adult", 10_000), ("vrij", "child", 6_000), ("sport", "child", 5_000)],
    )
    def test_gives_each_budget_its_own_amount(self, budget: str, category: str, cents: int) -> None:
        terms = terms_of(KEYS, budgets=self.TABLE)

        assert assess(self.RULE, a_case(budget=budget, category=category), terms).granted == cents

    def test_lets_a_budget_say_more_than_the_scheme(self) -> None:
        terms = terms_of(KEYS, budgets=self.TABLE, lapses_on="12-31")

        assert self.RULE.usable_until(terms, START, "vrij") == date(2025, 12, 31)
        assert self.RULE.usable_until(terms, START, "sport") == date(2025, 7, 31)
        assert self.RULE.activities(terms, START, "vrij") == ("theater", "zwembad")

    def test_gives_the_budget_of_a_purpose(self) -> None:
        rule, terms = Budget("amount", by="budget"), terms_of(KEYS, amount={"school": "75.00", "fiets": "100.00"})

        assert assess(rule, a_case(budget="fiets"), terms).granted == 10_000


class TestPlannedCost:
    RULE = PlannedCost("jobs", cost="cost")

    def test_promises_the_cost_of_a_job_and_grants_nothing(self) -> None:
        assessed = assess(self.RULE, a_case(due_on=date(2026, 1, 1)), terms_of(KEYS))

        assert (assessed.outcome, assessed.granted, assessed.last) == (Outcome.CLOSED, 0, True)
        assert self.RULE.commitment(terms_of(KEYS), on=START) == 1_840_000
        assert self.RULE.most(terms_of(KEYS), START) == 2


class TestStock:
    def test_is_awarded_to_nobody(self) -> None:
        rule = Stock("visit", packs_per_visit="visit")

        with pytest.raises(NotPerPerson):
            rule.assess(a_case(), terms_of(KEYS))
        with pytest.raises(NotPerPerson):
            rule.commitment(terms_of(KEYS), on=START)

        assert not rule.per_person
