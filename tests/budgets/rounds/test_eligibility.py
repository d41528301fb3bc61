"""Who may claim in the round of 2026, by the limits of 2025 or of the real round of Almere: each check at its edge."""

import json
from typing import Any

import pytest

from budgets.rounds.claims import Divided, Given, explained, explained_factor, judge, judge_again
from budgets.rounds.eligibility import CHECKS, Frame
from budgets.rounds.parameters import limits_of
from budgets.rounds.refusals import ClaimNotEligible
from budgets.schemes.explanation import tell
from budgets.schemes.facts import FactsMissing, read_facts
from budgets.schemes.terms import TermMissing

LOW = {"2023": "15000.00", "2024": "15000.00", "2025": "15000.00"}
EVERYTHING = {
    "rent": "600.00",
    "persons": 1,
    "lives_here_on": "2026-01-01",
    "rent_allowance_months": 12,
    "incomes": LOW,
}


def frame(*checks: str, year: int = 2026, reference_year: int = 2025, **given: Any) -> Frame:
    return Frame("woonlastenfonds", year, limits_of(reference_year), 12, checks, **given)


def refused(frame: Frame, **facts: Any) -> list[str]:
    with pytest.raises(ClaimNotEligible) as caught:
        judge(read_facts(EVERYTHING | facts), frame)
    return [step["step"] for step in caught.value.steps]


def full(frame: Frame, **facts: Any) -> int:
    return judge(read_facts(EVERYTHING | facts), frame).full


class TestJudge:
    def test_takes_a_household_that_meets_all_checks(self) -> None:
        assert full(frame(*CHECKS)) == 51_576

    def test_asks_nothing_but_the_rent_and_the_persons_without_checks(self) -> None:
        assert judge(read_facts({"rent": "600.00", "persons": 1}), frame()).full == 51_576

    def test_tells_every_reason_at_once(self) -> None:
        why = refused(frame(*CHECKS), rent="400.00", lives_here_on="2026-01-02", rent_allowance_months=11)

        assert why == ["not-lives-here", "not-allowance-whole-year", "not-rent-above-kkg"]

    @pytest.mark.parametrize("fact", EVERYTHING)
    def test_needs_the_facts_of_the_checks(self, fact: str) -> None:
        given = {name: value for name, value in EVERYTHING.items() if name != fact}

        with pytest.raises(FactsMissing):
            judge(read_facts(given), frame(*CHECKS))

    def test_keeps_figures_out_of_what_the_trail_sees(self) -> None:
        with pytest.raises(ClaimNotEligible) as caught:
            judge(read_facts(EVERYTHING | {"rent": "400.00"}), frame(*CHECKS))

        assert dict(caught.value.facts) == {"scheme": "woonlastenfonds", "why": "rent-above-kkg"}


class TestJudgeAgain:
    def test_needs_no_table_but_what_the_claim_kept(self) -> None:
        facts = read_facts(EVERYTHING)
        kept = json.loads(json.dumps(judge(facts, frame(*CHECKS)).explanation.as_data()))
        nothing_known = frame(reference_year=2020)

        again = judge_again(facts, kept, nothing_known)

        assert again.full == 51_576
        assert json.loads(json.dumps(again.explanation.as_data())) == kept
        with pytest.raises(ClaimNotEligible):
            judge_again(read_facts(EVERYTHING | {"incomes": LOW | {"2025": "27240.01"}}), kept, nothing_known)


class TestRent:
    def test_up_to_the_quality_limit_is_a_claim_of_nothing_unless_it_is_checked(self) -> None:
        assert full(frame(), rent="477.20") == 0
        assert refused(frame("rent_above_kkg"), rent="477.20") == ["not-rent-above-kkg"]
        assert full(frame("rent_above_kkg"), rent="477.21") == 4

    def test_above_the_maximum_is_no_claim_whatever_is_checked(self) -> None:
        assert refused(frame(), rent="900.08") == ["not-above-maximum"]
        assert full(frame(reference_year=2026), rent="932.94") == full(frame(reference_year=2026), rent="932.93")


class TestLivesHere:
    def test_counts_on_the_first_day_of_the_year_of_the_round(self) -> None:
        assert full(frame("lives_here"), lives_here_on="2019-05-01")
        assert refused(frame("lives_here"), lives_here_on="2026-01-02") == ["not-lives-here"]


class TestIncome:
    # One person: below 19,375.00 in 2023, 20,700.00 in 2024 and 22,700.00 in 2025; once at most 20 % above it.
    @pytest.mark.parametrize(
        "incomes",
        [
            LOW | {"2025": "22699.99"},
            LOW | {"2025": "27240.00"},
            LOW | {"2023": "23250.00"},
        ],
    )
    def test_may_be_a_fifth_above_the_threshold_in_one_year(self, incomes: dict[str, str]) -> None:
        assert full(frame("income_three_years"), incomes=incomes)

    @pytest.mark.parametrize(
        "incomes",
        [
            LOW | {"2025": "27240.01"},
            LOW | {"2024": "20700.00", "2025": "22700.00"},
        ],
    )
    def test_may_not_be_more_or_in_two_years(self, incomes: dict[str, str]) -> None:
        assert refused(frame("income_three_years"), incomes=incomes) == ["not-income-three-years"]

    def test_is_weighed_by_the_household(self) -> None:
        incomes = {"2018": "20599.99", "2019": "21099.99", "2020": "21574.99"}
        round_of_2022 = frame("income_three_years", year=2022, reference_year=2020)

        assert full(round_of_2022, incomes=incomes, persons=2)
        assert refused(round_of_2022, incomes=incomes) == ["not-income-three-years"]
        assert full(round_of_2022, incomes=incomes | {"2019": "23899.99"}, persons=2, aow_age=True)

    def test_of_each_of_the_years_must_be_known(self) -> None:
        with pytest.raises(FactsMissing) as caught:
            full(frame("income_three_years"), incomes={"2023": "1.00", "2025": "1.00"})

        assert caught.value.facts["field"] == "incomes 2024"

    def test_asks_the_terms_where_no_source_gives_the_threshold(self) -> None:
        incomes = {"2021": "15000.00", "2022": "15000.00", "2023": "15000.00"}
        with pytest.raises(TermMissing):
            full(frame("income_three_years", reference_year=2023), incomes=incomes)

        said = frame("income_three_years", reference_year=2023, thresholds={(2021, "single"): 1_700_000})
        assert full(said, incomes=incomes)


class TestExplained:
    @pytest.mark.parametrize(
        ("millionths", "given", "says"),
        [
            (1_000_000, Given(51_576), "Er is genoeg geld voor iedereen. Je krijgt dit hele bedrag."),
            (538_461, Given(27_771), "Iedereen krijgt 53,8461%: €\u00a0277,71."),
            (538_461, Given(27_772), "Het budget staat vast. Iedereen krijgt 53,8461%. Afgerond is dat €\u00a0277,72."),
            (538_461, Given(20_000), "Iedereen krijgt 53,8461%. Er is een hoogste bedrag: €\u00a0200,00."),
            (538_461, Given(0), "Iedereen krijgt 53,8461%. Bij jou is dat te weinig om uit te betalen."),
            (538_461, Given(40_000, decided=True), "dit besloten: €\u00a0400,00."),
            (
                538_461,
                Given(40_000, decided=True, before=27_771),
                "Je had al €\u00a0277,71. Er komt €\u00a0122,29",
            ),
        ],
    )
    def test_says_what_the_factor_made_of_it(self, millionths: int, given: Given, says: str) -> None:
        claim = judge(read_facts(EVERYTHING), frame()).explanation.as_data()

        told = tell(explained(claim, 1, Divided(millionths, 70_000_000, 130_000_000, "2026"), given))

        assert told[0] == "Je huur was €\u00a0600,00 per maand. We rekenen met de huurtoeslag van 2025."
        assert says in " ".join(told)
        assert told[-1] == "Dit geld is van jou. Je hoeft het nooit terug te betalen."

    @pytest.mark.parametrize(
        ("divided", "says"),
        [
            (Divided(538_461, 70_000_000, 130_000_000, "s"), "€\u00a0700.000,00 : €\u00a01.300.000,00 = 53,8461%"),
            (Divided(1_000_000, 70_000_000, 130_000, "s"), "Dat past. Iedereen krijgt alles: 100%."),
            (Divided(540_000, 70_000_000, 100_000_000, "s", forced=True), "zelf gekozen. Iedereen krijgt 54%."),
        ],
    )
    def test_says_where_the_factor_came_from(self, divided: Divided, says: str) -> None:
        told = " ".join(tell(explained_factor(divided, 69_999_930)))

        assert says in told
        assert "met “s”" in told
