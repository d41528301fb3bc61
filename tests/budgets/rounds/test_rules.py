"""What the rent allowance leaves of a rent: tables of the limits and the bands, worked out by hand."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from budgets.rounds.parameters import FILE, ParameterMissing, income_threshold_of, limits_of
from budgets.rounds.rules import Tenancy, full_contribution, is_above_maximum

FIXTURE = Path(__file__).parents[4] / "shared" / "fixtures" / "huurtoeslag" / "parameters_by_year.json"

# 2025: quality limit 477.20, cap 682.96 or 731.93, maximum 900.07. 35 % of 682.96 - 477.20 = 205.76 is 72.016 a month.
OF_2025 = {
    "up to the quality limit nothing is left": (Tenancy(47720, 1), "0.00"),
    "a cent above it leaves 0.35 of a cent a month": (Tenancy(47721, 1), "0.04"),
    "up to the cap 35 % is left": (Tenancy(68296, 2), "864.19"),
    "three people have the high cap": (Tenancy(68296 + 4897, 3), "1069.87"),
    "two people lose all above the low cap": (Tenancy(68296 + 4897, 2), "1451.83"),
    "one person keeps 60 % above the cap": (Tenancy(68296 + 4897, 1), "1216.78"),
    "someone of AOW age keeps 60 % above the cap": (Tenancy(68296 + 4897, 2, aow_age=True), "1216.78"),
    "an adapted home keeps 60 % above the cap": (Tenancy(68296 + 4897, 2, adapted_home=True), "1216.78"),
    "the maximum itself is not above it": (Tenancy(90007, 1), "2427.38"),
    "people who are all under 23 get nothing above the quality limit": (Tenancy(60000, 1, eldest=22), "0.00"),
    "at 23 the sum is that of everyone": (Tenancy(60000, 1, eldest=23), "515.76"),
}

# 2026: quality limit 498.20, cap 713.02 or 764.14, maximum 932.93; 40 % above the cap is compensated for everyone.
OF_2026 = {
    "two people keep 60 % above the cap": (Tenancy(75000, 2), "1168.50"),
    "a rent above the maximum counts up to it": (Tenancy(120000, 2), "2485.60"),
    "the maximum gives the same": (Tenancy(93293, 2), "2485.60"),
    "people who are all under 21 get nothing above the quality limit": (Tenancy(60000, 1, eldest=20), "0.00"),
    "at 21 the sum is that of everyone": (Tenancy(60000, 1, eldest=21), "427.56"),
}


class TestFullContribution:
    @pytest.mark.parametrize(("tenancy", "euros"), OF_2025.values(), ids=OF_2025)
    def test_of_2025(self, tenancy: Tenancy, euros: str) -> None:
        assert full_contribution(tenancy, limits_of(2025), 12)[0] == Decimal(euros) * 100

    @pytest.mark.parametrize(("tenancy", "euros"), OF_2026.values(), ids=OF_2026)
    def test_of_2026(self, tenancy: Tenancy, euros: str) -> None:
        assert full_contribution(tenancy, limits_of(2026), 12)[0] == Decimal(euros) * 100

    def test_is_rounded_half_up_once_over_all_months(self) -> None:
        # 0.10 above the limit leaves 3.5 cents a month; ten months make 35 cents, and one month 4 cents.
        tenancy = Tenancy(47730, 1)

        assert [full_contribution(tenancy, limits_of(2025), months)[0] for months in (1, 10, 11)] == [4, 35, 39]

    def test_never_falls_when_the_rent_rises_by_a_cent(self) -> None:
        for persons in (1, 2, 3):
            of_rents = [
                full_contribution(Tenancy(rent, persons), limits_of(2025), 12)[0] for rent in range(47000, 90007)
            ]

            assert of_rents == sorted(of_rents)

    def test_keeps_the_steps_that_add_up_to_it(self) -> None:
        full, explanation = full_contribution(Tenancy(70000, 1), limits_of(2025), 12)

        bands = [step for step in explanation.steps if "band_minor" in step]
        assert [step["band_minor"] for step in bands] == [20576, 1704]
        exact = sum(step["band_minor"] * Decimal(step["left_share"]) for step in bands) * 12
        assert exact == 98688  # in cents
        assert explanation.steps[-1] == {"step": "claim-months", "months": 12, "amount_minor": full}
        assert full == 98688

    def test_needs_the_cap_only_above_the_quality_limit(self) -> None:
        assert full_contribution(Tenancy(40992, 1), limits_of(2016), 12)[0] == 0
        with pytest.raises(ParameterMissing):
            full_contribution(Tenancy(40993, 1), limits_of(2016), 12)


class TestIsAboveMaximum:
    def test_holds_before_2026_only(self) -> None:
        assert not is_above_maximum(Tenancy(90007, 1), limits_of(2025))
        assert is_above_maximum(Tenancy(90008, 1), limits_of(2025))
        assert not is_above_maximum(Tenancy(99999, 1), limits_of(2026))


class TestLimits:
    def test_are_those_of_the_shared_table(self) -> None:
        if not FIXTURE.exists():
            print(f"not checked: {FIXTURE} is not here")  # noqa: T201
            return
        theirs = json.loads(FIXTURE.read_text(encoding="utf-8"), parse_float=Decimal, parse_int=Decimal)
        ours = json.loads(FILE.read_text(encoding="utf-8"), parse_float=_no_float)

        for year, row in theirs.items():
            for name, key in (
                ("kkg", "quality_limit"),
                ("aft_laag", "cap_low"),
                ("aft_hoog", "cap_high"),
                ("max", "maximum"),
            ):
                assert (Decimal(ours[year][key]) if key in ours[year] else None) == row.get(name), (year, name)

    def test_each_say_where_they_come_from(self) -> None:
        for year, row in json.loads(FILE.read_text(encoding="utf-8")).items():
            assert row.get("source") or "quality_limit" not in row, year
            assert row.get("income_source") or "income" not in row, year

    @pytest.mark.parametrize("year", [2012, 2014, 2017])
    def test_are_refused_for_a_year_without_any(self, year: int) -> None:
        with pytest.raises(ParameterMissing):
            limits_of(year)


class TestIncomeThresholdOf:
    def test_is_that_of_the_round_of_2022(self) -> None:
        assert income_threshold_of(2020, "several_aow") == (2447500, "almere.nl: woonlastenfonds, round 2022")

    def test_is_not_made_up_where_the_sources_are_silent(self) -> None:
        assert income_threshold_of(2021, "single") is None


def _no_float(text: str) -> None:
    raise AssertionError(f"{text} is a float")
