"""Who must have seen a warning before which money."""

from datetime import date

import pytest

from budgets.aftercare.effects import Receipt
from budgets.aftercare.telling import tell_warning
from budgets.aftercare.warning import find_lump_sum, holds
from budgets.schemes.counting import CountsAs
from budgets.schemes.facts import Facts

MARCH, ON_BENEFIT = date(2026, 3, 1), Facts({"benefit": True})


def gift(euros, kind=CountsAs.GIFT, on=MARCH):
    return Receipt(on, euros * 100, kind)


class TestLumpSum:
    @pytest.mark.parametrize("facts", [Facts({}), Facts({"benefit": False})])
    def test_is_no_matter_without_a_benefit(self, facts):
        assert find_lump_sum([gift(9_000)], facts, marked=True) is None

    @pytest.mark.parametrize(("euros", "warned"), [(1_200, False), (1_201, True)])
    def test_begins_above_the_gift_exemption_of_the_year(self, euros, warned):
        assert (find_lump_sum([gift(euros)], ON_BENEFIT) is not None) is warned

    @pytest.mark.parametrize(("euros", "warned"), [(500, False), (501, True)])
    def test_begins_above_what_the_terms_say(self, euros, warned):
        assert (find_lump_sum([gift(euros)], ON_BENEFIT, above=50_000) is not None) is warned

    def test_is_any_amount_where_no_exemption_is_known(self):
        found = find_lump_sum([gift(1, on=date(2025, 3, 1))], ON_BENEFIT)

        assert (found.minor, found.limit) == (100, None)

    def test_is_any_amount_of_a_scheme_that_always_warns(self):
        assert find_lump_sum([gift(1)], ON_BENEFIT, marked=True) is not None

    @pytest.mark.parametrize("kind", [CountsAs.IN_KIND, CountsAs.PREMIUM, CountsAs.WAGE])
    def test_is_no_pass_premium_or_wage(self, kind):
        assert find_lump_sum([gift(9_000, kind)], ON_BENEFIT, marked=True) is None

    @pytest.mark.parametrize(("said", "warned"), [({}, False), ({"marked": True}, True), ({"above": 50_000}, True)])
    def test_is_no_contribution_to_costs_unless_the_scheme_or_its_terms_say_so(self, said, warned):
        assert (find_lump_sum([gift(9_000, CountsAs.COSTS)], ON_BENEFIT, **said) is not None) is warned

    def test_is_what_comes_on_one_day(self):
        apart = [gift(700), gift(700, on=date(2026, 4, 1))]
        together = [gift(700), gift(700)]

        assert find_lump_sum(apart, ON_BENEFIT) is None
        assert find_lump_sum(together, ON_BENEFIT).minor == 140_000

    @pytest.mark.parametrize("marked", [False, True])
    def test_is_told_in_both_languages(self, marked):
        lump = find_lump_sum([gift(1_500)], ON_BENEFIT, marked=marked).as_data()

        assert "€\u00a01.500,00 in één keer" in tell_warning(lump)
        assert "€1,500.00 at once" in tell_warning(lump, "en")


class TestAWarning:
    @pytest.mark.parametrize(
        ("seen_on", "good"),
        [
            (date(2026, 3, 1), True),
            (date(2026, 1, 4), True),  # 56 days, the longest that a decision may take
            (date(2026, 1, 3), False),
            (date(2026, 3, 2), False),
        ],
    )
    def test_holds_for_eight_weeks(self, seen_on, good):
        assert holds(seen_on, MARCH) is good
