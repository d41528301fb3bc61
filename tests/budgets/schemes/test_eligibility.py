from datetime import date
from typing import Any

import pytest

from budgets.schemes.eligibility import Answer, Asked, ChildrenBelow, FactsKnown, IncomeAtMost, OldEnough
from budgets.schemes.explanation import tell
from budgets.schemes.facts import FactsMissing, FactsRefused
from budgets.schemes.norms import find_norm, social_parameters
from budgets.schemes.terms import count, money_by, share, share_by
from tests.budgets.schemes.cases import facts_of, terms_of

KEYS = (
    share("limit", "a decision", "1.20", optional=True),
    share_by("limits", "a decision", '{"basis": "1.10", "uitgebreid": "1.30"}'),
    money_by("amount", "no number"),
    count("below", "a decision", "18"),
)
ON = date(2025, 3, 1)


def asked(on: date = ON, **facts: Any) -> Asked:
    return Asked(on=on, starts_on=on, facts=facts_of(**facts))


class TestIncomeAtMost:
    @pytest.mark.parametrize(
        ("facts", "answer"),
        [
            ({"income": "1614.54", "norm": "1345.45"}, Answer.YES),
            ({"income": "1614.55", "norm": "1345.45"}, Answer.NO),
            ({"income": "1614.54", "household_type": "single"}, Answer.YES),  # the norm from 1 January 2025
            ({"income": "1614.55", "household_type": "single_parent"}, Answer.NO),
            ({"income": "2306.48", "household_type": "couple"}, Answer.YES),
            ({"income": "2306.49", "household_type": "couple"}, Answer.NO),
            ({"income": "1801.28", "household_type": "single", "aow_age": True}, Answer.YES),
            ({"income": "0.00", "norm": "0.00"}, Answer.YES),
        ],
    )
    def test_compares_the_income_with_a_share_of_the_norm(self, facts: dict[str, Any], answer: Answer) -> None:
        verdict = IncomeAtMost("limit").check(asked(**facts), terms_of(KEYS))

        assert verdict.answer is answer
        assert verdict.code == ("" if answer is Answer.YES else "not-eligible")

    def test_tells_the_limit_in_euros(self) -> None:
        verdict = IncomeAtMost("limit").check(asked(income="1614.55", norm="1345.45"), terms_of(KEYS))

        assert verdict.explanation
        assert "De grens is €\u00a01.614,54." in tell(verdict.explanation.as_data())[0]

    @pytest.mark.parametrize(("package", "answer"), [("basis", Answer.NO), ("uitgebreid", Answer.YES)])
    def test_knows_a_limit_for_each_package(self, package: str, answer: Answer) -> None:
        check = IncomeAtMost("limits", by="package")

        verdict = check.check(asked(income="1500.00", norm="1345.45", package=package), terms_of(KEYS))

        assert verdict.answer is answer

    def test_asks_nothing_where_the_terms_have_no_limit(self) -> None:
        [optional] = [key for key in (share("limit", "optional", optional=True),)]

        assert IncomeAtMost("limit").check(asked(), terms_of((optional,))).answer is Answer.YES

    @pytest.mark.parametrize(("facts", "field"), [({}, "income"), ({"income": "1.00"}, "household_type")])
    def test_names_the_fact_that_it_needs(self, facts: dict[str, Any], field: str) -> None:
        with pytest.raises(FactsMissing) as refused:
            IncomeAtMost("limit").check(asked(**facts), terms_of(KEYS))

        assert refused.value.facts["field"] == field


class TestNorm:
    @pytest.mark.parametrize(
        ("on", "facts", "cents"),
        [
            (date(2023, 7, 1), {"household_type": "single"}, 121_662),
            (date(2024, 6, 30), {"household_type": "couple"}, 183_404),
            (date(2024, 7, 1), {"household_type": "couple"}, 186_921),
            (date(2025, 7, 1), {"household_type": "single_parent"}, 136_906),
            (date(2025, 7, 1), {"household_type": "couple", "aow_age": True}, 209_498),
            (date(2026, 7, 1), {"household_type": "couple", "norm": "2000.00"}, 200_000),
        ],
    )
    def test_is_that_of_the_facts_else_of_the_day(self, on: date, facts: dict[str, Any], cents: int) -> None:
        assert find_norm(facts_of(**facts), on)[0] == cents

    @pytest.mark.parametrize(
        ("on", "facts"),
        [
            (date(2023, 6, 30), {"household_type": "single"}),
            (date(2024, 7, 1), {"household_type": "single", "aow_age": True}),
        ],
    )
    def test_that_no_source_gives_is_asked(self, on: date, facts: dict[str, Any]) -> None:
        with pytest.raises(FactsMissing) as refused:
            find_norm(facts_of(**facts), on)

        assert refused.value.facts["field"] == "norm"

    def test_comes_from_a_table_in_the_order_of_its_dates(self) -> None:
        days = [row["from"] for row in social_parameters()["bijstandsnorm_incl_holiday_pay"]]

        assert days == sorted(days)


class TestOldEnough:
    @pytest.mark.parametrize(
        ("born", "answer"),
        [(date(2007, 3, 1), Answer.YES), (date(2007, 3, 2), Answer.NO), (date(1990, 1, 1), Answer.YES)],
    )
    def test_asks_the_lowest_age_of_the_table(self, born: date, answer: Answer) -> None:
        terms = terms_of(KEYS, amount={"18": "300.00", "21": "400.00"})

        assert OldEnough("amount").check(asked(born=born), terms).answer is answer

    def test_asks_nothing_where_one_amount_is_for_all(self) -> None:
        assert OldEnough("amount").check(asked(), terms_of(KEYS, amount="300.00")).answer is Answer.YES


class TestChildrenBelow:
    @pytest.mark.parametrize(
        "facts", [{}, {"born": date(2007, 3, 2)}, {"children": 3}, {"children": [date(2015, 1, 1), date(2024, 1, 1)]}]
    )
    def test_lets_children_be(self, facts: dict[str, Any]) -> None:
        assert ChildrenBelow("below").check(asked(**facts), terms_of(KEYS)).answer is Answer.YES

    @pytest.mark.parametrize(
        ("facts", "field"),
        [({"born": date(2007, 3, 1)}, "born"), ({"children": [date(2015, 1, 1), date(2007, 3, 1)]}, "children")],
    )
    def test_refuses_who_is_older_by_field(self, facts: dict[str, Any], field: str) -> None:
        with pytest.raises(FactsRefused) as refused:
            ChildrenBelow("below").check(asked(**facts), terms_of(KEYS))

        assert [each.field for each in refused.value.problems] == [field]


class TestFactsKnown:
    def test_asks_for_each_fact(self) -> None:
        check = FactsKnown(("reason", "amount"))

        assert check.check(asked(reason="Help today", amount="1.00"), terms_of(KEYS)).answer is Answer.YES
        with pytest.raises(FactsMissing):
            check.check(asked(reason="Help today"), terms_of(KEYS))
