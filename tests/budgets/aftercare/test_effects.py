"""What awards do to other rights, in cases that a case worker can check with the published figures."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.aftercare import effects as rules
from budgets.aftercare.effects import Certainty, Receipt, Right
from budgets.aftercare.telling import tell_effect
from budgets.schemes.counting import CountsAs
from budgets.schemes.facts import Facts

MAY, ASK, STAYS = Certainty.MAY, Certainty.NEEDS_PERSON, Certainty.STAYS
NEW_YEAR = date(2026, 1, 1)


def once(euros, kind=CountsAs.GIFT, on=NEW_YEAR, months=1):
    return [Receipt(on, euros * 100, kind, months)]


def monthly(euros, kind=CountsAs.GIFT, times=12, year=2026):
    return [Receipt(date(year, month, 1), euros * 100, kind) for month in range(1, times + 1)]


def quarterly(euros, year=2026):
    return [Receipt(date(year, month, 1), euros * 100, CountsAs.VOLUNTEER, 3) for month in (1, 4, 7, 10)]


def effects(receipts, facts):
    """Give the effects by facts as they are kept: cents, and what is not known left out."""
    return rules.effects(receipts, Facts({name: fact for name, fact in facts.items() if fact is not None}))


def of(found, right):
    return [(each.code, each.certainty, each.by) for each in found if each.right is right]


class TestGiftsBesideABenefit:
    @pytest.mark.parametrize(
        ("gift", "other", "said"),
        [
            (1_200, 0, ("gift-within", STAYS, 0)),  # just the 1,200 of the law
            (1_201, 0, ("gift-above", MAY, 100)),
            (1_000, 50_000, ("gift-above", MAY, 30_000)),  # 1,000 and 500 are 300 more than 1,200
            (1_000, 150_000, ("gift-above", MAY, 100_000)),  # what was above already is not this gift's
            (1_800, None, ("gift-above", MAY, 60_000)),  # above, whatever else was given
            (1_000, None, ("missing", ASK, None)),
        ],
    )
    def test_are_free_up_to_1200_in_2026(self, gift, other, said):
        facts = {"benefit": True, "other_gifts": other, "assets": 0, "household_type": "single"}

        assert of(effects(once(gift), facts), Right.ASSISTANCE) == [said]

    def test_of_a_bouwdepot_of_1050_a_month_are_11400_above(self):
        [above, *_] = of(effects(monthly(1_050), {"benefit": True, "other_gifts": 0}), Right.ASSISTANCE)

        assert above == ("gift-above", MAY, 1_140_000)

    def test_need_a_person_in_years_without_a_figure(self):
        found = effects(monthly(150, year=2025), {"benefit": True, "other_gifts": 0})

        assert ("missing", ASK, None) in of(found, Right.ASSISTANCE)

    def test_are_judged_per_year(self):
        gifts = [*once(1_000, on=date(2026, 12, 1)), *once(1_000, on=date(2027, 1, 1))]

        codes = [code for code, _, _ in of(effects(gifts, {"benefit": True, "other_gifts": 0}), Right.ASSISTANCE)]

        assert codes.count("gift-within") == 1  # 2026; of 2027 nothing is known yet
        assert "gift-above" not in codes

    def test_need_a_person_when_nobody_knows_of_a_benefit(self):
        assert of(effects(once(100), {}), Right.ASSISTANCE) == [("missing", ASK, None)]

    @pytest.mark.parametrize("kind", [CountsAs.IN_KIND, CountsAs.PREMIUM])
    def test_are_not_passes_or_premiums(self, kind):
        assert effects(once(5_000, kind), {"benefit": True, "assets": 0, "household_type": "single"}) == []

    def test_do_nothing_without_a_benefit(self):
        assert of(effects(once(5_000), {"benefit": False, "assets": 0}), Right.ASSISTANCE) == []


class TestVolunteerAllowances:
    def test_of_a_burgerbaan_stay_free_in_2025(self):
        found = effects(quarterly(475, 2025), {"benefit": False})  # 1,900 a year, 158.34 a month

        assert of(found, Right.VOLUNTEERING) == [("volunteer-within", STAYS, 0)]

    def test_of_a_burgerbudget_of_4000_pass_the_2200_of_2026(self):
        found = effects(quarterly(1_000), {"benefit": True})

        assert of(found, Right.VOLUNTEERING) == [("volunteer-year", MAY, 180_000)]
        assert ("volunteer-year", MAY, 180_000) in of(found, Right.ASSISTANCE)

    def test_pass_the_month_without_passing_the_year(self):
        found = effects(once(700, CountsAs.VOLUNTEER, months=3), {})  # 233.34 a month, where 220 is free

        assert of(found, Right.VOLUNTEERING) == [("volunteer-month", MAY, 4_000)]

    def test_of_one_month_are_added_up(self):
        twice = [*once(150, CountsAs.VOLUNTEER), *once(150, CountsAs.VOLUNTEER, on=date(2026, 1, 20))]

        assert of(effects(twice, {}), Right.VOLUNTEERING) == [("volunteer-month", MAY, 8_000)]

    def test_need_a_person_before_the_table_begins(self):
        assert of(effects(quarterly(475, 2020), {}), Right.VOLUNTEERING) == [("missing", ASK, None)]


class TestAssets:
    @pytest.mark.parametrize(
        ("household", "assets", "said"),
        [
            ("single", 700_000, []),
            ("single", 700_001, [("assets-above", MAY, None)]),
            ("single", 800_001, []),  # above already: this award does not change that
            ("couple", 1_500_001, [("assets-above", MAY, None)]),
            ("single_parent", 700_001, []),
        ],
    )
    def test_of_8000_and_16000_beside_a_benefit_in_2026(self, household, assets, said):
        facts = {"benefit": True, "other_gifts": 0, "assets": assets, "household_type": household}

        found = [each for each in of(effects(once(1_000), facts), Right.ASSISTANCE) if each[0] != "gift-within"]

        assert found == said

    def test_for_rent_allowance_count_for_who_rents(self):
        facts = {"benefit": False, "assets": 3_800_000, "household_type": "single", "rent": 60_000}

        assert of(effects(once(1_000), facts), Right.RENT_ALLOWANCE) == [("assets-above", MAY, None)]
        assert of(effects(once(1_000), {**facts, "rent": None}), Right.RENT_ALLOWANCE) == []

    def test_need_a_person_where_the_figure_is_missing(self):
        facts = {"benefit": True, "assets": 100_000, "household_type": "single"}

        found = effects(once(100, on=date(2025, 5, 1)), facts)

        assert ("assets-assistance", ASK) in [(each.missing, each.certainty) for each in found]


class TestIncomes:
    # The bijstandsnorm of a single person on 1 January 2025 is 1,345.45; 110 % is 1,480.00, 120 % is 1,614.54.
    @pytest.mark.parametrize(
        ("income", "gift", "passed"),
        [
            (134_545, 150, ["local-110", "remission"]),  # 1,495.45
            (140_000, 50, []),  # 1,450.00: above 100 % already, below 110 %
            (148_000, 100, ["local-110"]),  # 1,480.00 is 110 % and not more
            (148_001, 100, []),
            (130_000, 1_050, ["local-110", "local-120", "local-130", "remission"]),
        ],
    )
    def test_that_pass_a_share_of_the_norm_in_2025(self, income, gift, passed):
        facts = {"income": income, "household_type": "single", "aow_age": False}

        found = effects(monthly(gift, year=2025), facts)

        assert sorted(each.code for each in found if each.right in {Right.LOCAL_SCHEMES, Right.REMISSION}
                      and each.certainty is MAY) == passed  # fmt: skip

    def test_are_measured_by_the_norm_that_was_told(self):
        facts = {"income": 100_000, "norm": 100_000}

        codes = [each.code for each in effects(monthly(50), facts) if each.certainty is MAY]

        assert codes == ["remission"]

    def test_are_not_lifted_by_one_gift(self):
        facts = {"income": 130_000, "household_type": "single", "aow_age": False}

        assert of(effects(once(1_000), facts), Right.LOCAL_SCHEMES) == []

    @pytest.mark.parametrize(
        ("facts", "missing"),
        [
            ({"household_type": "single"}, "income"),
            ({"income": 100_000}, "norm"),
            ({"income": 100_000, "household_type": "single"}, "norm"),  # of which age nobody knows
            ({"income": 100_000, "household_type": "single", "born": date(2007, 3, 1)}, "norm"),  # 18
            ({"income": 100_000, "household_type": "single", "born": date(1959, 1, 2)}, "norm"),  # 66
        ],
    )
    def test_need_a_person_where_a_fact_is_missing(self, facts, missing):
        found = effects(monthly(150), facts)

        assert {(each.missing, each.by) for each in found if each.right is Right.LOCAL_SCHEMES} == {(missing, None)}

    @pytest.mark.parametrize(
        ("born", "limit"), [(date(1990, 5, 17), 140_150), (date(1957, 12, 31), 156_469)], ids=["35", "68"]
    )
    def test_of_an_age_that_is_sure_know_their_norm(self, born, limit):
        facts = {"income": limit, "household_type": "single", "born": born}

        [remission] = [each for each in effects(monthly(1), facts) if each.right is Right.REMISSION]

        assert (remission.code, remission.limit) == ("remission", limit)


class TestAllowances:
    FACTS = {"household_type": "single", "incomes": {"2026": 2_300_000}, "rent": 60_000, "assets": 0}

    def test_for_rent_lose_27_percent_above_23425_in_2026(self):
        found = effects(monthly(200, CountsAs.WAGE), self.FACTS)  # 23,000 becomes 25,400: 1,975 above, 533.25

        assert of(found, Right.RENT_ALLOWANCE) == [("rent-taper", MAY, 53_325)]

    def test_for_rent_stay_below_it(self):
        found = effects(monthly(30, CountsAs.WAGE), self.FACTS)

        assert of(found, Right.RENT_ALLOWANCE) == [("rent-within", STAYS, 0)]

    def test_for_rent_of_an_earlier_year_become_less_by_nobody_knows_how_much(self):
        facts = {**self.FACTS, "incomes": {"2025": 2_300_000}}

        found = effects(monthly(200, CountsAs.WAGE, year=2025), facts)

        assert ("allowance-less", MAY, None) in of(found, Right.RENT_ALLOWANCE)

    @pytest.mark.parametrize(
        ("income", "said"),
        [(4_000_000, "allowance-ends"), (3_000_000, "allowance-less"), (4_085_701, None)],
    )
    def test_for_care_end_above_40857_in_2026(self, income, said):
        found = effects(monthly(200, CountsAs.WAGE), {**self.FACTS, "incomes": {"2026": income}})

        assert of(found, Right.CARE_ALLOWANCE) == ([(said, MAY, None)] if said else [])

    def test_need_a_person_when_the_yearly_income_is_not_known(self):
        found = effects(monthly(200, CountsAs.WAGE), {"household_type": "single"})

        assert of(found, Right.CARE_ALLOWANCE) == [("missing", ASK, None)]

    def test_do_not_look_at_gifts_and_allowances_that_stay_free(self):
        for receipts in (monthly(150), quarterly(475)):
            codes = {each.code for each in effects(receipts, self.FACTS)}
            assert codes.isdisjoint({"allowance-less", "allowance-ends", "rent-taper"})


cents = st.integers(min_value=0, max_value=3_000_000)
facts = st.fixed_dictionaries(
    {},
    optional={
        "benefit": st.booleans(),
        "other_gifts": cents,
        "assets": cents,
        "income": cents,
        "household_type": st.sampled_from(["single", "single_parent", "couple"]),
        "rent": cents,
        "aow_age": st.booleans(),
        "born": st.dates(date(1930, 1, 1), date(2010, 1, 1)),
        "incomes": st.fixed_dictionaries({"2025": cents, "2026": cents}),
    },
)
receipts = st.lists(
    st.builds(
        Receipt,
        on=st.dates(date(2023, 1, 1), date(2027, 12, 31)),
        minor=st.integers(min_value=1, max_value=500_000),
        kind=st.sampled_from(list(CountsAs)),
        months=st.sampled_from([1, 3, 12]),
    ),
    max_size=8,
)


class TestEverything:
    @given(receipts, facts)
    def test_never_lowers_what_counts_and_never_goes_below_zero(self, receipts, facts):
        for each in effects(receipts, facts):
            assert each.by is None or each.by >= 0
            if each.before is not None:
                assert each.after >= each.before

    @given(receipts, facts)
    def test_is_sure_only_where_nothing_is_missing(self, receipts, facts):
        for each in effects(receipts, facts):
            assert (each.certainty is ASK) == bool(each.missing)
            if each.certainty is not ASK:
                assert each.after is not None
                assert each.cited or each.limit is None

    @given(receipts, facts, st.integers(min_value=1, max_value=1_000_000))
    def test_with_more_money_takes_no_less(self, receipts, facts, more):
        first = [each for each in receipts if each.kind is CountsAs.GIFT][:1]
        bigger = [Receipt(e.on, e.minor + more, e.kind, e.months) if [e] == first else e for e in receipts]

        def taken(found):
            return sum(e.by or 0 for e in found if e.right is Right.ASSISTANCE and e.code == "gift-above")

        assert taken(effects(bigger, facts)) >= taken(effects(receipts, facts))

    @given(receipts, facts, cents)
    def test_with_more_income_never_gives_a_lower_before(self, receipts, facts, more):
        if "income" not in facts:
            return
        richer = {**facts, "income": facts["income"] + more}
        before = {each.code: each.before for each in effects(receipts, facts) if each.right is Right.LOCAL_SCHEMES}

        for each in effects(receipts, richer):
            if each.right is Right.LOCAL_SCHEMES and before.get(each.code) is not None:
                assert each.before >= before[each.code]

    @given(receipts, facts)
    def test_is_told_in_plain_words_of_both_languages(self, receipts, facts):
        for each in effects(receipts, facts):
            for lang in ("nl", "en"):
                said = tell_effect(each.as_data(), lang)
                assert said.endswith(".")
                assert "{" not in said
                assert "None" not in said

    @given(receipts, facts)
    def test_says_nothing_twice(self, receipts, facts):
        found = effects(receipts, facts)

        assert len(set(found)) == len(found)
