"""What was decided, assessed again: the same, unless the explanation or a rule was changed."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.schemes.catalogue import get_scheme
from budgets.schemes.eligibility import Asked
from budgets.schemes.facts import read_facts
from budgets.schemes.judging import judge_award
from budgets.schemes.periods import QUARTERLY
from budgets.schemes.replaying import find_differences
from budgets.schemes.rules import AttestedHours, HoursOn, PeriodCase, TopUpTo
from budgets.schemes.terms import Terms, default_rows, override

SCHEME = get_scheme("burgerbudget")
TERMS = Terms(SCHEME.code, SCHEME.terms, default_rows(SCHEME.terms))
ALLOWANCE = get_scheme("energietoeslag")
ALLOWANCE_TERMS = Terms(
    ALLOWANCE.code,
    ALLOWANCE.terms,
    override(
        ALLOWANCE.code,
        ALLOWANCE.terms,
        {"amount": {"single": "800.00", "single_parent": "900.00", "couple": "1000.00"}},
    ),
)
SPRING = QUARTERLY.containing(date(2026, 4, 1))


def a_case(**changes: Any) -> PeriodCase:
    case = PeriodCase(
        period=SPRING,
        due_on=SPRING.ends_on,
        whole=True,
        paused=False,
        balance=100_000,
        hours=[HoursOn(date(2026, 4, 2), Decimal("30")), HoursOn(date(2026, 5, 2), Decimal("7.25"))],
        carried=[],
        made=1,
        paused_before=0,
    )
    return replace(case, **changes)


def kept_of(case: PeriodCase) -> tuple[dict[str, Any], int]:
    """Give the explanation of a case as it is kept, and what was granted, in cents."""
    assessed = SCHEME.each_period.assess(case, TERMS)
    return json.loads(json.dumps(assessed.explanation.of(case.as_inputs()).as_data())), assessed.granted


def changed(kept: dict[str, Any], *path: Any, to: Any) -> dict[str, Any]:
    copy = json.loads(json.dumps(kept))
    at = copy
    for each in path[:-1]:
        at = at[each]
    at[path[-1]] = to
    return copy


def what(kept: dict[str, Any], amount: int) -> list[str]:
    return [each.what for each in find_differences(SCHEME, kept, amount=amount)]


class TestFindDifferences:
    @given(
        st.lists(st.tuples(st.dates(date(2026, 4, 1), date(2026, 6, 30)), st.integers(0, 6_000)), max_size=6),
        st.integers(0, 100_000),
        st.booleans(),
        st.booleans(),
    )
    @settings(max_examples=150, deadline=None)
    def test_finds_none_in_what_the_rules_say_now(self, lines: Any, balance: int, whole: bool, paused: bool) -> None:  # noqa: FBT001
        hours = [HoursOn(day, Decimal(hundredths) / 100) for day, hundredths in lines]
        kept, granted = kept_of(a_case(hours=hours, balance=balance, whole=whole, paused=paused))

        assert find_differences(SCHEME, kept, amount=granted) == []

    def test_finds_none_in_an_opening_grant(self) -> None:
        assert SCHEME.opens_with is not None
        amount, told = SCHEME.opens_with.grant(TERMS, on=date(2026, 1, 1))

        assert find_differences(SCHEME, told.as_data(), amount=amount) == []
        assert what(told.as_data(), amount + 1) == ["amount"]

    def test_finds_none_in_what_came_late(self) -> None:
        kept, granted = kept_of(a_case())
        late = {
            **kept,
            "code": "late",
            "inputs": {**kept["inputs"], "before_minor": 400, "amount_minor": granted - 400},
        }

        assert find_differences(SCHEME, late, amount=granted - 400) == []
        assert what(late, granted) == ["amount"]

    def test_finds_an_amount_that_was_booked_otherwise(self) -> None:
        kept, granted = kept_of(a_case())

        (difference,) = find_differences(SCHEME, kept, amount=granted + 1)

        assert (difference.what, difference.kept, difference.today) == ("amount", granted + 1, granted)

    @pytest.mark.parametrize(
        ("path", "to", "found"),
        [
            (("case", "balance"), 50_000, {"amount", "inputs.balance_minor", "inputs.amount_minor", "steps"}),
            (("case", "hours", 0, 1), "29", {"amount", "inputs.hours", "inputs.amount_minor", "steps"}),
            (("case", "hours", 0, 1), "5", {"amount", "code", "inputs.hours", "steps"}),
            (("inputs", "amount_minor"), 1, {"inputs.amount_minor"}),
            (("inputs", "hours"), "100", {"inputs.hours"}),
            (("steps", 0, "amount_minor"), 1, {"steps"}),
            (("code",), "met-full", {"code"}),
            (("terms", 1, "value"), "20.00", {"amount", "steps"}),
            (("terms",), [], {"assessment"}),
            (("case",), {"period": "x"}, {"case"}),
            (("case", "period", 0), "2026-13-01", {"case"}),
            (("inputs", "extra"), 1, {"inputs.extra"}),
        ],
    )
    def test_finds_an_explanation_that_was_changed(self, path: tuple[Any, ...], to: Any, found: set[str]) -> None:
        kept, granted = kept_of(a_case())

        assert set(what(changed(kept, *path, to=to), granted)) >= found

    def test_finds_a_case_that_was_taken_away(self) -> None:
        kept, granted = kept_of(a_case())
        del kept["case"]

        assert what(kept, granted) == ["case"]

    def test_finds_a_rule_that_was_changed(self) -> None:
        kept, granted = kept_of(a_case())
        double = replace(
            SCHEME,
            each_period=TopUpTo(
                "start_amount", when=AttestedHours("missed_periods_allowed", "hourly_value", "low_quarter_hours")
            ),
        )

        assert find_differences(double, kept, amount=granted) != []

    def test_judges_a_stop_by_the_count_and_the_terms_of_its_day(self) -> None:
        inputs = {"stopped_on": "2026-07-01", "missed_count": 4}
        cited = [TERMS.cite("missed_periods_allowed", date(2026, 7, 1))]
        kept = {"code": "stopped-missed", "inputs": inputs, "terms": cited, "steps": []}

        assert find_differences(SCHEME, kept, amount=0) == []
        assert what(changed(kept, "inputs", "missed_count", to=3), 0) == ["code"]


class TestJudgements:
    def kept(self, income: str, *, against_rule: bool = False) -> dict[str, Any]:
        asked = Asked(
            on=date(2026, 4, 1),
            starts_on=date(2026, 4, 1),
            facts=read_facts({"income": income, "norm": "1000.00", "household_type": "single"}),
        )
        judgement = judge_award(ALLOWANCE, ALLOWANCE_TERMS, asked, against_rule=against_rule)
        kept: dict[str, Any] = json.loads(json.dumps(judgement.explanation.as_data()))
        return kept

    @pytest.mark.parametrize("against_rule", [False, True])
    @pytest.mark.parametrize(("income", "code"), [("1200.00", "award-ahead"), ("1200.01", "income-too-high")])
    def test_are_the_same_again(self, income: str, code: str, *, against_rule: bool) -> None:
        kept = self.kept(income, against_rule=against_rule)

        assert kept["code"] == code
        assert find_differences(ALLOWANCE, kept, amount=0) == []

    def test_differ_when_the_facts_or_the_terms_were_changed(self) -> None:
        refused = self.kept("1200.01")

        poorer = changed(refused, "case", "asked", "facts", "income", to=100_000)
        milder = changed(refused, "terms", 0, "value", to="1.50")
        for kept in (poorer, milder):
            assert find_differences(ALLOWANCE, kept, amount=0) != []
