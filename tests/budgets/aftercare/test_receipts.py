"""What would come in the year after an award, per scheme of the catalogue, and what it counts as."""

from datetime import date

import pytest

from budgets.aftercare.receipts import coming
from budgets.schemes.catalogue import get_scheme, list_schemes
from budgets.schemes.counting import CountsAs
from budgets.schemes.eligibility import Asked
from budgets.schemes.facts import read_facts
from budgets.schemes.judging import judge_award
from budgets.schemes.rules import Pays
from budgets.schemes.terms import Terms, override

NEW_YEAR, HALF_WAY = date(2026, 1, 1), date(2026, 7, 15)
POOR = {"household_type": "single", "income": "1000.00", "norm": "1300.00"}


def receipts(code, *, starts_on=NEW_YEAR, category="", terms=None, **facts):
    scheme = get_scheme(code)
    known = Terms(code, scheme.terms, override(code, scheme.terms, terms or {}), "1")
    asked = Asked(on=starts_on, starts_on=starts_on, category=category, facts=read_facts(facts))
    judged = judge_award(scheme, known, asked, against_rule=True)
    return coming(scheme, known, judged, starts_on=starts_on)


class TestABurgerbudget:
    def test_may_give_1000_at_the_start_and_each_quarter(self):
        found = receipts("burgerbudget")

        assert [(each.on, each.minor) for each in found] == [
            (date(2026, month, 1), 100_000) for month in (1, 4, 7, 10)
        ]  # fmt: skip
        assert {(each.kind, each.months) for each in found} == {(CountsAs.VOLUNTEER, 3)}

    def test_that_starts_halfway_goes_on_into_the_next_year(self):
        found = receipts("burgerbudget", starts_on=HALF_WAY)

        assert [each.on for each in found] == [HALF_WAY, date(2026, 10, 1), date(2027, 1, 1), date(2027, 4, 1)]


class TestABouwdepot:
    def test_gives_1050_a_month_for_a_year(self):
        found = receipts("bouwdepot")

        assert len(found) == 12
        assert {(each.minor, each.kind) for each in found} == {(105_000, CountsAs.GIFT)}

    def test_of_six_months_ends_after_six(self):
        assert len(receipts("bouwdepot", terms={"months": "6"})) == 6


class TestABurgerbaan:
    def test_gives_at_most_its_year_cap(self):
        found = receipts("burgerbaan")

        assert [each.minor for each in found] == [47_500] * 4


class TestAnEnergietoeslag:
    def test_comes_once(self):
        found = receipts("energietoeslag", terms={"amount": {"single": "800.00"}}, **POOR)

        assert [(each.on, each.minor, each.kind) for each in found] == [(NEW_YEAR, 80_000, CountsAs.COSTS)]


class TestAPass:
    def test_is_in_kind_for_what_it_is_worth(self):
        found = receipts("zwemles", terms={"lesson_price": "12.50"})

        assert [(each.minor, each.kind) for each in found] == [(50_000, CountsAs.IN_KIND)]


class TestASchemeOfTheCatalogue:
    @pytest.mark.parametrize(
        ("code", "counts_as"),
        [
            ("burgerbudget", CountsAs.VOLUNTEER),
            ("burgerbaan", CountsAs.VOLUNTEER),
            ("bijverdienpremie", CountsAs.PREMIUM),
            ("basisbaan", CountsAs.WAGE),
            ("woonlastenfonds", CountsAs.COSTS),
            ("maatwerkbudget", CountsAs.COSTS),
            ("gewoon-geld-geven", CountsAs.GIFT),
        ],
    )
    def test_counts_as_what_it_is(self, code, counts_as):
        assert get_scheme(code).counts_as is counts_as

    def test_always_warns_where_it_is_a_lump_sum(self):
        warning = {scheme.code for scheme in list_schemes() if scheme.always_warns}

        assert warning == {"energietoeslag", "inkomenstoeslag", "mmb", "collectief-kapitaal"}

    def test_that_is_spent_on_a_pass_never_counts_as_money(self):
        for scheme in list_schemes():
            if scheme.pays is Pays.PASS:
                known = Terms(scheme.code, scheme.terms, override(scheme.code, scheme.terms, {}), "1")
                assert scheme.counts_on(known, NEW_YEAR) is CountsAs.IN_KIND

    @pytest.mark.parametrize(("payee", "counts_as"), [("insurer", CountsAs.IN_KIND), ("person", CountsAs.COSTS)])
    def test_that_pays_somebody_else_counts_as_money_where_the_person_is_paid(self, payee, counts_as):
        terms = {"contribution": {"basis": "25.00"}, "payee": payee}

        found = receipts("gemeentepolis", terms=terms, package="basis", income="1000.00", norm="1300.00")

        assert {each.kind for each in found} == {counts_as}
