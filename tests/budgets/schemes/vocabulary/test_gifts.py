"""Gifts by table, shares and decided amounts, each by a table of cases."""

from datetime import date
from typing import Any

import pytest

from budgets.schemes.facts import FactsMissing
from budgets.schemes.periods import HALF_YEARLY, MONTHLY, YEARLY
from budgets.schemes.rules import Contribution, Discretionary, Gift, Outcome, ShareOf
from budgets.schemes.terms import TermMissing, choice, count, money, money_by, share
from tests.budgets.schemes.cases import START, a_case, assess, facts_of, of, terms_of

KEYS = (
    money_by("amount", "no number"),
    count("months", "a decision", "12"),
    choice("pause", "a decision", "extends", "skips"),
    share("share", "a decision", "0.30"),
    money("cap", "a decision", "500.00"),
    choice("cap_period", "a decision", "half-year", "year"),
    choice("pays", "a decision", "monthly", "once"),
    money("limit", "a decision", "1000.00"),
    money("second", "a decision", "500.00"),
)
TABLE = {"single": "300.00", "single_parent": "400.00", "couple": "500.00"}
AGES = {"18": "300.00", "19": "350.00", "21": "400.00"}


class TestGiftByTable:
    @pytest.mark.parametrize(
        ("household", "cents"), [("single", 30_000), ("single_parent", 40_000), ("couple", 50_000)]
    )
    def test_gives_the_amount_of_the_household_type_once(self, household: str, cents: int) -> None:
        facts, terms = facts_of(household_type=household), terms_of(KEYS, amount=TABLE)

        assessed = assess(Gift("amount", by="household_type"), a_case(facts=facts), terms)

        assert (assessed.outcome, assessed.granted, assessed.last) == (Outcome.CLOSED, cents, True)
        assert Gift("amount", by="household_type").commitment(terms, on=START, of=of(facts=facts)) == cents

    def test_gives_one_amount_to_all_where_the_terms_have_no_table(self) -> None:
        facts = facts_of(household_type="couple")

        assert (
            assess(Gift("amount", by="household_type"), a_case(facts=facts), terms_of(KEYS, amount="75.00")).granted
            == 7_500
        )

    @pytest.mark.parametrize(
        ("born", "cents"),
        [
            (date(2006, 12, 31), 30_000),
            (date(2006, 1, 2), 30_000),
            (date(2006, 1, 1), 35_000),
            (date(2004, 1, 1), 40_000),
        ],
    )
    def test_gives_the_amount_of_the_highest_age_that_is_reached(self, born: date, cents: int) -> None:
        case = a_case(MONTHLY, facts=facts_of(born=born))

        assert assess(Gift("amount", times="months", by="age"), case, terms_of(KEYS, amount=AGES)).granted == cents

    def test_promises_each_month_at_the_age_of_that_month(self) -> None:
        facts = facts_of(born=date(2006, 7, 1))  # 18, and 19 from July

        promised = Gift("amount", times="months", by="age").commitment(
            terms_of(KEYS, amount=AGES), on=START, of=of(facts=facts)
        )

        assert promised == 6 * 30_000 + 6 * 35_000

    def test_names_the_fact_and_the_row_that_are_missing(self) -> None:
        rule, terms = Gift("amount", by="household_type"), terms_of(KEYS, amount={"single": "300.00"})

        with pytest.raises(FactsMissing) as no_fact:
            rule.assess(a_case(), terms)
        with pytest.raises(TermMissing) as no_row:
            rule.assess(a_case(facts=facts_of(household_type="couple")), terms)
        with pytest.raises(TermMissing) as no_term:
            rule.assess(a_case(facts=facts_of(household_type="couple")), terms_of(KEYS))

        assert no_fact.value.facts["field"] == "household_type"
        assert no_row.value.facts["key"] == "amount.couple"
        assert no_term.value.facts["key"] == "amount"


class TestShareOf:
    RULE = ShareOf("earnings", share="share", cap="cap", cap_period="cap_period")

    @pytest.mark.parametrize(
        ("earnings", "before", "cents"),
        [
            ("1000.00", 0, 30_000),
            ("1234.55", 0, 37_037),  # 370.365: half up
            ("1234.51", 0, 37_035),
            ("2000.00", 0, 50_000),
            ("1000.00", 30_000, 20_000),
            ("1000.00", 50_000, 0),
            ("1000.00", 60_000, 0),
            ("0.00", 0, 0),
        ],
    )
    def test_gives_a_share_within_what_is_left_of_the_cap(self, earnings: str, before: int, cents: int) -> None:
        facts, terms = facts_of(earnings=earnings), terms_of(KEYS)

        assessed = assess(self.RULE, a_case(HALF_YEARLY, facts=facts, granted_before=before), terms)

        assert (assessed.granted, assessed.last) == (cents, True)
        assert self.RULE.commitment(terms, on=START, of=of(facts=facts, granted_before=before)) == cents

    def test_waits_while_it_is_paused(self) -> None:
        case = a_case(HALF_YEARLY, facts=facts_of(earnings="1000.00"), paused=True)

        assert assess(self.RULE, case, terms_of(KEYS)).outcome is Outcome.PAUSED

    @pytest.mark.parametrize(("cap_period", "rhythm"), [("half-year", HALF_YEARLY), ("year", YEARLY)])
    def test_counts_over_the_stretch_of_the_cap(self, cap_period: str, rhythm: Any) -> None:
        on = date(2025, 9, 1)

        assert self.RULE.counts_over(terms_of(KEYS, cap_period=cap_period), on) == rhythm.containing(on)


class TestContribution:
    RULE = Contribution("pays")

    def parts(self, decided: int, **given: Any) -> list[int]:
        terms, parts = terms_of(KEYS, **given), []
        while True:
            assessed = assess(self.RULE, a_case(MONTHLY, decided=decided, made=len(parts)), terms)
            parts.append(assessed.granted)
            if assessed.last:
                return parts

    def test_gives_twelve_parts_to_the_cent_larger_ones_first(self) -> None:
        assert self.parts(28_452) == [2_371] * 12
        assert self.parts(28_455) == [2_372] * 3 + [2_371] * 9

    def test_gives_all_at_once_by_term(self) -> None:
        assert self.parts(28_452, pays="once") == [28_452]

    def test_gives_cents_that_twelve_months_cannot_share_at_once(self) -> None:
        assert self.parts(11) == [11]
        assert self.parts(12) == [1] * 12

    @pytest.mark.parametrize(("made", "cents"), [(0, 28_455), (3, 28_455 - 3 * 2_372), (12, 0)])
    def test_needs_the_parts_that_are_still_to_come(self, made: int, cents: int) -> None:
        assert self.RULE.commitment(terms_of(KEYS), on=START, made=made, of=of(decided=28_455)) == cents

    def test_keeps_a_paused_part_for_later(self) -> None:
        assessed = assess(self.RULE, a_case(MONTHLY, decided=28_452, made=2, paused=True), terms_of(KEYS))

        assert (assessed.outcome, assessed.granted, assessed.last) == (Outcome.PAUSED, 0, False)

    def test_cannot_be_awarded_without_a_decision(self) -> None:
        with pytest.raises(FactsMissing):
            self.RULE.commitment(terms_of(KEYS), on=START)


class TestDiscretionary:
    RULE = Discretionary("limit", second_person_above="second")

    def test_gives_the_amount_that_was_decided(self) -> None:
        facts, terms = facts_of(amount="250.00", reason="A broken boiler"), terms_of(KEYS)

        assessed = assess(self.RULE, a_case(facts=facts), terms)

        assert (assessed.granted, assessed.last) == (25_000, True)
        assert self.RULE.commitment(terms, on=START, of=of(facts=facts)) == 25_000
        assert self.RULE.commitment(terms, on=START, made=1, of=of(facts=facts)) == 0

    def test_takes_a_decided_amount_before_the_fact(self) -> None:
        assert self.RULE.decided(of(decided=100, facts=facts_of(amount="2.00"))) == 100

    def test_waits_while_it_is_paused(self) -> None:
        assert assess(self.RULE, a_case(decided=100, paused=True), terms_of(KEYS)).outcome is Outcome.PAUSED
